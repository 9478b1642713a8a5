/**
 * The ways through a diagram: how a counterexample, a conflict or an explanation becomes a concrete choice of values.
 * A variable that a path does not name may have any value.
 */
import type { Forest } from "./forest.ts";
import type { Ref } from "./node-store.ts";

export interface Path {
  /** Variable to value, in the order of the variables. */
  readonly choices: ReadonlyMap<number, number>;
  /** The value the path ends in. */
  readonly value: number;
}

/** Every path, depth first, smaller values first. The number of paths can be exponential in the size. */
export function* paths(forest: Forest, diagram: Ref, choices: ReadonlyMap<number, number> = new Map()): Generator<Path, void, undefined> {
  if (forest.isTerminal(diagram)) {
    yield { choices, value: forest.valueOf(diagram) };
    return;
  }
  const variable = forest.variableOf(diagram);
  for (let value = 0; value < forest.arity(variable); value++) {
    yield* paths(forest, forest.childOf(diagram, value), new Map(choices).set(variable, value));
  }
}

/** The first path whose end is accepted. Visits each node at most once: a node that failed is not entered again. */
export function anyPath(forest: Forest, diagram: Ref, accepts: (value: number) => boolean): Path | undefined {
  const barren = new Set<Ref>();
  const choices = new Map<number, number>();
  const seek = (at: Ref): number | undefined => {
    if (barren.has(at)) return undefined;
    if (forest.isTerminal(at) && accepts(forest.valueOf(at))) return forest.valueOf(at);
    if (!forest.isTerminal(at)) {
      const variable = forest.variableOf(at);
      for (let value = 0; value < forest.arity(variable); value++) {
        choices.set(variable, value);
        const end = seek(forest.childOf(at, value));
        if (end !== undefined) return end;
      }
      choices.delete(variable);
    }
    barren.add(at);
    return undefined;
  };
  const value = seek(diagram);
  return value === undefined ? undefined : { choices, value };
}
