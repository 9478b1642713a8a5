/** A clock that goes on only when it is told to: alarms ring in the order of their times. */
import type { Clock } from "../../src/ledger/index.ts";

export class ManualClock implements Clock {
  #now: number;
  #alarms: { readonly at: number; readonly call: () => void }[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  readonly after = (delayMs: number, call: () => void): (() => void) => {
    const alarm = { at: this.#now + delayMs, call };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  };

  /** Lets time pass, with everything that follows from it. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settled();
      const [next] = this.#alarms.filter(({ at }) => at <= until).toSorted((left, right) => left.at - right.at);
      if (next === undefined) break;
      this.#alarms = this.#alarms.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
    }
    this.#now = until;
  }

  /** Moves the reading without letting anything ring: a clock that was set. */
  set(now: number): void {
    this.#now = now;
  }
}

/** Resolves when everything that was under way without waiting for time has come to rest. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
