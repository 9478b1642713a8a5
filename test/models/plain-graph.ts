/**
 * The definitions executed as they are written, slowly: states in a Map, sets as sorted lists, subsets by enumeration. What
 * both engines are compared with. It shares the meaning of conditions and effects with them and nothing else.
 */
import { holds, initialStateOf, type Model, stateAfter, unpermittedCondition } from "../../src/verifier/index.ts";

export interface PlainGraph {
  readonly model: Model;
  readonly states: readonly (readonly number[])[];
  /** `[source, event, target]`, permitted steps only. */
  readonly steps: readonly (readonly [number, number, number])[];
}

export function plainGraphOf(model: Model): PlainGraph {
  const numbers = new Map<string, number>();
  const states: number[][] = [];
  const numberOf = (state: number[]): number => {
    const known = numbers.get(state.join());
    if (known !== undefined) return known;
    numbers.set(state.join(), states.length);
    return states.push(state) - 1;
  };
  const steps: [number, number, number][] = [];
  numberOf(initialStateOf(model));
  for (let source = 0; source < states.length; source++) {
    const state = states[source] ?? [];
    for (const [number, event] of model.events.entries()) {
      if (holds(event.guard, state) && holds(event.requires, state)) steps.push([source, number, numberOf(stateAfter(event, state))]);
    }
  }
  return { model, states, steps };
}

function isBad(model: Model, state: readonly number[]): boolean {
  return (
    model.never.some((bound) => holds(bound.when, state)) ||
    model.events.some((event) => event.agency !== "controllable" && holds(unpermittedCondition(event), state))
  );
}

/** Whether a set of states (by number) has the three properties that define the winning set. */
export function isWinning(graph: PlainGraph, set: ReadonlySet<number>): boolean {
  const { model, states, steps } = graph;
  if ([...set].some((state) => isBad(model, states[state] ?? []))) return false;
  if (steps.some(([source, event, target]) => model.events[event]?.agency !== "controllable" && set.has(source) && !set.has(target)))
    return false;
  return model.goals.every((goal) => {
    const reaching = new Set([...set].filter((state) => holds(goal.when, states[state] ?? [])));
    for (let size = -1; size !== reaching.size; ) {
      size = reaching.size;
      for (const [source, event, target] of steps)
        if (set.has(source) && reaching.has(target) && model.events[event]?.relied) reaching.add(source);
    }
    return reaching.size === set.size;
  });
}

/** The union of all winning sets, found by trying every subset. Only for a dozen states. */
export function largestWinningSet(graph: PlainGraph): Set<number> {
  const union = new Set<number>();
  for (let bits = 1; bits < 2 ** graph.states.length; bits++) {
    const set = new Set([...graph.states.keys()].filter((state) => ((bits >> state) & 1) === 1));
    if ([...set].some((state) => !union.has(state)) && isWinning(graph, set)) for (const state of set) union.add(state);
  }
  return union;
}
