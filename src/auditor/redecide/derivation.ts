/**
 * What follows from a ledger's entries: every change of state and every decision, derived from the charters' own texts. A pure
 * fold, as the decider is one, with other code. What cannot be derived is a doubt, and everything that rests on it, too.
 */
import { type Answerer, type PeopleAt, sufficientAt } from "../approvers.ts";
import type { Effect } from "../charter/state-variable.ts";
import type { Answer, Decision, Entry, EntryOf } from "../entry.ts";
import { NOBODY } from "../owner.ts";
import { mayHaveScope } from "../scoped-answers.ts";
import { CLOSED, sealedOf } from "../sealed.ts";
import { serverOf } from "../tool-pattern.ts";
import { AskCounts } from "./ask-counts.ts";
import type { Carry } from "./carry.ts";
import type { CarryWriter } from "./carry-writer.ts";
import { Containments } from "./containments.ts";
import { type DecisionTerms, decisionOn, parkingTerms, warrantTerms } from "./decision-terms.ts";
import { earlyRefusal } from "./early-refusal.ts";
import { ErasedCalls } from "./erased-calls.ts";
import { EstablishedFacts } from "./established-facts.ts";
import { casesOf, judgeAsOfToday, type MatchedUnderAll, matchedUnderAll, NOT_OPEN, type Today } from "./judge-as-of-today.ts";
import { denied, type Judgement, type Parts } from "./judgement.ts";
import { actionsNamed, type KeptCharter } from "./kept-charters.ts";
import { type Call, OpenCalls, type Parked, type Running } from "./open-calls.ts";
import { oneWordOf, outcomeEffects, thenEffects, type Word } from "./outcome-effects.ts";
import { proposedCall } from "./proposed-call.ts";
import type { Expected, RecordedEntry } from "./recorded-entry.ts";
import { ScopedDischarge } from "./scoped-discharge.ts";

type Doubt = { readonly doubt: string };

export class Derivation {
  readonly #people: PeopleAt;
  readonly #facts: EstablishedFacts;
  readonly #writer: CarryWriter | undefined;
  /** Calls whose contents are erased. */
  readonly erased: ErasedCalls;
  readonly containments: Containments;
  readonly #calls = new OpenCalls();
  readonly #scoped = new ScopedDischarge();
  readonly #asks = new AskCounts();
  /** Calls whose decision could not be derived, until it is recorded. */
  readonly #undecided = new Set<number>();
  #follows: Expected[] = [];

  /** `carries` stand for erased contents; `writer` looks on. */
  constructor(people: PeopleAt, carries: readonly Carry[] = [], writer?: CarryWriter) {
    this.#people = people;
    this.#writer = writer;
    this.#facts = new EstablishedFacts(writer);
    this.containments = new Containments(this.#facts, people);
    this.erased = new ErasedCalls(carries, { facts: this.#facts, calls: this.#calls, asks: this.#asks });
  }

  /** Takes the next entry that is no decision; gives the decisions that follow from it. */
  take(recorded: RecordedEntry, entry: Exclude<Entry, Decision>): readonly Expected[] {
    this.#follows = [];
    this.#facts.given.take(recorded, this.#facts.session(recorded.leaf.session)?.owner, this.#calls);
    // Nobody looks on yet: it is read from the leaves, with or without contents, so no carry says it.
    this.containments.take(recorded, entry);
    this.#writer?.begin(recorded.index, entry);
    if (!this.erased.take(recorded, entry)) this.#react(recorded, entry);
    this.#writer?.end(entry.kind === "proposal" ? this.#facts.session(recorded.leaf.session)?.owner : undefined, this.#calls);
    return this.#follows;
  }

  /** The decision on a call is recorded: people answer what they are shown. */
  record({ phase }: Call, { index, hash }: RecordedEntry): void {
    if (phase.is === "parked") phase.shown ??= { index, hash };
  }

  #react(recorded: RecordedEntry, entry: Exclude<Entry, Decision>): void {
    const { index, leaf, opened } = recorded;
    switch (entry.kind) {
      case "attestation":
        this.#facts.takeAttestation(entry, leaf.by);
        return this.#doubtOlderStarts(recorded, entry);
      case "charter":
        this.#scoped.voidAll();
        return this.#facts.takeCharter(index, entry, opened, leaf.at);
      case "pin":
        return this.#facts.takePins(index, entry, opened);
      case "drift":
        return this.#facts.takeDrift(entry);
      case "grant":
        return this.#facts.takeGrant(index, entry, leaf, sealedOf(recorded));
      case "session": {
        const isFresh = this.#facts.takeSession(entry, leaf);
        const owner = this.#facts.session(leaf.session)?.owner ?? NOBODY;
        return isFresh ? this.#each(({ standings }) => standings.refresh(owner, leaf.at)) : undefined;
      }
      case "proposal":
        return this.#propose(recorded, entry);
      case "outcome":
        return this.#takeOutcome(recorded, entry);
      case "countersignature":
      case "rehearsal":
      case "approver":
      case "reveal":
      case "carry":
        return;
      case "erasure":
        this.#facts.endContext(entry);
        this.#each(({ standings }) => standings.refresh(entry, leaf.at));
        return this.#calls.forgetFinished(entry);
      case "refusal":
        return this.#takeRefusal(entry, leaf.at);
      case "timer": {
        const call = this.#calls.get(entry.proposal);
        if (call?.phase.is === "parked")
          this.#deny(call, denied(call.phase.verdict === "quarantine" ? "hold/expired" : "approval/expired"), recorded);
        return;
      }
      default:
        return this.#takeAnswer(recorded, entry);
    }
  }

  /** What happens, happens under every charter. */
  #each(happens: (charter: KeptCharter) => void): void {
    this.#facts.charters.each(happens);
  }

  /** By which charter a call is decided. */
  #judgeOf({ session }: Call): KeptCharter | undefined {
    return this.#facts.charters.bench(session)?.judge;
  }

