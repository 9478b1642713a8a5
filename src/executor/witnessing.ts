/**
 * Whether enough witnesses have lately seen the ledger that this executor acts on. It holds the policy itself and believes cosignatures,
 * never the ledger's word that there are some: what counts is when the witnesses say they saw a head, so an old head shown again is old.
 */
import type { Fault } from "../fault/index.ts";
import { type Quorum, witnessedAt } from "../witness/index.ts";
import type { ExecutorCode } from "./faults.ts";

export interface WitnessTerms {
  readonly quorum: Quorum;
  /** The last head that enough witnesses have cosigned may be older than this by no more, in milliseconds. */
  readonly ageMaxMs: number;
  /** And the ledger longer than it by no more, in entries. */
  readonly behindMax: number;
}

export class Witnessing {
  readonly #terms: WitnessTerms;
  /** The last head that counts, and when it was seen. */
  #last: { readonly size: number; readonly atMs: number } | undefined;

  constructor(terms: WitnessTerms) {
    this.#terms = terms;
  }

  /** Takes a head of this ledger with its cosignatures; one that too few have cosigned, or an older one, changes nothing. */
  take(size: number, note: string, nowMs: number): void {
    const seenAt = witnessedAt(this.#terms.quorum, note);
    if (seenAt === undefined) return;
    // A witness whose clock is ahead makes nothing younger than it is.
    const atMs = Math.min(seenAt, nowMs);
    const isNews = this.#last === undefined || (size >= this.#last.size && atMs >= this.#last.atMs);
    if (isNews) this.#last = { size, atMs };
  }

  /** Why nothing may be done in a ledger of `size` entries now, if nothing may. Code: `executor/not-witnessed`. */
  whyNot(size: number, nowMs: number): Fault<ExecutorCode> | undefined {
    const { ageMaxMs, behindMax } = this.#terms;
    if (this.#last === undefined || nowMs - this.#last.atMs > ageMaxMs)
      return unwitnessed(`it has seen no head that enough witnesses have cosigned in the last ${ageMaxMs / 1_000} s`);
    return size - this.#last.size > behindMax
      ? unwitnessed(`the ledger is more than ${behindMax} entries ahead of what enough witnesses have cosigned`)
      : undefined;
  }
}

function unwitnessed(message: string): Fault<ExecutorCode> {
  return { code: "executor/not-witnessed", message, remedy: "let the witnesses be reached: it goes on by itself" };
}
