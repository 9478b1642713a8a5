/** What became of calls that people were asked about, told apart everywhere; and suggestions that compile and do what they say. */
import { describe, expect, test } from "vitest";
import { lockOf } from "../../test/execution/compile-texts.ts";
import { PaperLedger } from "../../test/execution/paper-ledger.ts";
import type { Json } from "../crypto/index.ts";
import type { MachineDocument } from "../kernel/index.ts";
import type { Approver, DecisionEntry } from "../ledger/index.ts";
import { attentionOf } from "./attention.ts";
import { CallRecord } from "./call-record.ts";
import { type Fate, fateOf } from "./fate.ts";
import { suggestionFor } from "./suggestion.ts";

const LOCK = lockOf({ "bank/pay": ["amount", "to", "password"] });
const charterWith = (condition: string, roles = ""): string =>
  `charter: desk\n${roles}actions:\n  pay: { tool: bank/pay, allow: true, escalate: [{ name: large, when: '${condition}' }] }\n`;
const CONDITION = "args.amount > 100";

function deskWith(condition: string, roles?: string): PaperLedger {
  const ledger = new PaperLedger(LOCK);
  ledger.charter(charterWith(condition, roles));
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  return ledger;
}

function machineOf(ledger: PaperLedger): MachineDocument {
  const charter = ledger.entries.find(({ leaf }) => leaf.entry.kind === "charter");
  if (charter === undefined) throw new Error("a charter is in force");
  return (charter.opened as unknown as { readonly machine: MachineDocument }).machine;
}

/** Calls that were approved, each with these arguments. */
function approved(...all: readonly Json[]): readonly CallRecord[] {
  return all.map(
    (args, proposal) => new CallRecord({ proposal, session: "s", agent: "a", user: "u", at: 0, opened: { tool: "bank/pay", args } }),
  );
}

const ALL = { asked: 5, yes: 5, no: 0, expired: 0, superseded: 0, waiting: 0 };
const FIVE = [200, 300, 400, 500, 600].map((amount) => ({ amount, to: "DE1", password: "hunter2" }));

function suggested(counts: Partial<typeof ALL> = {}, calls: readonly Json[] = FIVE): ReturnType<typeof suggestionFor> {
  const { clauses, tools } = machineOf(deskWith(CONDITION));
  const clause = clauses.find(({ name }) => name === "large");
  if (clause === undefined) throw new Error("the charter has it");
  return suggestionFor(clause, { ...ALL, ...counts }, approved(...calls), tools);
}

describe("a suggestion", () => {
  test("says the exact text that asks no more about what was always approved, and goes on asking about the rest", () => {
    const { suggestion, narrower = "" } = suggested() ?? {};
    expect(suggestion).toContain('args.to == "DE1"');
    expect(suggestion).toContain("charter-0.yaml:3:");
    expect(narrower).toBe('(args.amount > 100) && !(has(args.to) && args.to == "DE1")');
    const before = deskWith(CONDITION);
    const after = deskWith(narrower);
    for (const [args, was, is] of [
      [{ amount: 700, to: "DE1" }, "escalate", "allow"],
      [{ amount: 700, to: "DE2" }, "escalate", "escalate"],
      [{ amount: 700 }, "escalate", "escalate"],
      [{ amount: 7, to: "DE2" }, "allow", "allow"],
    ] as const)
      expect([before.verdict("bank/pay", args), after.verdict("bank/pay", args)]).toEqual([was, is]);
  });

  test("never tells a secret, and says nothing exact where nothing is the same", () => {
    const secretOnly = [1, 2, 3, 4, 5].map((amount) => ({ amount, password: "hunter2" }));
    expect(suggested({}, secretOnly)).toEqual({ suggestion: expect.stringContaining("what is different about the calls") });
  });

  test("names `deny` where all were rejected, `within` where nobody answered, and nothing below five or where answers differ", () => {
    expect(suggested({ yes: 0, no: 5 })?.suggestion).toContain("`deny`");
    expect(suggested({ yes: 0, expired: 5 })?.suggestion).toContain("`within`");
    expect(suggested({ yes: 4, no: 1 })).toBeUndefined();
    expect(suggested({ asked: 4, yes: 4 })).toBeUndefined();
  });
});

