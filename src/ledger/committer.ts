/**
 * Group commit: entries that come while one write is under way share the next. A proposal or an outcome waits a moment for
 * the decision that follows it, so that one fdatasync makes both durable. A commit that fails is tried again, unchanged and
 * in its place, until it succeeds: what was placed is never taken back, so nothing is lost, doubled or reordered.
 */
import type { Fault } from "../fault/index.ts";
import type { Clock } from "./clock.ts";
import type { LedgerCode } from "./faults.ts";
import type { Journal } from "./journal.ts";
import { recordBytes, type StoredEntry } from "./journal-frame.ts";
import { COMMIT_BYTES_MAX, COMMIT_ENTRIES_MAX, COMMIT_PATIENCE_MS, COMMIT_RETRY_MS, COMMIT_SLOW_MS } from "./limits.ts";
import type { Head } from "./publication.ts";

export interface CommitterWorld {
  readonly journal: Journal;
  readonly clock: Clock;
  /** Signs the head of the first `size` entries; runs while the disk works. */
  readonly signHead: (size: number) => Head;
  /** Everything below `head.size` is durable. */
  readonly onDurable: (head: Head) => void;
  /** The disk fails or is slow (a fault), or works again (undefined). */
  readonly onTrouble: (trouble: Fault<LedgerCode> | undefined) => void;
}

export class Committer {
  readonly #world: CommitterWorld;
  #waiting: StoredEntry[] = [];
  #waitingBytes = 0;
  #isUrgent = false;
  #isRunning = false;
  #isLooking = false;
  #cancelPatience: (() => void) | undefined;
  #trouble: Fault<LedgerCode> | undefined;
  #whenIdle: (() => void)[] = [];

  constructor(world: CommitterWorld) {
    this.#world = world;
  }

  /** Entries, and bytes, that are placed and not durable. */
  get waitingEntries(): number {
    return this.#waiting.length;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Why entries don't become durable now, if they don't. */
  get trouble(): Fault<LedgerCode> | undefined {
    return this.#trouble;
  }

  /** Takes the next entry. `patient`: it may wait for one that is not. */
  add(stored: StoredEntry, urgency: "patient" | "urgent"): void {
    this.#waiting.push(stored);
    this.#waitingBytes += recordBytes(stored);
    if (this.#isRunning) {
      this.#isUrgent ||= urgency === "urgent";
    } else if (urgency === "urgent") {
      this.#start();
    } else {
      this.#cancelPatience ??= this.#world.clock.after(COMMIT_PATIENCE_MS, () => this.#start());
    }
  }

  /** Commits what waits and resolves when nothing does. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const idle = new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    this.#isUrgent = true;
    if (!this.#isRunning) this.#start();
    await idle;
  }

  /** Looks at the disk while nothing is written to it, one look at a time, so that trouble is told before anybody calls. */
  async look(): Promise<void> {
    if (this.#isRunning || this.#isLooking) return;
    this.#isLooking = true;
    const looked = await this.#world.journal.look();
    this.#isLooking = false;
    if (!this.#isRunning) this.#report(looked.ok ? undefined : looked.fault);
  }

  #start(): void {
    this.#cancelPatience?.();
    this.#cancelPatience = undefined;
    if (this.#isRunning) return;
    this.#isRunning = true;
    // After the messages that came in together, which then share the commit.
    queueMicrotask(() => void this.#run());
  }

  async #run(): Promise<void> {
    do {
      const batch = this.#takeBatch();
      this.#isUrgent = batch.length < this.#waiting.length;
      await this.#commit(batch);
    } while (this.#isUrgent && this.#waiting.length > 0);
    this.#isRunning = false;
    if (this.#waiting.length === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
    else this.#cancelPatience = this.#world.clock.after(COMMIT_PATIENCE_MS, () => this.#start());
  }

  /** As many of the waiting entries as one commit takes; they keep waiting until they are durable. */
  #takeBatch(): readonly StoredEntry[] {
    let count = 0;
    let bytes = 0;
    for (const stored of this.#waiting) {
      bytes += recordBytes(stored);
      if (count > 0 && (count === COMMIT_ENTRIES_MAX || bytes > COMMIT_BYTES_MAX)) break;
      count += 1;
    }
    return this.#waiting.slice(0, count);
  }

  async #commit(batch: readonly StoredEntry[]): Promise<void> {
    const { journal, clock } = this.#world;
    const noSlowness = clock.after(COMMIT_SLOW_MS, () => {
      this.#report({ code: "ledger/disk-slow", message: `a commit takes longer than ${COMMIT_SLOW_MS} ms` });
    });
    const writing = journal.append(batch);
    const head = this.#world.signHead(journal.size + batch.length);
    let written = await writing;
    while (!written.ok) {
      this.#report(written.fault);
      await new Promise<void>((resolve) => clock.after(COMMIT_RETRY_MS, resolve));
      written = await journal.append(batch);
    }
    noSlowness();
    this.#waiting = this.#waiting.slice(batch.length);
    for (const stored of batch) this.#waitingBytes -= recordBytes(stored);
    this.#report(undefined);
    this.#world.onDurable(head);
  }

  #report(trouble: Fault<LedgerCode> | undefined): void {
    if (this.#trouble?.code === trouble?.code) return;
    this.#trouble = trouble;
    this.#world.onTrouble(trouble);
  }
}
