/**
 * That a ledger is the one this executor has always seen: each signed head that it is shown extends the last one, or, of a head that
 * witnesses took a moment to cosign, is a prefix of it. Two heads that do not fit convict the ledger.
 */
import { type Checkpoint, fromBase64, holdersOf, noteKeyOf, openNote, parseCheckpoint, type Ring } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import { type CosignedHead, originOf, verifyConsistency, type Warrant } from "../ledger/index.ts";
import type { ExecutorCode } from "./faults.ts";

/** The head of the ledger that an executor has seen last. */
export interface Head {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note itself, where this start has verified it. */
  readonly note?: string;
  /** The note as an earlier start has kept it: evidence, and verified by nobody here. */
  readonly kept?: string;
}

/** A signed head as it is shown, with what is to prove that it follows the last. */
export type Shown = Pick<Warrant, "checkpoint" | "consistency">;

/**
 * The head that the warrant's checkpoint names: signed by this ledger, and an extension of `head`, the one seen last, if any.
 * Codes: `executor/checkpoint-refused`, `executor/ledger-forked`.
 */
export function verifyHead({ checkpoint: note, consistency }: Shown, ring: Ring, head: Head | undefined): Result<Head, ExecutorCode> {
  // Warrants of one commit share its checkpoint: what was verified byte for byte need not be verified again.
  if (head?.note === note && consistency.from === head.size && consistency.proof.length === 0) return ok(head);
  const next = readHead(note, ring, head);
  if (!next.ok || head === undefined) return next;
  return isExtension(head, next.value, consistency) ? next : forked(head, next.value);
}

/**
 * The head that was cosigned, which either extends `head` or is extended by it; the cosignatures are not looked at here. Codes: as
 * `verifyHead`.
 */
export function verifyCosigned(
  { checkpoint: note, consistency }: CosignedHead,
  ring: Ring,
  head: Head | undefined,
): Result<Head, ExecutorCode> {
  const shown = readHead(note, ring, head);
  if (!shown.ok || head === undefined) return shown;
  const [smaller, larger] = shown.value.size < head.size ? [shown.value, head] : [head, shown.value];
  return isExtension(smaller, larger, consistency) ? shown : forked(head, shown.value);
}

/** Hashes in base64; undefined where one is none. */
export function hashesOf(proof: readonly string[]): readonly Uint8Array[] | undefined {
  const hashes = proof.flatMap((text) => fromBase64(text) ?? []);
  return hashes.length === proof.length ? hashes : undefined;
}

function readHead(note: string, ring: Ring, head: Head | undefined): Result<Head, ExecutorCode> {
  const keys = holdersOf(ring, "ledger").map(({ id, signKey }) => noteKeyOf(originOf({ id }), signKey));
  const opened = openNote(note, keys);
  if (!opened.ok) return fail("executor/checkpoint-refused", "the checkpoint carries no good signature of the ledger");
  const checkpoint = parseCheckpoint(opened.value.text);
  const origin = opened.value.signedBy[0]?.name ?? "";
  if (!checkpoint.ok || checkpoint.value.origin !== origin || (head !== undefined && head.origin !== origin))
    return fail("executor/checkpoint-refused", "the checkpoint is of another ledger");
  return ok({ origin, size: checkpoint.value.size, root: checkpoint.value.root, note });
}

function isExtension(
  head: Pick<Head, "size" | "root">,
  next: Pick<Checkpoint, "size" | "root">,
  { from, proof }: Warrant["consistency"],
): boolean {
  const hashes = hashesOf(proof);
  return hashes !== undefined && from === head.size && verifyConsistency(head.size, next.size, head.root, next.root, hashes);
}

function forked(head: Head, next: Head): Result<never, ExecutorCode> {
  return fail("executor/ledger-forked", `the ledger of ${next.size} entries does not extend the one of ${head.size}`);
}
