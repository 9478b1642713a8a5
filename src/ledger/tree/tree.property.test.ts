import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toHex } from "../../crypto/index.ts";
import { Frontier } from "./frontier.ts";
import { EMPTY_ROOT, type Hash, isSameHash, leafHash, nodeHash, splitOf } from "./merkle.ts";
import { verifyConsistency, verifyInclusion, verifySubtreeConsistency, verifySubtreeInclusion } from "./proof.ts";
import { Tree } from "./tree.ts";

/** RFC 6962 section 2.1, word for word. */
function naiveRoot(leaves: readonly Hash[]): Hash {
  const [only] = leaves;
  if (only === undefined) return EMPTY_ROOT;
  if (leaves.length === 1) return only;
  const middle = splitOf(leaves.length);
  return nodeHash(naiveRoot(leaves.slice(0, middle)), naiveRoot(leaves.slice(middle)));
}

/** RFC 6962 section 2.1.1, word for word. */
function naivePath(index: number, leaves: readonly Hash[]): Hash[] {
  if (leaves.length === 1) return [];
  const middle = splitOf(leaves.length);
  return index < middle
    ? [...naivePath(index, leaves.slice(0, middle)), naiveRoot(leaves.slice(middle))]
    : [...naivePath(index - middle, leaves.slice(middle)), naiveRoot(leaves.slice(0, middle))];
}

/** RFC 6962 section 2.1.2, word for word. */
function naiveProof(from: number, leaves: readonly Hash[], isComplete = true): Hash[] {
  if (from === leaves.length) return isComplete ? [] : [naiveRoot(leaves)];
  const middle = splitOf(leaves.length);
  return from <= middle
    ? [...naiveProof(from, leaves.slice(0, middle), isComplete), naiveRoot(leaves.slice(middle))]
    : [...naiveProof(from - middle, leaves.slice(middle), false), naiveRoot(leaves.slice(0, middle))];
}

function leavesOf(size: number): Hash[] {
  return Array.from({ length: size }, (_, index) => leafHash(Buffer.from(`leaf ${index}`)));
}

function treeOf(leaves: readonly Hash[]): Tree {
  const tree = new Tree();
  for (const leaf of leaves) tree.append(leaf);
  return tree;
}

const LEAVES = leavesOf(600);
const TREE = treeOf(LEAVES);

const sizes = fc.integer({ min: 1, max: LEAVES.length });
const pairs = fc.tuple(sizes, sizes).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

describe("the tree and a naive one", () => {
  test("agree on the root of every prefix, and the frontier with both", () => {
    const frontier = new Frontier();
    expect(frontier.root()).toEqual(EMPTY_ROOT);
    for (const [index, leaf] of LEAVES.slice(0, 300).entries()) {
      frontier.append(leaf);
      expect(isSameHash(TREE.root(index + 1), frontier.root())).toBe(true);
      if (index % 7 === 0) expect(isSameHash(TREE.root(index + 1), naiveRoot(LEAVES.slice(0, index + 1)))).toBe(true);
    }
    expect(frontier.size).toBe(300);
  });

  test("agree on every proof", () => {
    fc.assert(
      fc.property(pairs, ([small, size]) => {
        const leaves = LEAVES.slice(0, size);
        expect(TREE.inclusionProof(small - 1, size).map(toHex)).toEqual(naivePath(small - 1, leaves).map(toHex));
        expect(TREE.consistencyProof(small, size).map(toHex)).toEqual(naiveProof(small, leaves).map(toHex));
      }),
      { numRuns: 300 },
    );
  });
});

describe("a proof", () => {
  test("verifies for what it proves", () => {
    fc.assert(
      fc.property(pairs, ([small, size]) => {
        const inclusion = TREE.inclusionProof(small - 1, size);
        expect(verifyInclusion(small - 1, size, TREE.node(0, small - 1), TREE.root(size), inclusion)).toBe(true);
        const consistency = TREE.consistencyProof(small, size);
        expect(verifyConsistency(small, size, TREE.root(small), TREE.root(size), consistency)).toBe(true);
      }),
    );
  });

  test("verifies for nothing else: another place, another size, another root, a hash more, less or changed", () => {
    fc.assert(
      fc.property(pairs, sizes, fc.nat(), (pair, other, at) => {
        const [small, size] = pair;
        const proof = TREE.inclusionProof(small - 1, size);
        const leaf = TREE.node(0, small - 1);
        const root = TREE.root(size);
        const refuses = (changed: readonly Hash[]): void => expect(verifyInclusion(small - 1, size, leaf, root, changed)).toBe(false);
        if (other !== small) expect(verifyInclusion(other - 1, size, leaf, root, proof)).toBe(false);
        refuses([...proof, leaf]);
        if (proof.length > 0) {
          refuses(proof.slice(1));
          refuses(proof.slice(0, -1));
          refuses(proof.map((hash, place) => (place === at % proof.length ? leafHash(hash) : hash)));
        }
        const step = TREE.consistencyProof(small, size);
        if (other !== small) expect(verifyConsistency(small, size, TREE.root(other), root, step)).toBe(false);
        if (other !== size && other > small) expect(verifyConsistency(small, size, TREE.root(small), TREE.root(other), step)).toBe(false);
        expect(verifyConsistency(small, size, TREE.root(small), root, [...step, leaf])).toBe(false);
        expect(verifyConsistency(size + 1, size, root, root, step)).toBe(false);
      }),
    );
  });

  test("refuses hashes that are not 32 bytes, and numbers that are no sizes", () => {
    const root = TREE.root(4);
    const proof = TREE.inclusionProof(1, 4);
    expect(verifyInclusion(1, 4, TREE.node(0, 1), root, [new Uint8Array(31), ...proof.slice(1)])).toBe(false);
    for (const odd of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(verifyInclusion(odd, 4, TREE.node(0, 1), root, proof)).toBe(false);
      expect(verifyInclusion(1, odd, TREE.node(0, 1), root, proof)).toBe(false);
      expect(verifyConsistency(1, odd, TREE.root(1), root, proof)).toBe(false);
      expect(verifyConsistency(odd, 4, TREE.root(1), root, proof)).toBe(false);
    }
  });

  test("works for a subtree that is aligned, and for no other", () => {
    const span = { start: 4, end: 7 };
    const part = treeOf(LEAVES.slice(4, 7));
    expect(verifySubtreeInclusion(6, span, TREE.node(0, 6), part.root(), part.inclusionProof(2, 3))).toBe(true);
    expect(verifySubtreeInclusion(3, span, TREE.node(0, 3), part.root(), part.inclusionProof(2, 3))).toBe(false);
    expect(verifySubtreeConsistency({ start: 4, end: 8 }, 8, TREE.range(4, 8), TREE.root(8), [TREE.node(2, 0)])).toBe(true);
    expect(verifySubtreeConsistency({ start: 2, end: 6 }, 8, TREE.range(2, 6), TREE.root(8), [TREE.node(2, 0)])).toBe(false);
  });
});
