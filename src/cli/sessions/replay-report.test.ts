/** A page that anybody may open: both sides are there, nothing is fetched or run, and what was recorded stays text. */
import { expect, test } from "vitest";
import { replayReport } from "./replay-report.ts";
import type { PlayedCall } from "./session-player.ts";
import { summaryOf } from "./session-summary.ts";

const HOSTILE = `"><script src=//evil.example></script><img onerror='x'>`;

function played(session: string, verdict: PlayedCall["verdict"], injected: boolean): PlayedCall {
  const clauses = verdict === "allow" ? [] : [{ name: HOSTILE, at: "charter.yaml:1:1", condition: HOSTILE, verdict, code: "clause/deny" }];
  return {
    session,
    number: 1,
    call: HOSTILE,
    args: { a: HOSTILE },
    verdict,
    codes: [],
    clauses,
    text: "",
    state: {},
    injected,
    unexpected: [],
  };
}

const calls = [played("a", "allow", false), played("b", "escalate", false), played(HOSTILE, "deny", true), played("d", "allow", true)];
const page = replayReport({ charters: [HOSTILE], sessions: HOSTILE, calls, summary: summaryOf(calls) });

test("both sides are counted", () => {
  expect(page).toContain('<div class="big">1 <small>of 2</small></div>');
  expect(page).toContain('<div class="big">50.0 %</div>');
  expect(page).toContain("1 escalations, 0.50 a session");
  expect(page.match(/<summary>/g)).toHaveLength(2);
});

test("what was recorded stays text, and nothing comes from elsewhere", () => {
  expect(page).not.toMatch(/<script|<img|<link|https?:|url\(|@import/);
  expect(page).toContain("&#34;&#62;&#60;script");
});
