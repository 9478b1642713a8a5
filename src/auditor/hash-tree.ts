/** The Merkle tree of RFC 6962, section 2.1, computed from the leaves alone. */
import { createHash } from "node:crypto";

export class HashTree {
  /** `#levels[h][i]` is the hash over leaves `[i << h, (i + 1) << h)`, for full subtrees only. */
  readonly #levels: Buffer[][] = [[]];

  get size(): number {
    return this.#levels[0]?.length ?? 0;
  }

  append(leaf: Uint8Array): Buffer {
    const hash = createHash("sha256").update(Buffer.of(0)).update(leaf).digest();
    let node: Buffer = hash;
    for (let level = 0; ; level += 1) {
      const row = this.#levels[level] ?? [];
      this.#levels[level] = row;
      row.push(node);
      const left = row[row.length - 2];
      if (row.length % 2 === 1 || left === undefined) return hash;
      node = joined(left, node);
    }
  }

  /** Hash of a full subtree; undefined where it is not full. */
  node(level: number, index: number): Buffer | undefined {
    return this.#levels[level]?.[index];
  }

  /** Root over the first `size` leaves, `size` at most `this.size`. */
  root(size: number): Buffer {
    if (size === 0) return createHash("sha256").digest();
    let root: Buffer | undefined;
    let end = size;
    for (let level = 0; 2 ** level <= size; level += 1) {
      const width = 2 ** level;
      if (Math.floor(size / width) % 2 === 0) continue;
      const part = this.#levels[level]?.[end / width - 1] ?? Buffer.alloc(32);
      root = root === undefined ? part : joined(part, root);
      end -= width;
    }
    return root ?? Buffer.alloc(32);
  }
}

function joined(left: Buffer, right: Buffer): Buffer {
  return createHash("sha256").update(Buffer.of(1)).update(left).update(right).digest();
}
