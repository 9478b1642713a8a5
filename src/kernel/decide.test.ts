/** Deciding, ruling and observing, by the example of a bank. */
import { describe, expect, test } from "vitest";
import { BANK } from "../../test/generators/bank-machine.ts";
import { walk } from "./classify.ts";
import {
  admissible,
  contain,
  decide,
  endContainment,
  initialState,
  type Json,
  loadMachine,
  observe,
  outcomeOf,
  proceed,
  ruling,
} from "./index.ts";

const loaded = loadMachine(BANK);
if (!loaded.ok) throw new Error(loaded.fault.message);
const machine = loaded.value;

const [DENY, ALLOW, ESCALATE, HOLD, BOTH] = [0, 1, 2, 3, 4];

function pay(amount: Json, to: Json = ["rent"], state: Int32Array = initialState(machine)): number {
  return decide(machine, 0, state, { args: { amount, to }, facts: {} });
}

describe("decide", () => {
  test("puts numbers between the cuts and on them", () => {
    expect([-1, 0, 0.01, 100, 100.5, 500, 501].map((amount) => pay(amount))).toEqual([DENY, DENY, ALLOW, ALLOW, ESCALATE, ESCALATE, DENY]);
  });

  test("finds the place of a number among many cuts", () => {
    const cuts = Array.from({ length: 40 }, (_, index) => 10 * index);
    const classes = Array.from({ length: 81 }, (_, place) => (place % 2 === 1 ? 1 : 0));
    const [tool] = BANK.tools;
    if (tool === undefined) throw new Error("the bank has no tool");
    const terms = tool.terms.map((term, index) =>
      index > 0 ? term : { ...term, classes: { ...term.classes, numbers: { cuts, classes } } },
    );
    const many = loadMachine({ ...BANK, tools: [{ ...tool, terms }] });
    if (!many.ok) throw new Error(many.fault.message);
    const state = initialState(many.value);
    const of = (amount: number): number => decide(many.value, 0, state, { args: { amount, to: ["rent"] }, facts: {} });
    for (const cut of cuts) expect([of(cut - 1), of(cut), of(cut + 1)], `around ${cut}`).toEqual([DENY, ALLOW, DENY]);
  });

  test("denies amounts that are no numbers", () => {
    for (const amount of ["5", null, true, [5], { amount: 5 }]) expect(pay(amount)).toBe(DENY);
    for (const amount of [Number.NaN, Number.POSITIVE_INFINITY, 5n, Symbol("5"), () => 5, undefined])
      expect(pay(amount as Json)).toBe(DENY);
  });

  test("asks every element of a list, and an element that settles it outweighs an error", () => {
    expect(pay(5, [])).toBe(ALLOW);
    expect(pay(5, ["rent", "rent"])).toBe(ALLOW);
    expect(pay(5, ["rent", "mallory"])).toBe(HOLD);
    expect(pay(500, ["mallory"])).toBe(BOTH);
    expect(pay(5, ["rent", 1])).toBe(HOLD);
  });

  test("reads members of objects only, and none that all objects inherit", () => {
    const of = (args: Json): number => decide(machine, 0, initialState(machine), { args, facts: {} });
    for (const args of [null, 5, "text", [5], [["rent"]], {}]) expect(of(args)).toBe(DENY);
    expect(of(JSON.parse('{"__proto__":{"amount":5,"to":[]}}') as Json)).toBe(DENY);
  });

  test("takes data that all objects inherit for a defect", () => {
    const everything = Object.prototype as { [name: string]: unknown };
    for (const name of ["amount", ""]) {
      everything[name] = 5;
      try {
        expect(() => pay(5)).toThrow(`all objects inherit a member \`${name}\``);
      } finally {
        delete everything[name];
      }
    }
  });

  test("takes a walk that leaves its tables for a defect", () => {
    const call = { args: { amount: 5, to: [] }, facts: {} };
    for (const { diagram } of machine.tools) {
      const torn = { ...diagram, words: diagram.words.slice(0, diagram.root + 2) };
      expect(() => walk(torn, initialState(machine), call, undefined)).toThrow("walked within its tables");
      expect(() => walk({ ...diagram, terms: [] }, initialState(machine), call, undefined)).toThrow("names only terms of its tool");
    }
  });

  test("takes values that a state variable does not have for a defect", () => {
    expect(pay(5, [], Int32Array.of(0, 2, 0))).toBe(DENY);
    for (const value of [-1, 3]) expect(() => pay(5, [], Int32Array.of(0, value, 0))).toThrow("a state variable has one of its values");
  });

  test("denies in a contained session", () => {
    const state = contain(machine, initialState(machine));
    expect(pay(5, ["rent"], state)).toBe(DENY);
    expect(pay(5, ["rent"], endContainment(machine, state))).toBe(ALLOW);
  });
});

