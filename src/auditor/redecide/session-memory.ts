/** What is remembered of sessions besides the state: who said what, and what was learned from results. */

import type { KnownRecord } from "../charter/cel-language.ts";
import type { SessionVoice } from "../origin/session-words.ts";
import { SessionWords } from "../origin/session-words.ts";
import type { Owner } from "../owner.ts";
import type { Sealed } from "../sealed.ts";
import type { ChartersInForce } from "./charters-in-force.ts";
import { KnownRecords } from "./known-records.ts";

/** What conditions ask of one session. */
export interface Remembered {
  readonly voice: SessionVoice;
  readonly record: KnownRecord;
}

export class SessionMemory {
  readonly #words: SessionWords;
  readonly #records = new KnownRecords();

  constructor(words: SessionWords = new SessionWords()) {
    this.#words = words;
  }

  /** What was said, to go on with under other charters beside these; what was learned is learned anew. */
  fork(): SessionMemory {
    return new SessionMemory(this.#words.fork());
  }

  /** Nothing, where the charters cannot be read. */
  adopt(charters: ChartersInForce | undefined): void {
    this.#words.adopt(charters?.writers ?? []);
    this.#records.adopt(charters?.records ?? [], charters?.session ?? {});
  }

  refresh(owner: Owner): void {
    this.#words.refresh(owner);
    this.#records.refresh(owner);
  }

  hear(owner: Owner, words: Sealed): void {
    this.#words.hear(owner, words);
  }

  receive(owner: Owner, tool: string, answer: Sealed, atMs: number): void {
    this.#words.receive(owner, tool, answer);
    this.#records.receive(owner, tool, answer, atMs);
  }

  /** Says whether that may come back. */
  leave(owner: Owner, tool: string, args: Exclude<Sealed, undefined>): boolean {
    return this.#words.leave(owner, tool, args);
  }

  doubt(owner: Owner, tool: string): void {
    this.#records.doubt(owner, tool);
  }

  of(owner: Owner, atMs: number): Remembered | { readonly doubt: string } {
    const [voice, record] = [this.#words.of(owner), this.#records.of(owner, atMs)];
    if ("doubt" in voice) return voice;
    return "doubt" in record ? record : { voice, record };
  }
}
