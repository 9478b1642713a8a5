/**
 * The two hashes of an RFC 6962 tree (section 2.1): leaves and nodes are told apart by their first byte, so that no
 * leaf can pass for a node. Nothing here knows what a leaf says.
 */
import { sha256 } from "../../crypto/index.ts";

/** 32 bytes of SHA-256. */
export type Hash = Uint8Array;

export const HASH_SIZE = 32;

/** Root of the tree without leaves. */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array(0));

/** `SHA-256(0x00 || leaf)`. */
export function leafHash(leaf: Uint8Array): Hash {
  const input = new Uint8Array(1 + leaf.length);
  input.set(leaf, 1);
  return sha256(input);
}

/** `SHA-256(0x01 || left || right)`. */
export function nodeHash(left: Hash, right: Hash): Hash {
  const input = new Uint8Array(1 + 2 * HASH_SIZE);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + HASH_SIZE);
  return sha256(input);
}

/** The largest power of two below `size` (2 or more): where RFC 6962 splits a tree. */
export function splitOf(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

export function isSameHash(left: Hash, right: Hash): boolean {
  if (left.length !== right.length) return false;
  return left.every((byte, position) => byte === right[position]);
}
