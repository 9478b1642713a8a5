/**
 * A bound on how often the world fails in a row, as a state variable that counts. Goals are promised for as long as the world keeps to
 * the bound: once it has failed more often, nothing but what must never be is. So safety does not count on the bound.
 */
import { any, is } from "./condition.ts";
import type { Model } from "./model.ts";

export type Outcome = "success" | "failure";

/** The variable's name. */
export const FAILURES = "failures in a row";

/** The model with the count. `outcomes`: what each event is, in the model's order; others neither count nor end the count. */
export function countFailures(model: Model, outcomes: readonly (Outcome | undefined)[], most: number): Model {
  const counts = Array.from({ length: most + 1 }, (_, count) => count);
  const exceeded = most + 1;
  const variable = model.variables.length;
  const tables = {
    success: [...counts.map(() => 0), exceeded],
    failure: [...counts.map((count) => count + 1), exceeded],
  };
  const exempt = is(variable, exceeded);
  return {
    ...model,
    exempt,
    variables: [...model.variables, { name: FAILURES, values: [...counts, "more"], initial: 0 }],
    events: model.events.map((event, number) => {
      const outcome = outcomes[number];
      return outcome === undefined ? event : { ...event, effects: [...event.effects, { variable, table: tables[outcome] }] };
    }),
    goals: model.goals.map(({ name, when }) => ({ name, when: any([when, exempt]) })),
  };
}
