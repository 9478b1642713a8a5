/**
 * What the verifier explores: a finite machine of variables and events, in the vocabulary of supervisory control.
 * Every charter, and every textbook model, becomes one of these; both engines, the exporter and the certificate speak
 * about it. It contains no charter syntax, no tools and no arguments.
 *
 * INVARIANT: an event is a partial function on states, so a word of event names leads to at most one state.
 */
import { assert } from "../../fault/index.ts";
import { all, any, type Condition, not } from "./condition.ts";

/** Who decides that an event happens: the supervisor may refuse only `controllable` ones. */
export type Agency = "controllable" | "human" | "uncontrollable";

export interface Model {
  readonly name: string;
  readonly variables: readonly ModelVariable[];
  readonly events: readonly ModelEvent[];
  /** States that must not be reached. */
  readonly never: readonly NamedCondition[];
  /** From every state, each of these must stay within reach: if the world co-operates, or whatever it does. */
  readonly goals: readonly NamedCondition[];
  readonly grade: Grade;
  /** Where the world has done what was assumed that it does not: goals hold there, and it matters to nobody what else is refused. */
  readonly exempt: Condition;
}

export type Grade = "possible" | "assured";

export interface ModelVariable {
  readonly name: string;
  readonly values: readonly (string | number | boolean)[];
  /** Index of the value it starts with. */
  readonly initial: number;
}

export interface ModelEvent {
  readonly name: string;
  readonly agency: Agency;
  /** Whether a supervisor may refuse it: a controllable event of a model that does not stand as it is. */
  readonly refusable: boolean;
  /** When it can happen. */
  readonly guard: Condition;
  /** When it is permitted to. Possible but not permitted: a controllable event is refused, any other makes the state bad. */
  readonly requires: Condition;
  readonly effects: readonly ModelEffect[];
  /** Whether progress may count on it. Safety always counts with it. */
  readonly relied: boolean;
  /** Of the world's events that progress may count on: the choice that it has to make, one way or another. */
  readonly choice: string;
  /** What an observer sees: the letter for entropy and comparison. Empty: nothing. */
  readonly letter: string;
}

/** Value `i` of the variable becomes value `table[i]`; all effects of an event happen at once. */
export interface ModelEffect {
  readonly variable: number;
  readonly table: readonly number[];
}

export interface NamedCondition {
  readonly name: string;
  readonly when: Condition;
}

/** The state (a value index for each variable) a model starts in. */
export function initialStateOf(model: Model): number[] {
  return model.variables.map((variable) => variable.initial);
}

/** When the event is both possible and permitted: the steps that are explored. */
export function stepCondition(event: ModelEvent): Condition {
  return all([event.guard, event.requires]);
}

/** When the event is possible but not permitted. */
export function unpermittedCondition(event: ModelEvent): Condition {
  return all([event.guard, not(event.requires)]);
}

/** The state after the event. Meaningful only where it is possible. */
export function stateAfter(event: ModelEvent, state: readonly number[]): number[] {
  const next = [...state];
  for (const effect of event.effects) {
    const value = effect.table[state[effect.variable] ?? -1];
    assert(value !== undefined, "an effect's table covers the domain");
    next[effect.variable] = value;
  }
  return next;
}

/** The model for as long as the world keeps to what is assumed of it: beyond that nothing happens. */
export function withinAssumption(model: Model): Model {
  const kept = not(model.exempt);
  return { ...model, events: model.events.map((event) => ({ ...event, guard: all([event.guard, kept]) })) };
}

/** The condition that some event which nobody can refuse is possible but not permitted, or that a state is forbidden. */
export function badCondition(model: Model): Condition {
  const unpermitted = model.events.filter((event) => !event.refusable).map((event) => unpermittedCondition(event));
  return any([...model.never.map((bound) => bound.when), ...unpermitted]);
}

/** The value indices of a state as text, for people: `door=open pump=off`. */
export function describeState(model: Model, state: readonly number[]): string {
  return model.variables.map((variable, number) => `${variable.name}=${String(variable.values[state[number] ?? -1])}`).join(" ");
}
