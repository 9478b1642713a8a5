/**
 * Since which held calls an agent is contained for a user, and whose word ends it. A word over the decision that held a call counts towards
 * the end, also when that call is long over; as many have to agree as that decision asks for. No call is decided here.
 */
import { type Answerer, type PeopleAt, sufficientAt, type Vote } from "../approvers.ts";
import { CONTAIN, END_CONTAINMENT } from "../charter/state-variable.ts";
import type { Answer, Decision, Entry, ParkedTerms } from "../entry.ts";
import type { Owner } from "../owner.ts";
import type { EstablishedFacts } from "./established-facts.ts";
import type { Call, Parked } from "./open-calls.ts";
import type { RecordedEntry } from "./recorded-entry.ts";

interface Hold {
  readonly owner: Owner;
  readonly terms: ParkedTerms & Pick<Parked, "shown">;
  readonly votes: (Vote & { readonly isEnd: boolean })[];
}

export class Containments {
  readonly #facts: EstablishedFacts;
  readonly #people: PeopleAt;
  #holds = new Map<number, Hold>();
  /** Entries that set somebody free. */
  readonly #ends: { readonly entry: number; readonly owner: Owner }[] = [];

  constructor(facts: EstablishedFacts, people: PeopleAt) {
    this.#facts = facts;
    this.#people = people;
  }

  /** A call is held. */
  begin({ proposal, owner }: Call, terms: Parked, at: number): void {
    this.#facts.charters.each(({ standings }) => standings.apply(owner, at, CONTAIN));
    this.#holds.set(proposal, { owner, terms, votes: [] });
  }

  /** A call whose content is erased was held, or something else was decided: what changed with it, its carry says. */
  recall({ index, hash, leaf }: RecordedEntry, { verdict, proposal, parked, prefix }: Decision): void {
    const owner = this.#facts.session(leaf.session)?.owner;
    if (verdict !== "quarantine" || parked === undefined || owner === undefined) return;
    if (this.#ends.some((end) => end.entry >= prefix.size && isSame(end.owner, owner))) return;
    this.#holds.set(proposal, { owner, terms: { ...parked, shown: { index, hash } }, votes: [] });
  }

  /** Takes an entry; only answers matter. */
  take({ index, leaf: { at, by } }: RecordedEntry, entry: Entry): void {
    const hold = "shown" in entry ? this.#holds.get(entry.proposal) : undefined;
    if (hold === undefined || !("shown" in entry) || !isTowardsEnd(entry, hold.terms, at)) return;
    const { kind, role, expires, containment } = entry;
    const isEnd = containment === "end";
    hold.votes.push({ entry: index, by, role, expires, kind: isEnd ? "release" : "approval", isEnd });
    // An approval is for letting the call go, and says nothing when it is dropped.
    const votes = kind === "discard" ? hold.votes.filter((vote) => vote.isEnd) : hold.votes;
    const { owner } = hold;
    const who = (key: string): Answerer | undefined => this.#people.at(key, index + 1);
    if (sufficientAt(hold.terms, votes, { isHeld: true, user: owner.user, at, who }) === undefined) return;
    this.#facts.charters.each(({ standings }) => standings.apply(owner, at, END_CONTAINMENT));
    this.#holds = new Map([...this.#holds].filter(([, other]) => !isSame(other.owner, owner)));
    this.#ends.push({ entry: index, owner });
  }
}

function isSame(one: Owner, other: Owner): boolean {
  return one.agent === other.agent && one.user === other.user;
}

/** Whether an answer is about what was shown, says yes or end, and comes in time: only a discard may come when the call is over. */
function isTowardsEnd({ kind, decision, shown, containment }: Answer, { until, ...terms }: Hold["terms"], at: number): boolean {
  const isAboutIt = terms.shown?.index === decision && terms.shown.hash === shown;
  return isAboutIt && (containment === "end" || kind === "approval") && (kind === "discard" || at <= until);
}
