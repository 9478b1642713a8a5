/**
 * What becomes of running sessions when another charter comes into force: it judges them, or their own does, or both do and the severer
 * counts. Whatever judges a session, the state under every charter follows what all of them do; and the second judge agrees.
 */
import { afterEach, describe, expect, test } from "vitest";
import { readCharters } from "../../src/auditor/index.ts";
import type { Json } from "../../src/crypto/index.ts";
import type { DecisionEntry } from "../../src/ledger/index.ts";
import { BASE, compileTexts, lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const ARGUMENTS = { "bank/pay": ["amount"], "files/read": [], "files/write": ["text"], "web/read": [] };
const LOCK = lockOf(ARGUMENTS);
const WIDER = lockOf({ ...ARGUMENTS, "web/write": [] });

/** Charters that judge at once: the one in force and three older ones. */
const LIVE_CHARTERS_MAX = 4;

type Setting = "in_force" | "pinned" | "stricter";

/** A charter under which payments up to a limit run, and above it escalate under a clause of some name. */
function charter(amount: number, setting: Setting = "in_force", more = ""): string {
  return `
charter: bank
running_sessions: ${setting}
allow: [files/read, web/read]
actions:
  pay:
    tool: bank/pay
    allow: args.amount <= 100
    escalate: [{ name: large, when: args.amount > ${amount} }]
${more}`;
}

const LEDGERS: PaperLedger[] = [];

/** A ledger on which \`s1\` was opened under a charter, before others came into force. */
function ledgerUnder(first: string, ...later: readonly string[]): PaperLedger {
  const ledger = new PaperLedger(LOCK);
  LEDGERS.push(ledger);
  ledger.charter(first);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  for (const text of later) ledger.charter(text);
  return ledger;
}

function decided(ledger: PaperLedger, tool: string, args: Json = {}, session = "s1"): DecisionEntry {
  return ledger.propose(tool, args, { session }).decision.entry;
}

function digestUnder(text: string): string {
  const ledger = ledgerUnder(text);
  return decided(ledger, "files/read").machine;
}

afterEach(() => {
  for (const ledger of LEDGERS.splice(0)) {
    expect(judgeAgain(ledger.entries)).toEqual([]);
    const before = ledger.decider;
    const now = ledger.now;
    expect(ledger.replay()).toEqual([]);
    for (const session of ["s1", "s2"]) expect(ledger.decider.view(session, now)).toEqual(before.view(session, now));
  }
});

describe("by default", () => {
  test("the charter in force judges every session", () => {
    const ledger = ledgerUnder(charter(10), charter(50));
    expect(decided(ledger, "bank/pay", { amount: 20 })).toMatchObject({ verdict: "allow", machine: digestUnder(charter(50)) });
    ledger.charter(charter(5));
    expect(decided(ledger, "bank/pay", { amount: 6 }).verdict).toBe("escalate");
  });
});

describe("pinned", () => {
  test("a session is judged by its own charter, a new one by the charter in force", () => {
    const ledger = ledgerUnder(charter(50), charter(10, "pinned"));
    ledger.open("s2", { user: "bob" });
    expect(decided(ledger, "bank/pay", { amount: 20 })).toMatchObject({ verdict: "allow", machine: digestUnder(charter(50)) });
    expect(decided(ledger, "bank/pay", { amount: 20 }, "s2")).toMatchObject({
      verdict: "escalate",
      machine: digestUnder(charter(10, "pinned")),
      clauses: ["large"],
    });
  });

  test("what waits for people under it is still allowed, and not parked/changed", () => {
    const ledger = ledgerUnder(charter(10));
    const { proposal } = ledger.propose("bank/pay", { amount: 20 });
    ledger.charter(charter(5, "pinned"));
    const [again] = ledger.answer(proposal, "approval").emitted;
    expect(again?.entry).toMatchObject({ verdict: "allow", machine: digestUnder(charter(10)) });
  });

  test("what waits is parked/changed once its session has ended, and with it its charter", () => {
    const ledger = ledgerUnder(charter(10));
    const { proposal } = ledger.propose("bank/pay", { amount: 20 });
    ledger.charter(charter(5, "pinned"));
    ledger.end("s1");
    const [again] = ledger.answer(proposal, "approval").emitted;
    expect(again?.entry).toMatchObject({ verdict: "deny", codes: ["parked/changed"], machine: digestUnder(charter(5, "pinned")) });
    expect(again?.explanation.text).toContain("the session that it was kept for has ended; the same call in a new session is judged by");
  });

  test("approvals for more than one time end with any charter", () => {
    const ledger = ledgerUnder(charter(10));
    const { proposal } = ledger.propose("bank/pay", { amount: 20 });
    ledger.answer(proposal, "approval", { scope: { times: 3, until: ledger.now + 60_000 } });
    ledger.outcome(proposal);
    expect(decided(ledger, "bank/pay", { amount: 20 }).codes).toContain("approval/scoped");
    ledger.charter(charter(5, "pinned"));
    expect(decided(ledger, "bank/pay", { amount: 20 }).verdict).toBe("escalate");
  });

  test("what the agent has done is counted under both charters, whichever judged it", () => {
    const limit = "limits: [{ action: pay, at_most: 2, scope: agent }]";
    const ledger = ledgerUnder(charter(50, "in_force", limit), charter(10, "pinned", limit));
    ledger.open("s2", { user: "bob" });
    expect(decided(ledger, "bank/pay", { amount: 1 }).verdict).toBe("allow");
    expect(decided(ledger, "bank/pay", { amount: 2 }, "s2").verdict).toBe("allow");
    for (const session of ["s1", "s2"]) expect(decided(ledger, "bank/pay", { amount: 3 }, session).codes).toEqual(["limit/reached"]);
  });

  test("a call that did not run gives back what it cost under both", () => {
    const limit = "limits: [{ action: pay, at_most: 10, of: args.amount, scope: agent }]";
    const ledger = ledgerUnder(charter(50, "in_force", limit), charter(40, "pinned", limit));
    ledger.open("s2", { user: "bob" });
    const { proposal } = ledger.propose("bank/pay", { amount: 10 });
    expect(decided(ledger, "bank/pay", { amount: 1 }, "s2").codes).toEqual(["limit/reached"]);
    ledger.outcome(proposal, "failed");
    expect(decided(ledger, "bank/pay", { amount: 1 }, "s2").verdict).toBe("allow");
    expect(decided(ledger, "bank/pay", { amount: 10 }).codes).toEqual(["limit/reached"]);
  });

  test("each charter is void after its own last moment, and all with that in force: charter/expired", () => {
    const at = (hours: number): string => `expires: 2026-01-05T${hours}:00:00Z`;
    const own = ledgerUnder(charter(50, "in_force", at(13)), charter(10, "pinned", at(15)));
    own.now += 2 * 3_600_000;
    own.open("s2", { user: "bob" });
    expect(decided(own, "files/read", {}, "s2").verdict).toBe("allow");
    const ledger = ledgerUnder(charter(50), charter(10, "pinned", at(13)));
    expect(decided(ledger, "files/read").verdict).toBe("allow");
    ledger.now += 1.5 * 3_600_000;
    expect(decided(ledger, "files/read").codes).toContain("charter/expired");
  });

  test("a tool that its own charter was not written for is none: charter/other-tool", () => {
    const ledger = ledgerUnder(charter(50));
    ledger.charterWith(WIDER, charter(10, "pinned", "escalate: [web/write]"));
    expect(decided(ledger, "web/write").codes).toEqual(["charter/other-tool"]);
    expect(decided(ledger, "files/read").verdict).toBe("allow");
    const stricter = ledgerUnder(charter(50));
    stricter.charterWith(WIDER, charter(10, "stricter", "escalate: [web/write]"));
    expect(decided(stricter, "web/write").codes).toEqual(["charter/other-tool"]);
  });

  test("a tool that is pinned anew since is another tool, where its own charter names its pins: charter/other-tool", () => {
    const ledger = new PaperLedger(LOCK);
    LEDGERS.push(ledger);
    ledger.charterWith(LOCK, charter(50));
    ledger.startExecutors();
    ledger.open("s1", { user: "ann" });
    ledger.charterWith(lockOf({ ...ARGUMENTS, "files/read": ["place"] }), charter(10, "pinned"));
    expect(decided(ledger, "files/read", { place: "x" }).codes).toEqual(["charter/other-tool"]);
    expect(decided(ledger, "web/read").verdict).toBe("allow");
  });

  test("goes on with what it knew when its charter comes into force again", () => {
    const first = charter(50, "pinned", "limits: [{ action: pay, at_most: 1, scope: agent }]");
    const ledger = ledgerUnder(first);
    expect(decided(ledger, "bank/pay", { amount: 1 }).verdict).toBe("allow");
    ledger.charter(charter(10, "pinned"));
    ledger.open("s2", { user: "bob" });
    ledger.charter(first);
    for (const session of ["s1", "s3"]) {
      if (session === "s3") ledger.open("s3", { user: "cy" });
      expect(decided(ledger, "bank/pay", { amount: 2 }, session).codes).toEqual(["limit/reached"]);
    }
    expect(decided(ledger, "bank/pay", { amount: 1 }, "s2").verdict).toBe("allow");
  });

  test(`more than ${LIVE_CHARTERS_MAX} charters are not kept: charter/too-old`, () => {
    const ledger = ledgerUnder(charter(50));
    for (let number = 1; number < LIVE_CHARTERS_MAX; number += 1) {
      ledger.charter(charter(number, "pinned"));
      ledger.open(`later ${number}`, { user: "ann" });
      expect(decided(ledger, "files/read").verdict).toBe("allow");
    }
    ledger.charter(charter(49, "pinned"));
    expect(decided(ledger, "files/read").codes).toEqual(["charter/too-old"]);
    expect(decided(ledger, "files/read", {}, "later 1").verdict).toBe("allow");
    ledger.open("s2", { user: "ann" });
    expect(decided(ledger, "files/read", {}, "s2").verdict).toBe("allow");
  });

  test("a charter that judges all sessions ends it", () => {
    const ledger = ledgerUnder(charter(50), charter(10, "pinned"));
    ledger.charter(charter(20));
    expect(decided(ledger, "bank/pay", { amount: 30 }).verdict).toBe("escalate");
    ledger.charter(charter(5, "pinned"));
    expect(decided(ledger, "bank/pay", { amount: 15 })).toMatchObject({ verdict: "allow", machine: digestUnder(charter(20)) });
  });

  test("the label of what a tool returns that a charter does not know is set in one of its possible states", () => {
    const labels = (setting: Setting): string => `
charter: web
running_sessions: ${setting}
allow: [files/read, web/*]
sources: { pages: { results: [web/read] } }
`;
    const ledger = ledgerUnder(labels("in_force"));
    ledger.charterWith(WIDER, `${labels("pinned")}version: 2`);
    ledger.open("s2", { user: "ann" });
    const { proposal } = ledger.propose("web/write", {}, { session: "s2" });
    ledger.outcome(proposal);
    expect(ledger.decider.states("s1", ledger.now)).toHaveLength(4);
    expect(ledger.decider.states("s2", ledger.now)).toHaveLength(1);
  });
});

describe("the stricter join", () => {
  test("denies what the session's own charter is more severe about, and names its clause: charter/was-stricter", () => {
    const ledger = ledgerUnder(charter(10), charter(50, "stricter"));
    const { decision } = ledger.propose("bank/pay", { amount: 20 });
    expect(decision.entry).toMatchObject({
      verdict: "deny",
      codes: ["charter/was-stricter"],
      machine: digestUnder(charter(50, "stricter")),
    });
    expect(decision.explanation.text).toMatch(
      /clause `large` \(charter-0\.yaml:9:37\) of the charter under which the session began asks people/,
    );
    expect(decided(ledger, "bank/pay", { amount: 5 }).verdict).toBe("allow");
    ledger.open("s2", { user: "ann" });
    expect(decided(ledger, "bank/pay", { amount: 20 }, "s2").verdict).toBe("allow");
  });

  test("denies what the charter in force denies, with its reason", () => {
    const ledger = ledgerUnder(charter(50), charter(10, "stricter", "deny: [files/read]"));
    expect(decided(ledger, "files/read").codes).toEqual(["clause/deny"]);
  });

  test("asks people under the charter in force alone, where clauses of the same names are all that is asked", () => {
    const ledger = ledgerUnder(charter(10), charter(15, "stricter"));
    const { proposal, decision } = ledger.propose("bank/pay", { amount: 20 });
    expect(decision.entry).toMatchObject({ verdict: "escalate", clauses: ["large"] });
    const [again] = ledger.answer(proposal, "approval").emitted;
    expect(again?.entry.verdict).toBe("allow");
  });

  test("asks nobody in vain", () => {
    const other = charter(10).replace("name: large", "name: another");
    const ledger = ledgerUnder(other, charter(15, "stricter"));
    expect(decided(ledger, "bank/pay", { amount: 20 }).codes).toEqual(["charter/was-stricter"]);
  });

  test("is void after the last moment of either charter: charter/expired", () => {
    const ledger = ledgerUnder(charter(50, "in_force", "expires: 2026-01-05T13:00:00Z"), charter(10, "stricter"));
    ledger.now += 1.5 * 3_600_000;
    ledger.write({ kind: "drift", server: "web", tools: {} });
    expect(decided(ledger, "files/read").codes.some((code) => code === "charter/expired" || code === "grant/expired")).toBe(true);
  });

  test("offers what both admit", () => {
    const ledger = ledgerUnder(charter(50, "in_force", "deny: [web/read]"), charter(10, "stricter"));
    expect(ledger.decider.view("s1", ledger.now)?.admissible).toEqual(["bank/pay", "files/read"]);
  });
});

describe("charters that are in force together", () => {
  const settingOf = (...settings: readonly (Setting | undefined)[]): string => {
    const texts = settings.map((setting, place) => {
      const own = setting === undefined ? {} : { running_sessions: setting };
      return JSON.stringify({ charter: `c${place}`, ...own, allow: ["files/read"] });
    });
    const compiled = compileTexts(texts, LOCK).runningSessions;
    expect(readCharters(texts, ["files/read"], BASE).read.runningSessions).toBe(compiled);
    return compiled ?? "in_force";
  };

  test("want of running sessions what the strictest wants; pinned, only where all do", () => {
    expect(settingOf(undefined)).toBe("in_force");
    expect(settingOf("pinned")).toBe("pinned");
    expect(settingOf("pinned", "pinned")).toBe("pinned");
    expect(settingOf("pinned", undefined)).toBe("in_force");
    expect(settingOf("in_force", "pinned")).toBe("in_force");
    expect(settingOf("pinned", "stricter", "in_force")).toBe("stricter");
  });
});
