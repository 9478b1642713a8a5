/**
 * What happened, as people look at it: a fold over the ledger's durable entries into sessions, calls and lines. It opens what is sealed
 * for the console, and folds the decider's own fold beside it, so that what it shows of states is what decisions rest on. It decides
 * nothing; an entry that nobody vouches for ends it, with the reason.
 */
import { fromBase64, type Identity, isJsonObject, type Json, openSealed, parseJson, type Ring, toHex } from "../crypto/index.ts";
import { type Carry, Decider, type Explanation, explanationOf, type Lock, lockFromJson, Vouching } from "../execution/index.ts";
import type { Fault } from "../fault/index.ts";
import type { MachineDocument } from "../kernel/index.ts";
import {
  type Approvers,
  type AttestationEntry,
  BLOB_BYTES_MAX,
  type DecisionEntry,
  type FollowedEntry,
  isAnswer,
  type Leaf,
  leafHash,
  leafText,
  rehearsalFrom,
  type SessionView,
} from "../ledger/index.ts";
import type { ApiEntryLine, ApiGivenAnswer, ApiHealth } from "./api.ts";
import { CallRecord } from "./call-record.ts";
import { type CharterRecord, charterName, type Judging, machineIn } from "./charter-record.ts";
import { circumstancesOf } from "./circumstances.ts";
import { summaryOf } from "./entry-summary.ts";
import { maskSecrets } from "./secrets.ts";
import { movedValues } from "./state-values.ts";

/** A result may be larger than a call. */
const LIMITS = { bytesMax: BLOB_BYTES_MAX, namesMax: 100_000 };

export interface SessionRecord {
  readonly id: string;
  readonly agent: string;
  readonly user: string;
  readonly role: string;
  readonly task: string;
  readonly opened: number;
  isOpen: boolean;
  readonly calls: number[];
}

export interface PartRecord {
  readonly entry: AttestationEntry;
  readonly name: string;
  readonly at: number;
  readonly starts: number;
}

export class Chronicle {
  readonly lines: ApiEntryLine[] = [];
  readonly sessions: Map<string, SessionRecord> = new Map();
  readonly calls: Map<number, CallRecord> = new Map();
  readonly charters: CharterRecord[] = [];
  readonly reveals: ApiHealth["reveals"][number][] = [];
  /** What was pinned last. */
  lock: Lock | undefined;
  readonly parts: Map<string, PartRecord> = new Map();
  /** Calls that wait for people, by proposal. */
  readonly waiting: Set<number> = new Set();
  /** Allowed calls of which nobody knows yet what came, by proposal. */
  readonly running: Set<number> = new Set();
  readonly #identity: Identity;
  readonly #ring: Ring;
  readonly #vouching: Vouching;
  #decider: Decider;
  readonly #grants = new Map<number, { readonly user: string; readonly role: string; readonly agent: string; readonly task: string }>();
  readonly #waiters: { readonly size: number; readonly resolve: () => void }[] = [];
  /** Ledger time of the last entry. */
  at = 0;
  #isForged = false;
  /** Why it goes on no more, or knows no states. */
  trouble: Fault | undefined;

  constructor(identity: Identity, ring: Ring) {
    this.#identity = identity;
    this.#ring = ring;
    this.#vouching = new Vouching(ring);
    this.#decider = new Decider(this.#vouching.answerers);
  }

  /** Before the first entry: what stands for contents that are erased. */
  restOn(carries: readonly Carry[]): void {
    this.#decider = new Decider(this.#vouching.answerers, { carries });
  }

  get size(): number {
    return this.lines.length;
  }

  get approvers(): Approvers {
    return this.#vouching.approvers;
  }

  /** Takes the next durable entry; gives the call that it changed, if it changed one. */
  take(followed: FollowedEntry): CallRecord | undefined {
    const { index, leaf } = followed;
    const opened = this.open(followed);
    this.at = leaf.at;
    this.#fold(followed, leaf.entry.kind === "decision" ? undefined : opened);
    const line = this.#lineOf(index, leaf, opened);
    const isErased = leaf.seal !== undefined && followed.blob === undefined;
    this.lines.push(isErased && leaf.entry.kind === "proposal" ? { ...line, summary: "(erased)" } : line);
    const changed = this.#record(index, leaf, opened);
    for (const waiter of this.#waiters.splice(0)) {
      if (this.size >= waiter.size) waiter.resolve();
      else this.#waiters.push(waiter);
    }
    return changed;
  }

