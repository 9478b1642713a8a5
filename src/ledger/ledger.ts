/**
 * The ledger: one order of entries, durable before anything is answered. It places what writers have signed, commits it in
 * groups, signs the head of each commit, publishes the tree, and reads entries back. Speaks to nobody: that is `hub.ts`.
 */
import {
  formatCheckpoint,
  fromBase64,
  holdersOf,
  type Identity,
  isCountersigned,
  noteKeyOf,
  type Ring,
  signNote,
  toBase64,
} from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import type { Clock } from "./clock.ts";
import { Committer } from "./committer.ts";
import { Deletion } from "./deletion.ts";
import type { Disk } from "./disk/disk.ts";
import type { Entry, Index } from "./entry.ts";
import type { LedgerCode } from "./faults.ts";
import { type Journal, openJournal } from "./journal.ts";
import type { StoredEntry } from "./journal-frame.ts";
import { readLeafUnchecked, statement } from "./leaf.ts";
import { BLOB_BYTES_MAX, PUBLISH_PAUSE_MS, READ_BYTES_MAX, WAITING_BYTES_MAX, WAITING_ENTRIES_MAX } from "./limits.ts";
import { type Head, Publication, readPublishedHead } from "./publication.ts";
import { type HeldEntry, RecentEntries } from "./recent-entries.ts";
import type { Place } from "./sequence/recent-places.ts";
import { Sequencer } from "./sequence/sequencer.ts";
import type { Statement } from "./sequence/writers.ts";
import { isSameHash } from "./tree/merkle.ts";

export interface LedgerOptions {
  readonly disk: Disk;
  readonly identity: Identity;
  readonly ring: Ring;
  readonly clock: Clock;
}

/** What a ledger tells its hub. */
export interface LedgerEvents {
  /** An entry has its place; it is not durable yet. */
  readonly onPlaced: (entry: HeldEntry) => void;
  /** Everything below `head.size` is durable. */
  readonly onDurable: (head: Head) => void;
  readonly onTrouble: (trouble: Fault<LedgerCode> | undefined) => void;
}

/** A signed statement with its sealed blob in base64. */
export type Append = Statement & { readonly blob?: string };

/** The name of a ledger: the first line of its checkpoints and the name of its note key. */
export function originOf(identity: { readonly id: string }): string {
  return `interlock/${identity.id}`;
}

/**
 * Opens the ledger in the disk's folder, alone. Faults: `ledger/locked`, `ledger/corrupt`, `ledger/rolled-back`,
 * `ledger/forked`, `ledger/disk-…`.
 */
export async function openLedger(options: LedgerOptions): Promise<Result<Ledger, LedgerCode>> {
  const lock = await options.disk.lock();
  if (!lock.ok) return lock;
  const opened = await openLocked(options, lock.value.release);
  if (!opened.ok) lock.value.release();
  return opened;
}

async function openLocked(options: LedgerOptions, release: () => void): Promise<Result<Ledger, LedgerCode>> {
  const { disk, identity, ring } = options;
  const origin = originOf(identity);
  const keys = holdersOf(ring, "ledger").map(({ signKey }) => noteKeyOf(origin, signKey));
  const published = await readPublishedHead(disk, origin, keys);
  if (!published.ok) return published;
  const covered = published.value?.size ?? 0;
  const sequencer = new Sequencer(ring);
  const journal = await openJournal(disk, covered, (index, stored) => {
    const restored = sequencer.restore(stored.leaf, index < covered);
    return restored.ok ? ok(undefined) : restored;
  });
  if (!journal.ok) return journal;
  if (published.value !== undefined && !isSameHash(sequencer.tree.root(covered), published.value.root)) {
    return fail("ledger/forked", `the first ${covered} entries are not those that the checkpoint covers`, {
      remedy: "keep the folder as evidence, and restore it from a copy",
    });
  }
  return ok(new Ledger(options, { sequencer, journal: journal.value, covered, release }));
}

interface Opened {
  readonly sequencer: Sequencer;
  readonly journal: Journal;
  readonly covered: number;
  readonly release: () => void;
}

export class Ledger {
  readonly sequencer: Sequencer;
  readonly #options: LedgerOptions;
  readonly #journal: Journal;
  readonly #committer: Committer;
  readonly #publication: Publication;
  readonly #deletion: Deletion;
  readonly #release: () => void;
  readonly #recent = new RecentEntries();
  /** Who waits for which entry to be durable, in the order of entries. */
  #answers: { readonly index: Index; readonly answer: () => void }[] = [];
  #events: LedgerEvents | undefined;
  #head: Head;
  #published: Head | undefined;
  #publishing: Promise<void>;
  #cancelPublishing: (() => void) | undefined;

