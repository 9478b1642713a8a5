/**
 * One session in the ledger: the agent's calls as proposals with their courses, and what servers ask once that is
 * allowed. It reads sealed contents, and knows nothing of MCP but names.
 */
import { canonicalBytes, createSalt, fromBase64, isJsonObject, type Json, JUDGES, openSealed, parseJson } from "../../crypto/index.ts";
import { explanationOf, serverOf } from "../../execution/index.ts";
import { type Fault, fail, ok, type Result } from "../../fault/index.ts";
import type {
  DecisionEntry,
  Entry,
  FollowedEntry,
  Index,
  OutcomeEntry,
  RefusalEntry,
  SealedCall,
  SealedResult,
  SessionEntry,
  SessionView,
} from "../../ledger/index.ts";
import type { GatewayCode } from "../faults.ts";
import { ASKS_OPEN_MAX, BLOB_LIMITS, CALLS_OPEN_MAX, DECISION_MS, DEFER_MS, READY_MS } from "../limits.ts";
import { Course } from "./course.ts";
import type { Proposer } from "./govern.ts";
import type { LedgerLink } from "./ledger-link.ts";
import { PassedOn } from "./passed-on.ts";
import { forged, isSignedBy, type ProposedCall, whyForged } from "./verify-told.ts";

/** What a server asks or tells, allowed by a decision. */
export interface Ask {
  readonly proposal: Index;
  readonly decision: Index;
  readonly server: string;
  readonly method: string;
  readonly call: SealedCall;
}

export interface SessionOptions {
  readonly id: string;
  readonly entry: SessionEntry;
  /** This start of the gateway. */
  readonly epoch: string;
  /** How long a parked call is held open, milliseconds. */
  readonly parkedMs: number;
  readonly onAsk: (ask: Ask) => void;
  readonly onView: (view: SessionView) => void;
}

/** A course that somebody follows, and what was proposed. */
interface Held {
  readonly course: Course;
  readonly call: ProposedCall;
  /** `again`: its session was told to begin at its proposal once more, and what was on its way then comes twice. */
  readonly told: "once" | "again";
  holders: number;
}

/** An outcome that waits for what its server said before it. */
interface Deferred {
  readonly followed: FollowedEntry;
  readonly said: Set<Index>;
  readonly timer: NodeJS.Timeout;
}

export class Session implements Proposer {
  readonly #ledger: LedgerLink;
  readonly #options: SessionOptions;
  readonly #courses = new Map<Index, Held>();
  /** Entries about proposals whose append has not returned yet. */
  readonly #early = new Map<Index, FollowedEntry[]>();
  /** Proposals of servers that wait for their decision. */
  readonly #asks = new Map<Index, { readonly followed: FollowedEntry; readonly call: SealedCall }>();
  readonly #passedOn = new PassedOn();
  readonly #deferred = new Set<Deferred>();
  #appending = 0;
  #next: Index;

  private constructor(ledger: LedgerLink, options: SessionOptions, first: Index) {
    this.#ledger = ledger;
    this.#options = options;
    this.#next = first;
  }

  /** Opens the session in the ledger and follows it. Codes: `gateway/not-ready` and those of an append. */
  static async open(ledger: LedgerLink, options: SessionOptions): Promise<Result<Session, GatewayCode>> {
    const opened = await ledger.append(options.id, options.entry);
    if (!opened.ok) return opened;
    const session = new Session(ledger, options, opened.value.index);
    session.#follow(opened.value.index);
    return ok(session);
  }

  now(): number {
    return this.#ledger.now();
  }

  get callsOpen(): number {
    return this.#courses.size + this.#appending;
  }

