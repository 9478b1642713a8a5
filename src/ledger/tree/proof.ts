/**
 * Verifies what `Tree` proves, and what other logs prove: that a leaf is in a tree (RFC 6962 section 2.1.1), that one
 * tree is a prefix of another (2.1.2), and both for subtrees (draft-ietf-plants-merkle-tree-certs section 4). Each follows
 * the recursive definition of its proof, so a proof of the wrong length, shape or order never fits.
 */
import { EMPTY_ROOT, HASH_SIZE, type Hash, isSameHash, nodeHash, splitOf } from "./merkle.ts";

/** Leaves `[start, end)` of a tree. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether `proof` shows that the leaf with hash `leaf` is number `index` of the tree of `size` leaves with `root`. */
export function verifyInclusion(index: number, size: number, leaf: Hash, root: Hash, proof: readonly Hash[]): boolean {
  return verifySubtreeInclusion(index, { start: 0, end: size }, leaf, root, proof);
}

/** The same for leaf `index` of the subtree `span` with `root`; `index` counts from the start of the whole tree. */
export function verifySubtreeInclusion(index: number, span: Span, leaf: Hash, root: Hash, proof: readonly Hash[]): boolean {
  if (!isSubtree(span)) return false;
  const found = rootOfProof(index - span.start, span.end - span.start, leaf, proof);
  return found !== undefined && isSameHash(found, root);
}

/** The root that `proof` leads to from leaf `index` of a tree of `size` leaves; undefined where it is no proof of such a leaf. */
export function rootOfProof(index: number, size: number, leaf: Hash, proof: readonly Hash[]): Hash | undefined {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return undefined;
  if (leaf.length !== HASH_SIZE) return undefined;
  const steps = new Steps(proof);
  const climb = (place: number, width: number): Hash => {
    if (width === 1) return leaf;
    const middle = splitOf(width);
    if (place >= middle) {
      const right = climb(place - middle, width - middle);
      return nodeHash(steps.next(), right);
    }
    const left = climb(place, middle);
    return nodeHash(left, steps.next());
  };
  const found = climb(index, size);
  return steps.wereExactlyUsed() ? found : undefined;
}

/**
 * Whether `proof` shows that the tree of `size` leaves with `root` begins with the tree of `from` leaves with `fromRoot`.
 * That a tree begins with the empty one says nothing, so it is accepted for the empty tree only.
 */
export function verifyConsistency(from: number, size: number, fromRoot: Hash, root: Hash, proof: readonly Hash[]): boolean {
  if (from === 0) return size === 0 && proof.length === 0 && isSameHash(fromRoot, EMPTY_ROOT) && isSameHash(root, EMPTY_ROOT);
  return verifySubtreeConsistency({ start: 0, end: from }, size, fromRoot, root, proof);
}

/** Whether `proof` shows that subtree `span` with `spanRoot` is part of the tree of `size` leaves with `root`. The empty one always is. */
export function verifySubtreeConsistency(span: Span, size: number, spanRoot: Hash, root: Hash, proof: readonly Hash[]): boolean {
  if (!Number.isSafeInteger(size) || !(span.end <= size)) return false;
  if (Number.isSafeInteger(span.end) && span.start === span.end) return proof.length === 0 && isSameHash(spanRoot, EMPTY_ROOT);
  if (!isSubtree(span)) return false;
  const steps = new Steps(proof);
  /** Roots of the part of the span, and of the whole, in a tree of `width` leaves. `given`: that part is the whole span. */
  const climb = (start: number, end: number, width: number, given: boolean): { part: Hash; whole: Hash } => {
    if (start === 0 && end === width) {
      const known = given ? spanRoot : steps.next();
      return { part: known, whole: known };
    }
    const middle = splitOf(width);
    if (end <= middle) {
      const { part, whole } = climb(start, end, middle, given);
      return { part, whole: nodeHash(whole, steps.next()) };
    }
    if (start >= middle) {
      const { part, whole } = climb(start - middle, end - middle, width - middle, given);
      return { part, whole: nodeHash(steps.next(), whole) };
    }
    const { part, whole } = climb(0, end - middle, width - middle, false);
    const left = steps.next();
    return { part: nodeHash(left, part), whole: nodeHash(left, whole) };
  };
  const { part, whole } = climb(span.start, span.end, size, true);
  return steps.wereExactlyUsed() && isSameHash(part, spanRoot) && isSameHash(whole, root);
}

/** A proof, taken hash by hash. Where it runs out it goes on with zeros, and `wereExactlyUsed` says no. */
class Steps {
  readonly #hashes: readonly Hash[];
  #taken = 0;

  constructor(hashes: readonly Hash[]) {
    this.#hashes = hashes;
  }

  next(): Hash {
    const hash = this.#hashes[this.#taken] ?? new Uint8Array(HASH_SIZE);
    this.#taken += 1;
    return hash.length === HASH_SIZE ? hash : new Uint8Array(HASH_SIZE);
  }

  wereExactlyUsed(): boolean {
    return this.#taken === this.#hashes.length && this.#hashes.every((hash) => hash.length === HASH_SIZE);
  }
}

/** Whether some tree has a node over exactly these leaves: the start is aligned to the next power of two of the width. */
function isSubtree({ start, end }: Span): boolean {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end <= start) return false;
  let width = 1;
  while (width < end - start) width *= 2;
  return start % width === 0;
}
