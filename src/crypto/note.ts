/**
 * C2SP signed notes (c2sp.org/signed-note): a text, a blank line, and lines `— name base64(hash || signature)`. The rules
 * are those of golang.org/x/mod/sumdb/note: an unknown signature is ignored, a wrong one under a known key refuses the
 * note, and a note that no known key has signed is not opened.
 */
import { isUtf8 } from "node:buffer";
import { assert, fail, ok, type Result } from "../fault/index.ts";
import { asBuffer, fromBase64, toBase64, toHex } from "./encoding.ts";
import type { CryptoCode } from "./faults.ts";
import type { Identity } from "./identity.ts";
import { NOTE_BYTES_MAX, NOTE_SIGNATURES_MAX } from "./limits.ts";
import { isNoteKeyName, type NoteKey, noteKeyOf } from "./note-key.ts";
import { verifySignature } from "./verify-signature.ts";

export interface NoteSigner {
  /** The name the signature stands under; for a checkpoint, its origin. */
  readonly name: string;
  readonly identity: Identity;
}

export interface OpenedNote {
  /** The signed text, with its last line feed. */
  readonly text: string;
  /** The given keys whose signatures verify, at least one, in the order of the note. */
  readonly signedBy: readonly NoteKey[];
  /** Of cosignatures among them: when their witness saw it, in seconds since the epoch. */
  readonly seenAt: ReadonlyMap<NoteKey, number>;
}

/** One signature line, not yet verified. */
interface NoteSignature {
  readonly name: string;
  readonly hash: string;
  readonly signature: Buffer;
}

interface SplitNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A line feed is the only control character of a note's text. */
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** Signs a text that ends in a line feed and has no other control characters. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  assert(text.endsWith("\n") && text.isWellFormed() && !CONTROL.test(text), "the text of a note is lines");
  assert(signers.length > 0 && signers.length <= NOTE_SIGNATURES_MAX, "a note has signers, and not too many");
  const message = Buffer.from(text, "utf8");
  const lines = signers.map(({ name, identity }) => {
    const { hash } = noteKeyOf(name, identity.signKey);
    return `— ${name} ${toBase64(Buffer.concat([Buffer.from(hash, "hex"), Buffer.from(identity.sign(message), "base64")]))}\n`;
  });
  return `${text}\n${lines.join("")}`;
}

/**
 * Verifies a note with the given keys. Faults: `crypto/note-malformed`, `crypto/note-key-ambiguous`,
 * `crypto/note-wrong-signature`, `crypto/note-unverified`.
 */
export function openNote(note: Uint8Array | string, keys: readonly NoteKey[]): Result<OpenedNote, CryptoCode> {
  const split = splitNote(note);
  if (!split.ok) return split;
  const { text, signatures } = split.value;
  const message = Buffer.from(text, "utf8");
  const signedBy: NoteKey[] = [];
  const seenAt = new Map<NoteKey, number>();
  for (const { name, hash, signature } of signatures) {
    const [key, second] = keys.filter((candidate) => candidate.name === name && candidate.hash === hash);
    if (key === undefined || signedBy.includes(key)) continue;
    if (second !== undefined) return fail("crypto/note-key-ambiguous", `two keys are \`${name}+${hash}\``);
    if (!verifies(key, message, signature)) {
      return fail("crypto/note-wrong-signature", `the signature by \`${name}+${hash}\` does not verify`);
    }
    signedBy.push(key);
    if (key.algorithm === "cosignature/v1") seenAt.set(key, Number(signature.readBigUInt64BE(0)));
  }
  return signedBy.length > 0 ? ok({ text, signedBy, seenAt }) : fail("crypto/note-unverified", "no given key has signed the note");
}

function verifies({ algorithm, signKey }: NoteKey, message: Buffer, signature: Buffer): boolean {
  if (algorithm === "ed25519") return verifySignature(signKey, message, toBase64(signature));
  if (signature.length !== 8 + 64) return false;
  const signed = Buffer.from(`cosignature/v1\ntime ${signature.readBigUInt64BE(0)}\n`, "utf8");
  return verifySignature(signKey, Buffer.concat([signed, message]), toBase64(signature.subarray(8)));
}

/** The text, and the signature lines behind its last blank line. */
function splitNote(note: Uint8Array | string): Result<SplitNote, CryptoCode> {
  const bytes = typeof note === "string" ? Buffer.from(note, "utf8") : asBuffer(note);
  if (bytes.length > NOTE_BYTES_MAX) return malformed(`the note has more than ${NOTE_BYTES_MAX} bytes`);
  const whole = bytes.toString("utf8");
  const isText = isUtf8(bytes) && (typeof note !== "string" || note.isWellFormed()) && !CONTROL.test(whole);
  if (!isText) return malformed("the note is not UTF-8, or has control characters");
  const blank = whole.lastIndexOf("\n\n");
  if (blank < 0 || !whole.endsWith("\n")) return malformed("the note has no blank line, or does not end in a line feed");
  const lines = whole.slice(blank + 2, -1).split("\n");
  if (lines.length > NOTE_SIGNATURES_MAX) return malformed(`the note has more than ${NOTE_SIGNATURES_MAX} signatures`);
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignature(line);
    if (signature === undefined) return malformed("a line behind the blank line is not a signature");
    signatures.push(signature);
  }
  return ok({ text: whole.slice(0, blank + 1), signatures });
}

function parseSignature(line: string): NoteSignature | undefined {
  const [dash, name = "", encoded = "", ...rest] = line.split(" ");
  const bytes = fromBase64(encoded);
  if (dash !== "—" || rest.length > 0 || !isNoteKeyName(name) || bytes === undefined || bytes.length < 5) return undefined;
  return { name, hash: toHex(bytes.subarray(0, 4)), signature: asBuffer(bytes.subarray(4)) };
}

function malformed(message: string): Result<never, CryptoCode> {
  return fail("crypto/note-malformed", message);
}
