/** Random diagrams with shared parts. */
import type { Forest, Ref } from "../../src/diagram/index.ts";
import type { Dice } from "./dice.ts";

/** A diagram over some of `variables` (in the forest's order) that ends in some of `values`. */
export function randomDiagram(dice: Dice, forest: Forest, variables: readonly number[], values: readonly number[]): Ref {
  const pool = values.map((value) => forest.terminal(value));
  for (const variable of variables.toReversed()) {
    const below = [...pool];
    const recent = below.slice(-4);
    for (let i = 0; i < 2; i++) {
      const children = dice.times(forest.arity(variable), () => dice.pick(dice.oneIn(2) ? recent : below));
      pool.push(forest.node(variable, children));
    }
  }
  return dice.pick(pool.slice(-2));
}
