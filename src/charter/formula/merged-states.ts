/**
 * Which states of a deterministic automaton no text tells apart (Hopcroft 1971): blocks of states are split by where their
 * steps lead until nothing splits any more, each time by the smaller half, so that it takes n log n steps.
 */

/** The block of each state. `next[state * width + symbol]` is where a step leads; states of different classes stay apart. */
export function mergedStates(next: readonly number[], width: number, classOf: (state: number) => number): readonly number[] {
  const count = next.length / width;
  const blocks = new Blocks(Array.from({ length: count }, (_, state) => classOf(state)));
  const cameFrom: number[][][] = Array.from({ length: width }, () => Array.from({ length: count }, () => []));
  for (const [index, to] of next.entries()) cameFrom[index % width]?.[to]?.push(Math.floor(index / width));
  for (const splitter of blocks.waiting) {
    blocks.waiting.delete(splitter);
    const members = blocks.membersOf(splitter);
    for (const sources of cameFrom) {
      blocks.splitBy(members.flatMap((member) => sources[member] ?? []));
    }
  }
  return blocks.blockOf;
}

class Blocks {
  readonly blockOf: number[];
  /** Blocks that may still split others. */
  readonly waiting: Set<number>;
  readonly #members: Set<number>[] = [];

  constructor(classes: readonly number[]) {
    const byClass = new Map<number, number>();
    this.blockOf = classes.map((label, state) => {
      const block = byClass.get(label) ?? this.#members.push(new Set()) - 1;
      byClass.set(label, block);
      this.#members[block]?.add(state);
      return block;
    });
    this.waiting = new Set(this.#members.keys());
  }

  membersOf(block: number): readonly number[] {
    return [...(this.#members[block] ?? [])];
  }

  /** Parts every block into those among `states` and the rest. */
  splitBy(states: readonly number[]): void {
    const inside = new Map<number, number[]>();
    for (const state of states) {
      const block = this.blockOf[state] ?? 0;
      const found = inside.get(block);
      if (found === undefined) inside.set(block, [state]);
      else found.push(state);
    }
    for (const [block, found] of inside) {
      const whole = this.#members[block];
      if (whole !== undefined && found.length < whole.size) this.#split(block, whole, found);
    }
  }

  #split(block: number, whole: Set<number>, found: readonly number[]): void {
    const part = this.#members.push(new Set(found)) - 1;
    for (const state of found) {
      whole.delete(state);
      this.blockOf[state] = part;
    }
    // The smaller half is enough, unless the whole is still waiting.
    this.waiting.add(this.waiting.has(block) || found.length <= whole.size ? part : block);
  }
}
