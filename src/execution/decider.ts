/**
 * The decider as a pure fold: it takes the ledger's entries one by one and says which decisions follow from them.
 * Nothing else enters: no clock, no randomness, no file. So a restart folds the same prefix to the same state, and a recorded
 * decision that its prefix does not lead to is found.
 */
import { canonicalize, type Json, toHex } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import {
  type AnswerEntry,
  type DecisionEntry,
  type ErasureEntry,
  Frontier,
  type GrantEntry,
  type Index,
  type Leaf,
  type OutcomeEntry,
  type ProposalEntry,
  type RefusalEntry,
  type SessionView,
} from "../ledger/index.ts";
import { Asks } from "./approvals/asks.ts";
import { Containments } from "./approvals/containments.ts";
import { type Answerers, answerCounts, answersThatSuffice, obligationsOf, parkedBy, voteOf } from "./approvals/obligations.ts";
import { ScopedApprovals } from "./approvals/scoped-approvals.ts";
import { whatChanged } from "./approvals/what-changed.ts";
import { type Call, CallRegister, isOwner, type Parked, type Running } from "./calls/call-register.ts";
import { readResult } from "./calls/sealed-content.ts";
import { type DecisionTerms, emittedDecision } from "./decision/emitted-decision.ts";
import { ticketOf } from "./decision/explain.ts";
import { judgeCall, type Today, terminalsEverywhere } from "./decision/judge-call.ts";
import { proposedCall } from "./decision/proposed-call.ts";
import { refusedEarly } from "./decision/refused-early.ts";
import { SessionViews, viewOf } from "./decision/session-views.ts";
import { warrantTerms } from "./decision/warrant-terms.ts";
import { CarriedCalls } from "./erasure/carried-calls.ts";
import type { Carry } from "./erasure/carry.ts";
import { callOf, type Watch } from "./erasure/watch.ts";
import type { ExecutionCode } from "./faults.ts";
import type { Emitted, Folded } from "./folded.ts";
import { denied, type Judgement } from "./judging/judge.ts";
import { serverOf } from "./lock.ts";
import { World } from "./world.ts";

type Cited = Pick<DecisionTerms, "answers">;

export class Decider {
  readonly #answerers: Answerers;
  readonly #frontier = new Frontier();
  readonly #world: World;
  readonly #calls = new CallRegister();
  readonly #scoped = new ScopedApprovals();
  readonly #asks = new Asks();
  readonly #containments = new Containments((key) => this.#answerers.of(key));
  /** Decisions that follow from the prefix and are not recorded yet, in order. */
  #unrecorded: Emitted[] = [];
  readonly #told = new SessionViews();
  readonly #carried: CarriedCalls;
  readonly #watch: Watch | undefined;

