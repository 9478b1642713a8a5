/**
 * What a session has passed on to its agent and no recorded proposal has named: each entry with the hash of the leaf as it was shown here,
 * whatever the ledger says of it. The next proposal names it, so judges and auditors see whether they were shown the same.
 */

import { toHex } from "../../crypto/index.ts";
import { type FollowedEntry, HEARD_MAX, type HeardEntry, type Index, leafHash, leafText } from "../../ledger/index.ts";

export class PassedOn {
  readonly #results = new Map<Index, string>();
  readonly #asks = new Map<Index, string>();

  /** The agent is given what this entry has sealed. */
  note({ index, leaf }: FollowedEntry): void {
    const notes = leaf.entry.kind === "outcome" ? this.#results : this.#asks;
    notes.set(index, toHex(leafHash(Buffer.from(leafText(leaf), "utf8"))));
  }

  /** What the next proposal names: results first, and what is left of too many asks with the one after. */
  unnamed(): readonly HeardEntry[] {
    return [...this.#results, ...this.#asks].slice(0, HEARD_MAX);
  }

  /** A proposal that names this is recorded. */
  forget(heard: readonly HeardEntry[]): void {
    for (const [index, hash] of heard) for (const notes of [this.#results, this.#asks]) if (notes.get(index) === hash) notes.delete(index);
  }
}
