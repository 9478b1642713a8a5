/**
 * One follower of one link: delivers what its feed allows, in order, once; from memory while the peer keeps up, from the
 * journal otherwise, and never faster than the peer reads.
 */
import type { Fault } from "../../fault/index.ts";
import type { Link } from "../../link/index.ts";
import type { Index } from "../entry.ts";
import type { LedgerCode } from "../faults.ts";
import type { Ledger } from "../ledger.ts";
import type { Head } from "../publication.ts";
import type { HeldEntry } from "../recent-entries.ts";
import type { Feed } from "./feed.ts";

/** Entries fetched from the journal at once. */
const PAGE_ENTRIES = 256;

export class Follower {
  readonly #link: Link;
  readonly #ledger: Ledger;
  readonly #feed: Feed;
  readonly #onFault: (fault: Fault<LedgerCode>) => void;
  #next: Index;
  #isPumping = false;
  #hasEnded = false;
  #page: readonly HeldEntry[] = [];

  constructor(link: Link, ledger: Ledger, feed: Feed, from: Index, onFault: (fault: Fault<LedgerCode>) => void) {
    this.#link = link;
    this.#ledger = ledger;
    this.#feed = feed;
    this.#next = from;
    this.#onFault = onFault;
  }

  /** Delivers what can be delivered now. Called whenever more may be. */
  pump(): void {
    if (!this.#isPumping) void this.#deliver();
  }

  /** Shows a head that witnesses have cosigned. */
  show(head: Head): void {
    this.#feed.show?.(head);
  }

  end(): void {
    this.#hasEnded = true;
  }

  async #deliver(): Promise<void> {
    this.#isPumping = true;
    for (let index = this.#feed.next(this.#next); index !== undefined && !this.#hasEnded; index = this.#feed.next(this.#next)) {
      const entry = this.#ledger.recent(index) ?? (await this.#fetch(index));
      // It may have ended while the entry was fetched.
      if (entry === undefined || this.#hasEnded) break;
      const delivery = this.#feed.deliver(entry, (earlier) => this.#fetchOne(earlier));
      if (delivery !== undefined) await delivery;
      this.#next = index + 1;
      if (this.#link.crowded()) await this.#link.drained();
    }
    this.#isPumping = false;
  }

  async #fetch(index: Index): Promise<HeldEntry | undefined> {
    const first = this.#page[0]?.index ?? 0;
    const held = this.#page[index - first];
    if (held !== undefined) return held;
    this.#page = await this.#read(index, index + PAGE_ENTRIES);
    return this.#page[0];
  }

  async #fetchOne(index: Index): Promise<HeldEntry | undefined> {
    const [entry] = await this.#read(index, index + 1);
    return entry;
  }

  async #read(from: Index, to: Index): Promise<readonly HeldEntry[]> {
    const read = await this.#ledger.read(from, Math.min(to, this.#ledger.size));
    if (read.ok) return read.value;
    this.#hasEnded = true;
    this.#onFault(read.fault);
    return [];
  }
}
