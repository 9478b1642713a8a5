/**
 * The course of every call, checked against what the ledger may contain: each decision for an open proposal, in time, from
 * the prefix that it names; each warrant for what was recorded; each outcome under a warrant, once; each allow of a parked
 * call after the answers that it needed.
 */
import { hash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type Answerer, sufficientAt } from "./approvers.ts";
import { type Value, writeCanonical } from "./canonical-text.ts";
import type { Answer, Decision, EntryOf, Leaf } from "./entry.ts";
import type { History } from "./history.ts";
import { Holds } from "./holds.ts";
import type { Report } from "./report.ts";
import { mayHaveScope, ScopedAnswers, type ScopedVote } from "./scoped-answers.ts";
import type { Complain } from "./sessions.ts";

interface Call {
  readonly proposal: number;
  readonly session: string;
  readonly from: "agent" | "server";
  readonly seal: string | undefined;
  /** Ledger time by which the proposal is to be decided, and how long that is. */
  readonly deadline: number;
  /** Digests of the decisions that the server's countersigner has signed. */
  readonly countersigned: Set<string>;
  readonly patienceMs: number;
  /** Ledger time of the proposal. */
  readonly at: number;
  phase: "proposed" | "parked" | "running" | "doubt";
  /** The last decision and its entry. */
  decision?: Decision & { readonly index: number };
  isTimed: boolean;
  /** A person has ended the doubt. What came of it may still be recorded. */
  isDiscarded?: true;
  isRehearsed: boolean;
  /** Who answered the last decision, in which entry, and how. */
  answers: Map<string, { readonly index: number; readonly at: number; readonly answer: Answer }>;
  /** The answer or timer after which the parked call has to be decided again, and until when. */
  settled?: { readonly index: number; readonly until: number } | undefined;
}

/** What the checks look up. */
export interface Records {
  readonly history: History;
  readonly gatewayOf: (session: string) => string | undefined;
  /** Root (hex) of the first `size` leaves, for a size up to the present one. */
  readonly rootAt: (size: number) => string;
  /** Leaf hash (hex) of an earlier entry. */
  readonly hashOf: (entry: number) => string;
  /** Whose key it is after so many entries; undefined for a key that nobody answers with. */
  readonly answererAt: (key: string, size: number) => Answerer | undefined;
  readonly userOf: (session: string) => string;
  /** Whether a key is enrolled as executor of a server; true where no ring was given. */
  readonly isExecutor: (key: string, server: string) => boolean;
  /** Whether a countersigner is enrolled for a server; false where no ring was given. */
  readonly isCountersigned: (server: string) => boolean;
}

export class Calls {
  readonly #records: Records;
  readonly #open = new Map<number, Call>();
  /** By the decisions that they answered, and the size of the ledger from which they stand. */
  readonly #scoped = new ScopedAnswers<Decision & { readonly since: number; readonly session: string }>();
  readonly #nonces = new Set<string>();
  readonly #holds = new Holds();
  readonly #verdicts = new Map<string, number>();
  readonly #outcomes = new Map<string, number>();
  #proposals = 0;
  #answers = 0;

  constructor(records: Records) {
    this.#records = records;
  }

  check(leaf: Leaf, index: number, complain: Complain): void {
    const { entry, session = "", at, seal } = leaf;
    switch (entry.kind) {
      case "proposal":
        this.#proposals += 1;
        this.#open.set(index, {
          proposal: index,
          session,
          from: entry.from,
          seal,
          deadline: entry.deadline,
          countersigned: new Set(),
          patienceMs: entry.deadline - at,
          at,
          phase: "proposed",
          isTimed: false,
          isRehearsed: false,
          answers: new Map(),
        });
        return;
      case "decision":
        count(this.#verdicts, entry.verdict);
        if (entry.codes.includes("call/heard-otherwise"))
          complain(
            "auditor/heard-otherwise",
            `before entry ${entry.proposal} its agent was given what the ledger does not hold, or so its gateway says`,
          );
        return this.#checkDecision(entry, leaf, index, complain);
      case "countersignature":
        this.#open.get(entry.proposal)?.countersigned.add(entry.decision);
        return;
      case "refusal":
        return this.#checkRefusal(entry, leaf, complain);
      case "rehearsal":
        return this.#checkRehearsal(entry, leaf, complain);
      case "outcome":
        count(this.#outcomes, entry.result);
        return this.#checkOutcome(entry, leaf, complain);
      case "approval":
      case "rejection":
      case "release":
      case "discard":
        return this.#checkAnswer(entry, leaf, index, complain);
      case "timer": {
        const call = this.#open.get(entry.proposal);
        const until = call?.decision?.parked?.until;
        if (call?.phase !== "parked" || call.session !== session || call.isTimed || until === undefined || at < until) {
          return complain("auditor/timer-wrong", `the call in entry ${entry.proposal} is not parked until then`);
        }
        call.isTimed = true;
        return settle(call, index, at);
      }
      case "attestation":
        if (entry.part === "executor" && entry.server !== undefined) this.#startEpoch(entry.server, entry.epoch);
        return;
      default:
        return;
    }
  }

