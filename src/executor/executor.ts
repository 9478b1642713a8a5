/**
 * The executor of one tool server: the only holder of its connection. It acts on nothing but a warrant that it has verified itself, sends
 * exactly the call that was judged, once, to the session's own server process, and records what came of it before anyone hears of it.
 */
import { canonicalBytes, canonicalize, type Identity, type Json, type Ring } from "../crypto/index.ts";
import { type PinnedServer, Vouching } from "../execution/index.ts";
import { type Fault, fail, type Result } from "../fault/index.ts";
import type { CosignedHead, Index, Leaf, OutcomeEntry, SealedResult, SessionEntry, Warrant } from "../ledger/index.ts";
import type { Evidence } from "../witness/index.ts";
import { Asks } from "./asks.ts";
import { executedCall } from "./executed-call.ts";
import type { ExecutorCode } from "./faults.ts";
import { evidenceOf } from "./keep-evidence.ts";
import { DOUBTS_MAX, ENDED_SESSIONS_MAX, RESULT_BYTES_MAX } from "./limits.ts";
import { type Appender, Recorder } from "./recorder.ts";
import { Rehearsals, type RehearsalsOptions } from "./rehearsal/rehearsals.ts";
import type { Reply } from "./reply.ts";
import type { Launch } from "./sandbox.ts";
import type { ScopeUses } from "./scope-uses.ts";
import { type RunningServer, SessionServer, type StartServer } from "./session-server.ts";
import { SpentNonces } from "./spent-nonces.ts";
import { driftDetails, driftOf, type ToolList } from "./tool-list.ts";
import { Unrecorded } from "./unrecorded.ts";
import { type Head, type Shown, verifyCosigned, verifyHead } from "./verify-head.ts";
import { type VerifiedWarrant, verifyDefinition, verifyParked, verifyWarrant } from "./verify-warrant.ts";
import { Witnessing, type WitnessTerms } from "./witnessing.ts";

export interface ExecutorOptions {
  readonly server: string;
  readonly identity: Identity;
  readonly ring: Ring;
  /** New at each start; 128 bits in hex. */
  readonly epoch: string;
  readonly pins: PinnedServer;
  readonly launch: Launch;
  readonly folder: string;
  readonly callMs: number;
  /** Server processes at once. */
  readonly sessionsMax: number;
  /** The first argument that leads to a file of Interlock's own, whatever links lead there. */
  readonly reached: (args: Json) => string | undefined;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly onWords: (line: string) => void;
  /** Who must have seen the ledger lately; nobody, where it is absent. */
  readonly witnesses?: WitnessTerms;
  /** How often answers that count more than once were used, by earlier starts too. */
  readonly uses: ScopeUses;
  /** The last head that an earlier start has seen. */
  readonly head: Head | undefined;
  /** Hears of each new head. */
  readonly onHead: (head: Head) => void;
  /** How a parked call is tried, and where; absent where its server's calls are not. */
  readonly rehearsals?: Pick<RehearsalsOptions, "folder" | "rehearse">;
  /** Starts a session's server; its own process where none is given. */
  readonly start?: StartServer;
  /**
   * The ledger convicts itself: serve it no more; with what shows that it has forked. Codes: `executor/ledger-forked`,
   * `…/checkpoint-refused`, `…/entry-forged`.
   */
  readonly onConviction: (fault: Fault<ExecutorCode>, evidence?: Evidence) => void;
}

interface Session {
  readonly entry: SessionEntry;
  /** The start of its server, and the server once it runs. */
  starting: Promise<Result<RunningServer, ExecutorCode>> | undefined;
  server: RunningServer | undefined;
  usedMs: number;
  /** Calls that need its server, from before it has started until their outcome is known: so long it is not ended. */
  calls: number;
  hasEnded: boolean;
}

/** Refusals of a genuine, unspent warrant: nothing was executed, and the ledger should say so. */
const PROVABLY_FAILED: ReadonlySet<ExecutorCode> = new Set([
  "executor/clock-skewed",
  "executor/warrant-expired",
  "executor/nonces-full",
  "executor/call-mismatch",
  "executor/definition-drifted",
  "executor/out-of-reach",
  "executor/approval-missing",
  "executor/approval-refused",
  "executor/uses-not-kept",
]);

export class Executor {
  readonly #options: ExecutorOptions;
  readonly #recorder: Recorder;
  readonly #asks: Asks;
  readonly #rehearsals: Rehearsals | undefined;
  readonly #nonces = new SpentNonces();
  readonly #vouching: Vouching;
  readonly #witnessing: Witnessing | undefined;
  readonly #sessions = new Map<string, Session>();
  readonly #inFlight = new Set<Index>();
  readonly #unrecorded = new Unrecorded();
  /** Calls whose outcome is recorded as unknown. */
  readonly #doubts = new Map<Index, { readonly session: string; readonly decision: Index }>();
  readonly #startedMs: number;
  #head: Head | undefined;
  #nowMs = 0;
  #unreached: Fault<ExecutorCode> | undefined;
  /** What the last drift entry said, as canonical text. */
  #reported: string | undefined;

