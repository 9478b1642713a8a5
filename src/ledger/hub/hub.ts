/**
 * The hub: every part has one link, to the ledger, and hears there what its duty lets it hear. It passes on and orders;
 * it decides nothing, opens no seal, and believes no message beyond its sender's proven key.
 */
import { type Duty, isCountersigned, parseCheckpoint } from "../../crypto/index.ts";
import { type Fault, unreachable } from "../../fault/index.ts";
import type { Link } from "../../link/index.ts";
import type { Readiness } from "../client.ts";
import type { Clock } from "../clock.ts";
import type { AttestationEntry, Entry } from "../entry.ts";
import type { LedgerCode } from "../faults.ts";
import { asJson } from "../leaf.ts";
import type { Ledger } from "../ledger.ts";
import { LOOK_MS, READ_ENTRIES_MAX, TICK_MS } from "../limits.ts";
import type { ErasedPlaces, FromLedger, Selection, SessionView, ToLedger } from "../protocol.ts";
import { parseToLedger } from "../protocol-shape.ts";
import type { Head } from "../publication.ts";
import { isAnswer } from "../sequence/writers.ts";
import { isSameHash } from "../tree/merkle.ts";
import { makeFeed } from "./feeds.ts";
import { Follower } from "./follower.ts";
import { Presence } from "./presence.ts";
import { type JudgeCondition, reasonsAgainst, unreachedServer } from "./readiness.ts";

export interface HubOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Tool servers whose executors must be attached. */
  readonly servers: readonly string[];
  readonly grade: AttestationEntry["grade"];
}

/** One part at the other end of a link. */
interface Part {
  readonly link: Link;
  readonly followers: Follower[];
  readonly sessions: Map<string, Follower>;
  /** Tool servers whose warrants it follows. */
  readonly serves: Set<string>;
  /** Whether it follows everything, as the decider and countersigners do, and how far it has folded. */
  judges: boolean;
  observed: number;
  readonly presence: Presence;
  /** Why it would not act on a warrant, or pass anything on: an executor's or a gateway's word. */
  unable: Fault | undefined;
  /** Why an executor's server could not be reached when that was last tried. */
  unreached: Fault | undefined;
}

/** What the fault of a message without an id is answered to. */
const NO_ID = 0;

export class Hub {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #servers: readonly string[];
  readonly #grade: AttestationEntry["grade"];
  readonly #parts = new Set<Part>();
  /** The last view of each session, for gateways that follow it later. */
  readonly #views = new Map<string, SessionView>();
  /** Size of the prefix that some decider has folded since this start, and of the one that is durable. */
  #observed = 0;
  #durable: number;
  /** The last head that witnesses are said to have cosigned. */
  #witnessed: Head | undefined;
  #reasons: readonly Fault<LedgerCode>[] = [];
  /** What was announced last, as text. */
  #told: string;
  #cancelTick: () => void;
  #ticks = 0;

