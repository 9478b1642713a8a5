/**
 * Where everybody stands: for each state variable of each session lineage, agent and the organisation, the values that it may
 * have. A variable's value is its initial one, changed by every effect in the order of the ledger, but for the effects of calls
 * that were proved not to have run. So the effects of calls that still run are kept, until it is known what came of them.
 */

import type { Scalar } from "../charter/charter-yaml.ts";
import { type Effect, type StateVariable, valueAfter } from "../charter/state-variable.ts";
import { keyOf, type Owner } from "../owner.ts";
import type { CarryStep } from "./carry.ts";
import { windowOf } from "./ledger-clock.ts";
import type { LookerOn } from "./looker-on.ts";
import { type Budget, Spending } from "./spending.ts";

/** What charters declare to be kept. */
export interface Kept {
  readonly variables: readonly StateVariable[];
  readonly budgets: readonly Budget[];
}

export const NOTHING_KEPT: Kept = { variables: [], budgets: [] };

/** Values of all variables, by name. */
export type State = ReadonlyMap<string, Scalar>;

/** One change of one variable: what each value may become. */
interface Step {
  /** The running call whose effect it is, if it may still be taken back. */
  readonly call: number | undefined;
  readonly leadsTo: (value: Scalar) => readonly Scalar[];
}

/** One variable of one owner: the values it had before some steps, and the steps. */
interface Place {
  readonly window: string;
  readonly before: readonly Scalar[];
  readonly steps: readonly Step[];
  /** Why nobody knows which of its values it has. */
  readonly doubt: string | undefined;
}

/** What may happen together: one set of effects of several. */
type Cases = readonly (readonly Effect[])[];

/** States that are decided over; more are too uncertain. */
const STATES_MAX = 64;
/** Steps that wait for a running call; beyond, what the oldest call did can no longer be taken back. */
const STEPS_MAX = 256;

export class Standings {
  readonly #places = new Map<string, Place>();
  readonly #running = new Set<number>();
  /** What calls cost is kept beside the state. */
  readonly spending: Spending;
  readonly #writer: LookerOn | undefined;
  #variables: readonly StateVariable[] = [];
  /** Why nothing is known of what was not changed since. */
  #doubt: string | undefined;

  /** `writer` looks on. */
  constructor(writer?: LookerOn, spending: Spending = new Spending(writer)) {
    this.#writer = writer;
    this.spending = spending;
  }

