/**
 * What an executor writes into the ledger: entries with their contents sealed to those who may read them. It signs
 * through its ledger client.
 */
import {
  canonicalBytes,
  createSealer,
  type Json,
  JUDGES,
  type PublicIdentity,
  type Readers,
  type Ring,
  readersOf,
  type Sealer,
  toBase64,
} from "../crypto/index.ts";
import type { Result } from "../fault/index.ts";
import type { Entry, Index, Rehearsal, RehearsalEntry } from "../ledger/index.ts";

/** The part of a ledger client that an executor appends through. */
export interface Appender {
  append(input: {
    readonly session?: string;
    readonly entry: Entry;
    readonly seal?: string;
    readonly blob?: string;
  }): Promise<Result<{ readonly index: Index; readonly at: number }>>;
}

/** Who reads what servers and agents say: those who decide, deliver, answer and audit. */
const CALL_READERS: Readers = [...JUDGES, "gateway", "approver:", "auditor"];
/** Who reads what a server really serves: people. */
const PEOPLE: Readers = ["author", "approver:", "auditor"];
/** Who reads what a call would do: whoever reads the call, but for the agent's side. */
const REVIEWERS: Readers = ["approver:", "auditor"];

export class Recorder {
  readonly #appender: Appender;
  readonly #sealer: Sealer = createSealer();
  readonly #callReaders: readonly PublicIdentity[];
  readonly #people: readonly PublicIdentity[];
  readonly #reviewers: readonly PublicIdentity[];

  constructor(appender: Appender, ring: Ring) {
    this.#appender = appender;
    this.#callReaders = readersOf(ring, CALL_READERS);
    this.#people = readersOf(ring, PEOPLE);
    this.#reviewers = readersOf(ring, REVIEWERS);
  }

  /** Appends an entry of a session, with the canonical content that decider, gateway and people may read. */
  async record(session: string, entry: Entry, content?: Uint8Array): Promise<Result<{ readonly index: Index; readonly at: number }>> {
    if (content === undefined) return await this.#appender.append({ session, entry });
    const { blob, commitment } = this.#sealer.seal(content, this.#callReaders);
    return await this.#appender.append({ session, entry, seal: commitment, blob: toBase64(blob) });
  }

  /** Appends what people should look at; without its content where nobody is enrolled to. */
  async report(entry: Entry, content: Json): Promise<Result<{ readonly index: Index }>> {
    if (this.#people.length === 0) return await this.#appender.append({ entry });
    const { blob, commitment } = this.#sealer.seal(canonicalBytes(content), this.#people);
    return await this.#appender.append({ entry, seal: commitment, blob: toBase64(blob) });
  }

  /** Appends what a parked call would do; without its content where nobody is enrolled to review it. */
  async review(session: string, entry: RehearsalEntry, content: Rehearsal): Promise<Result<{ readonly index: Index }>> {
    if (this.#reviewers.length === 0) return await this.#appender.append({ session, entry });
    const { blob, commitment } = this.#sealer.seal(canonicalBytes(content as unknown as Json), this.#reviewers);
    return await this.#appender.append({ session, entry, seal: commitment, blob: toBase64(blob) });
  }
}