  #propose(recorded: RecordedEntry, proposal: EntryOf<"proposal">): void {
    const { index, leaf } = recorded;
    const session = this.#facts.session(leaf.session);
    const bench = this.#facts.charters.bench(leaf.session ?? "");
    const asked = [bench?.judge, bench?.objector].flatMap((one) => (one === undefined ? [] : [one.read]));
    const { call, named, isWhole } = proposedCall(recorded, proposal, session?.owner ?? NOBODY, asked);
    if (call.words === undefined) return this.#expect(call, NOT_OPEN);
    const early = earlyRefusal(this.#facts, { ...call, args: named }, session, isWhole, leaf.at);
    if (early !== undefined) return this.#deny(call, early, recorded);
    const same = call.from === "agent" ? this.#calls.sameAs(call) : undefined;
    if (same !== undefined && same.words === undefined)
      return this.#expect(call, { doubt: `it may be the call of entry ${same.proposal}, which is not open` });
    if (same !== undefined) return this.#returnTicket(call, same, recorded);
    if (this.#calls.isFull(call.owner)) return this.#deny(call, denied("call/too-many-open"), recorded);
    this.#conclude(call, this.#judgeScoped(call, { session, atMs: leaf.at }, index), recorded);
  }

  #judge(call: Call, today: Today): Judgement | Doubt {
    const [open] = this.#undecided;
    return judgeAsOfToday(call, this.#facts, open === undefined ? today : { ...today, undecided: open });
  }

  /** The same, where people have not approved this very call for more than one time. */
  #judgeScoped(call: Call, today: Today, index: number): Judgement | Doubt {
    return this.#scoped.apply(call, this.#judge(call, today), {
      definition: this.#facts.definitionOf(call.tool)?.served ?? "",
      judge: (parked) => this.#judge(call, { ...today, parked }),
      by: { user: call.owner.user, at: today.atMs, who: (key) => this.#people.at(key, index + 1) },
    });
  }

  /** What follows from a judgement: a change of state, a phase of the call, a decision. */
  #conclude(call: Call, judgement: Judgement | Doubt, recorded: RecordedEntry): void {
    if ("doubt" in judgement) return this.#expect(call, judgement);
    const { at } = recorded.leaf;
    switch (judgement.verdict) {
      case "deny":
        return this.#deny(call, judgement, recorded);
      case "allow": {
        const today = { session: this.#facts.session(call.session), atMs: at };
        const matched = matchedUnderAll(call, this.#facts, today, judgement);
        if ("doubt" in matched) return this.#expect(call, matched);
        this.#change(call, matched, at);
        const warrant = this.#run(call, casesOf(matched), recorded);
        return this.#expect(call, this.#decisionOn(call, judgement, recorded, warrant === undefined ? {} : { warrant }));
      }
      default: {
        const parked = parkingTerms(judgement, at);
        const charters = this.#judgeOf(call)?.read;
        const limits = charters === undefined || "doubt" in charters ? [] : charters.roles;
        const question = { ...call.owner, roles: parked.roles, at };
        const answering = { open: this.#calls.all(), people: this.#people.allAt(recorded.index + 1) };
        const full = judgement.verdict === "escalate" ? this.#asks.refusal(limits, question, answering) : undefined;
        if (full !== undefined) return this.#conclude(call, typeof full === "string" ? denied(full) : full, recorded);
        this.#park(call, { ...judgement, clauses: judgement.clauses.map(({ name }) => name), parked }, at);
        return this.#expect(call, this.#decisionOn(call, judgement, recorded, { parked }));
      }
    }
  }

  /** What an allowed call changes at once, and what it costs. */
  #change(call: Call, matched: MatchedUnderAll, at: number): void {
    this.#each(({ machine, standings }) => {
      const here = matched.get(machine) ?? [];
      const effects = here.map(({ state, parts }) => ({ state, effects: thenEffects(parts) }));
      standings.allow(call.owner, at, call.proposal, effects);
      const actions = here.flatMap(({ parts }) => parts.flat());
      standings.spending.pay(call.owner, at, call.proposal, actions, call.words === undefined ? undefined : call.args);
    });
  }

  /** An allowed call runs, under a warrant; a server's own reaches the agent at once. */
  #run(call: Call, cases: Running["cases"], { leaf: { at }, root }: RecordedEntry): Decision["warrant"] {
    const wasParked = call.phase.is === "parked";
    const server = serverOf(call.tool);
    const executor = this.#facts.executorOf(server);
    const running: Running = { is: "running", server, epoch: executor?.epoch ?? "", cases, wasParked };
    if (call.from === "server") {
      this.#each(({ standings }) => standings.settle(call.proposal));
      this.#observe(call, running, () => ["ok"], at);
      this.#calls.forget(call);
      return undefined;
    }
    if (call.phase.is === "parked") this.#scoped.stand(call, call.phase);
    call.phase = running;
    this.#calls.keep(call);
    this.#each(({ memory }) => {
      const isLeft = memory.leave(call.owner, call.tool, call.words === undefined ? CLOSED : call.args);
      if (isLeft) this.#writer?.refuse(call.owner, "carry/left-words");
    });
    return warrantTerms(call, server, { executor, definition: this.#facts.definitionOf(call.tool), root: root(), atMs: at });
  }

  #park(call: Call, terms: Pick<Decision, "verdict" | "codes" | "clauses" | "parked">, at: number): void {
    const { verdict, codes, clauses, parked = { roles: [], until: 0 } } = terms;
    const machine = this.#judgeOf(call)?.machine ?? "";
    const definition = this.#facts.definitionOf(call.tool)?.served ?? "";
    this.#asks.take({ ...call.owner, roles: parked.roles, at: call.at });
    const under = { machine, definition, shown: undefined, votes: [] };
    const phase: Parked = { is: "parked", verdict, codes, clauses: new Set(clauses), ...parked, ...under };
    if (verdict === "quarantine") this.containments.begin(call, phase, at);
    call.phase = phase;
    this.#calls.keep(call);
  }

  #returnTicket(call: Call, same: Call, recorded: RecordedEntry): void {
    const { phase } = same;
    const verdict = phase.is === "parked" || phase.is === "finished" ? phase.verdict : phase.is === "running" ? "allow" : "deny";
    const codes = phase.is === "finished" ? ["call/same", ...phase.codes] : ["call/same"];
    this.#expect(
      call,
      this.#decisionOn(call, { verdict, codes, clauses: [], actions: [], matched: [] }, recorded, { same: same.proposal }),
    );
    if (phase.is === "finished") this.#calls.forget(same);
  }

  #takeOutcome(recorded: RecordedEntry, { proposal, result }: EntryOf<"outcome">): void {
    const { leaf, opened } = recorded;
    const call = this.#calls.get(proposal);
    if (call?.phase.is === "doubt" && result !== "unknown") return this.#calls.forget(call);
    if (call?.phase.is !== "running") return;
    const running = call.phase;
    if (result === "unknown") return this.#doubtOutcome(call, running, leaf.at);
    if (result === "failed") this.#scoped.giveBack(proposal);
    if (result === "failed") this.#takeBack(proposal, running);
    this.#each(({ standings }) => standings.settle(proposal));
    if (result === "returned") {
      const isClosed = opened === undefined && leaf.seal !== undefined;
      const closed = isClosed ? `the result of entry ${proposal} is not open` : undefined;
      this.#observe(call, running, (cases) => (isClosed ? ["ok", "error", "unknown"] : [oneWordOf(cases, opened)]), leaf.at, closed);
      this.#each(({ memory }) => memory.receive(call.owner, call.tool, sealedOf(recorded), leaf.at));
    }
    this.#close(call, "allow", [], leaf.at);
  }

  /** The judges did not agree: the call never ran, and is over. */
  #takeRefusal({ proposal, code }: EntryOf<"refusal">, at: number): void {
    const call = this.#calls.get(proposal);
    if (call?.phase.is !== "running" && call?.phase.is !== "parked") return;
    if (call.phase.is === "running") this.#takeBack(proposal, call.phase);
    this.#each(({ standings }) => standings.settle(proposal));
    this.#scoped.giveBack(proposal);
    this.#close(call, "deny", [code], at);
  }

  /** It did not run: a charter under which it was judged knows what to undo. */
  #takeBack(proposal: number, { cases }: Running): void {
    this.#each(({ machine, standings }) => {
      if (cases.has(machine)) standings.takeBack(proposal);
    });
  }

  /** The labels and effects of an outcome, in every case that may be. Under charters that did not judge the call, the labels only. */
  #observe(
    { owner, tool }: Call,
    { cases }: Running,
    wordsOf: (cases: readonly Parts[]) => readonly Word[],
    at: number,
    doubt?: string,
    otherwise: readonly (readonly Effect[])[] = [],
  ): void {
    this.#each(({ machine, read, standings }) => {
      if ("doubt" in read) return;
      const matched = cases.get(machine);
      const effects = outcomeEffects(read.reveals, tool, matched, wordsOf(matched ?? []));
      if (effects.length > 0) standings.apply(owner, at, [...otherwise, ...effects], doubt);
    });
  }

  /** Nobody will say what came of it: every outcome may have been, and none. */
  #doubtOutcome(call: Call, running: Running, at: number): void {
    this.#writer?.about(call);
    this.#each(({ standings, memory }) => {
      standings.settle(call.proposal);
      memory.doubt(call.owner, call.tool);
    });
    this.#observe(call, running, () => ["ok", "error", "unknown"], at, undefined, [[]]);
    call.phase = { is: "doubt" };
    this.#calls.keep(call);
  }

  #doubtOlderStarts({ index, leaf: { at } }: RecordedEntry, { part, server, epoch }: EntryOf<"attestation">): void {
    if (part !== "executor") return;
    for (const call of this.#calls.all()) {
      if (call.phase.is !== "running" || call.phase.server !== server || call.phase.epoch === epoch) continue;
      if (this.erased.has(call.proposal)) this.erased.apply(index, call, at);
      else this.#doubtOutcome(call, call.phase, at);
    }
  }

  #takeAnswer(recorded: RecordedEntry, answer: Answer): void {
    const { kind, proposal, decision, shown, role, expires } = answer;
    const { at, by } = recorded.leaf;
    const call = this.#calls.get(proposal);
    if (call?.phase.is === "doubt" && kind === "discard") return this.#calls.forget(call);
    if (call?.phase.is !== "parked") return;
    const parked = call.phase;
    const isAboutIt = parked.shown?.index === decision && parked.shown.hash === shown;
    if (!isAboutIt || expires <= at || at > parked.until) return;
    if (kind === "rejection" || kind === "discard")
      return this.#deny(call, denied(kind === "discard" ? "hold/discarded" : "approval/rejected"), recorded);
    const scope = mayHaveScope(answer, parked, at) ? answer.scope : undefined;
    parked.votes.push({ entry: recorded.index, by, role, kind, expires, scope });
    const who = (key: string): Answerer | undefined => this.#people.at(key, recorded.index + 1);
    const count = { isHeld: parked.verdict === "quarantine", user: call.owner.user, at, who };
    const answers = sufficientAt(parked, parked.votes, count);
    if (answers !== undefined) this.#decideAgain(call, parked, answers, recorded);
  }

  /** In today's state, with what parked it discharged. */
  #decideAgain(call: Call, parked: Parked, answers: readonly number[], recorded: RecordedEntry): void {
    const { at } = recorded.leaf;
    const session = this.#facts.session(call.session);
    const isChanged = parked.machine !== this.#judgeOf(call)?.machine || parked.definition !== this.#facts.definitionOf(call.tool)?.served;
    const again =
      earlyRefusal(this.#facts, call, session, true, at) ?? (isChanged ? denied() : this.#judge(call, { session, atMs: at, parked }));
    if ("doubt" in again) return this.#conclude(call, again, recorded);
    if (again.verdict === "allow") return this.#conclude(call, { ...again, answers }, recorded);
    this.#deny(call, { ...again, verdict: "deny", codes: ["parked/changed", ...again.codes] }, recorded);
  }

  #deny(call: Call, judgement: Judgement, recorded: RecordedEntry): void {
    this.#close(call, "deny", judgement.codes, recorded.leaf.at);
    this.#expect(call, this.#decisionOn(call, judgement, recorded, {}));
  }

  /** Where people took longer than the agent waits, the next same call collects what came of it. */
  #close(call: Call, verdict: "allow" | "deny", codes: readonly string[], at: number): void {
    const wasParked = call.phase.is === "parked" || (call.phase.is === "running" && call.phase.wasParked);
    if (!wasParked || at <= call.patience) return this.#calls.forget(call);
    call.phase = { is: "finished", verdict, codes };
    this.#calls.keep(call);
  }

  #decisionOn(call: Call, judgement: Judgement, { index, root }: RecordedEntry, terms: DecisionTerms): Decision {
    return decisionOn(this.#facts, call, judgement, { size: index + 1, root: root() }, terms);
  }

  #expect(call: Call, decision: Expected["decision"]): void {
    if ("doubt" in decision) this.#undecided.add(call.proposal);
    this.#follows.push({ call, decision });
  }

  /** A decision that cannot be derived happens as it is recorded. */
  takeForGranted(call: Call, decision: Decision, recorded: RecordedEntry, doubt: string): void {
    this.#undecided.delete(call.proposal);
    this.#writer?.refuse(call.owner, "carry/undecided");
    const { at } = recorded.leaf;
    const { verdict, codes, same, actions: names, warrant } = decision;
    call.tool = decision.tool ?? call.tool;
    const before = same === undefined ? undefined : this.#calls.get(same);
    if (before?.phase.is === "finished") this.#calls.forget(before);
    if (same !== undefined) return;
    if (verdict === "deny") return this.#close(call, "deny", codes, at);
    if (verdict !== "allow") return this.#park(call, decision, at);
    this.#scoped.use(call, decision.answers);
    const by = this.#judgeOf(call);
    const actions = by === undefined ? [] : actionsNamed(names, by.read);
    const { machine = "", standings } = by ?? {};
    const states = standings?.states(call.owner, at);
    const isCertain = Array.isArray(states) && states.length === 1;
    if (!isCertain) standings?.apply(call.owner, at, [[], thenEffects([actions])], doubt);
    // Nobody says what it matched under the others.
    for (const charter of this.#facts.charters.all) if (charter !== by) charter.standings.forgetAll(doubt, at);
    const matched = new Map([[machine, [{ state: new Map(), parts: [actions] }]]]);
    if (isCertain) this.#change(call, matched, at);
    else standings?.spending.pay(call.owner, at, call.proposal, actions, call.words === undefined ? undefined : call.args);
    this.#run(call, casesOf(matched), recorded);
    if (call.phase.is === "running" && warrant !== undefined && warrant.epoch !== call.phase.epoch)
      this.#doubtOutcome(call, call.phase, at);
  }
}
