/**
 * What a witness does (c2sp.org/tlog-witness): it cosigns a checkpoint only if it extends the one that it cosigned last for
 * that ledger, and makes that durable before it answers. Requests are judged one after the other, so the size it knows
 * never goes back. It holds one key and the last heads, and signs nothing else. A fork is refused and kept as evidence.
 */
import { type Checkpoint, cosign, type Identity, type NoteKey, openNote, parseCheckpoint } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import { verifyConsistency } from "../ledger/index.ts";
import { type AddCheckpoint, parseAddCheckpoint } from "./add-checkpoint.ts";
import type { Evidence } from "./evidence.ts";
import type { WitnessCode } from "./faults.ts";

/** Keeps the head that was cosigned last for each origin. */
export interface HeadStore {
  /** The log-signed note; undefined where none was cosigned. Throws where it can't be read. */
  read(origin: string): Promise<string | undefined>;
  /** Resolves when it is durable. Throws where it can't be. */
  write(origin: string, note: string): Promise<void>;
  keepEvidence(evidence: Evidence): Promise<void>;
}

export interface WitnessOptions {
  /** Under which its cosignatures stand. */
  readonly name: string;
  readonly identity: Identity;
  /** The ledgers that it follows: note keys, each named by its origin. */
  readonly ledgers: readonly NoteKey[];
  readonly store: HeadStore;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

interface Signed {
  readonly note: string;
  readonly text: string;
  readonly checkpoint: Checkpoint;
}

/** Why a request was not cosigned; with the size that it must start from, where that is why. */
export type Refusal = { readonly code: WitnessCode; readonly message: string; readonly size?: number };

export class Witness {
  readonly #options: WitnessOptions;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: WitnessOptions) {
    this.#options = options;
  }

  /** The cosignature line, or why there is none. Codes: all of faults.ts but the last three. */
  async addCheckpoint(body: string): Promise<{ readonly line: string } | { readonly refusal: Refusal }> {
    const request = parseAddCheckpoint(body);
    if (!request.ok) return { refusal: request.fault };
    const signed = this.#open(request.value.note);
    if (!signed.ok) return { refusal: signed.fault };
    const answer = this.#turn.then(() => this.#judge(request.value, signed.value));
    this.#turn = answer.catch(() => undefined);
    return await answer;
  }

  async #judge(request: AddCheckpoint, offered: Signed): Promise<{ readonly line: string } | { readonly refusal: Refusal }> {
    const { store, name, identity, clock } = this.#options;
    const { origin, size } = offered.checkpoint;
    try {
      const note = await store.read(origin);
      const held = note === undefined ? undefined : this.#open(note);
      if (held?.ok === false)
        return { refusal: { code: "witness/store-failed", message: `the head of \`${origin}\` is not one that I kept` } };
      const refusal = refusalOf(request, offered.checkpoint, held?.value.checkpoint);
      if (refusal !== undefined) {
        const isFork = refusal.code === "witness/root-differs" || refusal.code === "witness/not-consistent";
        if (isFork && note !== undefined)
          await store.keepEvidence({ origin, held: note, offered: offered.note, old: request.old, proof: request.proof });
        return { refusal };
      }
      if (held?.value.checkpoint.size !== size) await store.write(origin, offered.note);
      return { line: cosign(offered.text, { name, identity }, Math.floor(clock() / 1_000)) };
    } catch (thrown) {
      return { refusal: { code: "witness/store-failed", message: thrown instanceof Error ? thrown.message : String(thrown) } };
    }
  }

  /** A checkpoint that its ledger has signed. Codes: `witness/origin-unknown`, `witness/not-signed`. */
  #open(note: string): Result<Signed, WitnessCode> {
    const origin = note.slice(0, Math.max(0, note.indexOf("\n")));
    const keys = this.#options.ledgers.filter((key) => key.name === origin);
    if (keys.length === 0) return fail("witness/origin-unknown", "the origin is no ledger that I follow");
    const opened = openNote(note, keys);
    const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
    if (!opened.ok || !checkpoint.ok)
      return fail("witness/not-signed", "the checkpoint is not signed by its ledger", checkpoint.ok ? {} : { cause: checkpoint.fault });
    return ok({ note, text: opened.value.text, checkpoint: checkpoint.value });
  }
}

/** Why a signed checkpoint must not follow the one held; undefined where it may. */
function refusalOf({ old, proof }: AddCheckpoint, offered: Checkpoint, held: Checkpoint | undefined): Refusal | undefined {
  const known = held?.size ?? 0;
  if (old > offered.size)
    return { code: "witness/request-malformed", message: `the old size ${old} is above the checkpoint's ${offered.size}` };
  if (old !== known) return { code: "witness/size-differs", message: `the size cosigned last is ${known}`, size: known };
  if (held !== undefined && old === offered.size) {
    if (Buffer.from(held.root).equals(offered.root)) return proof.length === 0 ? undefined : unproved();
    return { code: "witness/root-differs", message: `another root was cosigned for size ${known}`, size: known };
  }
  if (old === 0)
    return proof.length === 0 && (offered.size > 0 || verifyConsistency(0, 0, offered.root, offered.root, [])) ? undefined : unproved();
  const root = held?.root ?? new Uint8Array(0);
  return verifyConsistency(old, offered.size, root, offered.root, proof) ? undefined : unproved();
}

function unproved(): Refusal {
  return { code: "witness/not-consistent", message: "the proof does not lead from the head cosigned last to this one" };
}
