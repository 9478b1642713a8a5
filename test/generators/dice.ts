/** Reproducible chance for generated data: the same seed always throws the same numbers (mulberry32). */

export interface Dice {
  /** An integer in `0 … limit-1`. */
  below(limit: number): number;
  /** True once in so many throws. */
  oneIn(throws: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** Some of the choices, in their order. */
  some<T>(choices: readonly T[]): T[];
  /** So many results of `make`. */
  times<T>(count: number, make: (index: number) => T): T[];
}

export function createDice(seed: number): Dice {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    oneIn: (throws) => below(throws) === 0,
    pick: <T>(choices: readonly T[]): T => {
      const chosen = choices[below(choices.length)];
      if (chosen === undefined) throw new Error("there is nothing to pick from");
      return chosen;
    },
    some: (choices) => choices.filter(() => below(2) === 0),
    times: (count, make) => Array.from({ length: count }, (_, index) => make(index)),
  };
}
