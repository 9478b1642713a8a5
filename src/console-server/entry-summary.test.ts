/** A decision in one line: why it was so, in the words of the clause that decided, whatever else fired beside it. */
import { expect, test } from "vitest";
import { lockOf } from "../../test/execution/compile-texts.ts";
import { PaperLedger } from "../../test/execution/paper-ledger.ts";
import type { Json } from "../crypto/index.ts";
import { summaryOf } from "./entry-summary.ts";

const LOCK = lockOf({ "bank/get": [], "bank/pay": ["amount", "to"] });
const HOUSE = `charter: house
allow: [bank/get]
actions: { pays: { tool: bank/pay, allow: true, escalate: [{ name: any, when: args.amount > 0 }] } }
`;
const DESK = `charter: desk
records: { payee: { from: [bank/get], key: result.id, keep: { limit: result.limit } } }
allow: [bank/get]
actions:
  pay:
    tool: bank/pay
    allow: args.amount <= 100
    deny: [{ name: eve, when: 'args.to == "eve"' }, { name: above, when: 'args.to == "bob" && args.amount > payee[args.to].limit' }]
`;

/** The line of the last decision about a payment. */
function lineOf(args: Json, ...charters: readonly string[]): string {
  const ledger = new PaperLedger(LOCK);
  ledger.charter(...charters);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  const { entry, explanation } = ledger.propose("bank/pay", args).decision;
  return summaryOf(entry, explanation as unknown as Json).replace(/^t\d+: /, "");
}

test("says what holds, what does not, and what has no value", () => {
  expect(lineOf({ amount: 5, to: "ann" }, HOUSE)).toBe("escalate, args.amount > 0 (charter-0.yaml:3:79)");
  expect(lineOf({ amount: 200, to: "ann" }, DESK)).toBe("deny, unless args.amount <= 100 (charter-0.yaml:7:12)");
  expect(lineOf({ amount: 5, to: "eve" }, DESK)).toMatch(/^deny, args.to == "eve" \(/);
  expect(lineOf({ amount: 5, to: "bob" }, DESK)).toMatch(/^deny, args.to == "bob" && .* has no value \(/);
  expect(lineOf({ to: "ann" }, DESK)).toBe("deny, args.amount <= 100 has no value (charter-0.yaml:7:12)");
});

test("names the clause that decided, not one that fired before it and says less", () => {
  expect(lineOf({ amount: 200, to: "ann" }, HOUSE, DESK)).toBe("deny, unless args.amount <= 100 (charter-1.yaml:7:12)");
  expect(lineOf({ amount: 5, to: "bob" }, HOUSE, DESK)).toMatch(/^deny, args.to == "bob" && .* has no value \(charter-1/);
});

test("of several that decide, the first by its own code: a denial that holds beside an allow that fails and a doubt", () => {
  expect(lineOf({ amount: 200, to: "eve" }, DESK)).toMatch(/^deny, args.to == "eve" \(/);
  expect(lineOf({ amount: 200, to: "bob" }, DESK)).toMatch(/^deny, unless args.amount <= 100 \(/);
});

test("of an explanation that is not the decision's, nothing: a decider seals what it likes", () => {
  const ledger = new PaperLedger(LOCK);
  const { entry } = ledger.propose("bank/pay", {}).decision;
  for (const sealed of [{}, { clauses: [null] }, { ...entry, clauses: [{ name: "eve", verdict: "deny" }] }])
    expect(summaryOf(entry, sealed as unknown as Json)).toBe(`t${entry.proposal}: deny, session/unknown`);
});

test("where no clause decided, by its code", () => {
  const ledger = new PaperLedger(LOCK);
  const { entry, explanation } = ledger.propose("bank/pay", {}).decision;
  expect(summaryOf(entry, explanation as unknown as Json)).toBe(`t${entry.proposal}: deny, session/unknown`);
});
