/** Behaviour counted whole and without what is in flight, and which variables are budgets. */
import { describe, expect, test } from "vitest";
import { generatedMachine } from "../../../test/models/generated-machine.ts";
import { machineToModel } from "../machine/machine-model.ts";
import type { EventDocument } from "../model/model-document.ts";
import { parseModel } from "../model/parse-model.ts";
import { behaviourOf, budgetVariables } from "./behaviour.ts";

test("where it is not exact it is an upper bound, on generated machines", () => {
  let compared = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const machine = machineToModel(generatedMachine(seed));
    const exact = behaviourOf(machine, { statesMax: 500 });
    if (exact?.isExact !== true) continue;
    // What is in flight multiplies the states: some limit leaves only the smaller model.
    for (const statesMax of [64, 32, 16]) {
      const bound = behaviourOf(machine, { statesMax });
      if (bound === undefined || bound.isExact) continue;
      compared++;
      expect(bound.entropy.rate.high).toBeGreaterThanOrEqual(exact.entropy.rate.low - 1e-9);
      expect(bound.horizon.words >= exact.horizon.words).toBe(true);
    }
  }
  expect(compared).toBeGreaterThan(5);
});

describe("a budget", () => {
  function budgetsOf(...events: readonly Partial<EventDocument>[]): number[] {
    const parsed = parseModel({
      format: "interlock-model/1",
      name: "budgets",
      variables: [
        { name: "spent", values: [0, 1, 2] },
        { name: "seen", values: [false, true] },
      ],
      events: events.map((event, number) => ({ name: `${number}`, agency: "controllable", ...event })),
    });
    if (!parsed.ok) throw new Error(parsed.fault.message);
    return [...budgetVariables(parsed.value)];
  }
  const spend = { guard: { is: ["spent", 0, 1] }, effects: [{ variable: "spent", add: 1 }] } as const;

  test("is a number that only grows", () => {
    expect(budgetsOf(spend)).toEqual([0]);
  });

  test("is not what starts anew, what never moves, or what is no number", () => {
    expect(budgetsOf(spend, { effects: [{ variable: "spent", to: 0 }] })).toEqual([]);
    expect(budgetsOf({})).toEqual([]);
    expect(budgetsOf({ effects: [{ variable: "seen", to: true }] })).toEqual([]);
  });
});
