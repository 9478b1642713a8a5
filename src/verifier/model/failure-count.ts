/**
 * A bound on how often in a row the world makes a choice a failure, as a state variable for each choice that counts. Goals are promised for
 * as long as the world keeps to the bound: once it has failed more often, nothing but what must never be is. So safety does not count on
 * the bound.
 */
import { any, is } from "./condition.ts";
import type { Model } from "./model.ts";

export type Outcome = "success" | "failure";

/** The name of the variable that counts for a choice. */
export function failureCountOf(choice: string): string {
  return choice === "" ? "failures in a row" : `failures in a row: ${choice}`;
}

/** The model with the counts. `outcomes`: what each event is, in the model's order; others neither count nor end a count. */
export function countFailures(model: Model, outcomes: readonly (Outcome | undefined)[], most: number): Model {
  const choices = [...new Set(model.events.flatMap(({ choice }, event) => (outcomes[event] === undefined ? [] : [choice])))];
  const counts = Array.from({ length: most + 1 }, (_, count) => count);
  const exceeded = most + 1;
  const variableOf = (choice: string): number => model.variables.length + choices.indexOf(choice);
  const tables = {
    success: [...counts.map(() => 0), exceeded],
    failure: [...counts.map((count) => count + 1), exceeded],
  };
  const exempt = any(choices.map((choice) => is(variableOf(choice), exceeded)));
  return {
    ...model,
    exempt,
    variables: [
      ...model.variables,
      ...choices.map((choice) => ({ name: failureCountOf(choice), values: [...counts, "more"], initial: 0 })),
    ],
    events: model.events.map((event, number) => {
      const outcome = outcomes[number];
      if (outcome === undefined) return event;
      return { ...event, effects: [...event.effects, { variable: variableOf(event.choice), table: tables[outcome] }] };
    }),
    goals: model.goals.map(({ name, when }) => ({ name, when: any([when, exempt]) })),
  };
}
