/**
 * The course of every open call as the ledger sees it: proposed, parked, running under a warrant, in doubt. It keeps a
 * second decision, an outcome that nothing allowed, and an answer to nothing out of the ledger; it never judges a verdict.
 */
import { digestOf } from "../../crypto/index.ts";
import { assert, type Fault } from "../../fault/index.ts";
import type { AnswerEntry, DecisionEntry, Entry, Index, Leaf, OutcomeEntry, RefusalEntry, RehearsalEntry } from "../entry.ts";
import type { LedgerCode } from "../faults.ts";
import { asJson } from "../leaf.ts";
import type { ParkedPlaces } from "../protocol.ts";
import { scopeFlaw } from "../scope.ts";

/** A call that is not over. */
interface Call {
  readonly session: string;
  readonly from: "agent" | "server";
  /** Commitment to the sealed call. */
  readonly seal: string | undefined;
  /** Digest of the decision that its countersigner has signed last. */
  countersigned: string | undefined;
  phase: Phase;
}

type Phase =
  | { readonly is: "proposed" }
  | Parked
  | { readonly is: "running"; readonly decision: Index; readonly digest: string; readonly warrant: DecisionEntry["warrant"] }
  /** Its outcome is not known: a person may speak about it, and its executor may still learn what came of it. */
  | {
      readonly is: "doubt";
      readonly decision: Index;
      readonly warrant: DecisionEntry["warrant"];
      readonly answeredBy: Set<string>;
      /** Somebody has said that it may be forgotten. */
      isDiscarded: boolean;
    };

interface Parked {
  readonly is: "parked";
  readonly decision: Index;
  readonly terms: Pick<DecisionEntry, "verdict" | "parked" | "tool">;
  readonly until: number;
  readonly answeredBy: Set<string>;
  isTimed: boolean;
  /** The entry that says what the call would do. */
  rehearsal: Index | undefined;
}

/** A decision that held a call, and so contained its session. It is answered also when the call is over: to end that. */
interface Hold {
  readonly session: string;
  readonly decision: Index;
  readonly roles: readonly string[];
  /** Until when each key's word counts that the containment ends, once the call is over. */
  readonly endedBy: Map<string, number>;
}

/** What a check needs to know besides the entry. */
export interface Circumstances {
  readonly session: string | undefined;
  readonly by: string;
  readonly at: number;
  /** Key id of the gateway of the entry's session. */
  readonly gateway: string | undefined;
  /** Leaf hash (hex) of an earlier entry. */
  readonly hashOf: (index: Index) => string;
}

export class Calls {
  readonly #open = new Map<Index, Call>();
  readonly #parked = new Set<Index>();
  /** By proposal; few enough, because a person is asked about each. */
  readonly #holds = new Map<Index, Hold>();
  /** The boot epoch each executor attested last, by tool server. */
  readonly #epochs = new Map<string, string>();

