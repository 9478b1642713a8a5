import fc from "fast-check";
import { expect, test } from "vitest";
import { generatedModel } from "../../test/models/generated.ts";
import { budgetThresholds } from "./budget.ts";
import { all, is, not } from "./condition.ts";
import { stateOf } from "./explicit-exploration.ts";
import { winningSet } from "./explicit-winning-set.ts";
import { type Model, unpermittedCondition } from "./model.ts";
import { parseModel } from "./parse-model.ts";
import { transitionGraphOf } from "./transition-graph.ts";

/** The same model with the budget as one more variable, every amount in the state; the amount is set freely at the start. */
function withCounter(model: Model, budget: number): Model {
  const purse = model.variables.length;
  const amounts = Array.from({ length: budget + 1 }, (_, amount) => amount);
  const pays = (cost: number) => is(purse, ...amounts.filter((amount) => amount >= cost));
  const events = model.events.map((event) => ({
    ...event,
    requires: event.agency === "controllable" ? all([event.requires, pays(event.cost)]) : event.requires,
    effects: [...event.effects, { variable: purse, table: amounts.map((amount) => Math.max(0, amount - event.cost)) }],
  }));
  const broke = model.events
    .filter((event) => event.agency !== "controllable")
    .map((event) => ({ name: `broke ${event.name}`, when: all([event.guard, not(unpermittedCondition(event)), not(pays(event.cost))]) }));
  const losing = amounts.slice(1).map((amount) => ({
    name: `lose ${amount}`,
    agency: "controllable" as const,
    guard: is(purse, amount),
    requires: is(purse, amount),
    relied: false,
    letter: "",
    cost: 0,
    effects: [{ variable: purse, table: amounts.map((value) => (value === amount ? value - 1 : value)) }],
  }));
  return {
    ...model,
    variables: [...model.variables, { name: "purse", values: amounts, initial: budget }],
    events: [...events, ...losing],
    never: [...model.never, ...broke],
  };
}

test("a state with an amount is winning exactly if the amount reaches the threshold, on 1,000 generated models", () => {
  const costs = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 8 });
  let decisive = 0;
  fc.assert(
    fc.property(generatedModel({ variables: 2, values: 4, events: 8 }), costs, (document, prices) => {
      const events = document.events.map((event, i) => ({ ...event, cost: prices[i] ?? 0 }));
      const parsed = parseModel({ ...document, events });
      if (!parsed.ok) throw new Error(parsed.fault.message);
      const budget = 7;
      const [graph, counted] = [transitionGraphOf(parsed.value), transitionGraphOf(withCounter(parsed.value, budget))];
      if (graph === undefined || counted === undefined) throw new Error("small");
      const thresholds = budgetThresholds(graph, budget);
      const byState = new Map(Array.from(thresholds, (threshold, state) => [stateOf(graph.exploration, state).join(), threshold]));
      const winning = winningSet(counted);
      for (let state = 0; state < counted.states; state++) {
        const values = stateOf(counted.exploration, state);
        const amount = values.pop() ?? 0;
        const threshold = byState.get(values.join()) ?? Infinity;
        if (threshold > 0 && threshold < Infinity) decisive++;
        expect(winning[state] === 1).toBe(amount >= threshold);
      }
    }),
    { numRuns: 1_000 },
  );
  expect(decisive).toBeGreaterThan(30);
});
