/** Approvals of one exact call for more than one time: what they discharge, what voids them, and that both judges count alike. */
import { afterEach, describe, expect, test } from "vitest";
import type { Emitted, Folded } from "../../src/execution/index.ts";
import type { Scope } from "../../src/ledger/index.ts";
import { createDice, type Dice } from "../generators/dice.ts";
import { lockOf } from "./compile-texts.ts";
import { PaperLedger, type PeopleAt } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const HOUR = 3_600_000;
const LOCK = lockOf({ "bank/pay": ["amount", "to"], "bank/close": [] });
const CHARTER = `
charter: desk
limits: [{ action: pay, at_most: 4, over: escalate }]
actions:
  pay:
    tool: bank/pay
    allow: args.amount <= 1000
    escalate: [{ name: large, when: args.amount > 100 }, { name: two, when: args.amount > 500, approvals: 2 }]
  close: { tool: bank/close, escalate: [{ when: "true", severity: high }] }
`;

let played: Desk[] = [];

/** A desk where ann's agent asks. Keys whose name is in `gone` have no role from that entry on; `…@home` is of the same person. */
class Desk extends PaperLedger {
  readonly people: PeopleAt;
  readonly gone: Map<string, number>;

  constructor() {
    const gone = new Map<string, number>();
    const at: PeopleAt["at"] = (key, size) => {
      const isGone = size >= (gone.get(key) ?? Number.POSITIVE_INFINITY);
      return { person: key.split("@")[0] ?? key, renderer: key, answersAs: () => !isGone };
    };
    const people = { at, allAt: () => undefined };
    super(LOCK, people);
    this.people = people;
    this.gone = gone;
    this.charter(CHARTER);
    this.startExecutors();
    this.open("s1", { user: "ann" });
    this.open("s2", { user: "eve" });
    played.push(this);
  }

  revoke(key: string): void {
    if (!this.gone.has(key)) this.gone.set(key, this.entries.length);
  }

  pass(ms: number): void {
    this.now += ms;
  }

  /** Proposes a payment that is asked about, and gives it a scope. */
  approve(amount: number, scope: Scope, by: readonly string[] = ["bob"]): number {
    const { proposal, decision } = this.propose("bank/pay", { amount });
    expect(decision.entry.verdict).toBe("escalate");
    for (const key of by) this.answer(proposal, "approval", { by: key, scope });
    this.outcome(proposal);
    return proposal;
  }

  /** Proposes, and, where it is allowed, lets it return. */
  pay(amount: number, session = "s1"): readonly string[] {
    const { proposal, decision } = this.propose("bank/pay", { amount }, { session });
    if (decision.entry.verdict === "allow") this.outcome(proposal);
    return [decision.entry.verdict, ...decision.entry.codes];
  }
}

afterEach(() => {
  for (const desk of played) expect(judgeAgain(desk.entries, desk.people)).toEqual([]);
  played = [];
});

const SCOPED = ["allow", "approval/scoped"];
const ASKED = ["escalate", "clause/escalate"];

