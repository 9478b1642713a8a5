/** A refusal of the second judge ends a call as if it had never been allowed: for the decider and for the auditor alike. */
import { expect, test } from "vitest";
import type { RefusalEntry } from "../../src/ledger/index.ts";
import { lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const CHARTER = `
charter: office
actions:
  pay: { tool: bank/pay, allow: args.amount <= 100, escalate: args.amount > 50 }
limits:
  - { action: pay, at_most: 1 }
`;

function bank(): PaperLedger {
  const ledger = new PaperLedger(lockOf({ "bank/pay": ["amount"] }));
  ledger.charter(CHARTER);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  return ledger;
}

function refuse(ledger: PaperLedger, proposal: number, code: RefusalEntry["code"]): void {
  const { index, session } = ledger.decisionOf(proposal);
  ledger.write({ kind: "refusal", server: "bank", proposal, decision: index, code }, { session, by: "countersigner-bank" });
}

test("what an allowed call reserved is given back: judges/differ", () => {
  const ledger = bank();
  const { proposal } = ledger.propose("bank/pay", { amount: 10 });
  expect(ledger.verdict("bank/pay", { amount: 20 })).toBe("deny");
  refuse(ledger, proposal, "judges/differ");
  expect(ledger.verdict("bank/pay", { amount: 30 })).toBe("allow");
  expect(judgeAgain(ledger.entries)).toEqual([]);
});

test("a parked call is over, and nobody's answer brings it back: judges/undecided", () => {
  const ledger = bank();
  const { proposal, decision } = ledger.propose("bank/pay", { amount: 60 });
  expect(decision.entry.verdict).toBe("escalate");
  refuse(ledger, proposal, "judges/undecided");
  expect(ledger.answer(proposal, "approval").emitted).toEqual([]);
  expect(ledger.propose("bank/pay", { amount: 60 }).decision.entry.same).toBeUndefined();
  expect(judgeAgain(ledger.entries)).toEqual([]);
});

test("a countersignature changes nothing, and a restart folds both to the same state", () => {
  const ledger = bank();
  const { proposal } = ledger.propose("bank/pay", { amount: 10 });
  ledger.write({ kind: "countersignature", server: "bank", proposal, decision: "d".repeat(64) }, { session: "s1" });
  refuse(ledger, proposal, "judges/differ");
  expect(ledger.replay()).toEqual([]);
  expect(ledger.verdict("bank/pay", { amount: 30 })).toBe("allow");
});
