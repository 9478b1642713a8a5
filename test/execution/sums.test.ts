/** Sums, played on a paper ledger: spent with the decision, in exact decimals, window by window, and judged again by the auditor's code. */
import { afterEach, describe, expect, test } from "vitest";
import type { Json } from "../../src/crypto/index.ts";
import { lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const LOCK = lockOf({ "bank/pay": ["amount", "fee", "to"], "files/read": [] });
let played: PaperLedger[] = [];

function ledgerUnder(limit: string, more = "", allow = "allow: [bank/pay, files/read]"): PaperLedger {
  const ledger = new PaperLedger(LOCK);
  played.push(ledger);
  ledger.charter(`charter: office\nzone: Asia/Tokyo\n${allow}\nlimits:\n  - { action: bank/pay, of: args.amount, ${limit} }\n${more}`);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  return ledger;
}

/** Every decision that was taken above is derived again by the auditor. */
afterEach(() => {
  for (const ledger of played) expect(judgeAgain(ledger.entries)).toEqual([]);
  played = [];
});

function pay(ledger: PaperLedger, amount: Json, session = "s1"): readonly string[] {
  const { verdict, codes } = ledger.propose("bank/pay", { amount }, { session }).decision.entry;
  return [verdict, ...codes];
}

describe("a sum", () => {
  test("is spent with the decision, up to its limit and not beyond: limit/reached", () => {
    const ledger = ledgerUnder("at_most: 2000");
    expect([1500, 501, 500, 0, 0.01].map((amount) => pay(ledger, amount))).toEqual([
      ["allow"],
      ["deny", "limit/reached"],
      ["allow"],
      ["allow"],
      ["deny", "limit/reached"],
    ]);
    expect(ledger.verdict("files/read")).toBe("allow");
  });

  test("does not drift: ten times 0.1 is 1, and nothing more fits", () => {
    const ledger = ledgerUnder("at_most: 1");
    for (let count = 0; count < 10; count++) expect(pay(ledger, 0.1)).toEqual(["allow"]);
    expect(pay(ledger, 5e-324)).toEqual(["deny", "limit/reached"]);
  });

  test("keeps every digit of the largest beside the smallest", () => {
    const ledger = ledgerUnder("at_most: 1e300");
    expect(pay(ledger, 5e-324)).toEqual(["allow"]);
    expect(pay(ledger, 1e300)).toEqual(["deny", "limit/reached"]);
    expect(pay(ledger, 9.99e299)).toEqual(["allow"]);
    expect(pay(ledger, 1e297)).toEqual(["deny", "limit/reached"]);
  });

  test.each([[-0.01], ["500"], [null], [true], [{}], [[1]]] as Json[][])("denies a call that costs %j: limit/no-cost", (amount = null) => {
    expect(pay(ledgerUnder("at_most: 2000, over: escalate"), amount)).toEqual(["deny", "limit/no-cost"]);
  });

  test("denies a call without the argument: limit/no-cost", () => {
    const ledger = ledgerUnder("at_most: 2000");
    expect(ledger.propose("bank/pay", { to: "bob" }).decision.entry).toMatchObject({ verdict: "deny", codes: ["limit/no-cost"] });
  });

  test("stays spent where the outcome is unknown, or the executor has started anew", () => {
    const ledger = ledgerUnder("at_most: 10");
    ledger.outcome(ledger.propose("bank/pay", { amount: 4 }).proposal, "unknown", {});
    ledger.propose("bank/pay", { amount: 5 });
    ledger.startExecutors("e2");
    expect(pay(ledger, 2)).toEqual(["deny", "limit/reached"]);
    expect(pay(ledger, 1)).toEqual(["allow"]);
  });

  test("stays spent where the result is an error: the call did run", () => {
    const ledger = ledgerUnder("at_most: 10");
    ledger.outcome(ledger.propose("bank/pay", { amount: 10 }).proposal, "returned", { result: { isError: true, content: [] } });
    expect(pay(ledger, 1)).toEqual(["deny", "limit/reached"]);
  });

  test("is given back on proof that nothing was executed", () => {
    const ledger = ledgerUnder("at_most: 10");
    const first = ledger.propose("bank/pay", { amount: 7 });
    expect(pay(ledger, 3)).toEqual(["allow"]);
    ledger.outcome(first.proposal, "failed", {});
    expect([8, 7].map((amount) => pay(ledger, amount))).toEqual([["deny", "limit/reached"], ["allow"]]);
  });

  test("survives a restart: the ledger alone says what is left", () => {
    const ledger = ledgerUnder("at_most: 10");
    pay(ledger, 7);
    expect(ledger.replay()).toEqual([]);
    expect(pay(ledger, 4)).toEqual(["deny", "limit/reached"]);
    expect(pay(ledger, 3)).toEqual(["allow"]);
  });
});

describe("whose sum it is", () => {
  const others = (limit: string): readonly (readonly string[])[] => {
    const ledger = ledgerUnder(limit);
    ledger.open("s2", { user: "bob" });
    ledger.open("s3", { user: "ann", fresh: true });
    pay(ledger, 10);
    return ["s2", "s3"].map((session) => pay(ledger, 1, session));
  };

  test("of the session: another user's is apart, and a fresh context clears nothing", () => {
    expect(others("at_most: 10")).toEqual([["allow"], ["deny", "limit/reached"]]);
  });

  test.each(["agent", "organisation"])("of the %s: everybody's together", (scope) => {
    expect(others(`at_most: 10, scope: ${scope}`)).toEqual([
      ["deny", "limit/reached"],
      ["deny", "limit/reached"],
    ]);
  });
});

describe("the window of a sum", () => {
  test("turns at midnight of the charter's zone, and what is given back later was of the day before", () => {
    const ledger = ledgerUnder("at_most: 10, per: day");
    const late = ledger.propose("bank/pay", { amount: 10 });
    ledger.now = Date.parse("2026-01-05T14:59:59Z");
    ledger.open("s2", { user: "ann" });
    expect(pay(ledger, 1, "s2")).toEqual(["deny", "limit/reached"]);
    ledger.now = Date.parse("2026-01-05T15:00:00Z");
    expect(pay(ledger, 6, "s2")).toEqual(["allow"]);
    ledger.outcome(late.proposal, "failed", {});
    expect(pay(ledger, 5, "s2")).toEqual(["deny", "limit/reached"]);
    expect(pay(ledger, 4, "s2")).toEqual(["allow"]);
  });

  test("is named in the explanation, with what is left in it", () => {
    const ledger = ledgerUnder("at_most: 2000.5, per: day, scope: agent");
    pay(ledger, 1500.25);
    const { explanation } = ledger.propose("bank/pay", { amount: 501 }).decision;
    expect(explanation.text).toBe(
      "Denied (limit/reached): `bank/pay` was not executed. Reason: " +
        "`bank/pay would spend more than 2000.5 of args.amount this day, in all sessions of the agent` holds " +
        "(clause `sum(bank/pay,args.amount,day,agent)`, charter-0.yaml:5:5). " +
        "Of 2000.5, 1500.25 is spent and 500.25 is left; from 2026-01-05T15:00:00.000Z (Asia/Tokyo) all of it again. " +
        "Do not retry it unchanged. Admissible now: `bank/pay`, `files/read`.",
    );
    expect(explanation.budgets).toEqual([
      {
        name: "sum(bank/pay,args.amount,day,agent)",
        most: "2000.5",
        spent: "1500.25",
        left: "500.25",
        turns: { at: Date.parse("2026-01-05T15:00:00Z"), zone: "Asia/Tokyo" },
      },
    ]);
  });
});

describe("a parked call", () => {
  test("beyond the limit runs when a person allows it, and is spent: nothing is left, and not less than nothing", () => {
    const ledger = ledgerUnder("at_most: 10, over: escalate");
    pay(ledger, 8);
    const parked = ledger.propose("bank/pay", { amount: 5 });
    expect(parked.decision.entry).toMatchObject({ verdict: "escalate", codes: ["limit/reached"] });
    expect(parked.decision.explanation.text).toContain("Of 10, 8 is spent and 2 is left.");
    ledger.answer(parked.proposal, "approval");
    expect(ledger.decisionOf(parked.proposal).entry.verdict).toBe("allow");
    const next = ledger.propose("bank/pay", { amount: 1 });
    expect(next.decision.entry.verdict).toBe("escalate");
    expect(next.decision.explanation.text).toContain("Of 10, 13 is spent and 0 is left.");
  });

  test("for another reason is decided again against what is left then", () => {
    const ledger = ledgerUnder("at_most: 10", "", "escalate: [{ bank/pay: has(args.to) }]\nallow: [bank/pay]");
    const parked = ledger.propose("bank/pay", { amount: 5, to: "bob" });
    expect(parked.decision.entry.verdict).toBe("escalate");
    pay(ledger, 6);
    ledger.answer(parked.proposal, "approval");
    expect(ledger.decisionOf(parked.proposal).entry).toMatchObject({ verdict: "deny", codes: ["parked/changed", "limit/reached"] });
    expect(pay(ledger, 4)).toEqual(["allow"]);
  });
});

describe("several sums", () => {
  test("on one action are all kept, each of its own argument", () => {
    const ledger = ledgerUnder("at_most: 10", "  - { action: bank/pay, of: args.fee, at_most: 1 }\n");
    const verdicts = [
      { amount: 5, fee: 0.5 },
      { amount: 6, fee: 0.5 },
      { amount: 5, fee: 0.6 },
      { amount: 5, fee: 0.5 },
    ].map((args) => ledger.propose("bank/pay", args).decision.entry.verdict);
    expect(verdicts).toEqual(["allow", "deny", "deny", "allow"]);
  });

  test("of composed charters are apart, also where they are called alike", () => {
    const ledger = new PaperLedger(LOCK);
    played.push(ledger);
    const sum = (most: number): string => `limits: [{ action: bank/pay, at_most: ${most}, of: args.amount }]\n`;
    ledger.charter(`charter: a\nallow: [bank/pay]\n${sum(10)}`, `charter: b\notherwise: allow\nallow: [bank/pay]\n${sum(5)}`);
    ledger.startExecutors();
    ledger.open("s1", { user: "ann" });
    expect([4, 2, 1].map((amount) => pay(ledger, amount))).toEqual([["allow"], ["deny", "limit/reached"], ["allow"]]);
  });
});

describe("another charter", () => {
  const limited = (most: number, what = "of: args.amount"): string =>
    `charter: office\nallow: [bank/pay]\nlimits: [{ action: bank/pay, at_most: ${most}, ${what} }]\n`;

  test("with the same sum goes on with what was spent, whatever it allows now", () => {
    const ledger = ledgerUnder("at_most: 10");
    const first = ledger.propose("bank/pay", { amount: 8 });
    ledger.charter(limited(12));
    expect(pay(ledger, 5)).toEqual(["deny", "limit/reached"]);
    expect(pay(ledger, 4)).toEqual(["allow"]);
    ledger.outcome(first.proposal, "failed", {});
    expect(pay(ledger, 1)).toEqual(["deny", "limit/reached"]);
  });

  test("without it ends it: a call of before gives nothing back to a later one of the same name", () => {
    const ledger = ledgerUnder("at_most: 10");
    const first = ledger.propose("bank/pay", { amount: 8 });
    ledger.charter(limited(3, "per: hour"));
    ledger.charter(limited(12));
    expect(pay(ledger, 10)).toEqual(["allow"]);
    ledger.outcome(first.proposal, "failed", {});
    expect(pay(ledger, 3)).toEqual(["deny", "limit/reached"]);
  });
});