  /** Judges the calls that wait for a decision when the ledger ends, at its last time. */
  finish(at: number, size: number, complainAt: (entry: number) => Complain): void {
    const { history } = this.#records;
    for (const { proposal, phase, deadline, settled } of this.#open.values()) {
      if (phase === "proposed" && deadline < at && !history.hasRestart(proposal, size)) {
        complainAt(proposal)("auditor/decision-missing", `it was to be decided by ${deadline}, the ledger goes on to ${at}`);
      }
      if (phase === "parked" && settled !== undefined && settled.until < at && !history.hasRestart(settled.index, size)) {
        const words = `the call in entry ${proposal} was to be decided again by ${settled.until}, the ledger goes on to ${at}`;
        complainAt(settled.index)("auditor/second-decision-missing", words);
      }
    }
  }

  tally(): Pick<Report, "proposals" | "verdicts" | "outcomes" | "answers" | "undecided" | "inDoubt"> {
    const open = [...this.#open.values()];
    const numbersOf = (isOne: (call: Call) => boolean): number[] => open.filter(isOne).map(({ proposal }) => proposal);
    return {
      proposals: this.#proposals,
      verdicts: Object.fromEntries(this.#verdicts),
      outcomes: Object.fromEntries(this.#outcomes),
      answers: this.#answers,
      undecided: numbersOf(({ phase }) => phase === "proposed"),
      inDoubt: numbersOf(({ phase, isDiscarded }) => phase === "running" || (phase === "doubt" && isDiscarded !== true)),
    };
  }

  #checkDecision(entry: Decision, { session, at }: Leaf, index: number, complain: Complain): void {
    const call = this.#open.get(entry.proposal);
    if (call === undefined || call.session !== session) {
      return complain("auditor/decision-without-proposal", `entry ${entry.proposal} is no open call of its session`);
    }
    if (call.phase === "running") complain("auditor/decision-again", `decision ${call.decision?.index} had allowed it`);
    else if (call.decision !== undefined && entry.prefix.size <= call.decision.index)
      complain("auditor/decision-again", `it is not made after decision ${call.decision.index}, which came before`);
    if (call.phase === "proposed" && at > call.deadline && !this.#records.history.hasRestart(call.proposal, index)) {
      complain("auditor/decision-late", `it was to be decided by ${call.deadline}, it is ${at}`);
    }
    this.#checkPrefix(entry, call.session, index, complain);
    this.#checkTerms(entry, call, complain);
    if (call.phase === "proposed") this.#checkScoped(entry, call, complain);
    if (call.phase === "parked" && entry.verdict === "allow" && !this.#suffices(call, entry.prefix.size, entry.answers ?? [])) {
      complain("auditor/approval-missing", `decision ${call.decision?.index} had parked it, and the answers that it cites do not suffice`);
    }
    if (entry.verdict === "deny" || entry.same !== undefined) {
      this.#open.delete(entry.proposal);
      return;
    }
    if (call.decision?.parked !== undefined && entry.verdict === "allow") {
      const about = { ...call.decision, session: call.session, since: entry.prefix.size };
      this.#scoped.stand(about, call.proposal, call.decision.parked.roles, votesOf(call, entry.prefix.size));
    }
    call.decision = { ...entry, index };
    call.answers = new Map();
    call.isTimed = false;
    call.isRehearsed = false;
    call.settled = undefined;
    call.phase = entry.verdict === "allow" ? "running" : "parked";
    this.#holds.take(entry, { session: call.session, decision: index, shown: () => this.#records.hashOf(index) });
    const { warrant } = entry;
    if (warrant !== undefined && this.#records.history.epochOf(warrant.server, index)?.epoch !== warrant.epoch) call.phase = "doubt";
  }

  #checkPrefix({ prefix, proposal, machine }: Decision, session: string, index: number, complain: Complain): void {
    const { size, root } = prefix;
    if (size <= proposal || size > index)
      return complain("auditor/prefix-differs", `the first ${size} entries do not lead from the proposal to it`);
    if (this.#records.rootAt(size) !== root) complain("auditor/prefix-differs", `the first ${size} entries have another root`);
    const judges = this.#records.history.judgesOf(session, size);
    if (!judges.includes(machine))
      complain("auditor/machine-differs", `the machine that judges the session was ${judges.map((one) => one || "none").join(" or ")}`);
  }

  #checkTerms(entry: Decision, { from, seal }: Call, complain: Complain): void {
    const { verdict, same, parked, warrant, tool, prefix } = entry;
    const parks = same === undefined && (verdict === "escalate" || verdict === "quarantine");
    const warrants = same === undefined && verdict === "allow" && from === "agent";
    if (parks !== (parked !== undefined) || warrants !== (warrant !== undefined)) {
      complain(
        "auditor/terms-wrong",
        `it says ${verdict}, ${parked === undefined ? "" : "and parks, "}${warrant === undefined ? "without" : "with"} a warrant`,
      );
    }
    if (warrant === undefined) return;
    const { history, isExecutor } = this.#records;
    const start = history.epochOf(warrant.server, prefix.size);
    if (warrant.call !== seal) complain("auditor/warrant-wrong", "its warrant is for another call than the proposal");
    if (start?.epoch !== warrant.epoch || start.by !== warrant.executor || !isExecutor(warrant.executor, warrant.server)) {
      complain("auditor/warrant-wrong", `its warrant is for another executor of \`${warrant.server}\` than had started`);
    }
    const isOfServer = tool?.startsWith(`${warrant.server}/`) === true || tool?.startsWith(`${warrant.server}#`) === true;
    if (!isOfServer || !history.isDefinition(tool, warrant.definition, prefix.size)) {
      complain("auditor/warrant-wrong", `its warrant is for a definition of \`${tool ?? ""}\` that was neither pinned nor served`);
    }
    if (this.#nonces.has(warrant.nonce)) complain("auditor/nonce-spent", `an earlier warrant has the nonce ${warrant.nonce}`);
    this.#nonces.add(warrant.nonce);
  }

  /** A call that was allowed because people had approved it for more than one time: they did, and this is one of the times. */
  #checkScoped({ answers, verdict, machine, tool, prefix }: Decision, { proposal, session, at }: Call, complain: Complain): void {
    if (answers === undefined) return;
    const { history, answererAt, userOf } = this.#records;
    const found = this.#scoped.sufficing(
      (about, entries) =>
        answers.every((entry) => entries.includes(entry)) &&
        about.session === session &&
        about.tool === tool &&
        about.machine === machine &&
        !history.machine.changedWithin(about.since, prefix.size),
      { user: userOf(session), at, who: (key) => answererAt(key, proposal + 1) },
    );
    const isSame = found?.length === answers.length && found.every((entry) => answers.includes(entry));
    if (verdict !== "allow" || !isSame)
      complain("auditor/approval-missing", `the answers in entries ${answers.join(", ")} are none that count for it, or do no longer`);
    this.#scoped.use(proposal, answers);
  }

  #checkOutcome(entry: EntryOf<"outcome">, { session, by }: Leaf, complain: Complain): void {
    const call = this.#open.get(entry.proposal);
    const isOpen = call?.phase === "running" || (call?.phase === "doubt" && entry.result !== "unknown");
    if (call === undefined || !isOpen || call.session !== session || call.decision?.index !== entry.decision) {
      return complain(
        "auditor/outcome-without-warrant",
        `decision ${entry.decision} did not allow the call in entry ${entry.proposal}, or it was over`,
      );
    }
    const { warrant } = call.decision;
    const executor = warrant?.executor ?? this.#records.gatewayOf(call.session);
    if (by !== executor || (warrant !== undefined && warrant.epoch !== entry.epoch)) {
      complain(
        "auditor/outcome-by-another",
        `the call was for \`${executor}\`${warrant === undefined ? "" : ` in epoch ${warrant.epoch}`}`,
      );
    }
    if (entry.result === "returned" && !this.#isAgreed(call)) {
      complain(
        "auditor/countersignature-missing",
        `it was executed, and no countersigner of \`${warrant?.server}\` had signed the decision`,
      );
    }
    if (entry.result === "failed") this.#scoped.giveBack(entry.proposal);
    if (entry.result === "unknown") call.phase = "doubt";
    else this.#open.delete(entry.proposal);
  }

