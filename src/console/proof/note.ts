/**
 * The signed head of a ledger, checked in the browser: a C2SP signed-note with a tlog-checkpoint as its text. Ed25519 by
 * WebCrypto; the key is given, never taken from the note.
 */
import { areEqual, type Bytes, base64ToBytes, joinBytes, sha256, textToBytes } from "./bytes.ts";

export interface NoteKey {
  readonly name: string;
  /** Raw Ed25519, 32 bytes. */
  readonly publicKey: Bytes;
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
}

/** The kind bytes of signatures in a note (C2SP signed-note): plain Ed25519, and a witness's with a time (tlog-cosignature). */
export const ED25519 = 1;
export const COSIGNATURE = 4;

/** Reads a note as a checkpoint, without judging its signatures; undefined where it is not one. */
export function parseCheckpoint(note: string): Checkpoint | undefined {
  const parts = partsOf(note);
  if (parts === undefined) return undefined;
  const [origin, size, root] = parts.text.split("\n");
  const rootBytes = base64ToBytes(root ?? "");
  if (origin === undefined || origin === "" || !/^(?:0|[1-9][0-9]{0,15})$/.test(size ?? "") || rootBytes?.length !== 32) return undefined;
  return { origin, size: Number(size), root: rootBytes };
}

/** Whether the note carries this key's signature over its text. */
export async function isSignedBy(note: string, key: NoteKey): Promise<boolean> {
  const found = await signaturesBy(note, key, ED25519);
  for (const signature of found?.signatures ?? []) {
    if (await verifyEd25519(key.publicKey, signature, textToBytes(found?.text ?? ""))) return true;
  }
  return false;
}

/** The note's text, and what stands on it under this key's name and hash, unjudged; undefined where it is no note. */
export async function signaturesBy(
  note: string,
  key: NoteKey,
  algorithm: number,
): Promise<{ readonly text: string; readonly signatures: readonly Bytes[] } | undefined> {
  const parts = partsOf(note);
  if (parts === undefined || key.publicKey.length !== 32) return undefined;
  const hash = await keyHash(key, algorithm);
  const own = parts.signatures.filter(({ name, bytes }) => name === key.name && areEqual(bytes.slice(0, 4), hash));
  return { text: parts.text, signatures: own.map(({ bytes }) => bytes.slice(4)) };
}

/** Four bytes that say which key of a name it is. */
export async function keyHash({ name, publicKey }: NoteKey, algorithm: number): Promise<Bytes> {
  return (await sha256(joinBytes(textToBytes(`${name}\n`), Uint8Array.of(algorithm), publicKey))).slice(0, 4);
}

export async function verifyEd25519(publicKey: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  if (signature.length !== 64) return false;
  const verifier = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return await crypto.subtle.verify("Ed25519", verifier, signature, message);
}

interface NoteParts {
  /** With its last line feed: what is signed. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly bytes: Bytes }[];
}

function partsOf(note: string): NoteParts | undefined {
  const border = note.lastIndexOf("\n\n");
  if (border < 0 || !note.endsWith("\n")) return undefined;
  const lines = note.slice(border + 2, -1).split("\n");
  const signatures = lines.flatMap((line) => {
    const [, name, signature] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? [];
    const bytes = base64ToBytes(signature ?? "");
    return name === undefined || bytes === undefined || bytes.length < 5 ? [] : [{ name, bytes }];
  });
  return signatures.length === lines.length ? { text: note.slice(0, border + 1), signatures } : undefined;
}