describe("an approval with a scope", () => {
  test("counts so many times in all, and cites its entry: approval/scoped", () => {
    const desk = new Desk();
    const proposal = desk.approve(200, { times: 3, until: desk.now + HOUR });
    const answer = desk.entries.findIndex(({ leaf }) => leaf.entry.kind === "approval");
    const { decision } = desk.propose("bank/pay", { amount: 200 });
    expect(decision.entry).toMatchObject({ verdict: "allow", codes: ["approval/scoped"], answers: [answer] });
    expect(decision.explanation.text).toContain(`entry ${answer}, use 2 of 3`);
    expect(desk.decisionOf(proposal).entry).toMatchObject({ codes: [], answers: [answer] });
    expect([desk.pay(200), desk.pay(200)]).toEqual([SCOPED, ASKED]);
  });

  test("counts until its time", () => {
    const desk = new Desk();
    desk.approve(200, { times: 9, until: desk.now + HOUR / 2 });
    desk.now += HOUR / 2 - 1;
    expect(desk.pay(200)).toEqual(SCOPED);
    desk.now += 1;
    expect(desk.pay(200)).toEqual(ASKED);
  });

  test("is of this call and this session alone", () => {
    const desk = new Desk();
    desk.approve(200, { times: 9, until: desk.now + HOUR });
    expect([desk.pay(201), desk.pay(200, "s2"), desk.pay(200)]).toEqual([ASKED, ASKED, SCOPED]);
  });

  test("discharges exactly the clauses that asked: one more asks again", () => {
    const desk = new Desk();
    desk.approve(200, { times: 9, until: desk.now + HOUR });
    expect([1, 2, 3].map(() => desk.pay(200))).toEqual([SCOPED, SCOPED, SCOPED]);
    expect(desk.pay(200)).toEqual(["escalate", "limit/reached", "clause/escalate"]);
  });

  test("is void once its key has the role no more, and with any new charter", () => {
    const revoked = new Desk();
    revoked.approve(200, { times: 9, until: revoked.now + HOUR });
    revoked.revoke("bob");
    expect(revoked.pay(200)).toEqual(ASKED);
    const replaced = new Desk();
    replaced.approve(200, { times: 9, until: replaced.now + HOUR });
    replaced.charter(CHARTER);
    expect(replaced.pay(200)).toEqual(ASKED);
  });

  test("of a clause that asks two people stands when both have given one, neither of them the session's user", () => {
    const scope = { times: 3, until: new Desk().now + HOUR };
    const both = new Desk();
    both.approve(900, scope, ["bob", "eve"]);
    expect(both.pay(900)).toEqual(SCOPED);
    const one = new Desk();
    const { proposal } = one.propose("bank/pay", { amount: 900 });
    one.answer(proposal, "approval", { by: "bob", scope });
    one.answer(proposal, "approval", { by: "ann", scope });
    one.answer(proposal, "approval", { by: "bob@home", scope });
    expect(one.decisionOf(proposal).entry.verdict).toBe("escalate");
    one.answer(proposal, "approval", { by: "eve" });
    one.outcome(proposal);
    expect(one.pay(900)[0]).toBe("escalate");
  });

  test("counts once where it is more than any may be, or of high severity", () => {
    const long = new Desk();
    long.approve(200, { times: 3, until: long.now + 25 * HOUR });
    long.approve(300, { times: 17, until: long.now + HOUR });
    expect([long.pay(200), long.pay(300)]).toEqual([ASKED, ASKED]);
    const high = new Desk();
    for (const again of [false, true]) {
      const { proposal, decision } = high.propose("bank/close");
      expect([again, decision.entry.verdict]).toEqual([again, "escalate"]);
      for (const by of ["bob", "eve"]) high.answer(proposal, "approval", { by, scope: { times: 3, until: high.now + HOUR } });
      high.outcome(proposal);
    }
  });

  test("gets a use back where nothing ran, and in no other case", () => {
    const desk = new Desk();
    desk.approve(200, { times: 2, until: desk.now + HOUR });
    const failed = desk.propose("bank/pay", { amount: 200 });
    desk.outcome(failed.proposal, "failed", { error: "no" });
    const unknown = desk.propose("bank/pay", { amount: 200 });
    expect(unknown.decision.entry.codes).toEqual(["approval/scoped"]);
    desk.outcome(unknown.proposal, "unknown");
    desk.answer(unknown.proposal, "discard");
    expect(desk.pay(200)).toEqual(ASKED);
  });

  test("does not stand where the call that it is about was not allowed", () => {
    const desk = new Desk();
    const { proposal } = desk.propose("bank/pay", { amount: 900 });
    desk.answer(proposal, "approval", { by: "bob", scope: { times: 3, until: desk.now + HOUR } });
    desk.answer(proposal, "rejection", { by: "eve" });
    expect(desk.pay(900)).toEqual(ASKED);
  });
});

/** What a lying decider might record about the last proposal of a desk, which asks people: that an answer has discharged it. */
function allowed(desk: Desk, answers: readonly number[]): readonly Folded[] {
  const [asked, parks] = desk.entries.slice(-2);
  if (asked === undefined || parks?.leaf.entry.kind !== "decision") throw new Error("a proposal and its decision are last");
  expect(parks.leaf.entry.verdict).toBe("escalate");
  const { parked: _, ...decision } = parks.leaf.entry;
  const entry = { ...decision, verdict: "allow", codes: ["approval/scoped"], clauses: [], answers } as const;
  return [...desk.entries.slice(0, -1), { ...parks, leaf: { ...parks.leaf, entry } }];
}

describe("a decider that makes more of an answer is contradicted by the second judge", () => {
  interface Case {
    readonly how: string;
    readonly scope?: Partial<Scope>;
    readonly before?: (desk: Desk) => void;
    readonly amount?: number;
    readonly session?: string;
  }
  test.each<Case>([
    { how: "more uses than it has", scope: { times: 1 } },
    { how: "after its time", before: (desk) => desk.pass(HOUR / 2) },
    { how: "for another call", amount: 201 },
    { how: "for another session", session: "s2" },
    { how: "for other clauses", before: (desk) => void [1, 2, 3].map(() => desk.pay(50)) },
    { how: "after its key was revoked", before: (desk) => desk.revoke("bob") },
    { how: "after the charter was replaced", before: (desk) => desk.charter(CHARTER) },
    { how: "with more times than any may have", scope: { times: 17 } },
  ])("$how", ({ scope, before, amount = 200, session = "s1" }) => {
    const desk = new Desk();
    desk.approve(200, { times: 3, until: desk.now + HOUR / 2, ...scope });
    const answer = desk.entries.findIndex(({ leaf }) => leaf.entry.kind === "approval");
    before?.(desk);
    desk.propose("bank/pay", { amount }, { session });
    const [lie] = judgeAgain(allowed(desk, [answer]), desk.people);
    expect(lie).toMatchObject({ is: "WRONG", entry: desk.entries.length - 1 });
  });
});

/** A day at the desk, played by chance: what waits, and what runs. */
class Day {
  readonly desk: Desk = new Desk();
  readonly #dice: Dice;
  readonly #parked = new Set<number>();
  readonly #running = new Set<number>();

