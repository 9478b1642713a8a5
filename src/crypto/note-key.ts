/**
 * Verification keys of C2SP signed notes (c2sp.org/signed-note): `name+hash+base64(algorithm || key)`. Known algorithms
 * are 1 (Ed25519) and 4 (a witness's timestamped Ed25519, c2sp.org/tlog-cosignature).
 */
import { assert, fail, ok, type Result } from "../fault/index.ts";
import { isStrongSignKey } from "./curve-point.ts";
import { sha256 } from "./digest.ts";
import { fromBase64, toBase64, toHex } from "./encoding.ts";
import type { CryptoCode } from "./faults.ts";

export type NoteAlgorithm = "ed25519" | "cosignature/v1";

export interface NoteKey {
  readonly name: string;
  readonly algorithm: NoteAlgorithm;
  /** Four bytes that say which key of that name: the first of sha256(name || "\n" || algorithm || key), in hex. */
  readonly hash: string;
  /** Raw Ed25519 key, base64. */
  readonly signKey: string;
}

const ALGORITHM_BYTE: { readonly [algorithm in NoteAlgorithm]: number } = { ed25519: 1, "cosignature/v1": 4 };

/** Whether a text can name the key of a note: not empty, no white space, no `+`, no control characters. */
export function isNoteKeyName(text: string): boolean {
  return text.isWellFormed() && /^[^\s+\u0000-\u001f\u007f-\u009f]+$/u.test(text);
}

/** The note key for an identity's signing key, under a name such as the origin of a checkpoint. */
export function noteKeyOf(name: string, signKey: string, algorithm: NoteAlgorithm = "ed25519"): NoteKey {
  const raw = fromBase64(signKey);
  assert(isNoteKeyName(name) && raw?.length === 32, "a note key has a name without spaces and 32 bytes");
  return { name, algorithm, hash: keyHash(name, ALGORITHM_BYTE[algorithm], raw), signKey };
}

/** The text form, for other people's tools. */
export function noteKeyToText({ name, algorithm, hash, signKey }: NoteKey): string {
  return `${name}+${hash}+${toBase64(Buffer.concat([Buffer.of(ALGORITHM_BYTE[algorithm]), Buffer.from(signKey, "base64")]))}`;
}

/** Reads the text form. Faults: `crypto/note-key-malformed`, `crypto/weak-key`. */
export function parseNoteKey(text: string): Result<NoteKey, CryptoCode> {
  const [name = "", hash = "", ...rest] = text.split("+");
  const bytes = fromBase64(rest.join("+"));
  const algorithm = bytes?.[0] === 1 ? "ed25519" : bytes?.[0] === 4 ? "cosignature/v1" : undefined;
  if (!isNoteKeyName(name) || bytes?.length !== 33 || algorithm === undefined) {
    return fail("crypto/note-key-malformed", "the text is not `name+hash+key` with a known algorithm");
  }
  const raw = bytes.subarray(1);
  if (hash !== keyHash(name, ALGORITHM_BYTE[algorithm], raw)) {
    return fail("crypto/note-key-malformed", "the hash is not that of name and key");
  }
  if (!isStrongSignKey(raw)) return fail("crypto/weak-key", "the key is of small order or not canonical");
  return ok({ name, algorithm, hash, signKey: toBase64(raw) });
}

function keyHash(name: string, algorithm: number, raw: Uint8Array): string {
  return toHex(sha256(Buffer.from(`${name}\n`, "utf8"), Buffer.of(algorithm), raw).subarray(0, 4));
}
