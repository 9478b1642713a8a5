/**
 * Decisions on their way into the ledger. While the ledger can't write, nothing is lost: what was refused is offered again,
 * in its order, before anything that is new. A refusal for another reason means that this decider must stop.
 */
import type { Fault, Result } from "../../fault/index.ts";
import type { Emitted } from "../folded.ts";

/** How long to wait before the ledger is offered again what its disk refused. */
const RETRY_MS = 250;
const PASSING = /^ledger\/(disk-|overloaded)/;

export interface OutboxWorld {
  readonly append: (emitted: Emitted) => Promise<Result<unknown>>;
  readonly later: (work: () => void, ms: number) => void;
  /** The ledger refuses a decision for good. */
  readonly onRefused: (fault: Fault) => void;
}

export class Outbox {
  readonly #world: OutboxWorld;
  #waiting: Emitted[] = [];
  #returned: Emitted[] = [];
  #flying = 0;
  #stalled = false;

  constructor(world: OutboxWorld) {
    this.#world = world;
  }

  push(emitted: Emitted): void {
    this.#waiting.push(emitted);
    this.#pump();
  }

  #pump(): void {
    while (!this.#stalled) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#flying += 1;
      void this.#world.append(next).then((appended) => {
        this.#flying -= 1;
        if (!appended.ok) this.#refused(next, appended.fault);
        if (this.#stalled && this.#flying === 0) this.#world.later(() => this.#resume(), RETRY_MS);
      });
    }
  }

  #refused(emitted: Emitted, fault: Fault): void {
    if (!PASSING.test(fault.code)) return this.#world.onRefused(fault);
    this.#stalled = true;
    this.#returned.push(emitted);
  }

  #resume(): void {
    this.#waiting = [...this.#returned, ...this.#waiting];
    this.#returned = [];
    this.#stalled = false;
    this.#pump();
  }
}