  /** Proposes a call. Codes: `gateway/not-ready`, `gateway/too-many-calls` and those of an append. */
  async propose(call: SealedCall): Promise<Result<Course, GatewayCode>> {
    const trouble = await this.#ledger.troubleAfter(READY_MS);
    if (trouble !== undefined) return { ok: false, fault: trouble };
    if (this.callsOpen >= CALLS_OPEN_MAX)
      return fail("gateway/too-many-calls", `${CALLS_OPEN_MAX} calls are open`, { remedy: "wait for some of them" });
    const now = this.now();
    const patience = now + this.#options.parkedMs;
    this.#appending += 1;
    const heard = this.#passedOn.unnamed();
    const named = heard.length === 0 ? {} : { heard };
    const entry = { kind: "proposal", from: "agent", deadline: now + DECISION_MS, patience, ...named } as const;
    const appended = await this.#ledger.append(this.#options.id, entry, canonicalBytes({ ...call, salt: createSalt() }), [
      ...JUDGES,
      `executor:${serverOf(call.tool)}`,
    ]);
    this.#appending -= 1;
    if (!appended.ok) return appended;
    this.#passedOn.forget(heard);
    const course = new Course(appended.value.index, patience);
    const held = this.#hold(course, { session: this.#options.id, tool: call.tool, seal: appended.value.seal }, "once");
    for (const early of this.#early.get(course.proposal) ?? []) this.#progress(held, early);
    if (this.#appending === 0) this.#early.clear();
    return ok(course);
  }

  /** The course of an earlier call of the same tool, agent and user, followed again from its beginning. */
  async recall(proposal: Index, tool: string): Promise<Course | undefined> {
    const known = this.#courses.get(proposal);
    if (known !== undefined) {
      known.holders += 1;
      return known.course;
    }
    const proposed = await this.#ledger.read(proposal);
    const { session, entry, seal } = proposed?.leaf ?? {};
    if (proposed === undefined || session === undefined || entry?.kind !== "proposal") return undefined;
    const course = new Course(proposal, entry.patience);
    const held = this.#hold(course, { session, tool, seal }, "again");
    if (!isSignedBy(proposed.leaf, "gateway", this.#ledger.ring)) this.#convict(held, forged(entry, "is not signed by a gateway"));
    else if (session === this.#options.id) this.#follow(proposal);
    else this.#followEarlier(session, course);
    return course;
  }

  /** Lets go of a course that `propose` or `recall` gave. */
  forget(course: Course): void {
    const held = this.#courses.get(course.proposal);
    if (held === undefined) return;
    held.holders -= 1;
    if (held.holders > 0) return;
    this.#courses.delete(course.proposal);
    course.end();
  }

  /** Records that an ask was delivered, with the client's answer where it is one that has an answer. */
  async recordDelivery({ proposal, decision, server }: Ask, answer: SealedResult | undefined, sinceMs: number): Promise<void> {
    const durationMs = Math.max(0, this.now() - sinceMs);
    const entry = { kind: "outcome", proposal, decision, result: "returned", epoch: this.#options.epoch, durationMs } as const;
    const content =
      answer === undefined ? undefined : canonicalBytes("error" in answer ? { error: { ...answer.error } } : { result: answer.result });
    await this.#ledger.append(this.#options.id, entry, content, [...JUDGES, `executor:${server}`]);
  }

  /** The client has left. */
  async end(): Promise<void> {
    await this.#ledger.append(this.#options.id, { ...this.#options.entry, ended: true });
    this.#ledger.unfollow(this.#options.id);
  }

  #hold(course: Course, call: ProposedCall, told: Held["told"]): Held {
    const held = { course, call, told, holders: 1 };
    this.#courses.set(course.proposal, held);
    return held;
  }

  #follow(from: Index): void {
    this.#ledger.follow(this.#options.id, from, {
      onEntry: (entry) => this.#take(entry),
      onView: (view) => this.#view(view),
      onLost: () => this.#lose(),
      next: () => this.#next,
    });
  }

  /** Follows an earlier session of the agent's from the first of its calls that somebody waits for. */
  #followEarlier(session: string, course: Course): void {
    const ofIt = (): readonly Held[] => [...this.#courses.values()].filter(({ call }) => call.session === session);
    const first = (): Index => Math.min(...ofIt().map((held) => held.course.proposal));
    this.#ledger.follow(session, first(), {
      onEntry: (followed) => {
        for (const held of ofIt()) this.#progress(held, followed);
      },
      onView: () => undefined,
      onLost: () => {
        for (const held of ofIt()) held.course.takeLoss();
      },
      next: first,
    });
    void course.over.then(() => {
      if (ofIt().length === 0) this.#ledger.unfollow(session);
    });
  }

  #take(followed: FollowedEntry): void {
    const { index, leaf } = followed;
    const isNew = index >= this.#next;
    if (isNew) this.#next = index + 1;
    const { entry } = leaf;
    if (entry.kind === "proposal" && entry.from === "server") return isNew ? this.#noteAsk(followed) : undefined;
    if (!isOfCourse(entry)) return;
    const ask = this.#asks.get(entry.proposal);
    if (ask !== undefined) return entry.kind === "decision" && isNew ? this.#decideAsk(ask, followed, entry) : undefined;
    const held = this.#courses.get(entry.proposal);
    if (held !== undefined && entry.kind === "outcome" && this.#defers(followed)) return;
    if (held !== undefined) this.#progress(held, followed);
    else if (this.#appending > 0) this.#early.set(entry.proposal, [...(this.#early.get(entry.proposal) ?? []), followed]);
  }

  /** Holds an outcome back while something that its server said before it is undecided, so that what was said first is heard first. */
  #defers(followed: FollowedEntry): boolean {
    const said = new Set([...this.#asks.keys()].filter((proposal) => proposal < followed.index));
    if (said.size === 0) return false;
    const deferred = { followed, said, timer: setTimeout(() => this.#release(deferred), DEFER_MS) };
    this.#deferred.add(deferred);
    return true;
  }

  #release(deferred: Deferred): void {
    clearTimeout(deferred.timer);
    if (!this.#deferred.delete(deferred)) return;
    const { followed } = deferred;
    const held = this.#courses.get((followed.leaf.entry as OutcomeEntry).proposal);
    if (held !== undefined) this.#progress(held, followed);
  }

  /** What a decision or an outcome means for the call that it is about. */
  #progress(held: Held, followed: FollowedEntry): void {
    const { course, call, told } = held;
    const { index, leaf, blob } = followed;
    const { entry, at } = leaf;
    if (!isOfCourse(entry) || entry.proposal !== course.proposal) return;
    // It comes again, after the decision that allowed it.
    if (entry.kind === "outcome" && told === "again" && course.decided === undefined) return;
    const isAllowed = course.decided?.entry.warrant !== undefined;
    const why = entry.kind === "outcome" && !isAllowed ? forged(entry, "is of no call that was allowed") : undefined;
    const forgery = whyForged(followed, call, this.#ledger.ring) ?? why;
    if (forgery !== undefined) return this.#convict(held, forgery);
    const open = <T>(): T | undefined => {
      const content = this.#open(leaf.seal, blob);
      return isJsonObject(content) ? (content as unknown as T) : undefined;
    };
    if (entry.kind === "decision")
      course.takeDecision({ index, entry, at, explain: () => explanationOf(entry, this.#open(leaf.seal, blob)) });
    else if (entry.kind === "refusal") course.takeRefusal(entry, index, at);
    else {
      const isFirst = course.finished === undefined;
      course.takeOutcome({ index, entry, at, answer: open<SealedResult>() });
      if (isFirst && entry.result === "returned") this.#passedOn.note(followed);
    }
  }

  #noteAsk(followed: FollowedEntry): void {
    const { index, leaf, blob } = followed;
    const call = this.#open(leaf.seal, blob);
    if (!isJsonObject(call) || typeof call["tool"] !== "string" || !isJsonObject(call["args"])) return;
    const forgery = whyForged(followed, { session: this.#options.id, tool: call["tool"], seal: leaf.seal }, this.#ledger.ring);
    if (forgery !== undefined) return this.#ledger.convict(forgery);
    const progress = call["progress"] === true ? ({ progress: true } as const) : {};
    this.#asks.set(index, { followed, call: { tool: call["tool"], args: call["args"], ...progress } });
    const [oldest] = this.#asks.keys();
    if (this.#asks.size > ASKS_OPEN_MAX * 4 && oldest !== undefined) this.#asks.delete(oldest);
  }

  #decideAsk(
    { followed, call }: { readonly followed: FollowedEntry; readonly call: SealedCall },
    decided: FollowedEntry,
    { proposal, verdict }: DecisionEntry,
  ): void {
    const { tool } = call;
    const forgery = whyForged(decided, { session: this.#options.id, tool, seal: followed.leaf.seal }, this.#ledger.ring);
    if (forgery !== undefined) return this.#ledger.convict(forgery);
    if (verdict !== "allow" && verdict !== "deny") return;
    this.#asks.delete(proposal);
    const server = serverOf(tool);
    if (verdict === "allow") {
      this.#passedOn.note(followed);
      this.#options.onAsk({ proposal, decision: decided.index, server, method: tool.slice(server.length + 1), call });
    }
    for (const deferred of [...this.#deferred]) if (deferred.said.delete(proposal) && deferred.said.size === 0) this.#release(deferred);
  }

  #convict({ course }: Held, forgery: Fault<GatewayCode>): void {
    course.takeForgery(forgery);
    this.#ledger.convict(forgery);
  }

  #view(view: SessionView): void {
    for (const proposal of view.inDoubt) this.#courses.get(proposal)?.course.takeDoubt();
    this.#options.onView(view);
  }

  #lose(): void {
    this.#asks.clear();
    this.#early.clear();
    for (const { course } of this.#courses.values()) course.takeLoss();
  }

  #open(seal: string | undefined, blob: string | undefined): Json | undefined {
    const bytes = blob === undefined ? undefined : fromBase64(blob);
    const opened = bytes === undefined || seal === undefined ? undefined : openSealed(this.#ledger.identity, bytes, seal);
    const parsed = opened?.ok === true ? parseJson(opened.value, BLOB_LIMITS) : undefined;
    return parsed?.ok === true ? parsed.value : undefined;
  }
}

/** Entries that bring a course further. */
function isOfCourse(entry: Entry): entry is DecisionEntry | RefusalEntry | OutcomeEntry {
  return entry.kind === "decision" || entry.kind === "refusal" || entry.kind === "outcome";
}
