/**
 * A ledger on paper for tests of the decider: it stamps, numbers and hashes entries as the real one does, and appends the
 * decisions that follow. No keys, no disk: the decider is pure and needs neither.
 */
import { digestOf, type Json } from "../../src/crypto/index.ts";
import {
  type Answerer,
  type AnsweringPerson,
  Decider,
  type Emitted,
  EVERYBODY,
  type Folded,
  type Lock,
  lockedDigests,
} from "../../src/execution/index.ts";
import { type DecisionEntry, type Entry, type HeardEntry, type Leaf, leafHash, leafText, type Scope } from "../../src/ledger/index.ts";
import { BASE, compileTexts } from "./compile-texts.ts";

/** Who answers after so many entries. */
export interface PeopleAt {
  readonly at: (key: string, size: number) => Answerer | undefined;
  readonly allAt: (size: number) => readonly AnsweringPerson[] | undefined;
}

/** Keys are people, who answer in any role. */
export const ANYBODY: PeopleAt = { at: EVERYBODY.of, allAt: EVERYBODY.all };

export interface Written {
  readonly index: number;
  readonly emitted: readonly Emitted[];
}

const START_MS = Date.parse("2026-01-05T12:00:00Z");
export class PaperLedger {
  readonly entries: Folded[] = [];
  readonly lock: Lock;
  decider: Decider;
  now = START_MS;
  #sessions = new Map<string, number>();
  /** The last decision about each proposal. */
  readonly #decisions = new Map<number, number>();

  readonly #people: PeopleAt;

  constructor(lock: Lock, people: PeopleAt = ANYBODY) {
    this.lock = lock;
    this.#people = people;
    this.decider = this.#newDecider();
  }