  constructor(options: LedgerOptions, { sequencer, journal, covered, release }: Opened) {
    this.sequencer = sequencer;
    this.#options = options;
    this.#journal = journal;
    this.#release = release;
    this.#publication = new Publication(options.disk, sequencer.tree, journal, covered);
    this.#head = this.#signHead(journal.size);
    this.#committer = new Committer({
      journal,
      clock: options.clock,
      signHead: (size) => this.#signHead(size),
      onDurable: (head) => this.#becameDurable(head),
      onTrouble: (trouble) => this.#events?.onTrouble(trouble),
    });
    this.#deletion = new Deletion({ journal, recent: this.#recent, clock: options.clock, erasures: sequencer.erasures });
    this.#deletion.run(journal.size);
    this.#publishing = this.#catchUp(covered);
  }

  /** The head of what is durable, signed. */
  get head(): Head {
    return this.#head;
  }

  /** Count of entries that have a place, durable or not. */
  get size(): number {
    return this.sequencer.size;
  }

  /** Who is enrolled. */
  get ring(): Ring {
    return this.#options.ring;
  }

  get trouble(): Fault<LedgerCode> | undefined {
    return this.#committer.trouble;
  }

  /** Finds out whether entries could become durable now, where nobody else does: `trouble` says it. */
  async look(): Promise<void> {
    await this.#committer.look();
  }

  listen(events: LedgerEvents): void {
    this.#events = events;
  }

  /**
   * Places an entry at once; `durable` is called when it is durable, which may be before this returns where it was placed
   * before. While the disk fails, only what completes something begun is taken. Codes: those of `Sequencer.place`,
   * `ledger/malformed`, `ledger/entry-too-large`, `ledger/overloaded`, `ledger/disk-…`.
   */
  append({ blob, ...signed }: Append, durable: (place: Place) => void): Result<Place, LedgerCode> {
    const bytes = blob === undefined ? undefined : fromBase64(blob);
    if ((blob === undefined) !== (signed.seal === undefined) || (blob !== undefined && (bytes === undefined || bytes.length === 0))) {
      return fail("ledger/malformed", "an entry has a seal and a blob in base64, or neither");
    }
    if (bytes !== undefined && bytes.length > BLOB_BYTES_MAX) {
      return fail("ledger/entry-too-large", `the blob has ${bytes.length} bytes, ${BLOB_BYTES_MAX} are allowed`);
    }
    const refusal = this.#refusalOf(signed.entry);
    if (refusal !== undefined) return { ok: false, fault: refusal };
    const placed = this.sequencer.place(signed, this.#options.clock.now());
    if (!placed.ok) return placed;
    const { place, entry } = placed.value;
    if (place.index < this.#head.size) durable(place);
    else this.#answers.push({ index: place.index, answer: () => durable(place) });
    if (entry === undefined) return ok(place);
    const { leaf, text } = entry;
    const held: HeldEntry = { index: place.index, leaf, text, ...(blob === undefined ? {} : { blob }) };
    this.#recent.add(held, this.#head.size);
    this.#committer.add(bytes === undefined ? { leaf: entry.bytes } : { leaf: entry.bytes, blob: bytes }, this.#urgencyOf(leaf.entry));
    this.#events?.onPlaced(held);
    return ok(place);
  }

  /** Signs and appends an entry of the ledger's own: its attestation, a timer. */
  appendOwn(entry: Entry, session?: string): Result<Place, LedgerCode> {
    const { identity } = this.#options;
    const signature = identity.sign(statement(entry, session, undefined));
    return this.append({ by: identity.id, entry, signature, ...(session === undefined ? {} : { session }) }, () => undefined);
  }

  /** An entry that is still in memory. */
  recent(index: Index): HeldEntry | undefined {
    return this.#recent.get(index);
  }

  /** Entries `[from, to)`, or fewer, but at least one; from memory or from the journal. Faults: `ledger/corrupt`, the disk's. */
  async read(from: Index, to: Index): Promise<Result<HeldEntry[], LedgerCode>> {
    const held = this.#recent.getMany(from, to, READ_BYTES_MAX);
    if (held.length > 0) return ok(held);
    const stored = await this.#journal.read(from, Math.min(to, this.#journal.size), READ_BYTES_MAX);
    if (!stored.ok) return stored;
    for (const [offset, entry] of stored.value.entries()) {
      const read = heldOf(from + offset, entry);
      if (!read.ok) return fail("ledger/corrupt", "a stored leaf can't be read", { at: `entry ${from + offset}`, cause: read.fault });
      held.push(read.value);
    }
    return ok(held);
  }

  /** Makes what is placed durable, publishes it, and lets go of the folder. While the disk fails it lets go at once. */
  async close(): Promise<void> {
    this.#cancelPublishing?.();
    if (this.trouble === undefined) await this.#committer.flush();
    this.#cancelPublishing?.();
    await this.#publishing;
    if (this.trouble === undefined) await this.#publish();
    await this.#deletion.end();
    await this.#journal.close();
    this.#release();
  }

  #refusalOf(entry: Entry): Fault<LedgerCode> | undefined {
    const { waitingEntries, waitingBytes, trouble } = this.#committer;
    if (waitingEntries >= WAITING_ENTRIES_MAX || waitingBytes >= WAITING_BYTES_MAX) {
      return { code: "ledger/overloaded", message: `${waitingEntries} entries wait to become durable`, remedy: "try again later" };
    }
    return trouble === undefined || completes(entry) ? undefined : trouble;
  }

  /**
   * Whether an entry may wait for the one that makes it useful, so that one commit makes both durable: a proposal for its decision, an
   * outcome for whatever comes, a decision to allow and its countersignature for each other.
   */
  #urgencyOf(entry: Entry): "patient" | "urgent" {
    if (entry.kind === "proposal" || entry.kind === "outcome") return "patient";
    const needsBoth =
      entry.kind === "countersignature" ||
      (entry.kind === "decision" && entry.warrant !== undefined && isCountersigned(this.ring, entry.warrant.server));
    return needsBoth && !this.sequencer.calls.isCountersigned(entry.proposal) ? "patient" : "urgent";
  }

  #becameDurable(head: Head): void {
    this.#head = head;
    const count = this.#answers.findIndex(({ index }) => index >= head.size);
    for (const { answer } of this.#answers.splice(0, count < 0 ? this.#answers.length : count)) answer();
    this.#events?.onDurable(head);
    this.#deletion.run(head.size);
    this.#publishSoon();
  }

  #signHead(size: number): Head {
    const { identity } = this.#options;
    const origin = originOf(identity);
    const root = this.sequencer.tree.root(size);
    return { size, root, note: signNote(formatCheckpoint({ origin, size, root }), [{ name: origin, identity }]) };
  }

  /** After a start: writes again what is missing, and publishes what a crash has kept from it. */
  async #catchUp(covered: number): Promise<void> {
    await this.#publication.repair();
    if (this.#journal.size > covered) await this.#publish();
    this.#publishSoon();
  }

  #publishSoon(): void {
    if (this.#cancelPublishing !== undefined || this.#head === this.#published) return;
    this.#cancelPublishing = this.#options.clock.after(PUBLISH_PAUSE_MS, () => {
      this.#publishing = this.#publishing
        .then(() => this.#publish())
        .then(() => {
          this.#cancelPublishing = undefined;
          this.#publishSoon();
        });
    });
  }

  /** Publishes the head. What fails here is derived, so it is only tried again. */
  async #publish(): Promise<void> {
    const head = this.#head;
    const published = head.size === 0 ? ok(undefined) : await this.#publication.publish(head);
    if (published.ok) this.#published = head;
  }
}

/** What a judge or an executor says completes a call that was taken: it waits for the disk rather than be refused. */
const COMPLETING: ReadonlySet<Entry["kind"]> = new Set(["decision", "countersignature", "refusal", "outcome", "attestation", "timer"]);

function completes({ kind }: Entry): boolean {
  return COMPLETING.has(kind);
}

function heldOf(index: Index, { leaf: bytes, blob }: StoredEntry): Result<HeldEntry, LedgerCode> {
  const leaf = readLeafUnchecked(bytes);
  if (!leaf.ok) return leaf;
  return ok({
    index,
    leaf: leaf.value,
    text: Buffer.from(bytes).toString("utf8"),
    ...(blob === undefined ? {} : { blob: toBase64(blob) }),
  });
}
