/**
 * A whole RFC 6962 tree in memory: every complete node, 64 bytes for each leaf. It tells the root of every prefix and
 * gives the proofs of RFC 6962 (sections 2.1.1 and 2.1.2); it never forgets and never changes a node.
 */
import { assert } from "../../fault/index.ts";
import { foldPeaks } from "./frontier.ts";
import { EMPTY_ROOT, HASH_SIZE, type Hash, nodeHash, splitOf } from "./merkle.ts";

const BLOCK_HASHES = 2048;

/** The complete nodes of one level, in blocks so that growing never copies. */
class Level {
  readonly #blocks: Uint8Array[] = [];
  length = 0;

  push(hash: Hash): void {
    const offset = (this.length % BLOCK_HASHES) * HASH_SIZE;
    if (offset === 0) this.#blocks.push(new Uint8Array(BLOCK_HASHES * HASH_SIZE));
    this.#blocks.at(-1)?.set(hash, offset);
    this.length += 1;
  }

  get(index: number): Hash {
    assert(index >= 0 && index < this.length, "a tree is asked only for nodes that it has");
    const offset = (index % BLOCK_HASHES) * HASH_SIZE;
    const block = this.#blocks[Math.floor(index / BLOCK_HASHES)];
    assert(block !== undefined, "every node lies in a block");
    return block.subarray(offset, offset + HASH_SIZE);
  }
}

export class Tree {
  readonly #levels: Level[] = [new Level()];

  get size(): number {
    return this.#level(0).length;
  }

  append(leaf: Hash): void {
    let hash = leaf;
    for (let height = 0; ; height += 1) {
      const level = this.#level(height);
      level.push(hash);
      if (level.length % 2 === 1) return;
      hash = nodeHash(level.get(level.length - 2), hash);
    }
  }

  /** The complete node over leaves `[index · 2^height, (index + 1) · 2^height)`. */
  node(height: number, index: number): Hash {
    return this.#level(height).get(index);
  }

  /** The root of the first `size` leaves. */
  root(size: number = this.size): Hash {
    return this.range(0, size);
  }

  /** Merkle tree hash of leaves `[start, end)`, where `start` is a multiple of the largest power of two in `end - start`. */
  range(start: number, end: number): Hash {
    if (start === end) return EMPTY_ROOT;
    const peaks: Hash[] = [];
    for (let from = start; from < end; ) {
      let height = 0;
      let width = 1;
      while (from % (width * 2) === 0 && from + width * 2 <= end) {
        width *= 2;
        height += 1;
      }
      peaks.push(this.node(height, from / width));
      from += width;
    }
    return foldPeaks(peaks);
  }

  /** The proof that leaf `index` is in the tree of `size` leaves: deepest sibling first. */
  inclusionProof(index: number, size: number): Hash[] {
    assert(index >= 0 && index < size && size <= this.size, "an inclusion proof is made for a leaf of the tree");
    const proof: Hash[] = [];
    let [start, end] = [0, size];
    while (end - start > 1) {
      const middle = start + splitOf(end - start);
      if (index < middle) {
        proof.push(this.range(middle, end));
        end = middle;
      } else {
        proof.push(this.range(start, middle));
        start = middle;
      }
    }
    return proof.reverse();
  }

  /** The proof that the tree of `from` leaves is a prefix of the tree of `size` leaves; empty where either says nothing. */
  consistencyProof(from: number, size: number): Hash[] {
    assert(from >= 0 && from <= size && size <= this.size, "a consistency proof leads from a smaller tree to a larger one");
    const proof: Hash[] = [];
    if (from === 0 || from === size) return proof;
    let [start, end] = [0, size];
    while (from < end) {
      const middle = start + splitOf(end - start);
      if (from <= middle) {
        proof.push(this.range(middle, end));
        end = middle;
      } else {
        proof.push(this.range(start, middle));
        start = middle;
      }
    }
    if (start > 0) proof.push(this.range(start, end));
    return proof.reverse();
  }

  #level(height: number): Level {
    const known = this.#levels[height];
    if (known !== undefined) return known;
    const level = new Level();
    this.#levels.push(level);
    return level;
  }
}