  /** Calls that wait for people now, oldest first. */
  parked(): ParkedPlaces[] {
    return [...this.#parked].flatMap((proposal) => {
      const phase = this.#open.get(proposal)?.phase;
      if (phase?.is !== "parked") return [];
      const { decision, rehearsal } = phase;
      return [{ proposal, decision, ...(rehearsal === undefined ? {} : { rehearsal }) }];
    });
  }

  /** Parked calls whose deadline has passed at ledger time `at` and of which no timer entry says so yet. */
  overdue(at: number): { readonly proposal: Index; readonly session: string }[] {
    return [...this.#parked].flatMap((proposal) => {
      const call = this.#open.get(proposal);
      const isDue = call?.phase.is === "parked" && !call.phase.isTimed && call.phase.until <= at;
      return call !== undefined && isDue ? [{ proposal, session: call.session }] : [];
    });
  }

  /** Whether a call still waits on that decision, and nobody has rehearsed it. */
  awaitsRehearsal(proposal: Index, decision: Index): boolean {
    const phase = this.#open.get(proposal)?.phase;
    return phase?.is === "parked" && phase.decision === decision && phase.rehearsal === undefined;
  }

  /** Whether the call is allowed, and its countersigner has signed exactly that decision. */
  isCountersigned(proposal: Index): boolean {
    const call = this.#open.get(proposal);
    return call?.phase.is === "running" && call.phase.digest === call.countersigned;
  }

  /** A call of one of these sessions that is not over: a doubt is, once it is discarded. */
  openIn(sessions: ReadonlySet<string>): Index | undefined {
    for (const [proposal, { session, phase }] of this.#open)
      if (sessions.has(session) && !(phase.is === "doubt" && phase.isDiscarded)) return proposal;
    return undefined;
  }

  epochOf(server: string): string | undefined {
    return this.#epochs.get(server);
  }

  /** Codes: `ledger/not-open`, `ledger/unknown-session` and those of the entry's kind. */
  check(entry: Entry, circumstances: Circumstances): Fault<LedgerCode> | undefined {
    switch (entry.kind) {
      case "decision":
        return this.#find(entry.proposal, circumstances, (call) => checkDecision(entry, call));
      case "countersignature":
        return this.#find(entry.proposal, circumstances, ({ from }) => (from === "agent" ? undefined : notOpen(entry, "a server asked")));
      case "refusal":
        return this.#checkRefusal(entry, circumstances);
      case "outcome":
        return this.#find(entry.proposal, circumstances, (call) => checkOutcome(entry, call, circumstances));
      case "rehearsal":
        return this.#find(entry.proposal, circumstances, ({ phase }) => checkRehearsal(entry, phase));
      case "approval":
      case "rejection":
      case "release":
      case "discard": {
        const over = this.#holdOver(entry);
        if (over !== undefined) return checkEnd(entry, over, circumstances);
        return this.#find(entry.proposal, circumstances, (call) => checkAnswer(entry, call, circumstances));
      }
      case "timer":
        return this.#find(entry.proposal, circumstances, ({ phase }) =>
          phase.is === "parked" && !phase.isTimed ? undefined : notOpen(entry, "it is not parked"),
        );
      default:
        return undefined;
    }
  }

  take(index: Index, { entry, session, seal, by }: Leaf): void {
    switch (entry.kind) {
      case "proposal":
        this.#open.set(index, { session: session ?? "", from: entry.from, seal, countersigned: undefined, phase: { is: "proposed" } });
        return;
      case "decision":
        return this.#takeDecision(index, entry);
      case "countersignature": {
        const call = this.#open.get(entry.proposal);
        if (call !== undefined) call.countersigned = entry.decision;
        return;
      }
      case "refusal":
        this.#parked.delete(entry.proposal);
        this.#open.delete(entry.proposal);
        return;
      case "outcome":
        return this.#takeOutcome(entry);
      case "attestation":
        if (entry.part === "executor" && entry.server !== undefined) this.#takeEpoch(entry.server, entry.epoch);
        return;
      case "approval":
      case "rejection":
      case "release":
      case "discard": {
        this.#holdOver(entry)?.endedBy.set(by, entry.expires);
        const phase = this.#open.get(entry.proposal)?.phase;
        if (phase?.is === "parked" || phase?.is === "doubt") phase.answeredBy.add(by);
        if (phase?.is === "doubt" && entry.kind === "discard") phase.isDiscarded = true;
        return;
      }
      case "rehearsal":
      case "timer": {
        const phase = this.#open.get(entry.proposal)?.phase;
        if (phase?.is === "parked" && entry.kind === "timer") phase.isTimed = true;
        else if (phase?.is === "parked") phase.rehearsal = index;
        return;
      }
      default:
        return;
    }
  }

  #takeDecision(index: Index, entry: DecisionEntry): void {
    const call = this.#open.get(entry.proposal);
    assert(call !== undefined, "a decision is taken for an open call");
    this.#parked.delete(entry.proposal);
    if (entry.verdict === "deny" || entry.same !== undefined) {
      this.#open.delete(entry.proposal);
    } else if (entry.verdict === "allow") {
      const { warrant } = entry;
      const isVoid = warrant !== undefined && this.#epochs.get(warrant.server) !== warrant.epoch;
      call.phase = isVoid ? doubt(index, warrant) : { is: "running", decision: index, digest: digestOf(asJson(entry)), warrant };
    } else {
      const untouched = { answeredBy: new Set<string>(), isTimed: false, rehearsal: undefined };
      call.phase = { is: "parked", decision: index, terms: entry, until: entry.parked?.until ?? 0, ...untouched };
      this.#parked.add(entry.proposal);
      const roles = (entry.parked?.roles ?? []).map(({ role }) => role);
      const hold = { session: call.session, decision: index, roles, endedBy: new Map<string, number>() };
      if (entry.verdict === "quarantine") this.#holds.set(entry.proposal, hold);
    }
  }

  /** The hold whose containment an answer is to end, where the call is over: it ran, was denied, or its doubt was discarded. */
  #holdOver({ kind, proposal, containment }: AnswerEntry): Hold | undefined {
    const phase = this.#open.get(proposal)?.phase;
    const isOver = phase === undefined || (phase.is === "doubt" && phase.isDiscarded);
    return isOver && kind === "discard" && containment === "end" ? this.#holds.get(proposal) : undefined;
  }

  #takeOutcome(entry: OutcomeEntry): void {
    const call = this.#open.get(entry.proposal);
    assert(call?.phase.is === "running" || call?.phase.is === "doubt", "an outcome is taken for a call that was allowed");
    if (entry.result === "unknown") call.phase = doubt(entry.decision, call.phase.warrant);
    else this.#open.delete(entry.proposal);
  }

  /** A new start of an executor: what ran under the old one is in doubt. */
  #takeEpoch(server: string, epoch: string): void {
    this.#epochs.set(server, epoch);
    for (const call of this.#open.values()) {
      const { phase } = call;
      if (phase.is === "running" && phase.warrant?.server === server && phase.warrant.epoch !== epoch) {
        call.phase = doubt(phase.decision, phase.warrant);
      }
    }
  }

  /** A refusal of a call that is over is evidence; one that its countersigner has signed before, or that ran, can't be refused. */
  #checkRefusal(entry: RefusalEntry, circumstances: Circumstances): Fault<LedgerCode> | undefined {
    if (!this.#open.has(entry.proposal)) return undefined;
    return this.#find(entry.proposal, circumstances, ({ phase }) => {
      if (phase.is === "proposed" || phase.decision !== entry.decision) return notOpen(entry, `decision ${entry.decision} is not its last`);
      if (phase.is === "doubt") return notOpen(entry, "it may have run");
      return this.isCountersigned(entry.proposal) ? notOpen(entry, "it is countersigned") : undefined;
    });
  }

  #find(proposal: Index, { session }: Circumstances, check: (call: Call) => Fault<LedgerCode> | undefined): Fault<LedgerCode> | undefined {
    const call = this.#open.get(proposal);
    if (call === undefined) return { code: "ledger/not-open", message: `entry ${proposal} is no open call` };
    if (call.session !== session) return { code: "ledger/unknown-session", message: `the call in entry ${proposal} is of another session` };
    return check(call);
  }
}