test("what became of a call is told by its last decision: expired is not rejected, and neither is superseded", () => {
  const desk = deskWith("true");
  const ask = (amount: number): number => desk.propose("bank/pay", { amount }).proposal;
  const [yes, no, expired, superseded, waiting] = [1, 2, 3, 4, 5].map(ask);
  desk.answer(yes ?? 0, "approval");
  desk.answer(no ?? 0, "rejection");
  desk.write({ kind: "timer", proposal: expired ?? 0 }, { session: "s1" });
  const fates = new Map<number, Fate>();
  const look = (proposal = 0): void => {
    const said: DecisionEntry = desk.decisionOf(proposal).entry;
    fates.set(proposal, fateOf({ decisions: [{ said }] }));
  };
  for (const proposal of [yes, no, expired, waiting]) look(proposal);
  desk.charter(charterWith("args.amount > 0"));
  desk.answer(superseded ?? 0, "approval");
  look(superseded);
  expect([...fates.values()]).toEqual(["yes", "no", "expired", "waiting", "superseded"]);
});

describe("attention over a day", () => {
  const HOUR = 3_600_000;
  const of = (person: string, roles: readonly string[]): Approver => {
    return { id: `${person} ${roles.join()}`, person, roles, version: 0, key: { is: "ed25519", signKey: "" }, renderer: person };
  };
  const approvers = { all: () => [of("bea", ["owner"]), of("bea", ["desk"]), of("cid", ["owner"])] };

  /** Calls of the last day, each with its decision, as the console has them. */
  function callsOf(ledger: PaperLedger): Map<number, CallRecord> {
    const calls = new Map<number, CallRecord>();
    for (const { index, leaf, opened } of ledger.entries) {
      const { entry, at } = leaf;
      if (entry.kind === "proposal")
        calls.set(index, new CallRecord({ proposal: index, session: "s1", agent: "agent", user: "ann", at, opened }));
      if (entry.kind === "decision") calls.get(entry.proposal)?.decisions.push({ entry: index, at, said: entry });
    }
    return calls;
  }

  test("counts a person once, whatever keys they have, beside what the charter lets them be asked", () => {
    const ledger = deskWith("true", "roles: { owner: { of_one_person: { an_hour: 3, waiting: 9 } } }\n");
    const ask = (amount: number, session = "s1"): string => ledger.verdict("bank/pay", { amount }, session);
    ask(1);
    ledger.now += 2 * HOUR - 1;
    ledger.open("s2", { user: "ann" });
    for (const amount of [2, 3]) ask(amount, "s2");
    const attention = attentionOf({ calls: callsOf(ledger), approvers, machine: machineOf(ledger) }, ledger.now + 1);
    expect(attention.people).toMatchObject([
      { person: "bea", roles: ["desk", "owner"], waiting: 3, lastHour: 2, limit: { anHour: 3, waiting: 9 } },
      { person: "cid", roles: ["owner"], waiting: 3, lastHour: 2 },
    ]);
    expect([attention.hours.length, attention.hours.slice(-3)]).toEqual([24, [1, 0, 2]]);
    expect(attention.all).toMatchObject({ asked: 3, waiting: 3 });
  });

  test("says what nobody was asked about, by agent and code, and does not count it as asked", () => {
    const ledger = deskWith("true", "roles: { owner: { at_most: { waiting: 1 } } }\n");
    for (const amount of [1, 2, 3]) ledger.verdict("bank/pay", { amount });
    const attention = attentionOf({ calls: callsOf(ledger), approvers, machine: machineOf(ledger) }, ledger.now);
    expect(attention.refused).toEqual([{ code: "asks/role-full", agent: "agent", count: 2, last: ledger.now }]);
    expect(attention.all).toMatchObject({ asked: 1, superseded: 0 });
  });
});