  /** Whether both judges have signed the decision that allows the call, where two are enrolled. */
  #isAgreed({ decision, countersigned }: Call): boolean {
    if (decision?.warrant === undefined || !this.#records.isCountersigned(decision.warrant.server)) return true;
    const { index: _, ...entry } = decision;
    return countersigned.has(hash("sha256", writeCanonical(entry as unknown as Value), "hex"));
  }

  /** A refusal ends a call that has not run; of one that is over it is evidence. */
  #checkRefusal(entry: EntryOf<"refusal">, { session }: Leaf, complain: Complain): void {
    const call = this.#open.get(entry.proposal);
    if (call === undefined) return;
    const isOpen = call.phase === "parked" || (call.phase === "running" && !this.#isAgreed(call));
    if (!isOpen || call.session !== session || call.decision?.index !== entry.decision) {
      return complain("auditor/refusal-wrong", `the call in entry ${entry.proposal} does not wait for a countersignature of that decision`);
    }
    this.#scoped.giveBack(entry.proposal);
    this.#open.delete(entry.proposal);
  }

  /** A rehearsal moves nothing: it is of a call that waits for people, once for each decision that made it wait. */
  #checkRehearsal({ proposal, decision, server }: EntryOf<"rehearsal">, { session }: Leaf, complain: Complain): void {
    const call = this.#open.get(proposal);
    const isOpen = call?.phase === "parked" && call.session === session && call.decision?.index === decision && !call.isRehearsed;
    if (call === undefined || !isOpen || call.decision?.tool?.startsWith(`${server}/`) !== true)
      return complain("auditor/rehearsal-wrong", `the call in entry ${proposal} does not wait on decision ${decision} for a rehearsal`);
    call.isRehearsed = true;
  }

  #checkAnswer(entry: Answer, leaf: Leaf, index: number, complain: Complain): void {
    this.#answers += 1;
    const call = this.#open.get(entry.proposal);
    const isOver = call === undefined || (call.phase === "doubt" && call.isDiscarded === true);
    if (isOver && this.#holds.isToEnd(entry)) this.#holds.check(entry, leaf, complain);
    else this.#checkWaiting(entry, leaf, index, complain);
  }

  #checkWaiting(entry: Answer, { session, by, at }: Leaf, index: number, complain: Complain): void {
    const call = this.#open.get(entry.proposal);
    const decision = call?.decision;
    const waits = call?.phase === "parked" || call?.phase === "doubt";
    if (call === undefined || decision === undefined || !waits || call.session !== session) {
      return complain("auditor/answer-wrong", `the call in entry ${entry.proposal} waits for nobody`);
    }
    if (decision.index !== entry.decision || this.#records.hashOf(decision.index) !== entry.shown) {
      return complain("auditor/answer-wrong", `decision ${decision.index} is what the call waits on, and not what was shown`);
    }
    if (entry.expires <= at || (call.phase === "parked" && (decision.parked?.until ?? 0) <= at))
      complain("auditor/answer-wrong", "it comes too late");
    if (call.answers.has(by)) complain("auditor/answer-wrong", "the same key has answered before");
    const asked = { verdict: decision.verdict, renderers: decision.parked?.renderers };
    if (!mayHaveScope(entry, asked, at)) complain("auditor/answer-wrong", "it is to count more often or longer than it may");
    call.answers.set(by, { index, at, answer: entry });
    if (call.phase === "doubt" && entry.kind === "discard") call.isDiscarded = true;
    if (call.phase !== "parked" || this.#records.answererAt(by, index) === undefined) return;
    if (entry.kind === "rejection" || entry.kind === "discard" || this.#suffices(call, index + 1)) settle(call, index, at);
  }

  /** Whether the answers in the first `size` entries, or those `cited` of them, end the parking, when the last of them came. */
  #suffices(call: Call, size: number, cited?: readonly number[]): boolean {
    const { decision, answers, session } = call;
    if (decision?.parked === undefined) return false;
    const votes = votesOf(call, size);
    const last = votes.at(-1)?.entry ?? 0;
    const lastAt = [...answers.values()].find(({ index }) => index === last)?.at ?? 0;
    const isHeld = decision.verdict === "quarantine";
    const who = (key: string): Answerer | undefined => this.#records.answererAt(key, last + 1);
    const sufficient = sufficientAt(decision.parked, votes, { isHeld, user: this.#records.userOf(session), at: lastAt, who });
    return sufficient !== undefined && (cited === undefined || isDeepStrictEqual(sufficient, cited));
  }

  /** What ran under an executor's earlier start is in doubt from its next on. */
  #startEpoch(server: string, epoch: string): void {
    for (const call of this.#open.values()) {
      const warrant = call.decision?.warrant;
      if (call.phase === "running" && warrant?.server === server && warrant.epoch !== epoch) call.phase = "doubt";
    }
  }
}

function count(counts: Map<string, number>, word: string): void {
  counts.set(word, (counts.get(word) ?? 0) + 1);
}

/** The yes-answers to its last decision in the first `size` entries, in their order. */
function votesOf({ answers, decision }: Call, size: number): readonly ScopedVote[] {
  const asked = { verdict: decision?.verdict ?? "deny", renderers: decision?.parked?.renderers };
  return [...answers].flatMap(([by, { index, at, answer }]) => {
    const { role, kind, expires } = answer;
    if (index >= size || (kind !== "approval" && kind !== "release")) return [];
    return [{ entry: index, by, role, kind, expires, scope: mayHaveScope(answer, asked, at) ? answer.scope : undefined }];
  });
}

/** From here on the parked call has to be decided again, as soon as it had to be the first time. */
function settle(call: Call, index: number, at: number): void {
  call.settled ??= { index, until: at + call.patienceMs };
}