  /** `answerers`: as of the entries that were folded; `carries`: what stands for the contents that are erased. */
  constructor(answerers: Answerers, { carries = [], watch }: { readonly carries?: readonly Carry[]; readonly watch?: Watch } = {}) {
    this.#answerers = answerers;
    this.#watch = watch;
    this.#world = new World(watch);
    const [world, calls, asks] = [this.#world, this.#calls, this.#asks];
    this.#carried = new CarriedCalls(carries, { world, calls, asks });
  }

  /** How many entries have been folded. */
  get size(): number {
    return this.#frontier.size;
  }

  /** Decisions that follow from the prefix but are not in it: what a restart has to append. */
  get unrecorded(): readonly Emitted[] {
    return this.#unrecorded;
  }

  /** Takes the next entry; gives the decisions that follow from it. A fault means that this decider must stop. */
  fold(folded: Folded): Result<readonly Emitted[], ExecutionCode> {
    this.#frontier.append(folded.hash);
    const before = this.#unrecorded.length;
    const { entry } = folded.leaf;
    // Before the watch looks on: every fold reads this from the leaves, so no carry says it.
    const freed = this.#containments.take(folded, this.#world.session(folded.leaf.session)?.owner);
    if (freed !== undefined) this.#world.charters.each((state) => state.endContainment(freed, folded.leaf.at));
    if (entry.kind === "decision") return this.#record(folded, entry);
    this.#world.heard.take(folded, this.#world.session(folded.leaf.session)?.owner, this.#calls);
    this.#watch?.begin(folded.index, callOf(folded.index, entry));
    const result = this.#carried.take(folded) ? ok(undefined) : this.#react(folded);
    this.#watch?.end(entry.kind === "proposal" ? this.#world.session(folded.leaf.session)?.owner : undefined, this.#calls);
    return result.ok ? ok(this.#unrecorded.slice(before)) : result;
  }

  /** What changed since the last call for sessions: admissible tools, containment, open doubts. */
  views(atMs: number): readonly SessionView[] {
    return this.#told.news(this.#world.openSessions().flatMap(({ id }) => this.view(id, atMs) ?? []));
  }

  /** What one session may do at ledger time `atMs`; undefined where there is none. */
  view(session: string, atMs: number): SessionView | undefined {
    const open = this.#world.session(session);
    return open === undefined ? undefined : viewOf(open, this.#world, this.#calls, atMs);
  }

  /** The states that a session may be in; undefined where they are too many, or there is no such session. */
  states(session: string, atMs: number): readonly Int32Array[] | undefined {
    const owner = this.#world.session(session)?.owner;
    return owner === undefined ? undefined : this.#world.charters.of(session)?.by.state.states(owner, atMs);
  }

  /** Which machines judge a session, by digest: `besides` must not be more severe. Undefined where its own is kept no longer. */
  governing(session: string): { readonly by: string; readonly besides?: string } | undefined {
    const governing = this.#world.charters.of(session);
    if (governing === undefined) return undefined;
    const { by, besides } = governing;
    return { by: by.digest, ...(besides === undefined ? {} : { besides: besides.digest }) };
  }

  #react(folded: Folded): Result<void, ExecutionCode> {
    const { leaf, opened } = folded;
    const { entry } = leaf;
    switch (entry.kind) {
      case "attestation":
        this.#world.applyAttestation(entry, leaf.by);
        if (entry.part === "executor" && entry.server !== undefined) this.#voidEpochs(folded, entry.server, entry.epoch);
        return ok(undefined);
      case "charter":
        this.#scoped.clear();
        return this.#world.applyCharter(entry, opened);
      case "pin":
        return this.#world.applyPins(entry, opened);
      case "drift":
        this.#world.applyDrift(entry);
        return ok(undefined);
      case "grant":
        this.#hearGrant(folded, entry);
        return ok(undefined);
      case "session": {
        const { session, fresh, first } = this.#world.applySession(leaf.session ?? "", entry, leaf.at);
        this.#world.charters.each((state) => {
          if (fresh) state.refresh(session.owner);
          if (first) state.hear(session.owner, session.words, `grant of session ${session.id}`);
        });
        return ok(undefined);
      }
      case "proposal":
        this.#propose(folded, entry);
        return ok(undefined);
      case "outcome":
        this.#settleOutcome(leaf, entry, opened);
        return ok(undefined);
      case "approval":
      case "rejection":
      case "release":
      case "discard":
        this.#settleAnswer(folded, entry);
        return ok(undefined);
      case "refusal":
        this.#settleRefusal(entry, leaf.at);
        return ok(undefined);
      case "timer":
        this.#expire(entry.proposal, leaf.at);
        return ok(undefined);
      case "decision":
      case "countersignature":
      case "rehearsal":
      case "approver":
      case "reveal":
      case "carry":
        return ok(undefined);
      case "erasure":
        return this.#endContext(entry);
    }
  }