  constructor(seed: number) {
    this.#dice = createDice(seed);
    for (let step = 0; step < 60; step += 1) this.#step();
  }

  #step(): void {
    const dice = this.#dice;
    this.desk.now += dice.pick([0, 1, 1_000, 60_000, 4 * 60_000]);
    this.#expire();
    const chance = dice.below(160);
    if (chance === 0) this.desk.charter(CHARTER);
    else if (chance === 1) this.desk.revoke(dice.pick(["bob", "eve"]));
    else if (this.#running.size > 0 && chance < 80) this.#end();
    else if (this.#parked.size > 0 && chance < 120) this.#answer();
    else this.#propose();
  }

  #expire(): void {
    for (const proposal of this.#parked) {
      const { entry, session } = this.desk.decisionOf(proposal);
      if ((entry.parked?.until ?? 0) > this.desk.now) continue;
      this.desk.write({ kind: "timer", proposal }, { session });
      this.#parked.delete(proposal);
    }
  }

  #end(): void {
    const [proposal = 0] = this.#running;
    this.desk.outcome(proposal, this.#dice.pick(["returned", "returned", "failed", "unknown"] as const));
    this.#running.delete(proposal);
  }

  #answer(): void {
    const dice = this.#dice;
    const proposal = [...this.#parked].at(-1) ?? 0;
    const scope = { times: 1 + dice.below(4), until: this.desk.now + dice.pick([1, 20, 60]) * 60_000 };
    const by = dice.pick(["bob", "eve", "ann", "bob@home"]);
    const kind = dice.oneIn(12) ? "rejection" : "approval";
    this.#take(proposal, this.desk.answer(proposal, kind, { by, ...(dice.oneIn(4) ? {} : { scope }) }).emitted[0]);
  }

  #propose(): void {
    const [amount, session] = [this.#dice.pick([200, 200, 200, 900]), this.#dice.pick(["s1", "s1", "s1", "s2"])];
    const { proposal, decision } = this.desk.propose("bank/pay", { amount }, { session });
    this.#take(proposal, decision);
  }

  #take(proposal: number, decision: Emitted | undefined): void {
    if (decision === undefined || decision.entry.same !== undefined) return;
    this.#parked.delete(proposal);
    if (decision.entry.verdict === "escalate") this.#parked.add(proposal);
    if (decision.entry.verdict === "allow") this.#running.add(proposal);
  }
}

/** What is wrong with the uses of answers, by a third count that takes nobody's word: from the entries alone. */
function wrongUses(desk: Desk): readonly string[] {
  const uses = new Map<number, Set<number>>();
  const about = (proposal: number): string => JSON.stringify([desk.entries[proposal]?.leaf.session, desk.entries[proposal]?.opened]);
  return desk.entries.flatMap(({ leaf: { entry } }, index) => {
    if (entry.kind === "outcome" && entry.result === "failed") for (const used of uses.values()) used.delete(entry.proposal);
    if (entry.kind !== "decision" || entry.verdict !== "allow") return [];
    const at = desk.entries[entry.proposal]?.leaf.at ?? 0;
    const own = desk.entries.flatMap((one) =>
      one.leaf.entry.kind === "approval" && one.leaf.entry.proposal === entry.proposal ? [one.index] : [],
    );
    return [...(entry.answers ?? []), ...own].flatMap((answer) => {
      const given = desk.entries[answer]?.leaf;
      if (given?.entry.kind !== "approval") return [`decision ${index} cites entry ${answer}`];
      const used = (uses.get(answer) ?? new Set()).add(entry.proposal);
      uses.set(answer, used);
      if (own.includes(answer)) return [];
      const { scope, proposal } = given.entry;
      const stands = desk.entries.findIndex(
        ({ leaf }) => leaf.entry.kind === "decision" && leaf.entry.proposal === proposal && leaf.entry.verdict === "allow",
      );
      const isVoid = desk.entries.slice(stands, index).some(({ leaf }) => leaf.entry.kind === "charter");
      const isGood = used.size <= (scope?.times ?? 1) && (scope?.until ?? 0) > at && about(proposal) === about(entry.proposal) && !isVoid;
      return isGood ? [] : [`decision ${index} has no use of entry ${answer}`];
    });
  });
}

/** Histories in this run; 1,000 were played once. */
const HISTORIES = 20;

describe("whatever happens at a desk", () => {
  test("both judges count the uses of answers alike, and no answer is used more often, longer or for another call", () => {
    let scoped = 0;
    for (let seed = 1; seed <= HISTORIES; seed += 1) {
      const { desk } = new Day(seed);
      expect([seed, ...judgeAgain(desk.entries, desk.people)]).toEqual([seed]);
      expect([seed, ...wrongUses(desk)]).toEqual([seed]);
      expect([seed, ...desk.replay()]).toEqual([seed]);
      scoped += desk.entries.filter(({ leaf }) => leaf.entry.kind === "decision" && leaf.entry.codes.includes("approval/scoped")).length;
      played = [];
    }
    expect(scoped).toBeGreaterThan(HISTORIES);
  });
});
