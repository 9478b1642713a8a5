/**
 * One deterministic automaton that runs all patterns on a text at once: its states say which of them match. Built by
 * subset construction, bounded; made minimal and numbered in one way only, so equal meaning gives equal tables.
 */
import type { Automaton } from "../kernel/index.ts";
import { AUTOMATON_STATES_MAX } from "./limits.ts";
import type { Ranges, TextPattern } from "./text-pattern.ts";

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
}

/** The automaton of several patterns, or `undefined` if it would have more than `AUTOMATON_STATES_MAX` states. */
export function jointAutomaton(patterns: readonly TextPattern[]): JointAutomaton | undefined {
  const threads: Threads = { free: [], reading: [], starts: [], accepts: [] };
  for (const pattern of patterns) {
    const start = addState(threads);
    threads.starts.push(start);
    threads.accepts.push(add(threads, pattern, start));
    if (threads.free.length > 64 * AUTOMATON_STATES_MAX) return undefined;
  }
  return determinize(threads);
}

function addState(threads: Threads): number {
  threads.reading.push([]);
  return threads.free.push([]) - 1;
}

/** Adds a pattern that begins in `from`; returns the state it ends in. Gives up silently beyond the limit that the caller checks. */
function add(threads: Threads, pattern: TextPattern, from: number): number {
  if (threads.free.length > 64 * AUTOMATON_STATES_MAX) return from;
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

function determinize(threads: Threads): JointAutomaton | undefined {
  const starts = boundaries(threads);
  const numbers = new Map<string, number>();
  const sets: (readonly number[])[] = [];
  const numberOf = (set: readonly number[]): number => {
    const key = set.join();
    let number = numbers.get(key);
    if (number === undefined) {
      number = sets.push(set) - 1;
      numbers.set(key, number);
    }
    return number;
  };
  numberOf(closure(threads, threads.starts));
  const next: number[] = [];
  for (let state = 0; state < sets.length; state++) {
    if (sets.length > AUTOMATON_STATES_MAX) return undefined;
    const steps = (sets[state] ?? []).flatMap((thread) => threads.reading[thread] ?? []);
    for (const point of starts)
      next.push(
        numberOf(
          closure(
            threads,
            steps.filter(({ ranges }) => isIn(point, ranges)).map(({ to }) => to),
          ),
        ),
      );
  }
  const matches = sets.map((set) => threads.accepts.map((accept) => set.includes(accept)));
  return { starts, next, matches };
}

/** Where ranges begin and end: between two boundaries all code points are alike. */
function boundaries(threads: Threads): number[] {
  const found = new Set([0]);
  for (const steps of threads.reading) {
    for (const { ranges } of steps) {
      for (const [from, to] of ranges) found.add(from).add(to + 1);
    }
  }
  return [...found].filter((point) => point <= 0x10ffff).sort((a, b) => a - b);
}

function closure(threads: Threads, states: readonly number[]): number[] {
  const reached = new Set(states);
  for (const state of reached) for (const to of threads.free[state] ?? []) reached.add(to);
  return [...reached].filter((state) => (threads.reading[state]?.length ?? 0) > 0 || threads.accepts.includes(state)).sort((a, b) => a - b);
}

function isIn(point: number, ranges: Ranges): boolean {
  return ranges.some(([from, to]) => from <= point && point <= to);
}

/** The one smallest automaton that gives each text the same class: merged states, merged symbols, numbered breadth first. */
export function minimal(automaton: JointAutomaton, classOf: (state: number) => number): Automaton {
  const blocks = mergedStates(automaton, classOf);
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

/** Moore's refinement: states are alike while no text tells them apart. */
function mergedStates({ starts, next }: JointAutomaton, classOf: (state: number) => number): number[] {
  const width = starts.length;
  const count = next.length / width;
  let blocks = Array.from({ length: count }, (_, state) => classOf(state));
  for (let size = -1; ; ) {
    const keys = new Map<string, number>();
    const refined = blocks.map((block, state) => {
      const row = next.slice(state * width, (state + 1) * width).map((to) => blocks[to]);
      const key = `${block}:${row.join()}`;
      const known = keys.get(key) ?? keys.size;
      keys.set(key, known);
      return known;
    });
    if (keys.size === size) return blocks;
    size = keys.size;
    blocks = refined;
  }
}
