/**
 * What agents have read, by the word of their gateways (`heard` in a proposal), and whether it is what the ledger holds. A ledger that
 * crashed may have lost a result that it had shown: that is nobody's lie, where no call of before can still run.
 */
import type { Entry, EntryOf } from "../entry.ts";
import type { Owner } from "../owner.ts";
import type { OpenCalls } from "./open-calls.ts";
import type { RecordedEntry } from "./recorded-entry.ts";

interface OpenSession {
  /** Entry of the gateway's last word in it. */
  lastWord: number;
  /** What nobody can be given once it is over. */
  readonly passing: string[];
}

export class GivenToAgents {
  /** Whose each entry is that an agent may have been given, by its index and its leaf hash. */
  readonly #given = new Map<string, string>();
  readonly #sessions = new Map<string, OpenSession>();
  readonly #misled = new Set<string>();
  #lastStart = -1;

  /** Whether somebody has read what the ledger does not hold. */
  isMisled(owner: Owner): boolean {
    return this.#misled.has(textOf(owner));
  }

  /** A fresh context has read nothing. */
  forgive(owner: Owner): void {
    this.#misled.delete(textOf(owner));
  }

  /** Takes the next entry before its consequences. `owner`: of the session it belongs to, if that is known. */
  take({ index, leaf, hash }: RecordedEntry, owner: Owner | undefined, calls: OpenCalls): void {
    const { session = "" } = leaf;
    const entry: Entry = leaf.entry;
    if (entry.kind === "attestation" && entry.part === "ledger") this.#lastStart = index;
    else if (entry.kind === "session") this.#takeSession(entry, session, index);
    else if (owner === undefined) return;
    else if (entry.kind === "proposal" && entry.from === "agent") this.#compare(entry, { session, index, owner, calls });
    else if (entry.kind === "proposal") this.#pass(session, `${index}:${hash}`, owner);
    else if (entry.kind === "outcome" && entry.result === "returned") {
      const phase = calls.get(entry.proposal)?.phase;
      // Any later session may collect what people were asked about, and what was in doubt.
      if (phase?.is === "doubt" || (phase?.is === "running" && phase.wasParked)) this.#given.set(`${index}:${hash}`, textOf(owner));
      else if (phase?.is === "running") this.#pass(session, `${index}:${hash}`, owner);
    }
  }

  #takeSession({ ended }: EntryOf<"session">, name: string, index: number): void {
    const open = this.#sessions.get(name);
    if (ended !== true) {
      if (open === undefined) this.#sessions.set(name, { lastWord: index, passing: [] });
      return;
    }
    for (const given of open?.passing ?? []) this.#given.delete(given);
    this.#sessions.delete(name);
  }

  #pass(session: string, given: string, owner: Owner): void {
    const open = this.#sessions.get(session);
    if (open === undefined) return;
    open.passing.push(given);
    this.#given.set(given, textOf(owner));
  }

  #compare({ heard = [] }: EntryOf<"proposal">, { session, index, owner, calls }: Proposed): void {
    const open = this.#sessions.get(session);
    const isCrash = open !== undefined && open.lastWord < this.#lastStart && !this.#stillRuns(owner, calls);
    for (const [entry, hash] of heard) {
      const given = `${entry}:${hash}`;
      const reader = this.#given.get(given);
      if (reader === undefined && isCrash && entry >= this.#lastStart) this.#pass(session, given, owner);
      else if (reader !== textOf(owner)) this.#misled.add(textOf(owner));
    }
    if (open !== undefined) open.lastWord = index;
  }

  /** Whether a call of theirs from before the ledger's last start is neither over nor in doubt. */
  #stillRuns({ agent, user }: Owner, calls: OpenCalls): boolean {
    return calls
      .all()
      .some(
        ({ owner, phase, proposal }) =>
          owner.agent === agent && owner.user === user && phase.is === "running" && proposal < this.#lastStart,
      );
  }
}

interface Proposed {
  readonly session: string;
  readonly index: number;
  readonly owner: Owner;
  readonly calls: OpenCalls;
}

function textOf({ agent, user }: Owner): string {
  return JSON.stringify([agent, user]);
}