  #endContext(owner: ErasureEntry): Result<void, ExecutionCode> {
    this.#world.endContext(owner);
    this.#world.charters.each((state) => state.refresh(owner));
    this.#calls.forgetFinished(owner);
    return ok(undefined);
  }

  #expire(proposal: Index, atMs: number): void {
    const call = this.#calls.get(proposal);
    if (call?.phase.is !== "parked") return;
    this.#finish(call, denied(call.phase.parked.verdict === "quarantine" ? "hold/expired" : "approval/expired"), atMs);
  }

  /** Words for a session that is open are heard at once; any others when the grant opens one. */
  #hearGrant({ index, leaf, opened }: Folded, grant: GrantEntry): void {
    const words = this.#world.applyGrant(index, grant, leaf.seal, opened);
    const owner = { agent: grant.agent, user: grant.user };
    const isOpen = this.#world.openSessions().some((session) => isOwner(session.owner, owner));
    if (isOpen && grant.expires > leaf.at) this.#world.charters.each((state) => state.hear(owner, words, `entry ${index}`));
  }

  /** A recorded decision must be the next one that the prefix leads to. */
  #record({ index, leaf, hash }: Folded, entry: DecisionEntry): Result<readonly Emitted[], ExecutionCode> {
    if (this.#carried.has(entry.proposal)) return ok([]);
    const place = this.#unrecorded.findIndex((emitted) => emitted.entry.proposal === entry.proposal);
    const expected = this.#unrecorded[place];
    if (expected === undefined || canonicalize(expected.entry as unknown as Json) !== canonicalize(entry as unknown as Json)) {
      return fail("execution/replay-diverged", `entry ${index} decides \`${entry.verdict}\`, which its prefix does not lead to`, {
        remedy: "run `interlock audit`: the ledger, the charter or this program is not the one that decided",
      });
    }
    this.#unrecorded.splice(place, 1);
    const phase = this.#calls.get(entry.proposal)?.phase;
    if (phase?.is === "parked") phase.parked.decision = { index, hash: toHex(hash) };
    return leaf.session === expected.session ? ok([]) : fail("execution/replay-diverged", `entry ${index} names another session`);
  }

  #propose(folded: Folded, proposal: ProposalEntry): void {
    const { leaf } = folded;
    const session = this.#world.session(leaf.session);
    const { call, named, isWhole } = proposedCall(folded, proposal, session, this.#world);
    const { from } = call;
    const early = refusedEarly(this.#world, { ...call, args: named }, { session, isWhole, atMs: leaf.at });
    if (early !== undefined) return this.#emit(call, early, leaf.at);
    const same = from === "agent" ? this.#calls.sameAs(call.owner, call.digest) : undefined;
    if (same !== undefined) return this.#returnTicket(call, same, leaf.at);
    if (this.#calls.isFull(call.owner)) return this.#emit(call, denied("call/too-many-open"), leaf.at);
    const [judgement, cited] = this.#judgeScoped(call, { session, atMs: leaf.at });
    this.#conclude(call, judgement, leaf.at, cited);
  }

  #judge(call: Call, under: Today): Judgement {
    return judgeCall(call, this.#world, under);
  }

  /** Judges a call; one that would be parked is allowed where answers that still stand discharge just what would park it. */
  #judgeScoped(call: Call, today: Today): [Judgement, Cited?] {
    const judgement = this.#judge(call, today);
    const count = { user: call.owner.user, atMs: today.atMs, answererOf: this.#answerers.of };
    const served = this.#world.definitionOf(call.tool)?.served ?? "";
    const found = call.from === "agent" ? this.#scoped.find(call, judgement, served, count) : undefined;
    if (found === undefined) return [judgement];
    const again = this.#judge(call, { ...today, parked: { clauses: new Set(judgement.clauses), reasons: new Set() } });
    if (again.verdict !== "allow") return [judgement];
    this.#scoped.use(call.proposal, found.answers);
    return [{ ...again, codes: ["approval/scoped", ...again.codes], detail: found.words }, { answers: found.answers }];
  }

  /** Turns a judgement into the state change and the decision that follow from it; `cited`: the answers that an allow rests on. */
  #conclude(call: Call, judgement: Judgement, atMs: number, cited: Cited = {}): void {
    const by = this.#world.charters.of(call.session)?.by;
    if (by === undefined || judgement.verdict === "deny") return this.#finish(call, judgement, atMs);
    const { machine, digest } = by;
    if (judgement.verdict === "allow") {
      const today = { session: this.#world.session(call.session), atMs };
      const terminals = terminalsEverywhere(call, this.#world, today, { by, found: judgement });
      this.#world.charters.each((state) => {
        state.allow(call.owner, atMs, call, terminals);
        if (call.from === "agent") state.send(call.owner, call.tool, call.args);
      });
      return this.#start(call, judgement, terminals, atMs, cited);
    }
    const terms = obligationsOf(machine, judgement, atMs);
    const ask = { ...call.owner, roles: terms.roles, atMs };
    const excess = this.#asks.excess(machine, ask, { calls: this.#calls.all(), people: this.#answerers.all() });
    if (excess !== undefined && judgement.verdict === "escalate") return this.#finish(call, denied(excess.code, excess.words), atMs);
    if (judgement.verdict === "quarantine") this.#world.charters.each((state) => state.contain(call.owner, atMs));
    const under = { machine: digest, definition: this.#world.definitionOf(call.tool)?.served ?? "" };
    call.phase = { is: "parked", parked: parkedBy(judgement, terms, under) };
    this.#asks.note(ask);
    this.#calls.keep(call);
    this.#emit(call, judgement, atMs, { parked: terms });
  }

  /** An allowed call: to the executor under a warrant, or, if a server asked, to the agent. */
  #start(call: Call, judgement: Judgement, terminals: Running["terminals"], atMs: number, cited: Cited): void {
    const executor = this.#world.executorOf(call.tool);
    const server = serverOf(call.tool);
    const running: Running = { server, epoch: executor?.epoch ?? "", terminals };
    if (call.from === "server") {
      this.#world.charters.each((state) => {
        state.settle(call.proposal);
        state.observe(call.owner, atMs, running, call.tool, "ok");
      });
      this.#calls.forget(call.proposal);
      return this.#emit(call, judgement, atMs, cited);
    }
    if (call.phase.is === "parked") this.#scoped.stand(call, call.phase.parked, atMs);
    call.phase = { is: "running", running, asked: call.phase.is === "parked" };
    this.#calls.keep(call);
    const definition = this.#world.definitionOf(call.tool)?.served ?? "";
    const target = { executor: executor?.id ?? "", definition, root: this.#frontier.root(), atMs };
    this.#emit(call, judgement, atMs, { ...cited, warrant: warrantTerms(call, running, target) });
  }

  #returnTicket(call: Call, same: Call, atMs: number): void {
    const { phase } = same;
    const verdict =
      phase.is === "parked" ? phase.parked.verdict : phase.is === "finished" ? phase.verdict : phase.is === "doubt" ? "deny" : "allow";
    const codes = phase.is === "finished" ? ["call/same", ...phase.codes] : ["call/same"];
    this.#emit(call, { verdict, codes, clauses: [], actions: [], terminals: [] }, atMs, { same: same.proposal });
    if (phase.is === "finished") this.#calls.forget(same.proposal);
  }

  #settleOutcome(leaf: Leaf, entry: OutcomeEntry, opened: Json | undefined): void {
    const call = this.#calls.get(entry.proposal);
    // A late answer ends a doubt. The state keeps every outcome that was possible: what was decided meanwhile rests on all of them.
    if (call?.phase.is === "doubt" && entry.result !== "unknown") return this.#calls.forget(call.proposal);
    if (call?.phase.is !== "running") return;
    const { running } = call.phase;
    switch (entry.result) {
      case "unknown":
        return this.#doubt(call, running, leaf.at);
      case "failed":
        this.#takeBack(call.proposal, running);
        break;
      case "returned": {
        const { isError, value, content } = readResult(opened);
        this.#world.charters.each((state) => {
          state.settle(call.proposal);
          state.observe(call.owner, leaf.at, running, call.tool, state.wordOf(running, call.tool, isError, value));
          state.receive(call.owner, leaf.at, call.tool, content, `result of ${ticketOf(call.proposal)}`);
        });
      }
    }
    this.#close(call, "allow", [], leaf.at);
  }

  /** The second judge does not derive the decision: there is no warrant, so the call never ran, and is over. */
  #settleRefusal({ proposal, code }: RefusalEntry, atMs: number): void {
    const call = this.#calls.get(proposal);
    if (call?.phase.is !== "running" && call?.phase.is !== "parked") return;
    if (call.phase.is === "running") this.#takeBack(proposal, call.phase.running);
    this.#close(call, "deny", [code], atMs);
  }

  #takeBack(proposal: Index, running: Running): void {
    this.#world.charters.each((state) => state.takeBack(proposal, running));
    this.#scoped.takeBack(proposal);
  }

  #doubt(call: Call, running: Running, atMs: number): void {
    this.#watch?.turnTo(call.proposal);
    this.#world.charters.each((state) => {
      state.settle(call.proposal);
      state.doubt(call.owner, atMs, running, call.tool);
    });
    call.phase = { is: "doubt", running };
    this.#calls.keep(call);
  }

  #voidEpochs({ index, leaf: { at } }: Folded, server: string, epoch: string): void {
    for (const { call, running } of this.#calls.runningBefore(server, epoch))
      if (!this.#carried.apply(index, call, at)) this.#doubt(call, running, at);
  }

  #settleAnswer({ index, leaf }: Folded, entry: AnswerEntry): void {
    const call = this.#calls.get(entry.proposal);
    if (call?.phase.is === "doubt" && entry.kind === "discard") return this.#calls.forget(call.proposal);
    if (call?.phase.is !== "parked") return;
    const { parked } = call.phase;
    if (!answerCounts(parked, entry, leaf.at)) return;
    if (entry.kind === "rejection") return this.#finish(call, denied("approval/rejected"), leaf.at);
    if (entry.kind === "discard") return this.#finish(call, denied("hold/discarded"), leaf.at);
    parked.votes.push(voteOf(index, leaf, entry, parked));
    const answers = answersThatSuffice(parked, { user: call.owner.user, atMs: leaf.at, answererOf: this.#answerers.of });
    if (answers !== undefined) this.#decideAgain(call, parked, answers, leaf.at);
  }

  /** A parked call that has every answer it needs: judged in today's state with what parked it discharged. */
  #decideAgain(call: Call, parked: Parked, answers: readonly Index[], atMs: number): void {
    const session = this.#world.session(call.session);
    const early = refusedEarly(this.#world, call, { session, isWhole: true, atMs });
    const again = early ?? whatChanged(call, parked, this.#world) ?? this.#judge(call, { session, atMs, parked });
    if (again.verdict === "allow") return this.#conclude(call, again, atMs, { answers });
    this.#finish(
      call,
      { ...again, verdict: "deny", codes: ["parked/changed", ...again.codes.filter((code) => code !== "parked/changed")] },
      atMs,
    );
  }

  #finish(call: Call, judgement: Judgement, atMs: number): void {
    this.#close(call, "deny", judgement.codes, atMs);
    this.#emit(call, judgement, atMs);
  }

  /** The call is over; where people took longer than the agent waits, the next same call collects the result. */
  #close(call: Call, verdict: "allow" | "deny", codes: readonly string[], atMs: number): void {
    const wasParked = call.phase.is === "parked" || (call.phase.is === "running" && call.phase.asked);
    if (wasParked && atMs > call.patience) {
      call.phase = { is: "finished", verdict, codes };
      this.#calls.keep(call);
    } else this.#calls.forget(call.proposal);
  }

  #emit(call: Call, judgement: Judgement, atMs: number, more: DecisionTerms = {}): void {
    const prefix = { size: this.size, root: toHex(this.#frontier.root()) };
    this.#unrecorded.push(emittedDecision(call, judgement, { world: this.#world, prefix, atMs }, more));
  }
}
