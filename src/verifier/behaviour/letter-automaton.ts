/**
 * The words that an observer of a supervised model can see, as a deterministic automaton: events become their letters,
 * events without one are not seen, and what looks the same is merged by the subset construction. Two words are counted as
 * two only if somebody could tell them apart.
 */

import { stateOf } from "../explicit/explicit-exploration.ts";
import { supervisedStates, winningSet } from "../explicit/explicit-winning-set.ts";
import type { TransitionGraph } from "../explicit/transition-graph.ts";

export interface LetterAutomaton {
  readonly letters: readonly string[];
  /** Which letters an agent chooses; the others are the environment's. */
  readonly isAgents: readonly boolean[];
  /** For each state, its moves as pairs of letter and next state, sorted by letter; state 0 is the start. */
  readonly moves: readonly (readonly (readonly [letter: number, next: number])[])[];
}

export interface LetterOptions {
  /** Look at the model before supervision, bad states left out, instead of after. */
  readonly unsupervised?: boolean;
  /** Variables that are not distinguished: monotone budgets, for a rate that they would otherwise bring to nothing. */
  readonly forget?: ReadonlySet<number>;
  readonly statesMax?: number;
  readonly isOver?: () => boolean;
}

/** Members of all subsets together, beyond which the construction gives up: a few seconds. */
const MEMBERS_MAX = 2_000_000;

/** The automaton; undefined where the subset construction passes a limit. It has no state where the start is not winning. */
export function letterAutomatonOf(graph: TransitionGraph, options: LetterOptions = {}): LetterAutomaton | undefined {
  const { statesMax = 100_000, isOver } = options;
  const kept = options.unsupervised ? graph.bad.map((bad) => 1 - bad) : supervisedStates(graph, winningSet(graph));
  const { model } = graph.exploration;
  const letters = [...new Set(model.events.map((event) => event.letter))].filter((letter) => letter !== "").sort();
  const numbers = model.events.map((event) => letters.indexOf(event.letter));
  const isAgents = letters.map((letter) => model.events.some((event) => event.letter === letter && event.agency === "controllable"));
  if (kept[0] !== 1) return { letters, isAgents, moves: [] };
  const nfa = new Quotient(graph, kept, numbers, options.forget ?? new Set());
  const subsets = [nfa.closure([nfa.classOf(0)])];
  const known = new Map([[subsets[0]?.join() ?? "", 0]]);
  const moves: (readonly [number, number])[][] = [];
  let members = 0;
  for (let at = 0; at < subsets.length; at++) {
    members += subsets[at]?.length ?? 0;
    if (subsets.length > statesMax || members > MEMBERS_MAX || isOver?.()) return undefined;
    moves.push(
      [...nfa.moves(subsets[at] ?? [])]
        .map(([letter, targets]) => {
          const subset = nfa.closure(targets);
          const key = subset.join();
          const next = known.get(key) ?? subsets.push(subset) - 1;
          known.set(key, next);
          return [letter, next] as const;
        })
        .sort(([a], [b]) => a - b),
    );
  }
  return { letters, isAgents, moves };
}

/** The kept states, merged where only forgotten variables tell them apart. */
class Quotient {
  readonly #classes: Int32Array;
  readonly #steps: Map<number, Set<number>>[] = [];
  /** By class, the number of the closure that saw it last. */
  readonly #seen: Int32Array;
  #stamp = 0;

  constructor(graph: TransitionGraph, kept: Uint8Array, letters: readonly number[], forget: ReadonlySet<number>) {
    this.#classes = new Int32Array(graph.states);
    this.#seen = new Int32Array(graph.states);
    const numbers = new Map<string, number>();
    for (let state = 0; state < graph.states; state++) {
      const key =
        forget.size === 0
          ? String(state)
          : stateOf(graph.exploration, state)
              .filter((_, variable) => !forget.has(variable))
              .join();
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      this.#classes[state] = number;
    }
    for (let step = 0; step < graph.events.length; step++) {
      const [source, target] = [graph.sources[step] ?? 0, graph.targets[step] ?? 0];
      if (kept[source] !== 1 || kept[target] !== 1) continue;
      const from = this.classOf(source);
      const letter = letters[graph.events[step] ?? -1] ?? -1;
      const moves = this.#steps[from] ?? new Map<number, Set<number>>();
      this.#steps[from] = moves;
      moves.set(letter, (moves.get(letter) ?? new Set()).add(this.classOf(target)));
    }
  }

  classOf(state: number): number {
    return this.#classes[state] ?? 0;
  }

  /** The classes and what unseen events lead to from them, sorted. */
  closure(start: Iterable<number>): Int32Array {
    this.#stamp += 1;
    const seen: number[] = [];
    const see = (at: number): void => {
      if (this.#seen[at] === this.#stamp) return;
      this.#seen[at] = this.#stamp;
      seen.push(at);
    };
    for (const at of start) see(at);
    for (let place = 0; place < seen.length; place++) for (const next of this.#steps[seen[place] ?? 0]?.get(-1) ?? []) see(next);
    return Int32Array.from(seen).sort();
  }

  /** For each letter that some class of the subset has, the classes it leads to, some of them more than once. */
  moves(subset: Iterable<number>): Map<number, number[]> {
    const moves = new Map<number, number[]>();
    for (const at of subset) {
      for (const [letter, targets] of this.#steps[at] ?? []) {
        if (letter < 0) continue;
        const all = moves.get(letter) ?? [];
        for (const target of targets) all.push(target);
        moves.set(letter, all);
      }
    }
    return moves;
  }
}
