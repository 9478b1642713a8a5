/**
 * One budget that is only ever spent, kept outside the states: for each state the least that must remain so that nothing bad
 * follows and every goal can still be paid for. More remaining never hurts, so a threshold for each state is exact, and a
 * controllable step is admitted if what remains after paying is no less than the threshold of where it leads.
 */
import { stepsInto, type TransitionGraph } from "./transition-graph.ts";

/**
 * The thresholds, in the unit of the events' costs; Infinity where no amount up to `budgetMax` is enough. They are the least
 * fixpoint of: the world's steps must be affordable, and some way to each goal must be. Costs are whole and not negative.
 */
export function budgetThresholds(graph: TransitionGraph, budgetMax: number): Float64Array {
  const { events } = graph.exploration.model;
  const needed = Float64Array.from(graph.bad, (bad) => (bad === 1 ? Infinity : 0));
  const unrefusable = events.map((event) => event.agency !== "controllable");
  const relied = events.map((event) => event.relied);
  for (;;) {
    const before = needed.slice();
    raise(graph, needed, unrefusable, budgetMax);
    for (const goal of graph.goals) needed.set(cheapestWays(graph, needed, goal, relied, budgetMax));
    if (needed.every((amount, state) => amount === before[state])) return needed;
  }
}

function costOf(graph: TransitionGraph, step: number): number {
  return graph.exploration.model.events[graph.events[step] ?? -1]?.cost ?? 0;
}

function limited(amount: number, budgetMax: number): number {
  return amount > budgetMax ? Infinity : amount;
}

/** What the world may make one pay: raises each state to the cost and the threshold of every unrefusable step. */
function raise(graph: TransitionGraph, needed: Float64Array, unrefusable: readonly boolean[], budgetMax: number): void {
  const queue = Array.from({ length: graph.states }, (_, state) => state);
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const step of stepsInto(graph, state)) {
      const source = graph.sources[step] ?? 0;
      const amount = limited(costOf(graph, step) + (needed[state] ?? 0), budgetMax);
      if (unrefusable[graph.events[step] ?? -1] !== true || amount <= (needed[source] ?? 0)) continue;
      needed[source] = amount;
      queue.push(source);
    }
  }
}

/** For each state the least amount, no less than `needed` on the way, that pays for some way to the goal (Dijkstra, backward). */
function cheapestWays(
  graph: TransitionGraph,
  needed: Float64Array,
  goal: Uint8Array,
  relied: readonly boolean[],
  budgetMax: number,
): Float64Array {
  const least = new Float64Array(graph.states).fill(Infinity);
  const heap = new Heap();
  for (let state = 0; state < graph.states; state++)
    if (goal[state] === 1 && needed[state] !== Infinity) heap.push(needed[state] ?? 0, state);
  for (let top = heap.pop(); top !== undefined; top = heap.pop()) {
    const [amount, state] = top;
    if (amount >= (least[state] ?? 0)) continue;
    least[state] = amount;
    for (const step of stepsInto(graph, state)) {
      const source = graph.sources[step] ?? 0;
      const paid = Math.max(needed[source] ?? 0, limited(costOf(graph, step) + amount, budgetMax));
      if (relied[graph.events[step] ?? -1] === true && paid < (least[source] ?? 0)) heap.push(paid, source);
    }
  }
  return least;
}

/** A binary heap of (amount, state), least amount first. */
class Heap {
  readonly #items: (readonly [amount: number, state: number])[] = [];

  push(amount: number, state: number): void {
    const items = this.#items;
    let place = items.push([amount, state]) - 1;
    for (let parent = (place - 1) >> 1; place > 0 && amount < (items[parent]?.[0] ?? 0); parent = (place - 1) >> 1) {
      items[place] = items[parent] ?? [amount, state];
      place = parent;
    }
    items[place] = [amount, state];
  }

  pop(): readonly [amount: number, state: number] | undefined {
    const items = this.#items;
    const [top] = items;
    const last = items.pop();
    if (top === undefined || last === undefined || items.length === 0) return top;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const child = (items[left + 1]?.[0] ?? Infinity) < (items[left]?.[0] ?? Infinity) ? left + 1 : left;
      const below = items[child];
      if (below === undefined || below[0] >= last[0]) break;
      items[place] = below;
      place = child;
    }
    items[place] = last;
    return top;
  }
}
