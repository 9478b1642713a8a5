/**
 * Where recent statements were placed, by signature. Ed25519 is deterministic, so a statement that a part sends again after
 * a broken link is recognised and answered with its first place: nothing is recorded twice.
 */
import type { Index, Leaf } from "../entry.ts";
import { RECENT_SIGNATURES_MAX } from "../limits.ts";

/** Index in the tree, ledger time, and number in the session. */
export interface Place {
  readonly index: Index;
  readonly at: number;
  readonly number?: number;
}

export class RecentPlaces {
  readonly #places = new Map<string, Place>();

  find(signature: string): Place | undefined {
    return this.#places.get(signature);
  }

  take(index: Index, { at, number, signature }: Leaf): void {
    this.#places.set(signature, number === undefined ? { index, at } : { index, at, number });
    if (this.#places.size <= RECENT_SIGNATURES_MAX) return;
    for (const oldest of this.#places.keys()) {
      this.#places.delete(oldest);
      return;
    }
  }
}
