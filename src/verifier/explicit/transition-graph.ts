/**
 * The permitted steps between explored states as flat arrays (compressed rows), forward and backward: what the fixpoints
 * over the explicit state space walk.
 */
import type { Condition } from "../model/condition.ts";
import { badCondition, type Model } from "../model/model.ts";
import { type Exploration, exploreExplicitly } from "./explicit-exploration.ts";

export interface TransitionGraph {
  readonly exploration: Exploration;
  readonly states: number;
  /** The steps of state `s` are numbers `first[s]` up to `first[s + 1]`. */
  readonly first: Int32Array;
  /** For each step, its event's number. */
  readonly events: Int32Array;
  readonly targets: Int32Array;
  /** The steps into state `s` are `into[j]` for `j` from `firstInto[s]` up to `firstInto[s + 1]`. */
  readonly firstInto: Int32Array;
  readonly into: Int32Array;
  /** For each step, the state it starts in. */
  readonly sources: Int32Array;
  /** 1 for states that are bad. */
  readonly bad: Uint8Array;
  /** For each goal, 1 for states that satisfy it. */
  readonly goals: readonly Uint8Array[];
}

/** Explores a model and lists its steps; undefined where the limit of states came first. `tests` come first in the store. */
export function transitionGraphOf(model: Model, statesMax?: number, tests: readonly Condition[] = []): TransitionGraph | undefined {
  const exploration = exploreExplicitly(model, [...tests, badCondition(model), ...model.goals.map((goal) => goal.when)], statesMax);
  if (!exploration.complete) return undefined;
  const { store } = exploration;
  const states = store.count();
  const satisfying = (which: number): Uint8Array => Uint8Array.from({ length: states }, (_, state) => (store.test(which, state) ? 1 : 0));
  const goals = model.goals.map((_, i) => satisfying(tests.length + 1 + i));
  return { exploration, states, ...stepsOf(exploration), bad: satisfying(tests.length), goals };
}

/** The numbers of the steps that lead into a state; a view, not a copy. */
export function stepsInto(graph: TransitionGraph, state: number): Int32Array {
  return graph.into.subarray(graph.firstInto[state] ?? 0, graph.firstInto[state + 1] ?? 0);
}

type Steps = Pick<TransitionGraph, "first" | "events" | "targets" | "sources" | "firstInto" | "into">;

function stepsOf(exploration: Exploration): Steps {
  const { store, transitions, model } = exploration;
  const states = store.count();
  const first = new Int32Array(states + 1);
  const events = new Int32Array(transitions);
  const targets = new Int32Array(transitions);
  const sources = new Int32Array(transitions);
  const firstInto = new Int32Array(states + 1);
  const buffer = new Int32Array(model.events.length * 2);
  let step = 0;
  for (let state = 0; state < states; state++) {
    first[state] = step;
    const end = store.steps(state, buffer, 0);
    for (let i = 0; i < end; i += 2, step++) {
      const event = buffer[i] ?? 0;
      const target = buffer[i + 1] ?? 0;
      events[step] = event;
      targets[step] = target;
      sources[step] = state;
      firstInto[target + 1] = (firstInto[target + 1] ?? 0) + 1;
    }
  }
  first[states] = step;
  for (let state = 0; state < states; state++) firstInto[state + 1] = (firstInto[state + 1] ?? 0) + (firstInto[state] ?? 0);
  const filled = firstInto.slice();
  const into = new Int32Array(transitions);
  for (let number = 0; number < step; number++) {
    const target = targets[number] ?? 0;
    const place = filled[target] ?? 0;
    filled[target] = place + 1;
    into[place] = number;
  }
  return { first, events, targets, sources, firstInto, into };
}
