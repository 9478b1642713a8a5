/**
 * The right edge of a tree: enough to append leaves and to tell the root, and no more (one hash for each set bit of the
 * size). Appending and the root cost O(log n), whatever the size.
 */
import { EMPTY_ROOT, type Hash, nodeHash } from "./merkle.ts";

export class Frontier {
  /** Roots of the complete subtrees, largest first: one for each set bit of the size. */
  readonly #peaks: Hash[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(leaf: Hash): void {
    let peak = leaf;
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      peak = nodeHash(this.#peaks.pop() ?? EMPTY_ROOT, peak);
    }
    this.#peaks.push(peak);
    this.#size += 1;
  }

  root(): Hash {
    return foldPeaks(this.#peaks);
  }
}

/** The root of a tree from the roots of its complete subtrees, largest first. */
export function foldPeaks(peaks: readonly Hash[]): Hash {
  return peaks.toReversed().reduce((right, left, step) => (step === 0 ? left : nodeHash(left, right)), EMPTY_ROOT);
}
