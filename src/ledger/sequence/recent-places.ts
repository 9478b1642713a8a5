/**
 * Where statements were placed, by signature. Ed25519 is deterministic, so a statement that a part sends again after a
 * broken link is recognised and answered with its first place: nothing is recorded twice. Grants, which anybody may carry,
 * are remembered for good; of others the recent ones.
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
  readonly #recent = new Map<string, Place>();
  readonly #grants = new Map<string, Place>();

  find(signature: string): Place | undefined {
    return this.#recent.get(signature) ?? this.#grants.get(signature);
  }

  take(index: Index, { at, number, signature, entry }: Leaf): void {
    const places = entry.kind === "grant" ? this.#grants : this.#recent;
    places.set(signature, number === undefined ? { index, at } : { index, at, number });
    const [oldest] = this.#recent.size > RECENT_SIGNATURES_MAX ? this.#recent.keys() : [];
    if (oldest !== undefined) this.#recent.delete(oldest);
  }
}
