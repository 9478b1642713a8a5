/**
 * The ways through a diagram: how a counterexample, a conflict or an explanation becomes a concrete choice of values.
 * A variable that a path does not name may have any value.
 */
import type { NodeStore, Ref } from "./node-store.ts";

export interface Path {
  /** Variable to value, in the order of the variables. */
  readonly choices: ReadonlyMap<number, number>;
  /** The value the path ends in. */
  readonly value: number;
}

/** Every path, depth first, smaller values first. The number of paths can be exponential in the size. */
export function* paths(store: NodeStore, diagram: Ref, choices: ReadonlyMap<number, number> = new Map()): Generator<Path, void, undefined> {
  if (diagram < 0) {
    yield { choices, value: -1 - diagram };
    return;
  }
  for (let value = 0; value < store.arityOf(diagram); value++) {
    yield* paths(store, store.childOf(diagram, value), new Map(choices).set(store.variableOf(diagram), value));
  }
}

/** The first path whose end is accepted. Visits each node at most once: a node that failed is not entered again. */
export function anyPath(store: NodeStore, diagram: Ref, accepts: (value: number) => boolean): Path | undefined {
  const barren = new Set<Ref>();
  const choices = new Map<number, number>();
  const seek = (at: Ref): number | undefined => {
    if (barren.has(at)) return undefined;
    if (at < 0 && accepts(-1 - at)) return -1 - at;
    for (let value = 0; at >= 0 && value < store.arityOf(at); value++) {
      choices.set(store.variableOf(at), value);
      const end = seek(store.childOf(at, value));
      if (end !== undefined) return end;
    }
    if (at >= 0) choices.delete(store.variableOf(at));
    barren.add(at);
    return undefined;
  };
  const value = seek(diagram);
  return value === undefined ? undefined : { choices, value };
}
