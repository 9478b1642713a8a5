/**
 * C2SP checkpoints (c2sp.org/tlog-checkpoint): the head of a tree as the text of a signed note. Origin, size, root, and
 * lines of extension, each on a line of its own. Signing and verifying is `note.ts`.
 */
import { assert, fail, ok, type Result } from "../fault/index.ts";
import { fromBase64, toBase64 } from "./encoding.ts";
import type { CryptoCode } from "./faults.ts";

export interface Checkpoint {
  /** Which ledger: a line that is also the name of its key. */
  readonly origin: string;
  /** Count of leaves, up to 2^53 - 1. */
  readonly size: number;
  /** Root hash of the tree, 32 bytes. */
  readonly root: Uint8Array;
  /** Further lines, opaque to us; none unless given. */
  readonly extensions?: readonly string[];
}

/** The text of a checkpoint, to be signed as a note. */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  assert(isLine(origin) && extensions.every(isLine), "the lines of a checkpoint are lines");
  assert(Number.isSafeInteger(size) && size >= 0 && root.length === 32, "a tree has a size and a root of 32 bytes");
  return `${[origin, String(size), toBase64(root), ...extensions].join("\n")}\n`;
}

/** Reads the text of an opened note. Faults: `crypto/checkpoint-malformed`. */
export function parseCheckpoint(text: string): Result<Checkpoint, CryptoCode> {
  const [origin = "", sizeText = "", rootText = "", ...rest] = text.split("\n");
  const size = /^(0|[1-9][0-9]{0,15})$/.test(sizeText) ? Number(sizeText) : Number.NaN;
  const root = fromBase64(rootText);
  const extensions = rest.slice(0, -1);
  if (!isLine(origin) || !Number.isSafeInteger(size) || root?.length !== 32 || rest.at(-1) !== "" || !extensions.every(isLine)) {
    return fail("crypto/checkpoint-malformed", "the text is not origin, size and root, a line each");
  }
  return ok({ origin, size, root, ...(extensions.length > 0 ? { extensions } : {}) });
}

function isLine(text: string): boolean {
  return text !== "" && !text.includes("\n");
}
