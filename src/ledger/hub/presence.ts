/**
 * Whether a part still takes messages. One that hangs keeps its link, and owes nothing while nobody calls: so a part that is silent is
 * asked now and then, and has to answer. Time is counted in the ledger's own ticks: no jump of a clock makes anybody late.
 */
import { ASK_AFTER_MS, SILENCE_MS_MAX, TICK_MS } from "../limits.ts";

export class Presence {
  /** Since the part was last heard of or, if it is asked, since it was. */
  #ticks = 0;
  #isAsked = false;

  /** The part has said something. */
  hear(): void {
    this.#ticks = 0;
    this.#isAsked = false;
  }

  /** A tick has passed; true where the part is to be asked now. */
  tick(): boolean {
    this.#ticks += 1;
    if (this.#isAsked || this.#ticks * TICK_MS < ASK_AFTER_MS) return false;
    this.#ticks = 0;
    this.#isAsked = true;
    return true;
  }

  get isSilent(): boolean {
    return this.#isAsked && this.#ticks * TICK_MS > SILENCE_MS_MAX;
  }
}
