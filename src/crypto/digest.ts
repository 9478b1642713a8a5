/**
 * SHA-256, the only digest of Interlock, and the two forms in which values enter it: as a digest of canonical bytes, and
 * as a statement, whose first line names its purpose so that no signature can pass for one of another kind.
 */
import { hash } from "node:crypto";
import { assert } from "../fault/index.ts";
import { canonicalize } from "./canonical.ts";
import type { Json } from "./json.ts";

/** SHA-256 over the parts, one after the other. 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  return hash("sha256", parts.length === 1 && first !== undefined ? first : Buffer.concat(parts), "buffer");
}

/** SHA-256 of a value's canonical bytes, in hex. */
export function digestOf(value: Json): string {
  return hash("sha256", canonicalize(value), "hex");
}

/**
 * What is signed when a value is signed: the purpose, a line feed, the canonical bytes. A purpose is one printable line
 * and says what the signature means (`interlock-entry/1`).
 */
export function statementBytes(purpose: string, value: Json): Uint8Array {
  assert(/^[\x21-\x7e]+$/.test(purpose), "a purpose is one printable word");
  return Buffer.from(`${purpose}\n${canonicalize(value)}`, "utf8");
}