/** Codes: `ledger/not-open`, `ledger/decision-incomplete`. */
function checkDecision(entry: DecisionEntry, { from, seal, phase }: Call): Fault<LedgerCode> | undefined {
  if (phase.is === "running") return notOpen(entry, "it is allowed already");
  // A decider that starts may say what the one before it has said just now.
  if (phase.is !== "proposed" && entry.prefix.size <= phase.decision) return notOpen(entry, `it was decided by entry ${phase.decision}`);
  const incomplete = (message: string): Fault<LedgerCode> => ({ code: "ledger/decision-incomplete", message });
  const isFirstWord = entry.same === undefined;
  const parks = isFirstWord && (entry.verdict === "escalate" || entry.verdict === "quarantine");
  if (parks !== (entry.parked !== undefined)) return incomplete(`an ${entry.verdict} ${parks ? "needs" : "has no"} roles and a deadline`);
  const needsWarrant = isFirstWord && entry.verdict === "allow" && from === "agent";
  if (entry.answers !== undefined && !(isFirstWord && entry.verdict === "allow")) return incomplete("nothing is allowed by these answers");
  if (needsWarrant !== (entry.warrant !== undefined))
    return incomplete(`this ${entry.verdict} ${needsWarrant ? "needs" : "has no"} warrant`);
  if (phase.is === "parked" && isFirstWord && entry.verdict === "allow" && !citesAfter(entry, phase.decision))
    return incomplete("people were asked, and it cites no answers of theirs");
  if (entry.warrant !== undefined && entry.warrant.call !== seal) return incomplete("the warrant is for another call than the proposal");
  return undefined;
}

/** Whether it names entries that may be answers to a decision: after that one, and in its own prefix. */
function citesAfter({ answers = [], prefix }: DecisionEntry, parked: Index): boolean {
  return answers.length > 0 && answers.every((index) => index > parked && index < prefix.size);
}

