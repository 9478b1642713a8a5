/** Every reason that a verdict can carry, provoked: those of charters and those of the decider itself. */
import { describe, expect, test } from "vitest";
import type { DecisionEntry } from "../../src/ledger/index.ts";
import { lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";

const LOCK = lockOf({
  "bank/pay": ["amount"],
  "files/read": [],
  "files/write": ["text"],
  "office/a": [],
  "office/b": [],
  "office/odd": ["n"],
});

function ledgerUnder(charter: string, lock = LOCK): PaperLedger {
  const ledger = new PaperLedger(lock);
  ledger.charter(charter);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  return ledger;
}

function decided(ledger: PaperLedger, tool: string, args: { [name: string]: number | string } = {}): DecisionEntry {
  return ledger.propose(tool, args).decision.entry;
}

describe("a clause", () => {
  const CHARTER = `
charter: office
actions:
  pay:
    tool: bank/pay
    allow: args.amount <= 100
    escalate: args.amount > 50
    quarantine: args.amount == 13
    deny: args.amount < 0
`;

  test("that holds gives its verdict and its code: clause/deny, clause/escalate, clause/quarantine", () => {
    const codes = (amount: number): unknown => {
      const { verdict, codes: found, clauses } = decided(ledgerUnder(CHARTER), "bank/pay", { amount });
      return [verdict, ...found, ...clauses];
    };
    expect(codes(-1)).toEqual(["deny", "clause/deny", "pay.deny.1"]);
    expect(codes(60)).toEqual(["escalate", "clause/escalate", "pay.escalate.1"]);
    expect(codes(13)).toEqual(["quarantine", "clause/quarantine", "pay.quarantine.1"]);
  });

  test("that should hold and does not is clause/allow-failed", () => {
    expect(decided(ledgerUnder(CHARTER), "bank/pay", { amount: 101 }).codes).toEqual(["clause/allow-failed"]);
  });

  test("whose value is missing is guard/error", () => {
    expect(decided(ledgerUnder(CHARTER), "bank/pay", { amount: "x" }).codes).toEqual(["guard/error"]);
  });
});

describe("limits", () => {
  test("first a, before b: b is order/not-yet until a has ended well, and again after what undoes it", () => {
    const ledger = ledgerUnder(`
charter: office
allow: [office/a, office/b, files/write]
limits: [{ first: office/a, before: office/b, undone_by: [files/write] }]
`);
    expect(decided(ledger, "office/b").codes).toEqual(["order/not-yet"]);
    const failed = ledger.propose("office/a");
    expect(decided(ledger, "office/b").codes).toEqual(["order/not-yet"]);
    ledger.outcome(failed.proposal, "returned", { result: { isError: true, content: [] } });
    expect(decided(ledger, "office/b").codes).toEqual(["order/not-yet"]);
    ledger.outcome(ledger.propose("office/a").proposal);
    expect(decided(ledger, "office/b").verdict).toBe("allow");
    ledger.outcome(ledger.propose("files/write", { text: "x" }).proposal);
    expect(decided(ledger, "office/b").codes).toEqual(["order/not-yet"]);
  });

  test("of two that exclude each other the later one is order/excluded", () => {
    const charter = "charter: office\nallow: [office/a, office/b]\nlimits: [{ excludes: [office/a, office/b] }]\n";
    const ledger = ledgerUnder(charter);
    expect(decided(ledger, "office/b").verdict).toBe("allow");
    expect(decided(ledger, "office/a").codes).toEqual(["order/excluded"]);
    expect(decided(ledgerUnder(charter), "office/a").verdict).toBe("allow");
  });

  test("at most n a day: limit/reached, and new at midnight of the charter's zone", () => {
    const charter = "charter: office\nzone: Asia/Tokyo\nallow: [office/a]\nlimits: [{ action: office/a, at_most: 1, per: day }]\n";
    const ledger = ledgerUnder(charter);
    expect(decided(ledger, "office/a").verdict).toBe("allow");
    ledger.now = Date.parse("2026-01-05T14:59:59Z");
    ledger.open("s2", { user: "ann" });
    expect(ledger.propose("office/a", {}, { session: "s2" }).decision.entry.codes).toEqual(["limit/reached"]);
    ledger.now = Date.parse("2026-01-05T15:00:00Z");
    expect(ledger.verdict("office/a", {}, "s2")).toBe("allow");
  });
});

describe("time", () => {
  test("after the charter's last moment everything is charter/expired, and nothing is admissible", () => {
    const ledger = ledgerUnder("charter: office\nexpires: 2026-01-05T12:30:00Z\nallow: [files/read]\n");
    expect(decided(ledger, "files/read").verdict).toBe("allow");
    ledger.now = Date.parse("2026-01-05T12:30:00Z");
    const { decision } = ledger.propose("files/read");
    expect(decision.entry.codes).toEqual(["charter/expired"]);
    expect(decision.explanation.admissible).toEqual([]);
  });

  test("a held call that nobody reviews is hold/expired, and the containment stays", () => {
    const ledger = ledgerUnder("charter: office\nallow: [files/read]\nquarantine: [files/write]\n");
    const held = ledger.propose("files/write", { text: "x" });
    ledger.now += 24 * 3_600_000;
    expect(ledger.write({ kind: "timer", proposal: held.proposal }).emitted[0]?.entry.codes).toEqual(["hold/expired"]);
    ledger.open("s2", { user: "ann" });
    expect(ledger.propose("files/read", {}, { session: "s2" }).decision.entry.codes).toEqual(["session/contained"]);
  });
});

describe("too much", () => {
  test("at once of one owner is call/too-many-open", () => {
    const ledger = ledgerUnder("charter: office\nescalate: [bank/pay]\nallow: [files/read]\n");
    for (let amount = 0; amount < 256; amount += 1) expect(decided(ledger, "bank/pay", { amount }).verdict).toBe("escalate");
    expect(decided(ledger, "bank/pay", { amount: 256 }).codes).toEqual(["call/too-many-open"]);
    expect(decided(ledger, "files/read").codes).toEqual(["call/too-many-open"]);
    ledger.open("s2", { user: "bob" });
    expect(ledger.verdict("files/read", {}, "s2")).toBe("allow");
  });

  test("that is unknown is state/too-uncertain, for what is decided over it and everything else of that owner", () => {
    const tools = Array.from({ length: 6 }, (_, number) => `office/t${number}`);
    const flags = tools.map((_, number) => `  f${number}: { bool: false }`).join("\n");
    const actions = tools
      .map((tool, number) => `  a${number}: { tool: ${tool}, allow: true, outcome: { ok: { f${number}: true } } }`)
      .join("\n");
    const lock = lockOf(Object.fromEntries([...tools, "files/read"].map((tool) => [tool, []])));
    const ledger = ledgerUnder(`charter: office\nstate:\n${flags}\nallow: [files/read]\nactions:\n${actions}\n`, lock);
    // The sixth uncertain variable is whether anything of the world was seen.
    for (const tool of tools.slice(0, 5)) ledger.outcome(ledger.propose(tool).proposal, "unknown", {});
    expect(decided(ledger, "files/read").verdict).toBe("allow");
    ledger.outcome(ledger.propose("office/t5").proposal, "unknown", {});
    expect(decided(ledger, "files/read").codes).toEqual(["state/too-uncertain"]);
    ledger.open("s2", { user: "bob" });
    expect(ledger.verdict("files/read", {}, "s2")).toBe("allow");
  });
});
