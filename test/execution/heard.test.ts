/** What gateways say that agents were given, as the decider and the auditor take it: call/heard-otherwise. */
import { describe, expect, test } from "vitest";
import type { HeardEntry } from "../../src/ledger/index.ts";
import { lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const CHARTER = `
charter: office
sources: { mail: { results: [mail/read] } }
actions:
  read: { tool: mail/read, allow: "true" }
  ask: { tool: mail/tell, allow: "true" }
  pay: { tool: bank/pay, allow: '!seen("mail")', escalate: args.amount > 50 }
`;
const OTHERWISE = ["deny", "call/heard-otherwise"];

function office(): PaperLedger {
  const ledger = new PaperLedger(lockOf({ "mail/read": [], "mail/tell": [], "bank/pay": ["amount"] }));
  ledger.charter(CHARTER);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  return ledger;
}

/** Verdict and codes of a payment whose gateway has passed these entries on; both judges say the same. */
function paid(ledger: PaperLedger, heard: readonly HeardEntry[], session = "s1", amount = 1): readonly string[] {
  const { entry } = ledger.propose("bank/pay", { amount }, { session, heard }).decision;
  expect(judgeAgain(ledger.entries)).toEqual([]);
  expect(ledger.replay()).toEqual([]);
  return [entry.verdict, ...entry.codes];
}

/** A payment that ran; gives its outcome. */
function ran(ledger: PaperLedger, session = "s1"): HeardEntry {
  return ledger.heard(ledger.outcome(ledger.propose("bank/pay", { amount: 2 }, { session }).proposal).index);
}

describe("what a gateway has passed on", () => {
  test("is what the ledger holds, named once or twice, in the same or another session of the same agent and user", () => {
    const ledger = office();
    const [one, other] = [ran(ledger), ran(ledger)];
    const [ask] = [ledger.heard(ledger.propose("mail/tell", {}, { from: "server" }).proposal)];
    ledger.open("s2", { user: "ann" });
    expect(paid(ledger, [one, ask])).toEqual(["allow"]);
    expect(paid(ledger, [one, other])).toEqual(["allow"]);
    expect(paid(ledger, [other], "s2")).toEqual(["allow"]);
  });

  test.each<{ readonly what: string; readonly lie: (ledger: PaperLedger, honest: HeardEntry) => HeardEntry }>([
    { what: "that it withholds", lie: ({ entries }) => [entries.length, "0".repeat(64)] },
    { what: "that it has changed", lie: (_, [index]) => [index, "0".repeat(64)] },
    { what: "in another place", lie: (_, [index, hash]) => [index - 1, hash] },
    { what: "that is no result", lie: (ledger, [index]) => ledger.heard(index - 1) },
  ])("$what ends everything of that context: call/heard-otherwise", ({ lie }) => {
    const ledger = office();
    expect(paid(ledger, [lie(ledger, ran(ledger))])).toEqual(OTHERWISE);
    expect(paid(ledger, [])).toEqual(OTHERWISE);
    expect(ledger.decider.view("s1", ledger.now)?.admissible).toEqual([]);
    ledger.open("s2", { user: "ann" });
    expect(paid(ledger, [], "s2")).toEqual(OTHERWISE);
    ledger.open("s3", { user: "ann", fresh: true });
    expect(paid(ledger, [], "s3")).toEqual(["allow"]);
  });

  test("of somebody else's is nothing that an agent can have been given: call/heard-otherwise", () => {
    const ledger = office();
    ledger.open("s2", { user: "bob" });
    expect(paid(ledger, [ran(ledger, "s2")])).toEqual(OTHERWISE);
    expect(paid(ledger, [], "s2")).toEqual(["allow"]);
  });

  test("when its session has ended is nothing that a later one can have, but for what people were asked about", () => {
    const ledger = office();
    const asked = ledger.propose("bank/pay", { amount: 60 }).proposal;
    ledger.answer(asked, "approval");
    const collected = ledger.heard(ledger.outcome(asked).index);
    const passed = ran(ledger);
    ledger.write({ kind: "session", agent: "agent", protocol: "p", capabilities: {}, ended: true }, { session: "s1" });
    ledger.open("s2", { user: "ann" });
    expect(paid(ledger, [collected], "s2")).toEqual(["allow"]);
    expect(paid(ledger, [passed], "s2")).toEqual(OTHERWISE);
  });

  test("holds back a parked call, too, that people approve afterwards", () => {
    const ledger = office();
    const { proposal } = ledger.propose("bank/pay", { amount: 60 });
    paid(ledger, [[0, "0".repeat(64)]]);
    const [decision] = ledger.answer(proposal, "approval").emitted;
    expect(decision?.entry).toMatchObject({ verdict: "deny", codes: ["parked/changed", "call/heard-otherwise"] });
    expect(judgeAgain(ledger.entries)).toEqual([]);
  });
});

describe("a result that a crash of the ledger has lost", () => {
  /** A result was shown, and is not there when the ledger starts anew. */
  function crashed({ isVoid }: { readonly isVoid: boolean }): { readonly ledger: PaperLedger; readonly lost: HeardEntry } {
    const ledger = office();
    ledger.propose("mail/read");
    const lost: HeardEntry = [ledger.entries.length + 1, "1".repeat(64)];
    ledger.restart();
    if (isVoid) ledger.startExecutors("e2");
    return { ledger, lost };
  }

  test("is no lie: the call is in doubt, so it counts as read; it may be named again", () => {
    const { ledger, lost } = crashed({ isVoid: true });
    expect(paid(ledger, [lost])).toEqual(["deny", "clause/allow-failed"]);
    expect(paid(ledger, [lost])).toEqual(["deny", "clause/allow-failed"]);
  });

  test("explains nothing while the call may still run, before the crash, or once the session has spoken: call/heard-otherwise", () => {
    const running = crashed({ isVoid: false });
    expect(paid(running.ledger, [running.lost])).toEqual(OTHERWISE);
    const before = crashed({ isVoid: true });
    expect(paid(before.ledger, [[3, before.lost[1]]])).toEqual(OTHERWISE);
    const late = crashed({ isVoid: true });
    paid(late.ledger, []);
    expect(paid(late.ledger, [late.lost])).toEqual(OTHERWISE);
  });
});