/** Codes: `ledger/not-open`, `ledger/wrong-executor`, `ledger/epoch-over`. */
function checkOutcome(entry: OutcomeEntry, { phase }: Call, { by, gateway }: Circumstances): Fault<LedgerCode> | undefined {
  const isOpen = phase.is === "running" || (phase.is === "doubt" && entry.result !== "unknown");
  if (!isOpen || phase.decision !== entry.decision) return notOpen(entry, `decision ${entry.decision} does not allow it now`);
  const { warrant } = phase;
  if (by !== (warrant?.executor ?? gateway)) {
    return { code: "ledger/wrong-executor", message: `\`${by}\` was not to execute the call in entry ${entry.proposal}` };
  }
  if (warrant !== undefined && warrant.epoch !== entry.epoch) {
    return { code: "ledger/epoch-over", message: "the outcome is of another epoch than its warrant" };
  }
  return undefined;
}

/** Code: `ledger/not-open`. */
function checkRehearsal(entry: RehearsalEntry, phase: Phase): Fault<LedgerCode> | undefined {
  if (phase.is !== "parked" || phase.decision !== entry.decision) return notOpen(entry, `decision ${entry.decision} does not park it now`);
  if (phase.terms.tool?.startsWith(`${entry.server}/`) !== true) return notOpen(entry, `it is not for \`${entry.server}\``);
  return phase.rehearsal === undefined ? undefined : notOpen(entry, `entry ${phase.rehearsal} says it`);
}

/** Codes: `ledger/not-open`, `ledger/shown-differs`, `ledger/already-answered`, `ledger/expired`, `ledger/scope-impossible`. */
function checkAnswer(entry: AnswerEntry, { phase }: Call, { by, at, hashOf }: Circumstances): Fault<LedgerCode> | undefined {
  if (phase.is !== "parked" && phase.is !== "doubt") return notOpen(entry, "it waits for nobody");
  if (phase.decision !== entry.decision || hashOf(phase.decision) !== entry.shown) {
    return { code: "ledger/shown-differs", message: `decision ${phase.decision} is what parks the call, as it is in the ledger` };
  }
  if (entry.expires <= at || (phase.is === "parked" && phase.until <= at))
    return { code: "ledger/expired", message: "the answer comes too late" };
  if (phase.answeredBy.has(by))
    return { code: "ledger/already-answered", message: `\`${by}\` has answered decision ${entry.decision} before` };
  const flaw = scopeFlaw(entry, phase.is === "parked" ? phase.terms : { verdict: "allow" }, at);
  return flaw === undefined ? undefined : { code: "ledger/scope-impossible", message: `the answer can't have this scope: ${flaw}` };
}

/** Codes: `ledger/unknown-session`, `ledger/wrong-duty`, and those of an answer to a call that waits, but for `ledger/not-open`. */
function checkEnd(entry: AnswerEntry, hold: Hold, { session, by, at, hashOf }: Circumstances): Fault<LedgerCode> | undefined {
  if (hold.session !== session)
    return { code: "ledger/unknown-session", message: `the call in entry ${entry.proposal} is of another session` };
  if (hold.decision !== entry.decision || hashOf(hold.decision) !== entry.shown)
    return { code: "ledger/shown-differs", message: `decision ${hold.decision} is what held the call, as it is in the ledger` };
  if (!hold.roles.includes(entry.role))
    return { code: "ledger/wrong-duty", message: `decision ${hold.decision} asks for ${hold.roles.join(", ")}, not for \`${entry.role}\`` };
  if (entry.expires <= at) return { code: "ledger/expired", message: "the answer comes too late" };
  if ((hold.endedBy.get(by) ?? 0) > at)
    return { code: "ledger/already-answered", message: `\`${by}\` has said before that this containment ends` };
  const flaw = scopeFlaw(entry, { verdict: "quarantine" }, at);
  return flaw === undefined ? undefined : { code: "ledger/scope-impossible", message: `the answer can't have this scope: ${flaw}` };
}

function doubt(decision: Index, warrant: DecisionEntry["warrant"]): Phase {
  return { is: "doubt", decision, warrant, answeredBy: new Set(), isDiscarded: false };
}

function notOpen(entry: { readonly kind: string; readonly proposal: Index }, reason: string): Fault<LedgerCode> {
  return { code: "ledger/not-open", message: `the call in entry ${entry.proposal} takes no ${entry.kind}: ${reason}` };
}