  #newDecider(): Decider {
    const people = this.#people;
    const decider: Decider = new Decider({ of: (key) => people.at(key, decider.size), all: () => people.allAt(decider.size) });
    return decider;
  }

  /** Appends an entry and every decision that follows from it; a fault of the decider fails the test. */
  write(entry: Entry, more: { readonly session?: string; readonly by?: string; readonly sealed?: Json } = {}): Written {
    const index = this.entries.length;
    const number = more.session === undefined ? undefined : (this.#sessions.get(more.session) ?? 0) + 1;
    if (more.session !== undefined && number !== undefined) this.#sessions.set(more.session, number);
    const leaf: Leaf = {
      format: "interlock-entry/1",
      at: this.now,
      ...(more.session === undefined ? {} : { session: more.session }),
      ...(number === undefined ? {} : { number }),
      by: more.by ?? "somebody",
      entry,
      ...(more.sealed === undefined ? {} : { seal: digestOf(more.sealed) }),
      signature: "",
    };
    const folded: Folded = { index, leaf, hash: leafHash(Buffer.from(leafText(leaf))), opened: more.sealed };
    this.entries.push(folded);
    if (entry.kind === "decision") this.#decisions.set(entry.proposal, index);
    const result = this.decider.fold(folded);
    if (!result.ok) throw new Error(`${result.fault.code}: ${result.fault.message}`);
    for (const emitted of result.value)
      this.write(emitted.entry, { by: "decider", ...(emitted.session === undefined ? {} : { session: emitted.session }) });
    return { index, emitted: result.value };
  }

  /** Puts charters (outermost first) and the pins in force. */
  charter(...texts: readonly string[]): void {
    this.#enact(texts, this.lock, {});
  }

  /** The same, with other pins, which the charter names. */
  charterWith(lock: Lock, ...texts: readonly string[]): void {
    this.#enact(texts, lock, { pins: digestOf(lockedDigests(lock)) });
  }

  #enact(texts: readonly string[], lock: Lock, pins: { readonly pins?: string }): void {
    const { document: machine, ...terms } = compileTexts(texts, lock);
    const sources = texts.map((text, place) => ({ file: `charter-${place}.yaml`, text }));
    const document = machine as unknown as Json;
    this.write({ kind: "pin", tools: lockedDigests(lock) }, { sealed: lock as unknown as Json });
    this.write(
      { kind: "charter", name: "test", version: 1, machine: digestOf(document), ...terms, ...pins },
      { sealed: { machine: document, sources, base: BASE } },
    );
  }

  /** Starts the executor of every pinned server, in a new epoch. */
  startExecutors(epoch = "e1"): void {
    for (const server of Object.keys(this.lock.servers)) {
      this.write({ kind: "attestation", part: "executor", server, epoch, grade: "embedded", code: "" }, { by: `executor-${server}` });
    }
  }

  /** Opens a session; with `user`, under a grant; with `words`, these are sealed in it. Gives the grant's entry. */
  open(
    session: string,
    as: {
      readonly user?: string;
      readonly role?: string;
      readonly mandate?: string;
      readonly fresh?: boolean;
      readonly agent?: string;
      readonly words?: Json;
    } = {},
  ): number | undefined {
    const grant =
      as.user === undefined
        ? undefined
        : this.write(
            {
              kind: "grant",
              agent: as.agent ?? "agent",
              user: as.user,
              role: as.role ?? "user",
              expires: this.now + 3_600_000,
              fresh: as.fresh ?? false,
              ...(as.mandate === undefined ? {} : { mandate: as.mandate }),
            },
            as.words === undefined ? {} : { sealed: as.words },
          ).index;
    this.openUnder(session, grant, as.agent);
    return grant;
  }

  /** Opens a session under a grant that is recorded, or under none. */
  openUnder(session: string, grant: number | undefined, agent = "agent"): void {
    this.write(
      { kind: "session", agent, protocol: "2025-11-25", capabilities: {}, ...(grant === undefined ? {} : { grant }) },
      { session },
    );
  }

  /** The session's client has left. */
  end(session: string): void {
    this.write({ kind: "session", agent: "agent", protocol: "2025-11-25", capabilities: {}, ended: true }, { session });
  }

  /** Proposes a call and gives the decision that follows. */
  propose(
    tool: string,
    args: Json = {},
    more: { readonly session?: string; readonly from?: "agent" | "server"; readonly heard?: readonly HeardEntry[] } = {},
  ): { readonly proposal: number; readonly decision: Emitted } {
    const { from = "agent", heard } = more;
    const named = heard === undefined ? {} : { heard };
    const entry: Entry = { kind: "proposal", from, deadline: this.now + 10_000, patience: this.now + 5_000, ...named };
    const { index, emitted } = this.write(entry, { session: more.session ?? "s1", sealed: { tool, args } });
    const [decision, ...others] = emitted;
    if (decision === undefined || others.length > 0) throw new Error(`${emitted.length} decisions follow from one proposal`);
    return { proposal: index, decision };
  }

  verdict(tool: string, args: Json = {}, session = "s1"): string {
    return this.propose(tool, args, { session }).decision.entry.verdict;
  }

  /** Records what came of an allowed call. */
  outcome(
    proposal: number,
    result: "returned" | "failed" | "unknown" = "returned",
    sealed: Json = { result: { content: [] } },
    epoch = "e1",
  ): Written {
    const decision = this.decisionOf(proposal);
    return this.write(
      { kind: "outcome", proposal, decision: decision.index, result, epoch, durationMs: 1 },
      { session: decision.session, sealed },
    );
  }

  /** An entry as a gateway names it that has passed it on. */
  heard(index: number): HeardEntry {
    return [index, Buffer.from(this.entries[index]?.hash ?? []).toString("hex")];
  }

  /** The ledger has started anew. */
  restart(epoch = "l2"): void {
    this.write({ kind: "attestation", part: "ledger", epoch, grade: "embedded", code: "" }, { by: "ledger" });
  }

  /** A person's word on a parked call, over the decision as recorded. */
  answer(
    proposal: number,
    kind: "approval" | "rejection" | "release" | "discard",
    more: {
      readonly by?: string;
      readonly role?: string;
      readonly containment?: "keep" | "end";
      readonly shown?: string;
      readonly scope?: Scope;
      /** Entry of an earlier decision about it. */
      readonly of?: number;
    } = {},
  ): Written {
    const decision = this.decisionOf(proposal, more.of);
    return this.write(
      {
        kind,
        proposal,
        decision: decision.index,
        shown: more.shown ?? decision.hash,
        role: more.role ?? "owner",
        expires: this.now + 60_000,
        ...(more.containment === undefined ? {} : { containment: more.containment }),
        ...(more.scope === undefined ? {} : { scope: more.scope }),
      },
      { session: decision.session, by: more.by ?? "alice" },
    );
  }

  /** The last recorded decision of a proposal, or that in an entry. */
  decisionOf(
    proposal: number,
    at = this.#decisions.get(proposal) ?? -1,
  ): { readonly index: number; readonly hash: string; readonly session: string; readonly entry: DecisionEntry } {
    const recorded = this.entries[at];
    if (recorded?.leaf.entry.kind !== "decision") throw new Error(`no decision of ${proposal}`);
    const { leaf, index, hash } = recorded;
    return { index, hash: Buffer.from(hash).toString("hex"), session: leaf.session ?? "", entry: recorded.leaf.entry };
  }

  /** A new decider folds everything that is recorded; gives what it would have to append. */
  replay(): readonly Emitted[] {
    const decider = this.#newDecider();
    for (const folded of this.entries) {
      const result = decider.fold(folded);
      if (!result.ok) throw new Error(`${result.fault.code}: ${result.fault.message}`);
    }
    this.decider = decider;
    return decider.unrecorded;
  }
}
