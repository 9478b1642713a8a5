/** What a follower of one selection is sent: a feed decides, `Follower` fetches and sends. */
import type { Index } from "../entry.ts";
import type { Head } from "../publication.ts";
import type { HeldEntry } from "../recent-entries.ts";

export interface Feed {
  /** The next entry from `from` on that may be delivered now, if there is one. */
  readonly next: (from: Index) => Index | undefined;
  /** Sends what follows from the entry, if anything; `fetch` gets an earlier one. */
  readonly deliver: (entry: HeldEntry, fetch: (index: Index) => Promise<HeldEntry | undefined>) => void | Promise<void>;
  /** Shows a head of the ledger that witnesses have cosigned, where that matters. */
  readonly show?: (head: Head) => void;
}