  constructor(options: ExecutorOptions, appender: Appender) {
    this.#options = options;
    this.#recorder = new Recorder(appender, options.ring);
    this.#asks = new Asks(options.server, this.#recorder, options.identity, options.ring, () => this.#now());
    this.#vouching = new Vouching(options.ring);
    this.#witnessing = options.witnesses === undefined ? undefined : new Witnessing(options.witnesses);
    this.#startedMs = this.#now();
    this.#head = options.head;
    const { server, onWords, rehearsals } = options;
    const record: RehearsalsOptions["record"] = (session, entry, content) => this.#recorder.review(session, entry, content);
    this.#rehearsals = rehearsals === undefined ? undefined : new Rehearsals({ ...rehearsals, server, onWords, record });
  }

  /**
   * Takes a session's entry: a new session starts its server at once, an old one when it is called. When it ends, so
   * does its server; a call that people approve afterwards starts it once more.
   */
  takeSession(name: string, entry: SessionEntry, atMs: number): void {
    const known = this.#sessions.get(name);
    if (entry.ended === true && known !== undefined) {
      known.hasEnded = true;
      this.#closeEnded(known);
      return this.#forgetOldest();
    }
    this.#sessions.set(name, { entry, starting: undefined, server: undefined, usedMs: atMs, calls: 0, hasEnded: false });
    if (atMs >= this.#startedMs) void this.#serverOf(name);
  }

  /** Takes an entry that says who answers for people, or a decision or an outcome about what the server asked. */
  takeEntry(leaf: Leaf, blob: string | undefined): void {
    const { kind } = leaf.entry;
    if (kind !== "charter" && kind !== "pin" && kind !== "approver") return this.#asks.take(leaf, blob);
    const vouched = this.#vouching.take(leaf);
    if (!vouched.ok) this.#options.onConviction(fail("executor/entry-forged", vouched.fault.message, { cause: vouched.fault }).fault);
  }

  /** Takes a warrant. Resolves when its outcome is appended, or when it was refused without a trace to leave. */
  async takeWarrant(warrant: Warrant): Promise<void> {
    const head = this.#seeHead(warrant);
    if (head === undefined) return;
    const { ring, identity, server, epoch } = this.#options;
    const { approvers } = this.#vouching;
    const context = { ring, identity, server, epoch, nowMs: this.#now(), nonces: this.#nonces, approvers, uses: this.#options.uses };
    const verified = verifyWarrant(warrant, head, context);
    if (!verified.ok) return await this.#refuse(warrant, verified.fault);
    this.#nonces.spend(verified.value.nonce, verified.value.expires);
    const kept = this.#options.uses.spend(verified.value.proposal, verified.value.scoped, this.#now());
    if (!kept.ok) return await this.#refuse(warrant, kept.fault);
    this.#inFlight.add(verified.value.proposal);
    const startedMs = this.#now();
    const session = this.#sessions.get(verified.value.session);
    if (session !== undefined) session.calls += 1;
    const reply = await this.#execute(verified.value);
    if (session !== undefined) session.calls -= 1;
    await this.#recordOutcome(verified.value, reply, this.#now() - startedMs);
    this.#inFlight.delete(verified.value.proposal);
    if (session?.hasEnded === true) this.#closeEnded(session);
  }

  /** Takes the papers of a call that waits for people. Resolves when what it would do is said, or is not looked at. */
  async takeParked(papers: Warrant): Promise<void> {
    const head = this.#seeHead(papers);
    if (head === undefined) return;
    const { ring, identity, server, onWords } = this.#options;
    const parked = verifyParked(papers, head, { ring, identity, server });
    if (!parked.ok) return onWords(`t${papers.proposal.index} is not rehearsed, ${parked.fault.code}: ${parked.fault.message}`);
    const session = this.#sessions.get(parked.value.session);
    if (session !== undefined) await this.#rehearsals?.take(parked.value, session.entry);
  }

  /** Takes a head that witnesses have cosigned. One that does not fit what was seen before convicts the ledger. */
  takeWitnessed(shown: CosignedHead): void {
    const head = verifyCosigned(shown, this.#options.ring, this.#head);
    if (!head.ok) return this.#convict(head.fault, shown);
    this.#witnessing?.take(head.value.size, shown.checkpoint, this.#now());
    if (this.#head !== undefined && head.value.size < this.#head.size) return;
    this.#head = head.value;
    this.#options.onHead(head.value);
  }

  /** Why no warrant would be acted on now, if none would. Codes: `executor/not-witnessed`, `executor/outcome-unrecorded`. */
  whyNot(): Fault<ExecutorCode> | undefined {
    return this.#unrecorded.whyNot(this.#now()) ?? this.#witnessing?.whyNot(this.#head?.size ?? 0, this.#now());
  }

  /** Why the server could not be started when that was last tried, or ended by itself; the next call tries again. */
  get unreached(): Fault<ExecutorCode> | undefined {
    return this.#unreached;
  }

  /** Whether no server runs. */
  get isIdle(): boolean {
    return [...this.#sessions.values()].every(({ starting }) => starting === undefined);
  }

  /** Ends every server. */
  close(): void {
    for (const { server } of this.#sessions.values()) server?.close();
  }

  /** The head that some papers name, from now on the last that was seen; undefined where it convicts the ledger. */
  #seeHead(papers: Warrant): Head | undefined {
    const head = verifyHead(papers, this.#options.ring, this.#head);
    if (!head.ok) {
      this.#convict(head.fault, papers);
      return undefined;
    }
    if (head.value !== this.#head) this.#options.onHead(head.value);
    this.#head = head.value;
    return head.value;
  }

  #convict(fault: Fault<ExecutorCode>, shown: Shown): void {
    const seen = fault.code === "executor/ledger-forked" ? this.#head : undefined;
    this.#options.onConviction(fault, seen === undefined ? undefined : evidenceOf(seen, shown));
  }

  async #execute(verified: VerifiedWarrant): Promise<Reply> {
    const call = executedCall(verified);
    if (!call.ok) return { is: "fault", sent: false, fault: call.fault };
    const running = await this.#serverOf(verified.session);
    if (!running.ok) return { is: "fault", sent: false, fault: running.fault };
    const reached = this.#options.reached(call.value.args);
    if (reached !== undefined) {
      const message = `\`${reached}\` leads to a file of Interlock's own`;
      return { is: "fault", sent: false, fault: { code: "executor/out-of-reach", message } };
    }
    const refusal = this.whyNot();
    if (refusal !== undefined) return { is: "fault", sent: false, fault: refusal };
    const served = verifyDefinition(verified, running.value.servedDigest(verified.call.tool), this.#now());
    if (!served.ok) return { is: "fault", sent: false, fault: served.fault };
    return await running.value.execute(verified.proposal, call.value);
  }

  async #recordOutcome({ session, proposal, decision }: VerifiedWarrant, reply: Reply, durationMs: number): Promise<void> {
    const entry = { kind: "outcome", proposal, decision, epoch: this.#options.epoch, durationMs } as const;
    if (reply.is === "fault") {
      const { code, message } = reply.fault;
      if (reply.sent) this.#doubt(proposal, { session, decision });
      else this.#options.uses.giveBack(proposal);
      this.#options.onWords(`${code}: ${message}`);
      return await this.#append(session, { ...entry, result: reply.sent ? "unknown" : "failed", code });
    }
    const content = canonicalBytes(contentOf(reply.answer));
    if (content.length > RESULT_BYTES_MAX)
      return await this.#append(session, { ...entry, result: "unknown", code: "executor/answer-refused" });
    await this.#append(session, { ...entry, result: "returned" }, content);
  }

  /** A warrant that does not hold. Only where it is genuine, unspent and not under way can the ledger be told that nothing happened. */
  async #refuse(warrant: Warrant, fault: Fault<ExecutorCode>): Promise<void> {
    this.#options.onWords(`warrant for t${warrant.proposal.index} refused, ${fault.code}: ${fault.message}`);
    const { index, leaf } = warrant.decision;
    const session = leaf.session;
    if (!PROVABLY_FAILED.has(fault.code) || session === undefined || this.#inFlight.has(warrant.proposal.index)) return;
    const { epoch } = this.#options;
    await this.#append(session, {
      kind: "outcome",
      proposal: warrant.proposal.index,
      decision: index,
      result: "failed",
      code: fault.code,
      epoch,
      durationMs: 0,
    });
  }

  async #append(session: string, entry: OutcomeEntry, content?: Uint8Array): Promise<void> {
    this.#unrecorded.say(entry.proposal, this.#now());
    const appended = await this.#recorder.record(session, entry, content);
    this.#unrecorded.settle(entry.proposal);
    if (!appended.ok) this.#options.onWords(`the outcome of t${entry.proposal} could not be recorded: ${appended.fault.message}`);
  }

  /** A server's answer to a call whose outcome is recorded as unknown: kept as evidence, delivered to nobody. */
  async #recordLate(proposal: Index, answer: SealedResult): Promise<void> {
    const doubt = this.#doubts.get(proposal);
    if (doubt === undefined) return;
    this.#doubts.delete(proposal);
    const { session, decision } = doubt;
    const entry = {
      kind: "outcome",
      proposal,
      decision,
      result: "returned",
      code: "executor/answer-late",
      epoch: this.#options.epoch,
      durationMs: 0,
    } as const;
    await this.#append(session, entry, canonicalBytes(contentOf(answer)));
  }

  #doubt(proposal: Index, about: { readonly session: string; readonly decision: Index }): void {
    this.#doubts.set(proposal, about);
    const [oldest] = this.#doubts.keys();
    if (this.#doubts.size > DOUBTS_MAX && oldest !== undefined) this.#doubts.delete(oldest);
  }

  /** Says what the server really serves, at the first look and whenever that changes. */
  async #reportDrift(served: ToolList): Promise<void> {
    const { server, pins } = this.#options;
    const tools = driftOf(server, pins, served);
    const text = canonicalize(tools);
    if (text === this.#reported) return;
    this.#reported = text;
    const reported = await this.#recorder.report({ kind: "drift", server, tools }, driftDetails(pins, served, tools));
    if (!reported.ok) this.#options.onWords(`drift could not be recorded: ${reported.fault.message}`);
  }

  /** The session's server, started if it does not run. */
  async #serverOf(name: string): Promise<Result<RunningServer, ExecutorCode>> {
    const session = this.#sessions.get(name);
    if (session === undefined) return fail("executor/session-unknown", "the session has ended, or never began");
    session.usedMs = this.#now();
    if (session.starting !== undefined) return await session.starting;
    if (!this.#makeRoom()) return fail("executor/sessions-full", `${this.#options.sessionsMax} servers run, and every one is busy`);
    session.starting = this.#start(name, session);
    const started = await session.starting;
    this.#unreached = started.ok ? undefined : started.fault;
    if (started.ok) session.server = started.value;
    else {
      session.starting = undefined;
      this.#options.onWords(`${started.fault.code}: ${started.fault.message}`);
    }
    return started;
  }

  #start(name: string, session: Session): Promise<Result<RunningServer, ExecutorCode>> {
    const { server, pins, launch, folder, callMs, onWords, start = SessionServer.start } = this.#options;
    const starting = start({ session: name, server, entry: session.entry, pins, launch, folder, callMs }, this.#asks, {
      onTools: (tools) => void this.#reportDrift(tools),
      onLate: (call, answer) => void this.#recordLate(call, answer),
      onEnd: (fault) => {
        // Whom this executor has ended is no server any more, and another one may have its place.
        if (session.starting !== starting) return;
        if (session.server !== undefined && !session.hasEnded) this.#unreached = fault;
        session.starting = undefined;
        session.server = undefined;
        if (!session.hasEnded) onWords(`${fault.code}: ${fault.message}`);
      },
      onWords,
    });
    return starting;
  }

