/**
 * The tree of the ledger, checked in the browser (RFC 6962, RFC 9162 section 2.1): what root a proof leads to. Whether that
 * root is one that the ledger has signed says note.ts.
 */
import { areEqual, type Bytes, joinBytes, sha256 } from "./bytes.ts";

export function leafHash(leaf: Bytes): Promise<Bytes> {
  return sha256(joinBytes(Uint8Array.of(0), leaf));
}

function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(joinBytes(Uint8Array.of(1), left, right));
}

/** A node's number among those of its level, and the number of the level's last. */
interface Place {
  readonly position: number;
  readonly last: number;
}

function above({ position, last }: Place): Place {
  return { position: Math.floor(position / 2), last: Math.floor(last / 2) };
}

/** On a ragged right edge a node has no sibling for some levels: the place where it is a right child. */
function pastTheEdge(place: Place): Place {
  let at = place;
  while (at.position % 2 === 0 && at.position !== 0) at = above(at);
  return at;
}

function isRightOrLast({ position, last }: Place): boolean {
  return position % 2 === 1 || position === last;
}

/** The root of a tree of `size` leaves in which `leaf` is number `index`, as its siblings have it; undefined for a malformed proof. */
export async function rootOfInclusion(leaf: Bytes, index: number, size: number, siblings: readonly Bytes[]): Promise<Bytes | undefined> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return undefined;
  let at: Place = { position: index, last: size - 1 };
  let hash = leaf;
  for (const sibling of siblings) {
    if (sibling.length !== 32 || at.last === 0) return undefined;
    if (isRightOrLast(at)) {
      hash = await nodeHash(sibling, hash);
      at = pastTheEdge(at);
    } else {
      hash = await nodeHash(hash, sibling);
    }
    at = above(at);
  }
  return at.last === 0 ? hash : undefined;
}

interface Head {
  readonly size: number;
  readonly root: Bytes;
}

/** Whether the tree of `newer` begins with the tree of `older` (RFC 9162, 2.1.4.2): nothing in it was changed or taken out. */
export async function isConsistent(older: Head, newer: Head, proof: readonly Bytes[]): Promise<boolean> {
  if (older.size > newer.size || older.size <= 0 || proof.some((hash) => hash.length !== 32)) return false;
  if (older.size === newer.size) return proof.length === 0 && areEqual(older.root, newer.root);
  const isWhole = Number.isInteger(Math.log2(older.size));
  const [first, ...rest] = isWhole ? [older.root, ...proof] : proof;
  if (first === undefined) return false;
  let at: Place = { position: older.size - 1, last: newer.size - 1 };
  while (at.position % 2 === 1) at = above(at);
  let [olderRoot, newerRoot] = [first, first];
  for (const sibling of rest) {
    if (at.last === 0) return false;
    if (isRightOrLast(at)) {
      olderRoot = await nodeHash(sibling, olderRoot);
      newerRoot = await nodeHash(sibling, newerRoot);
      at = pastTheEdge(at);
    } else {
      newerRoot = await nodeHash(newerRoot, sibling);
    }
    at = above(at);
  }
  return at.last === 0 && areEqual(olderRoot, older.root) && areEqual(newerRoot, newer.root);
}
