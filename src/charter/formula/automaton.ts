/**
 * One deterministic automaton that runs all patterns on a text at once: its states say which of them match. Built by
 * subset construction, bounded; made minimal and numbered in one way only, so equal meaning gives equal tables.
 */
import type { Automaton } from "../../kernel/index.ts";
import { AUTOMATON_STATES_MAX, AUTOMATON_STEPS_MAX } from "../limits.ts";
import { mergedStates } from "./merged-states.ts";
import { CODE_POINT_MAX, type Ranges, type TextPattern } from "./text-pattern.ts";

/** `matches[state][pattern]`: whether a text that ends in the state is in the pattern. */
export interface JointAutomaton {
  readonly starts: readonly number[];
  readonly next: readonly number[];
  readonly matches: readonly (readonly boolean[])[];
}

/** A non-deterministic automaton (Thompson 1968) for all patterns side by side. */
interface Threads {
  /** Steps without reading. */
  readonly free: number[][];
  /** Steps that read one code point. */
  readonly reading: { readonly ranges: Ranges; readonly to: number }[][];
  readonly starts: number[];
  readonly accepts: number[];
  /** For each thread, the pattern it belongs to. */
  readonly owner: number[];
  /** Threads that read anything and stay. */
  readonly loops: number[];
}

/** Beyond this no automaton of a permitted size comes of it. */
const THREADS_MAX = 16 * AUTOMATON_STATES_MAX;

/** The automaton of several patterns, or `undefined` if it would have more than `AUTOMATON_STATES_MAX` states. */
export function jointAutomaton(patterns: readonly TextPattern[]): JointAutomaton | undefined {
  const threads: Threads = { free: [], reading: [], starts: [], accepts: [], owner: [], loops: [] };
  for (const pattern of patterns) {
    const start = addState(threads);
    threads.starts.push(start);
    threads.accepts.push(add(threads, pattern, start));
    if (threads.free.length > THREADS_MAX) return undefined;
  }
  return determinize(threads);
}

function addState(threads: Threads): number {
  threads.reading.push([]);
  threads.owner.push(threads.accepts.length);
  return threads.free.push([]) - 1;
}

/** Adds a pattern that begins in `from`; returns the state it ends in. Gives up silently beyond the limit that the caller checks. */
function add(threads: Threads, pattern: TextPattern, from: number): number {
  if (threads.free.length > THREADS_MAX) return from;
  switch (pattern.kind) {
    case "set": {
      const to = addState(threads);
      threads.reading[from]?.push({ ranges: pattern.ranges, to });
      return to;
    }
    case "sequence":
      return pattern.parts.reduce((at, part) => add(threads, part, at), from);
    case "choice": {
      const end = addState(threads);
      for (const part of pattern.parts) {
        const start = addState(threads);
        threads.free[from]?.push(start);
        threads.free[add(threads, part, start)]?.push(end);
      }
      return end;
    }
    case "repeat": {
      let at = from;
      for (let count = 0; count < pattern.min; count++) at = add(threads, pattern.of, at);
      if (pattern.max === Number.POSITIVE_INFINITY) {
        const loop = addState(threads);
        threads.free[at]?.push(loop);
        threads.free[add(threads, pattern.of, loop)]?.push(loop);
        if (isAnything(pattern.of)) threads.loops.push(loop);
        const end = addState(threads);
        threads.free[loop]?.push(end);
        return end;
      }
      const end = addState(threads);
      threads.free[at]?.push(end);
      for (let count = pattern.min; count < pattern.max; count++) {
        at = add(threads, pattern.of, at);
        threads.free[at]?.push(end);
      }
      return end;
    }
  }
}

function isAnything(pattern: TextPattern): boolean {
  return pattern.kind === "set" && pattern.ranges.length === 1 && pattern.ranges[0]?.[0] === 0 && pattern.ranges[0][1] === CODE_POINT_MAX;
}