  /** Resolves when so many entries are taken. */
  reached(size: number): Promise<void> {
    return this.size >= size ? Promise.resolve() : new Promise((resolve) => this.#waiters.push({ size, resolve }));
  }

  /** What is sealed beside an entry, where it is sealed for the console. */
  open({ leaf, blob }: FollowedEntry): Json | undefined {
    const bytes = blob === undefined || leaf.seal === undefined ? undefined : fromBase64(blob);
    const opened = bytes === undefined ? undefined : openSealed(this.#identity, bytes, leaf.seal ?? "");
    const parsed = opened?.ok === true ? parseJson(opened.value, LIMITS) : undefined;
    return parsed?.ok === true ? parsed.value : undefined;
  }

  /** The machine of the charter in force. */
  get machine(): MachineDocument | undefined {
    return machineIn(this.charters.at(-1));
  }

  /** The charter that put a machine in force, the last where there are more: what a decision names. */
  charterOf(machine: string | undefined): CharterRecord | undefined {
    return this.charters.findLast(({ entry }) => entry.machine === machine);
  }

  /** What judges a session now, and where nobody can say, the charter in force; undefined before the first. */
  judging(session: string): Judging | undefined {
    const inForce = this.charters.at(-1);
    if (inForce === undefined) return undefined;
    const governing = this.trouble === undefined ? this.#decider.governing(session) : undefined;
    const [by = inForce, besides] = [governing?.by, governing?.besides].map((machine) => this.charterOf(machine));
    if (by === inForce && besides === undefined) return { by };
    const [as, own] = besides === undefined ? (["pinned", by] as const) : (["stricter", besides] as const);
    return { by, older: { as, name: charterName(own), inForce: charterName(inForce) } };
  }

  /** Allowed calls whose outcome nobody will say by itself: their executor has started anew, or has said so. */
  doubts(): readonly CallRecord[] {
    const epochs = new Map([...this.parts.values()].map(({ entry: { part, server, epoch } }) => [`${part} ${server ?? ""}`, epoch]));
    return [...this.running].flatMap((proposal) => {
      const call = this.calls.get(proposal);
      const warrant = call?.parking?.entry.warrant;
      const isOver = warrant !== undefined && epochs.get(`executor ${warrant.server}`) !== warrant.epoch;
      return call !== undefined && (isOver || call.outcome?.result === "unknown") ? [call] : [];
    });
  }

  /** What a session may do at ledger time `at`. */
  viewOf(session: string, at: number): SessionView | undefined {
    return this.trouble === undefined ? this.#decider.view(session, at) : undefined;
  }

  /** The states that a session may be in, by the charter that judges it; undefined where nobody can say. */
  statesOf(session: string): readonly Int32Array[] | undefined {
    return this.trouble === undefined ? this.#decider.states(session, this.at) : undefined;
  }

  /** Where nobody vouches for an entry, nothing after it counts; where only the decider's fold ends, who answers is still known. */
  #fold({ index, leaf }: FollowedEntry, opened: Json | undefined): void {
    if (this.#isForged) return;
    const vouched = this.#vouching.take(leaf);
    this.#isForged = !vouched.ok;
    const hash = leafHash(Buffer.from(leafText(leaf), "utf8"));
    const folded = vouched.ok && this.trouble === undefined ? this.#decider.fold({ index, leaf, hash, opened }) : vouched;
    if (!folded.ok) this.trouble ??= folded.fault;
  }

  #record(index: number, leaf: Leaf, opened: Json | undefined): CallRecord | undefined {
    const { entry, at, session = "", by } = leaf;
    const content = isJsonObject(opened ?? null) ? (opened as { readonly [member: string]: Json }) : {};
    switch (entry.kind) {
      case "attestation":
        return this.#recordStart(entry, by, at);
      case "charter":
        this.charters.push({ index, at, by, entry, content: opened });
        return undefined;
      case "pin":
        this.lock = lockOf(opened);
        return undefined;
      case "grant": {
        const { user, role, agent } = entry;
        this.#grants.set(index, { user, role, agent, task: typeof content["task"] === "string" ? content["task"] : "" });
        return undefined;
      }
      case "reveal":
        this.reveals.push({ at, viewer: entry.viewer, entry: entry.entry, place: String(content["place"] ?? "(sealed)") });
        return undefined;
      case "session": {
        const grant = entry.grant === undefined ? undefined : this.#grants.get(entry.grant);
        const { user = "", role = "unknown", task = "" } = grant?.agent === entry.agent ? grant : {};
        const known = this.sessions.get(session);
        if (known === undefined)
          this.sessions.set(session, { id: session, agent: entry.agent, user, role, task, opened: at, isOpen: true, calls: [] });
        else if (entry.ended === true) known.isOpen = false;
        return undefined;
      }
      case "proposal":
        return this.#propose(index, leaf, opened);
      case "decision":
        return this.#decide(index, leaf, entry, explanationOf(entry, opened));
      case "countersignature":
      case "refusal":
        return this.#change(entry.proposal, (call) => {
          call.second = entry.kind === "countersignature" ? "agrees" : "refuses";
          if (entry.kind !== "refusal") return;
          this.waiting.delete(entry.proposal);
          this.running.delete(entry.proposal);
        });
      case "rehearsal": {
        const { code, decision } = entry;
        return this.#change(entry.proposal, (call) => {
          if (call.parking?.index !== decision) return;
          call.rehearsal = { entry: index, found: rehearsalFrom(opened), ...(code === undefined ? {} : { code }) };
        });
      }
      case "outcome":
        if (entry.result !== "unknown") this.running.delete(entry.proposal);
        return this.#change(entry.proposal, (call) => {
          const { result, durationMs, code } = entry;
          call.outcome = { entry: index, result, durationMs, ...(code === undefined ? {} : { code }) };
          call.state = this.#stateOf(call.session);
        });
      default:
        if (entry.kind === "discard") this.running.delete(entry.proposal);
        return isAnswer(entry) ? this.#change(entry.proposal, (call) => call.given.push(this.#answerOf(index, leaf))) : undefined;
    }
  }

  #recordStart(entry: AttestationEntry, by: string, at: number): undefined {
    const before = this.parts.get(by);
    this.parts.set(by, { entry, name: this.nameOf(by), at, starts: (before?.starts ?? 0) + 1 });
  }

  #propose(index: number, { at, session = "" }: Leaf, opened: Json | undefined): CallRecord {
    const owner = this.sessions.get(session);
    const call = new CallRecord({
      proposal: index,
      session,
      agent: owner?.agent ?? "",
      user: owner?.user ?? "",
      at,
      opened,
    });
    this.calls.set(index, call);
    owner?.calls.push(index);
    return call;
  }

  #decide(index: number, leaf: Leaf, entry: DecisionEntry, explanation: Explanation | undefined): CallRecord | undefined {
    if (entry.same !== undefined) this.#change(entry.same, (same) => (same.asked += 1));
    return this.#change(entry.proposal, (call) => {
      const shown = toHex(leafHash(Buffer.from(leafText(leaf), "utf8")));
      call.decide({ index, at: leaf.at, entry, explanation, shown, then: circumstancesOf(this, call) });
      call.state = this.#stateOf(call.session);
      if (entry.parked === undefined) this.waiting.delete(entry.proposal);
      else this.waiting.add(entry.proposal);
      if (entry.warrant !== undefined) this.running.add(entry.proposal);
    });
  }

  #change(proposal: number, change: (call: CallRecord) => void): CallRecord | undefined {
    const call = this.calls.get(proposal);
    if (call !== undefined) change(call);
    return call;
  }

  #answerOf(index: number, { entry, at, by }: Leaf): ApiGivenAnswer {
    const approver = this.approvers.find(by);
    const { kind, role } = isAnswer(entry) ? entry : { kind: "approval" as const, role: "" };
    return { entry: index, kind, person: approver?.person ?? by, role, at, renderer: approver?.renderer ?? by };
  }

  /** What has left its first value, where nobody doubts which state holds. */
  #stateOf(session: string): CallRecord["state"] {
    const machine = machineIn(this.judging(session)?.by);
    return machine === undefined ? [] : movedValues(machine, this.statesOf(session) ?? []);
  }

  /** What a key is called in the ring or by the authors. */
  nameOf(key: string): string {
    return this.#ring.identities.find(({ identity }) => identity.id === key)?.identity.name ?? this.approvers.find(key)?.person ?? key;
  }

  #lineOf(index: number, { at, entry, by, session, number }: Leaf, opened: Json | undefined): ApiEntryLine {
    return {
      index,
      at,
      kind: entry.kind,
      by,
      byName: this.nameOf(by),
      ...(session === undefined ? {} : { session }),
      ...(number === undefined ? {} : { number }),
      summary: summaryOf(entry, entry.kind === "proposal" && opened !== undefined ? maskSecrets(opened) : opened),
    };
  }
}

function lockOf(opened: Json | undefined): Lock | undefined {
  const lock = opened === undefined ? undefined : lockFromJson(opened);
  return lock?.ok === true ? lock.value : undefined;
}
