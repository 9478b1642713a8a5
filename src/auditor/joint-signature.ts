/**
 * What an entry's signature is over: its statement, or, where its writer signed several together, the root of the tree of
 * these statements (docs/ledger-format.md, "Signatures"). The path is followed as RFC 9162 (section 2.1.3.2) says.
 */
import { hash } from "node:crypto";
import { writeCanonical } from "./canonical-text.ts";
import { fromBase64 } from "./ed25519.ts";

const SIGNATURE_BYTES = 64;
const HASH_BYTES = 32;
const STATEMENTS_MAX = 64;

/** The bytes that were signed, and the bare signature. */
export interface Signed {
  readonly message: Buffer;
  readonly signature: Buffer;
}

/** Takes the text of a signature apart; undefined where it is no signature that this statement can have. */
export function signedBytes(statement: Uint8Array, text: string): Signed | undefined {
  const bytes = fromBase64(text);
  if (bytes === undefined || bytes.length < SIGNATURE_BYTES) return undefined;
  const signature = bytes.subarray(0, SIGNATURE_BYTES);
  const [index, count] = bytes.subarray(SIGNATURE_BYTES);
  if (index === undefined) return { message: Buffer.from(statement), signature };
  if (count === undefined || count < 2 || count > STATEMENTS_MAX || index >= count) return undefined;
  const root = climb(digest(0, statement), index, count, bytes.subarray(SIGNATURE_BYTES + 2));
  if (root === undefined) return undefined;
  return { message: Buffer.from(`interlock-entries/1\n${writeCanonical({ count, root: root.toString("hex") })}`, "utf8"), signature };
}

function climb(leaf: Buffer, index: number, count: number, path: Buffer): Buffer | undefined {
  let [node, place, last] = [leaf, index, count - 1];
  if (path.length % HASH_BYTES !== 0) return undefined;
  for (let at = 0; at < path.length; at += HASH_BYTES) {
    if (last === 0) return undefined;
    const sibling = path.subarray(at, at + HASH_BYTES);
    if (place % 2 === 1 || place === last) {
      node = digest(1, sibling, node);
      for (; place % 2 === 0 && place !== 0; place >>= 1) last >>= 1;
    } else {
      node = digest(1, node, sibling);
    }
    place >>= 1;
    last >>= 1;
  }
  return last === 0 ? node : undefined;
}

function digest(first: 0 | 1, ...parts: readonly Uint8Array[]): Buffer {
  return hash("sha256", Buffer.concat([Buffer.of(first), ...parts]), "buffer");
}