  /** All that is known, to go on with under other charters beside these. */
  fork(): Standings {
    const other = new Standings(this.#writer, this.spending.fork());
    for (const [key, place] of this.#places) other.#places.set(key, place);
    for (const call of this.#running) other.#running.add(call);
    other.#variables = this.#variables;
    other.#doubt = this.#doubt;
    return other;
  }

  /** Other charters come into force: what they declare as before keeps its values. */
  adopt({ variables, budgets }: Kept): void {
    this.spending.adopt(budgets);
    const asBefore = variables.filter((one) => this.#variables.some((other) => isAlike(one, other)));
    for (const key of this.#places.keys()) {
      if (!asBefore.some(({ name }) => key.endsWith(`\n${name}`))) this.#places.delete(key);
    }
    this.#variables = variables;
  }

  /** From here on nothing is known but what is set. */
  forgetAll(doubt: string, atMs: number): void {
    this.spending.forgetAll(atMs, doubt);
    this.#places.clear();
    this.#doubt = doubt;
  }

  /** A fresh context: the session's own variables are initial again, but for containment and counts. */
  refresh(owner: Owner, atMs: number): void {
    for (const variable of this.#variables) {
      const stays = variable.scope !== "session" || variable.name === "contained" || variable.name.includes("limit(");
      if (!stays) this.#places.set(keyOf(owner, variable), initialPlace(variable, atMs));
    }
  }

  /** Every state that may hold. */
  states(owner: Owner, atMs: number): readonly State[] | "too many" | { readonly doubt: string } {
    let states: readonly Map<string, Scalar>[] = [new Map()];
    for (const variable of this.#variables) {
      const place = this.#placeOf(owner, variable, atMs);
      const values = valuesOf(place);
      if (place.doubt !== undefined && values.length > 1) return { doubt: place.doubt };
      if (states.length * values.length > STATES_MAX) return "too many";
      const [only, ...others] = values;
      if (only !== undefined && others.length === 0) for (const state of states) state.set(variable.name, only);
      else states = values.flatMap((value) => states.map((state) => new Map(state).set(variable.name, value)));
    }
    return states;
  }

  /** A call is allowed: `effects` of the actions that it matches in each state that may hold. It can be taken back. */
  allow(
    owner: Owner,
    atMs: number,
    call: number,
    matched: readonly { readonly state: State; readonly effects: readonly Effect[] }[],
  ): void {
    this.#running.add(call);
    this.#change(
      owner,
      atMs,
      matched.map(({ effects }) => effects),
      call,
      (name, value) => {
        const cases = matched.filter(({ state }) => state.get(name) === value);
        return (cases.length === 0 ? matched : cases).map(({ effects }) => effects);
      },
    );
  }

  /** One of some cases happens; with a `doubt`, it is known which one, but not to us. */
  apply(owner: Owner, atMs: number, cases: Cases, doubt?: string): void {
    this.#change(owner, atMs, cases, undefined, () => cases, doubt);
  }

  /** The call runs no more, and did run: its effects stay. */
  settle(call: number): void {
    this.spending.settle(call);
    this.#running.delete(call);
  }

  /** It is proved that the call did not run: every value is what it would be without its effects. */
  takeBack(call: number): void {
    this.spending.takeBack(call);
    this.#running.delete(call);
    for (const [key, place] of this.#places) {
      if (!place.steps.some((step) => step.call === call)) continue;
      this.#places.set(key, this.#folded({ ...place, steps: place.steps.filter((step) => step.call !== call) }));
    }
  }

  /** What an entry did to a call that is not open any more. */
  replay(owner: Owner, atMs: number, { call, changes }: Pick<CarryStep, "call" | "changes">): void {
    if (changes.some(({ isOpen }) => isOpen)) this.#running.add(call);
    for (const { variable: name, table, isOpen } of changes) {
      const variable = this.#variables.find((one) => one.name === name);
      const leadsTo = (value: Scalar): readonly Scalar[] => (table.find(([from]) => from === value)?.[1] ?? [value]) as readonly Scalar[];
      if (variable !== undefined) this.#step(owner, atMs, variable, { call: isOpen ? call : undefined, leadsTo });
    }
  }

  /** One more step of a variable; gives where it stands then. */
  #step(owner: Owner, atMs: number, variable: StateVariable, step: Step): Place {
    this.#writer?.change(owner, variable, step.leadsTo, step.call !== undefined);
    const place = this.#placeOf(owner, variable, atMs);
    const later = this.#folded({ ...place, steps: [...place.steps, step] });
    this.#places.set(keyOf(owner, variable), later);
    return later;
  }

  #change(
    owner: Owner,
    atMs: number,
    cases: Cases,
    call: number | undefined,
    casesFor: (name: string, value: Scalar) => Cases,
    doubt?: string,
  ): void {
    const changed = new Set(cases.flat().map(({ variable }) => variable));
    for (const variable of this.#variables.filter(({ name }) => changed.has(name))) {
      const { name } = variable;
      const leadsTo = (value: Scalar): readonly Scalar[] => casesFor(name, value).map((effects) => valueAfter(effects, name, value));
      const later = this.#step(owner, atMs, variable, { call, leadsTo });
      const isUnsure = doubt !== undefined && variable.values.some((value) => new Set(leadsTo(value)).size > 1);
      if (isUnsure) this.#places.set(keyOf(owner, variable), { ...later, doubt });
      if (isUnsure) this.#writer?.refuse(owner, "carry/undecided");
    }
  }

  #placeOf(owner: Owner, variable: StateVariable, atMs: number): Place {
    const known = this.#places.get(keyOf(owner, variable));
    if (known !== undefined && known.window === windowOf(variable.resets, atMs)) return known;
    const initial = initialPlace(variable, atMs);
    return known === undefined && this.#doubt !== undefined ? { ...initial, before: variable.values, doubt: this.#doubt } : initial;
  }

  /** The same place with the steps that stay for good taken. */
  #folded({ before, steps, ...place }: Place): Place {
    const open = steps.findIndex(({ call }) => call !== undefined && this.#running.has(call));
    const count = Math.max(open === -1 ? steps.length : open, steps.length - STEPS_MAX);
    const now = valuesOf({ before, steps: steps.slice(0, count) });
    return {
      ...place,
      before: now,
      steps: steps.slice(count),
      doubt: now.length === 1 && count === steps.length ? undefined : place.doubt,
    };
  }
}

function initialPlace({ values: [first = false], resets }: StateVariable, atMs: number): Place {
  return { window: windowOf(resets, atMs), before: [first], steps: [], doubt: undefined };
}

function valuesOf({ before, steps }: Pick<Place, "before" | "steps">): readonly Scalar[] {
  return steps.reduce<readonly Scalar[]>((values, { leadsTo }) => [...new Set(values.flatMap(leadsTo))], before);
}

function isAlike(one: StateVariable, other: StateVariable): boolean {
  return one.name === other.name && one.scope === other.scope && JSON.stringify(one.values) === JSON.stringify(other.values);
}
