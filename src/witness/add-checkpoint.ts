/**
 * The body of an `add-checkpoint` request (c2sp.org/tlog-witness): an old size, a consistency proof, a blank line, and a
 * signed checkpoint.
 */
import { fromBase64, toBase64 } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { WitnessCode } from "./faults.ts";
import { PROOF_LINES_MAX } from "./limits.ts";

export interface AddCheckpoint {
  /** Size of the checkpoint that the proof starts from. */
  readonly old: number;
  /** RFC 6962 section 2.1.2. */
  readonly proof: readonly Uint8Array[];
  /** The signed note. */
  readonly note: string;
}

/** Fault: `witness/request-malformed`. */
export function parseAddCheckpoint(body: string): Result<AddCheckpoint, WitnessCode> {
  const malformed = (message: string): Result<never, WitnessCode> => fail("witness/request-malformed", message);
  const blank = body.indexOf("\n\n");
  if (blank < 0) return malformed("there is no blank line before the checkpoint");
  const [first = "", ...lines] = body.slice(0, blank).split("\n");
  const size = /^old (0|[1-9][0-9]{0,15})$/.exec(first)?.[1];
  const old = Number(size ?? Number.NaN);
  if (!Number.isSafeInteger(old)) return malformed("the first line is not `old` and a size");
  if (lines.length > PROOF_LINES_MAX) return malformed(`the proof has more than ${PROOF_LINES_MAX} hashes`);
  const proof = lines.flatMap((line) => fromBase64(line) ?? []);
  if (proof.length < lines.length || proof.some((hash) => hash.length !== 32)) return malformed("a line of the proof is no hash");
  return ok({ old, proof, note: body.slice(blank + 2) });
}

export function formatAddCheckpoint({ old, proof, note }: AddCheckpoint): string {
  return [`old ${old}`, ...proof.map(toBase64), "", note].join("\n");
}
