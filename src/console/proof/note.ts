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
  /** Names on the signature lines, the ledger's own and its witnesses'. */
  readonly signers: readonly string[];
}

/** The kind byte of a plain Ed25519 signature in a note (C2SP signed-note). */
const ED25519 = 1;

/** Reads a note as a checkpoint, without judging its signatures; undefined where it is not one. */
export function parseCheckpoint(note: string): Checkpoint | undefined {
  const parts = partsOf(note);
  if (parts === undefined) return undefined;
  const [origin, size, root] = parts.text.split("\n");
  const rootBytes = base64ToBytes(root ?? "");
  if (origin === undefined || origin === "" || !/^(?:0|[1-9][0-9]{0,15})$/.test(size ?? "") || rootBytes?.length !== 32) return undefined;
  return { origin, size: Number(size), root: rootBytes, signers: parts.signatures.map(({ name }) => name) };
}

/** Whether the note carries this key's signature over its text. */
export async function isSignedBy(note: string, key: NoteKey): Promise<boolean> {
  const parts = partsOf(note);
  if (parts === undefined || key.publicKey.length !== 32) return false;
  const keyHash = await sha256(joinBytes(textToBytes(`${key.name}\n`), Uint8Array.of(ED25519), key.publicKey));
  const own = parts.signatures.filter(({ name, bytes }) => name === key.name && areEqual(bytes.slice(0, 4), keyHash.slice(0, 4)));
  const verifier = await crypto.subtle.importKey("raw", key.publicKey, "Ed25519", false, ["verify"]);
  for (const { bytes } of own) {
    if (bytes.length === 68 && (await crypto.subtle.verify("Ed25519", verifier, bytes.slice(4), textToBytes(parts.text)))) return true;
  }
  return false;
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