  constructor({ ledger, clock, servers, grade }: HubOptions) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#servers = servers;
    this.#grade = grade;
    this.#durable = ledger.head.size;
    ledger.listen({
      onPlaced: () => this.#pump(({ judges }) => judges),
      onDurable: ({ size }) => {
        this.#pump(({ judges }) => !judges);
        this.#pumpSessions(this.#durable, size);
        this.#durable = size;
      },
      onTrouble: () => this.#announceReadiness(),
    });
    this.#reasons = this.#reasonsNow();
    this.#told = textOf(this.#readiness());
    this.#cancelTick = clock.after(TICK_MS, () => this.#tick());
  }

  /** Why no call can be decided and executed now; empty where one can. */
  get reasons(): readonly Fault<LedgerCode>[] {
    return this.#reasons;
  }

  /** Takes up a part whose link is authenticated. */
  attach(link: Link): void {
    const part: Part = {
      link,
      followers: [],
      sessions: new Map(),
      serves: new Set(),
      judges: false,
      observed: 0,
      presence: new Presence(),
      unable: undefined,
      unreached: undefined,
    };
    this.#parts.add(part);
    link.onMessage((message) => {
      const parsed = parseToLedger(message);
      if (parsed.ok) this.#hear(part, parsed.value);
      else this.#dismiss(part, parsed.fault);
    });
    link.onClose(() => {
      this.#parts.delete(part);
      for (const follower of [...part.followers, ...part.sessions.values()]) follower.end();
      this.#announceReadiness();
    });
  }

  /** Ends every link. */
  close(): void {
    this.#cancelTick();
    for (const { link } of this.#parts) link.close();
  }

  #hear(part: Part, message: ToLedger): void {
    const { isSilent } = part.presence;
    part.presence.hear();
    if (isSilent) this.#announceReadiness();
    switch (message.do) {
      case "present":
        return;
      case "append":
        return this.#append(part, message);
      case "follow":
        return this.#follow(part, message.from, message.select);
      case "observed":
        return this.#observe(part, message.size, message.sessions);
      case "witnessed":
        return this.#showWitnessed(part, message.checkpoint);
      case "able":
        if (!isExecutor(part) && !has(part, "gateway")) return this.#dismiss(part, wrongDuty(part, "say whether it acts"));
        part.unable = message.reason;
        part.unreached = message.unreached;
        return this.#announceReadiness();
      case "read":
        return void this.#read(part, message.id, message.from, message.to);
      case "status":
        return say(part, {
          say: "status",
          id: message.id,
          checkpoint: this.#ledger.head.note,
          size: this.#ledger.size,
          ...this.#readiness(),
          inForce: this.#ledger.sequencer.inForce,
          grade: this.#grade,
          ...erasedIn(this.#ledger),
        });
      case "parked": {
        const calls = this.#ledger.sequencer.calls.parked().filter(({ decision }) => decision < this.#ledger.head.size);
        return say(part, { say: "parked", id: message.id, calls });
      }
      default:
        return unreachable(message);
    }
  }

  #append(part: Part, { do: _, id, by = part.link.peer.id, ...signed }: ToLedger & { readonly do: "append" }): void {
    if (by !== part.link.peer.id && !mayBeCarried(signed.entry)) {
      return say(part, { say: "refused", id, fault: wrongDuty(part, `carry another's ${signed.entry.kind}`) });
    }
    const appended = this.#ledger.append({ ...signed, by }, ({ index, at, number }) => {
      const message: FromLedger = { say: "appended", id, index, at, ...(number === undefined ? {} : { number }) };
      part.link.send(asJson(message), isOfCall(signed.entry) ? "patient" : "soon");
    });
    if (!appended.ok) return say(part, { say: "refused", id, fault: appended.fault });
    if (CHANGES_READINESS.has(signed.entry.kind)) this.#announceReadiness();
  }

  #follow(part: Part, from: number, selection: Selection): void {
    const { link } = part;
    if (!mayFollow(link.peer.duties, selection)) return this.#dismiss(part, wrongDuty(part, `follow \`${selection.what}\``));
    const feed = makeFeed(link, selection, { ledger: this.#ledger, observed: () => this.#observed });
    const follower = new Follower(link, this.#ledger, feed, from, (fault) => this.#dismiss(part, fault));
    if (selection.what === "session") return this.#followSession(part, selection.session, follower);
    part.followers.push(follower);
    if (selection.what === "all") part.judges = true;
    if (selection.what === "warrants") part.serves.add(selection.server);
    if (this.#witnessed !== undefined) follower.show(this.#witnessed);
    follower.pump();
    this.#announceReadiness();
  }

  /** Passes a cosigned head of this very ledger on to executors; who must have cosigned it is their business. */
  #showWitnessed(part: Part, note: string): void {
    const head = parseCheckpoint(note.slice(0, note.indexOf("\n\n") + 1));
    const { tree } = this.#ledger.sequencer;
    const isOwn = head.ok && head.value.size <= this.#ledger.head.size && isSameHash(tree.root(head.value.size), head.value.root);
    if (!has(part, "auditor") || !isOwn) return this.#dismiss(part, wrongDuty(part, "show that head"));
    this.#witnessed = { ...head.value, note };
    for (const { followers } of this.#parts) for (const follower of followers) follower.show(this.#witnessed);
  }

  #followSession(part: Part, session: string, follower: Follower): void {
    part.sessions.get(session)?.end();
    part.sessions.set(session, follower);
    follower.pump();
    const view = this.#views.get(session);
    if (view !== undefined) say(part, { say: "view", view });
  }

  #observe(part: Part, size: number, views: readonly SessionView[]): void {
    const isDecider = has(part, "decider");
    if (!part.judges || size > this.#ledger.size || (!isDecider && views.length > 0))
      return this.#dismiss(part, wrongDuty(part, `have observed ${size} entries`));
    part.observed = Math.max(part.observed, size);
    if (this.#reasons.length > 0) this.#announceReadiness();
    if (!isDecider) return;
    const before = this.#observed;
    this.#observed = Math.max(before, size);
    this.#pumpSessions(before, this.#observed);
    for (const view of views) {
      if (this.#ledger.sequencer.sessions.isOver(view.session)) this.#views.delete(view.session);
      else this.#views.set(view.session, view);
      for (const other of this.#parts) if (other.sessions.has(view.session)) say(other, { say: "view", view });
    }
  }

  async #read(part: Part, id: number, from: number, to: number): Promise<void> {
    if (isExecutor(part)) return this.#dismiss(part, wrongDuty(part, "read entries"));
    const until = Math.min(to, from + READ_ENTRIES_MAX, this.#ledger.head.size);
    if (from >= until) return say(part, { say: "read", id, entries: [] });
    const read = await this.#ledger.read(from, until);
    if (!read.ok) return say(part, { say: "refused", id, fault: read.fault });
    say(part, {
      say: "read",
      id,
      entries: read.value.map(({ index, leaf, blob }) => ({ index, leaf, ...(blob === undefined ? {} : { blob }) })),
    });
  }

  /** Tells a part what it did that it may not do, and ends its link. */
  #dismiss(part: Part, fault: Fault<LedgerCode>): void {
    say(part, { say: "refused", id: NO_ID, fault });
    part.link.close();
  }

  #pump(selects: (part: Part) => boolean): void {
    for (const part of this.#parts) {
      if (selects(part)) for (const follower of part.followers) follower.pump();
    }
  }

  /** Pumps the followers of the sessions that entries `[from, to)` belong to. */
  #pumpSessions(from: number, to: number): void {
    const touched = new Set<string>();
    for (let index = from; index < to; index += 1) {
      const entry = this.#ledger.recent(index);
      if (entry?.leaf.session !== undefined) touched.add(entry.leaf.session);
    }
    for (const { sessions } of this.#parts) {
      const isAll = from < to && this.#ledger.recent(from) === undefined;
      for (const session of isAll ? sessions.keys() : touched) sessions.get(session)?.pump();
    }
  }

  #tick(): void {
    const at = Math.max(this.#ledger.sequencer.at, this.#clock.now());
    if (this.#ledger.trouble === undefined) {
      for (const { proposal, session } of this.#ledger.sequencer.calls.overdue(at))
        this.#ledger.appendOwn({ kind: "timer", proposal }, session);
    }
    for (const part of this.#parts) if ((part.judges || part.serves.size > 0) && part.presence.tick()) say(part, { say: "present" });
    this.#ticks += 1;
    if ((this.#ticks * TICK_MS) % LOOK_MS === 0) void this.#ledger.look();
    this.#announceReadiness();
    this.#cancelTick = this.#clock.after(TICK_MS, () => this.#tick());
  }

  #announceReadiness(): void {
    this.#reasons = this.#reasonsNow();
    const readiness = this.#readiness();
    const told = textOf(readiness);
    if (told === this.#told) return;
    this.#told = told;
    for (const part of this.#parts) say(part, { say: "ready", ...readiness });
  }

  #readiness(): Readiness {
    const unreached = [...this.#parts].flatMap(({ serves, unreached: why }) =>
      why === undefined ? [] : [...serves].map((server) => unreachedServer(server, why)),
    );
    return { ready: this.#reasons.length === 0, reasons: this.#reasons, unreached };
  }

  #reasonsNow(): Fault<LedgerCode>[] {
    const { force, disputes } = this.#ledger.sequencer;
    const parts = [...this.#parts];
    const countersigned = this.#servers.filter((server) => isCountersigned(this.#ledger.ring, server));
    return reasonsAgainst({
      now: Math.max(this.#ledger.sequencer.at, this.#clock.now()),
      trouble: this.#ledger.trouble,
      decider: this.#judge("decider"),
      countersigners: countersigned.map((server) => [server, this.#judge(`countersigner:${server}`)] as const),
      disputes: disputes.open,
      missingServers: this.#servers.filter((server) => !parts.some(({ serves, presence }) => serves.has(server) && !presence.isSilent)),
      unable: parts.flatMap(({ serves, unable }) => (unable === undefined ? [] : [...serves].map((server) => [server, unable] as const))),
      convicted: parts.flatMap((part) => (part.unable === undefined || !has(part, "gateway") ? [] : part.unable)),
      charter: force.hasCharter ? { expires: force.expires } : undefined,
    });
  }

  /** The judge of that duty that has folded most. */
  #judge(duty: Duty): JudgeCondition | "silent" | undefined {
    const judges = [...this.#parts].filter((part) => part.judges && has(part, duty));
    const present = judges.filter(({ presence }) => !presence.isSilent).map(({ observed }) => observed);
    if (judges.length === 0) return undefined;
    return present.length === 0 ? "silent" : { behindSince: this.#timeOf(Math.max(...present)) };
  }

  /** Ledger time of an entry; of one that is not in memory any more, long ago; undefined where there is none. */
  #timeOf(index: number): number | undefined {
    return index >= this.#ledger.size ? undefined : (this.#ledger.recent(index)?.leaf.at ?? 0);
  }
}

/** Kinds of entries after which calls may be decided, or may not be, without any part coming or going. */
const CHANGES_READINESS: ReadonlySet<Entry["kind"]> = new Set(["charter", "refusal", "attestation"]);

/** What two judges stand for, durably. */
function erasedIn({ sequencer, head }: Ledger): { readonly erased?: readonly ErasedPlaces[] } {
  const durable = sequencer.erasures.complete.filter(({ confirmed }) => confirmed < head.size);
  return durable.length === 0 ? {} : { erased: durable.map(({ erasure, carry, confirmed }) => ({ erasure, carry, confirmed })) };
}

/** What tells one readiness from another. */
function textOf({ reasons, unreached }: Readiness): string {
  return [...reasons, ...unreached.map(({ why }) => why)].map(({ code, message }) => `${code} ${message}`).join("\n");
}

function has({ link }: Part, duty: Duty): boolean {
  return link.peer.duties.includes(duty);
}

function isExecutor({ link }: Part): boolean {
  return link.peer.duties.some((duty) => duty.startsWith("executor:"));
}

function say({ link }: Part, message: FromLedger): void {
  link.send(asJson(message));
}

/**
 * Whether a statement may come over another's link. Signatures are public, so whatever else could be carried could be
 * replayed: an old charter, an old proposal. A grant counts once, an answer is about one decision.
 */
function mayBeCarried(entry: Entry): boolean {
  return entry.kind === "grant" || isAnswer(entry);
}

/** A step of a call: what its writer waits for is the next step, not that this one is durable. */
function isOfCall({ kind }: Entry): boolean {
  return kind === "proposal" || kind === "decision" || kind === "countersignature" || kind === "outcome";
}

function mayFollow(duties: readonly Duty[], selection: Selection): boolean {
  switch (selection.what) {
    case "all":
      return duties.some((duty) => duty === "decider" || duty.startsWith("countersigner:"));
    case "durable":
      return duties.some(
        (duty) => duty === "auditor" || duty === "author" || duty === "host" || duty === "console" || duty.startsWith("approver:"),
      );
    case "session":
      return duties.includes("gateway");
    case "warrants":
      return duties.includes(`executor:${selection.server}`);
    default:
      return unreachable(selection);
  }
}

function wrongDuty({ link }: Part, what: string): Fault<LedgerCode> {
  return { code: "ledger/wrong-duty", message: `\`${link.peer.identity.name}\` may not ${what}` };
}
