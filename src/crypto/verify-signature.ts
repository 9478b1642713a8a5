/**
 * The one rule by which every process verifies Ed25519 (RFC 8032): the equation without cofactor, S below the group order
 * and R in its canonical encoding (by OpenSSL), a canonical key, and neither key nor R of small order (by us, since not
 * every OpenSSL refuses these).
 */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { isStrongSignKey } from "./curve-point.ts";
import { fromBase64 } from "./encoding.ts";
import { VERIFY_KEYS_KEPT_MAX } from "./limits.ts";

/** SubjectPublicKeyInfo of an Ed25519 key (RFC 8410) up to its 32 bytes. */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** 32 bytes in base64. */
const KEY_TEXT_LENGTH = 44;

/** Keys made ready, by their base64; undefined for a key that is refused. Forgotten all at once when full. */
const ready = new Map<string, KeyObject | undefined>();

/** Whether `signature` (base64, 64 bytes) is by `signKey` (base64, 32 bytes) over the message. Any malformed input: no. */
export function verifySignature(signKey: string, message: Uint8Array, signature: string): boolean {
  const key = readyKey(signKey);
  const bytes = fromBase64(signature);
  if (key === undefined || bytes?.length !== 64 || !isStrongSignKey(bytes.subarray(0, 32))) return false;
  return verify(null, message, key, bytes);
}

function readyKey(signKey: string): KeyObject | undefined {
  if (signKey.length !== KEY_TEXT_LENGTH) return undefined;
  const known = ready.get(signKey);
  if (known !== undefined || ready.has(signKey)) return known;
  if (ready.size >= VERIFY_KEYS_KEPT_MAX) ready.clear();
  const bytes = fromBase64(signKey);
  const key = bytes !== undefined && isStrongSignKey(bytes) ? ed25519Key(bytes) : undefined;
  ready.set(signKey, key);
  return key;
}

function ed25519Key(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: "der", type: "spki" });
}
