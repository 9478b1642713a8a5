/**
 * The winning set W over explored states: the greatest set that avoids bad states, that no event nobody can refuse leaves,
 * and from every state of which every goal stays within reach inside it. The union of all such sets is such a set, so W is
 * unique, and allowing exactly the controllable steps into W is the most permissive supervisor (Ramadge and Wonham, 1987).
 */
import { canForce } from "./explicit-assured.ts";
import { stepsInto, type TransitionGraph } from "./transition-graph.ts";

/** 1 for the states in W. Linear in the steps for each round; rounds are rarely more than two. */
export function winningSet(graph: TransitionGraph): Uint8Array {
  const winning = new Uint8Array(graph.states).fill(1);
  const lost: number[] = [];
  for (let state = 0; state < graph.states; state++) if (graph.bad[state] === 1) lost.push(state);
  const refusable = graph.exploration.model.events.map((event) => event.refusable);
  for (;;) {
    remove(graph, winning, lost, refusable);
    for (const goal of graph.goals) {
      const hopeful = keeps(graph, goal, winning);
      for (let state = 0; state < graph.states; state++) if (winning[state] === 1 && hopeful[state] === 0) lost.push(state);
    }
    if (lost.length === 0) return winning;
  }
}

/** Takes the lost states out, and with them every state that an unrefusable step leads to one from. */
function remove(graph: TransitionGraph, winning: Uint8Array, lost: number[], refusable: readonly boolean[]): void {
  for (let state = lost.pop(); state !== undefined; state = lost.pop()) {
    if (winning[state] === 0) continue;
    winning[state] = 0;
    for (const step of stepsInto(graph, state)) {
      if (refusable[graph.events[step] ?? -1] === false) lost.push(graph.sources[step] ?? 0);
    }
  }
}

/** 1 for the states inside `within` from which a goal is within reach inside it, in the grade that the model asks for. */
export function keeps(graph: TransitionGraph, goal: Uint8Array, within: Uint8Array): Uint8Array {
  return graph.exploration.model.grade === "assured" ? canForce(graph, goal, within) : canReach(graph, goal, within);
}

/** 1 for the states inside `within` from which relied-on steps inside `within` lead to `goal`. */
function canReach(graph: TransitionGraph, goal: Uint8Array, within: Uint8Array): Uint8Array {
  const relied = graph.exploration.model.events.map((event) => event.relied);
  const reached = new Uint8Array(graph.states);
  const queue: number[] = [];
  for (let state = 0; state < graph.states; state++) {
    if (goal[state] === 1 && within[state] === 1) {
      reached[state] = 1;
      queue.push(state);
    }
  }
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const step of stepsInto(graph, state)) {
      const source = graph.sources[step] ?? 0;
      if (reached[source] === 0 && within[source] === 1 && relied[graph.events[step] ?? -1] === true) {
        reached[source] = 1;
        queue.push(source);
      }
    }
  }
  return reached;
}

export interface SupervisorSize {
  /** Whether the start is in W: otherwise the supervisor is empty and both counts are 0. */
  readonly admissible: boolean;
  readonly states: bigint;
  readonly transitions: bigint;
}

/** The states that the supervised model reaches, 1 for each. All 0 where the start is not in W. */
export function supervisedStates(graph: TransitionGraph, winning: Uint8Array): Uint8Array {
  const reached = new Uint8Array(graph.states);
  if (winning[0] !== 1) return reached;
  reached[0] = 1;
  const queue = [0];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (let step = graph.first[state] ?? 0; step < (graph.first[state + 1] ?? 0); step++) {
      const target = graph.targets[step] ?? 0;
      if (winning[target] === 0 || reached[target] === 1) continue;
      reached[target] = 1;
      queue.push(target);
    }
  }
  return reached;
}

/** Counts the states and steps of the supervised model. */
export function supervisorSize(graph: TransitionGraph, winning: Uint8Array): SupervisorSize {
  const reached = supervisedStates(graph, winning);
  let states = 0;
  let transitions = 0;
  for (let state = 0; state < graph.states; state++) {
    if (reached[state] === 0) continue;
    states++;
    for (let step = graph.first[state] ?? 0; step < (graph.first[state + 1] ?? 0); step++) {
      if (winning[graph.targets[step] ?? 0] === 1) transitions++;
    }
  }
  return { admissible: winning[0] === 1, states: BigInt(states), transitions: BigInt(transitions) };
}
