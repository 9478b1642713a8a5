/**
 * Deletes what two judges let go: once an erasure, its carry and the second judge's word are durable, the blobs that it names leave memory
 * and journal. Idempotent, after a start too; what the disk refuses is tried again. Leaves are never touched.
 */
import type { Clock } from "./clock.ts";
import type { Journal } from "./journal.ts";
import { COMMIT_RETRY_MS } from "./limits.ts";
import type { RecentEntries } from "./recent-entries.ts";
import type { CompleteErasure, Erasures } from "./sequence/erasures.ts";

export interface DeletionWorld {
  readonly journal: Pick<Journal, "erase">;
  readonly recent: Pick<RecentEntries, "erase">;
  readonly clock: Clock;
  readonly erasures: Pick<Erasures, "complete">;
}

export class Deletion {
  readonly #world: DeletionWorld;
  /** How many of the complete erasures are done. */
  #done = 0;
  #running: Promise<void> | undefined;
  #cancelRetry: (() => void) | undefined;
  #hasEnded = false;

  constructor(world: DeletionWorld) {
    this.#world = world;
  }

  /** Everything below `size` is durable. */
  run(size: number): void {
    const due = this.#world.erasures.complete.slice(this.#done).filter(({ confirmed }) => confirmed < size);
    if (this.#hasEnded || this.#running !== undefined || this.#cancelRetry !== undefined || due.length === 0) return;
    this.#running = this.#delete(due, size);
  }

  /** Ends what is under way; the next start does the rest. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    this.#cancelRetry?.();
    await this.#running;
  }

  async #delete(due: readonly CompleteErasure[], size: number): Promise<void> {
    const { journal, recent, clock } = this.#world;
    const contents = new Set(due.flatMap((erasure) => erasure.contents));
    recent.erase(contents);
    const erased = await journal.erase(contents);
    this.#running = undefined;
    if (erased.ok) {
      this.#done += due.length;
      return this.run(size);
    }
    this.#cancelRetry = clock.after(COMMIT_RETRY_MS, () => {
      this.#cancelRetry = undefined;
      this.run(size);
    });
  }
}
