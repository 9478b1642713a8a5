/** The RFC 6962 tree, recomputed from leaves: the root of every prefix can be asked for. */
import { hash } from "node:crypto";

const HASH_BYTES = 32;

/** The hashes of one height, one after the other in a buffer that doubles. */
interface Row {
  bytes: Buffer<ArrayBufferLike>;
  count: number;
}

export class MerkleTree {
  readonly #rows: Row[] = [];
  readonly #node = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

  get size(): number {
    return this.#rows[0]?.count ?? 0;
  }

  /** Adds a leaf. Section 2.1: `SHA-256(0x00 || leaf)`, nodes `SHA-256(0x01 || left || right)`. */
  add(leaf: Uint8Array): void {
    let digest: Buffer = hash("sha256", Buffer.concat([Buffer.of(0), leaf]), "buffer");
    for (let height = 0; ; height += 1) {
      const row = this.#push(height, digest);
      if (row.count % 2 === 1) return;
      digest = this.#parent(this.hashAt(height, row.count - 2), digest);
    }
  }

  /** The complete node `index` of a height. */
  hashAt(height: number, index: number): Buffer {
    const row = this.#rows[height];
    if (row === undefined || index >= row.count) throw new RangeError("the tree has no such node");
    return row.bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }

  /** The root of the first `size` leaves. */
  rootAt(size: number): Buffer {
    let root: Buffer | undefined;
    for (let height = 0, index = size; index > 0; height += 1, index = Math.floor(index / 2)) {
      if (index % 2 === 0) continue;
      const left = this.hashAt(height, index - 1);
      root = root === undefined ? left : this.#parent(left, root);
    }
    return root ?? hash("sha256", Buffer.alloc(0), "buffer");
  }

  #push(height: number, digest: Uint8Array): Row {
    const row = this.#rows[height] ?? { bytes: Buffer.alloc(256 * HASH_BYTES), count: 0 };
    this.#rows[height] = row;
    if (row.count * HASH_BYTES === row.bytes.length) row.bytes = Buffer.concat([row.bytes, Buffer.alloc(row.bytes.length)]);
    row.bytes.set(digest, row.count * HASH_BYTES);
    row.count += 1;
    return row;
  }

  #parent(left: Uint8Array, right: Uint8Array): Buffer {
    this.#node.set(left, 1);
    this.#node.set(right, 1 + HASH_BYTES);
    return hash("sha256", this.#node, "buffer");
  }
}
