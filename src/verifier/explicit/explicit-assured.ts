/**
 * From where a goal can be forced, over listed states. A step nearer are the states in which whoever's turn it is cannot but lead
 * nearer, and from which nothing that comes before leads out: our turn, where some move of ours leads nearer; or one choice of the
 * world's, where all of its ways do. What comes before may come as often as it likes, but not for ever: each has its turn in the end.
 */
import { type ProgressRoles, progressRoles } from "../model/progress-roles.ts";
import { stepsInto, type TransitionGraph } from "./transition-graph.ts";

/** 1 for the states of `within` from which `goal` can be forced inside it, whatever the world does. Linear in the steps for each turn. */
export function canForce(graph: TransitionGraph, goal: Uint8Array, within: Uint8Array): Uint8Array {
  const roles = progressRoles(graph.exploration.model.events);
  const choiceOf = new Int32Array(roles.helps.length).fill(-1);
  for (const [choice, events] of roles.choices.entries()) for (const event of events) choiceOf[event] = choice;
  const forced = goal.map((satisfied, state) => satisfied & (within[state] ?? 0));
  const ours = (state: number): boolean => leadsNearer(graph, forced, state, roles);
  const turns = [ours, ...roles.choices.map((_, choice) => (state: number) => choosesNearer(graph, forced, state, choiceOf, choice))];
  for (let grown = true; grown; ) {
    grown = false;
    for (const turn of turns) grown = grow(graph, forced, (state) => within[state] === 1 && turn(state), roles) || grown;
  }
  return forced;
}

/** Adds the states from which nothing that hinders leads anywhere but to forced states and to where the turn brings nearer. */
function grow(graph: TransitionGraph, forced: Uint8Array, nears: (state: number) => boolean, { hinders }: ProgressRoles): boolean {
  const doomed = new Uint8Array(graph.states);
  const queue: number[] = [];
  for (let state = 0; state < graph.states; state++) {
    if (forced[state] === 1 || nears(state)) continue;
    doomed[state] = 1;
    queue.push(state);
  }
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const step of stepsInto(graph, state)) {
      const source = graph.sources[step] ?? 0;
      if (hinders[graph.events[step] ?? -1] !== true || forced[source] === 1 || doomed[source] === 1) continue;
      doomed[source] = 1;
      queue.push(source);
    }
  }
  let grown = false;
  for (let state = 0; state < graph.states; state++) {
    if (forced[state] === 1 || doomed[state] === 1) continue;
    forced[state] = 1;
    grown = true;
  }
  return grown;
}

/** Whether some move of ours leads to a forced state. */
function leadsNearer({ first, events, targets }: TransitionGraph, forced: Uint8Array, state: number, { helps }: ProgressRoles): boolean {
  for (let step = first[state] ?? 0; step < (first[state + 1] ?? 0); step++)
    if (helps[events[step] ?? -1] === true && forced[targets[step] ?? 0] === 1) return true;
  return false;
}

/** Whether a choice is to be made, and all its ways lead to forced states. */
function choosesNearer(
  { first, events, targets }: TransitionGraph,
  forced: Uint8Array,
  state: number,
  choiceOf: Int32Array,
  choice: number,
): boolean {
  let open = false;
  for (let step = first[state] ?? 0; step < (first[state + 1] ?? 0); step++) {
    if (choiceOf[events[step] ?? -1] !== choice) continue;
    if (forced[targets[step] ?? 0] !== 1) return false;
    open = true;
  }
  return open;
}
