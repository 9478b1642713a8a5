/**
 * What an executor has said of calls and the ledger has not taken. Withheld, an outcome leaves the judges with a state that is no longer
 * true; so an executor whose word is kept back for long acts no more until it is taken, whoever or whatever keeps it.
 */
import type { Fault } from "../fault/index.ts";
import type { Index } from "../ledger/index.ts";
import type { ExecutorCode } from "./faults.ts";
import { UNRECORDED_MS } from "./limits.ts";

export class Unrecorded {
  /** By proposal, in order: since when, in milliseconds. */
  readonly #since = new Map<Index, number>();

  /** An outcome is said. */
  say(proposal: Index, nowMs: number): void {
    this.#since.set(proposal, nowMs);
  }

  /** The ledger has answered. */
  settle(proposal: Index): void {
    this.#since.delete(proposal);
  }

  /** Why nothing may be done now, if nothing may. Code: `executor/outcome-unrecorded`. */
  whyNot(nowMs: number): Fault<ExecutorCode> | undefined {
    const [oldest] = this.#since;
    if (oldest === undefined || nowMs - oldest[1] <= UNRECORDED_MS) return undefined;
    const message = `the ledger has not taken the outcome of t${oldest[0]} for more than ${UNRECORDED_MS / 1_000} s`;
    return { code: "executor/outcome-unrecorded", message, remedy: "see what keeps the ledger: its disk, or whoever has captured it" };
  }
}