describe("admissible", () => {
  test("says which tools may be called in a state", () => {
    expect(admissible(machine, initialState(machine))).toEqual([0]);
    expect(admissible(machine, contain(machine, initialState(machine)))).toEqual([]);
  });

  test("leaves out a tool that asks on, but only for the reason of its denial", () => {
    const { terminals, nodes, tools } = BANK;
    const asksOn = loadMachine({
      ...BANK,
      terminals: [...terminals, { actions: [0], clauses: [0] }],
      nodes: [...nodes.slice(0, 4), [3, -1, -6, -1], [0, 3, 4], ...nodes.slice(5)],
      tools: tools.map((tool) => ({ ...tool, root: 5, succeeds: tool.succeeds.map((test) => ({ ...test, root: 6 })) })),
    });
    if (!asksOn.ok) throw new Error(`${asksOn.fault.code} at ${asksOn.fault.at}`);
    expect(admissible(asksOn.value, initialState(asksOn.value))).toEqual([0]);
    expect(admissible(asksOn.value, contain(asksOn.value, initialState(asksOn.value)))).toEqual([]);
  });
});

describe("ruling", () => {
  test("joins verdicts and adds obligations up, the earliest deadline for all", () => {
    expect(ruling(machine, BOTH)).toEqual({
      verdict: "quarantine",
      clauses: [1, 2],
      actions: [0],
      obligations: [{ role: "owner", approvals: 2, withinMs: 60_000 }],
    });
  });

  test("asks each role for as many approvals as any of its own clauses", () => {
    const asked = { role: "clerk", approvals: 3, withinMs: 90_000 };
    const clauses = BANK.clauses.map((clause, index) =>
      index === 1 && clause.obligation !== undefined ? { ...clause, obligation: asked } : clause,
    );
    const two = loadMachine({ ...BANK, clauses });
    if (!two.ok) throw new Error(two.fault.message);
    expect(ruling(two.value, BOTH).obligations).toEqual([
      { role: "clerk", approvals: 3, withinMs: 60_000 },
      { role: "owner", approvals: 2, withinMs: 60_000 },
    ]);
  });

  test("is of high severity where one of its clauses is", () => {
    const clauses = BANK.clauses.map((clause, index) => {
      return index === 2 && clause.obligation !== undefined
        ? { ...clause, obligation: { ...clause.obligation, severity: "high" } as const }
        : clause;
    });
    const high = loadMachine({ ...BANK, clauses });
    if (!high.ok) throw new Error(high.fault.message);
    expect(ruling(high.value, BOTH).obligations).toEqual([{ role: "owner", approvals: 2, withinMs: 60_000, severity: "high" }]);
  });

  test("leaves out discharged clauses, but never a deny", () => {
    expect(ruling(machine, BOTH, new Set([2])).verdict).toBe("escalate");
    expect(ruling(machine, BOTH, new Set([1, 2]))).toEqual({ verdict: "allow", clauses: [], actions: [0], obligations: [] });
    expect(ruling(machine, DENY, new Set([0]))).toEqual({ verdict: "deny", clauses: [0], actions: [], obligations: [] });
  });
});

describe("proceed and observe", () => {
  test("reserve with the decision, settle with the outcome, reveal always", () => {
    const reserved = proceed(machine, ALLOW, initialState(machine));
    expect([...reserved]).toEqual([0, 1, 0]);
    expect(observe(machine, 0, ALLOW, "ok", reserved).map((state) => [...state])).toEqual([[0, 1, 1]]);
    expect(observe(machine, 0, ALLOW, "error", reserved).map((state) => [...state])).toEqual([[0, 0, 1]]);
    expect(observe(machine, 0, ALLOW, "unknown", reserved).map((state) => [...state])).toEqual([
      [0, 1, 1],
      [0, 0, 1],
    ]);
    expect([...reserved]).toEqual([0, 1, 0]);
  });

  test("take a state with too many values, or too few, for a defect", () => {
    for (const state of [new Int32Array(2), new Int32Array(4)]) {
      const changes = [contain, endContainment].map((change) => () => change(machine, state));
      changes.push(
        () => proceed(machine, ALLOW, state),
        () => observe(machine, 0, ALLOW, "ok", state)[0] ?? state,
      );
      for (const change of changes) expect(change).toThrow("one value for each state variable");
    }
  });

  test("stop at the limit", () => {
    let state = initialState(machine);
    for (let i = 0; i < 2; i++) {
      expect(pay(5, [], state)).toBe(ALLOW);
      state = proceed(machine, ALLOW, state);
    }
    expect(pay(5, [], state)).toBe(DENY);
  });
});

describe("outcomeOf", () => {
  test("believes the server's word for an error, and asks `succeeds` for the rest", () => {
    const outcome = (isError: boolean, result: Json | undefined): string => outcomeOf(machine, 0, ALLOW, isError, result);
    expect(outcome(true, { done: true })).toBe("error");
    expect(outcome(false, { done: true })).toBe("ok");
    expect(outcome(false, { done: false })).toBe("error");
    expect(outcome(false, {})).toBe("unknown");
    expect(outcome(false, undefined)).toBe("unknown");
  });

  test("asks only the actions that matched", () => {
    expect(outcomeOf(machine, 0, DENY, false, {})).toBe("ok");
  });
});
