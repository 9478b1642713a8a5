/**
 * Who moves which event where progress is to be assured. For us: agents, and people where they are assumed live. Against us: everything
 * that people and the world do. Of its own choices the world has to make each, as long as it stays possible, and picks.
 */
import type { ModelEvent } from "./model.ts";

export interface ProgressRoles {
  /** By event. */
  readonly helps: readonly boolean[];
  readonly hinders: readonly boolean[];
  /** The events of each choice, in the order of their first event. */
  readonly choices: readonly (readonly number[])[];
}

export function progressRoles(events: readonly ModelEvent[]): ProgressRoles {
  const choices = new Map<string, number[]>();
  for (const [number, { agency, relied, choice }] of events.entries()) {
    if (agency === "uncontrollable" && relied) choices.set(choice, [...(choices.get(choice) ?? []), number]);
  }
  return {
    helps: events.map(({ agency, relied }) => agency !== "uncontrollable" && relied),
    hinders: events.map(({ agency }) => agency !== "controllable"),
    choices: [...choices.values()],
  };
}