  /** Ends the server of a session whose client has left, once nothing is under way or about to be. */
  #closeEnded(session: Session): void {
    const { starting } = session;
    void starting?.then((started) => {
      const isNeeded = session.starting !== starting || session.calls > 0;
      if (!started.ok || isNeeded || started.value.callsInFlight > 0) return;
      started.value.close();
      session.starting = undefined;
      session.server = undefined;
    });
  }

  #forgetOldest(): void {
    const ended = [...this.#sessions].filter(([, { hasEnded }]) => hasEnded);
    const [oldest] = ended;
    if (oldest !== undefined && ended.length > ENDED_SESSIONS_MAX) this.#sessions.delete(oldest[0]);
  }

  /** Whether one server more may run: where none may, the one that was idle longest ends. */
  #makeRoom(): boolean {
    const running = [...this.#sessions.values()].filter(({ starting }) => starting !== undefined);
    if (running.length < this.#options.sessionsMax) return true;
    const isIdle = ({ server, calls }: Session): boolean => calls === 0 && server?.callsInFlight === 0;
    const [idle] = running.filter(isIdle).sort((a, b) => a.usedMs - b.usedMs);
    if (idle === undefined) return false;
    idle.server?.close();
    idle.server = undefined;
    idle.starting = undefined;
    return true;
  }

  /** A clock that never goes back, however the system's is set. */
  #now(): number {
    this.#nowMs = Math.max(this.#nowMs, this.#options.clock());
    return this.#nowMs;
  }
}

function contentOf(answer: SealedResult): Json {
  return "error" in answer ? { error: { ...answer.error } } : { result: answer.result };
}