/** Subset construction: each state is a set of threads. Gives up where the states, or the steps to find them, are too many. */
function determinize(threads: Threads): JointAutomaton | undefined {
  const starts = boundaries(threads);
  const closure = new Closure(threads);
  const reads = threads.reading.map((steps) => steps.map(({ ranges, to }) => ({ symbols: symbolsIn(ranges, starts), to })));
  const sets: (readonly number[])[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (set: readonly number[]): number => {
    const key = set.join();
    const known = numbers.get(key) ?? sets.length;
    if (known === sets.length) sets.push(set);
    numbers.set(key, known);
    return known;
  };
  numberOf(closure.of(threads.starts));
  const next: number[] = [];
  for (let state = 0; state < sets.length; state++) {
    const targets: number[][] = starts.map(() => []);
    for (const thread of sets[state] ?? []) {
      for (const { symbols, to } of reads[thread] ?? []) for (const symbol of symbols) targets[symbol]?.push(to);
    }
    for (const reached of targets) next.push(numberOf(closure.of(reached)));
    if (sets.length > AUTOMATON_STATES_MAX || closure.steps > AUTOMATON_STEPS_MAX) return undefined;
  }
  return { starts, next, matches: sets.map((set) => threads.accepts.map((accept) => set.includes(accept))) };
}

/** Where ranges begin and end: between two boundaries all code points are alike. */
function boundaries(threads: Threads): number[] {
  const found = new Set([0]);
  for (const steps of threads.reading) {
    for (const { ranges } of steps) {
      for (const [from, to] of ranges) found.add(from).add(to + 1);
    }
  }
  return [...found].filter((point) => point <= CODE_POINT_MAX).sort((a, b) => a - b);
}

/** The stretches between boundaries that the ranges consist of. */
function symbolsIn(ranges: Ranges, starts: readonly number[]): number[] {
  return starts.flatMap((start, symbol) => (ranges.some(([from, to]) => from <= start && start <= to) ? [symbol] : []));
}

/** What is reached without reading: only threads that read on, or accept, are worth remembering. */
class Closure {
  readonly #threads: Threads;
  readonly #accepts: ReadonlySet<number>;
  /** Threads in which their pattern accepts every text that goes on, with one of them for all. */
  readonly #settled = new Map<number, number>();
  /** How much work was done so far. */
  steps = 0;

  constructor(threads: Threads) {
    this.#threads = threads;
    this.#accepts = new Set(threads.accepts);
    const chosen = new Map<number, number>();
    for (const loop of threads.loops) {
      const pattern = threads.owner[loop] ?? 0;
      if (!this.#reach([loop]).has(threads.accepts[pattern] ?? 0)) continue;
      chosen.set(pattern, chosen.get(pattern) ?? loop);
      this.#settled.set(loop, chosen.get(pattern) ?? loop);
    }
  }

  /** Once a pattern has matched for good it does not matter how: all its threads give way to the one that stands for that. */
  of(threads: readonly number[]): readonly number[] {
    const reached = this.#reach(threads);
    const standing = new Map<number, number>();
    for (const thread of reached) {
      const chosen = this.#settled.get(thread);
      if (chosen !== undefined) standing.set(this.#threads.owner[thread] ?? 0, chosen);
    }
    const kept = [...reached].filter((thread) => this.#isWorth(thread) && !standing.has(this.#threads.owner[thread] ?? 0));
    for (const [pattern, chosen] of standing) kept.push(chosen, this.#threads.accepts[pattern] ?? chosen);
    return kept.sort((a, b) => a - b);
  }

  #isWorth(thread: number): boolean {
    return (this.#threads.reading[thread]?.length ?? 0) > 0 || this.#accepts.has(thread);
  }

  #reach(threads: readonly number[]): ReadonlySet<number> {
    const reached = new Set(threads);
    for (const thread of reached) for (const to of this.#threads.free[thread] ?? []) reached.add(to);
    this.steps += reached.size;
    return reached;
  }
}

/** The one smallest automaton that gives each text the same class: merged states, merged symbols, numbered breadth first. */
export function minimal(automaton: JointAutomaton, classOf: (state: number) => number): Automaton {
  const blocks = mergedStates(automaton.next, automaton.starts.length, classOf);
  const width = automaton.starts.length;
  const order: number[] = [];
  const numbers = new Map<number, number>();
  const place = (state: number): number => {
    const block = blocks[state] ?? 0;
    const known = numbers.get(block);
    if (known !== undefined) return known;
    numbers.set(block, order.length);
    return order.push(state) - 1;
  };
  place(0);
  const rows: number[][] = [];
  for (let index = 0; index < order.length; index++) {
    const from = (order[index] ?? 0) * width;
    rows.push(automaton.next.slice(from, from + width).map(place));
  }
  const kept = automaton.starts
    .map((_, symbol) => symbol)
    .filter((symbol) => symbol === 0 || rows.some((row) => row[symbol] !== row[symbol - 1]));
  return {
    starts: kept.map((symbol) => automaton.starts[symbol] ?? 0),
    next: rows.flatMap((row) => kept.map((symbol) => row[symbol] ?? 0)),
    classes: order.map(classOf),
  };
}
