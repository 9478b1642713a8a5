/** What people were asked, in lines: every fate under its own word, and what nobody was asked about. */
import { expect, test } from "vitest";
import type { ApiAttention } from "../../console-server/index.ts";
import type { Output } from "../terminal/output.ts";
import { showAttention } from "./show-attention.ts";

const NOTHING: ApiAttention = {
  all: { asked: 0, yes: 0, no: 0, expired: 0, superseded: 0, waiting: 0 },
  hours: [],
  people: [],
  roles: [],
  clauses: [],
  refused: [],
};

function shown(attention: Partial<ApiAttention>): readonly string[] {
  const lines: string[] = [];
  const out: Output = {
    json: false,
    line: (text = "") => void lines.push(text),
    value: () => undefined,
    note: () => undefined,
    fault: () => undefined,
  };
  showAttention(out, { ...NOTHING, ...attention });
  return lines;
}

test("nobody was asked, and nothing was denied for it", () => {
  expect(shown({})).toEqual(["nobody was asked over the last day"]);
});

test("expired is not rejected, and what was denied without asking is neither; no name leaves its line", () => {
  const counts = { asked: 5, yes: 1, no: 1, expired: 2, superseded: 0, waiting: 1, medianMs: 41_000 };
  const refused = [{ code: "asks/people-full", agent: "as\nsistant", count: 14, last: 0 }];
  expect(shown({ roles: [{ role: "owner", ...counts }], refused })).toEqual([
    "owner  asked 5: 1 approved, 1 rejected, 2 expired, 1 waiting, median 41 s",
    "denied without asking: 14 of as\\u{a}sistant  [asks/people-full]",
  ]);
});
