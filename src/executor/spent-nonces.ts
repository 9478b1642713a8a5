/**
 * The nonces of warrants that were used and have not expired: each warrant spends once. A live nonce is never let go;
 * at capacity no further one is taken. They live in memory only, because a restart has a new epoch, which voids every
 * warrant of the old one.
 */
import { NONCES_MAX } from "./limits.ts";

export class SpentNonces {
  readonly #capacity: number;
  /** Nonce to the time it expires, milliseconds, in order of use. */
  readonly #expiries = new Map<string, number>();

  constructor(capacity: number = NONCES_MAX) {
    this.#capacity = capacity;
  }

  has(nonce: string): boolean {
    return this.#expiries.has(nonce);
  }

  /** Whether a nonce more can be kept at `nowMs`; lets go of what has expired by then. */
  hasRoom(nowMs: number): boolean {
    if (this.#expiries.size < this.#capacity) return true;
    for (const [nonce, expires] of this.#expiries) if (expires <= nowMs) this.#expiries.delete(nonce);
    return this.#expiries.size < this.#capacity;
  }

  spend(nonce: string, expires: number): void {
    this.#expiries.set(nonce, expires);
  }
}
