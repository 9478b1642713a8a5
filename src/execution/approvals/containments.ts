/**
 * Which held calls contain an agent and its user, and how people end that: with a release that counts, or with enough words of theirs that
 * say so over the decision that held a call, whatever became of the call. Read from the leaves alone, so whoever has no key for contents
 * knows as much. It never lets a call run.
 */
import { toHex } from "../../crypto/index.ts";
import { type AnswerEntry, type DecisionEntry, type Index, isAnswer, type Leaf } from "../../ledger/index.ts";
import { isOwner, type Vote } from "../calls/call-register.ts";
import type { Folded } from "../folded.ts";
import type { Owner } from "../state/standing.ts";
import { type AnswererOf, answersThatSuffice, type ParkedTerms } from "./obligations.ts";

/** A held call since whose decision its session's agent and user are contained. */
export interface Hold {
  readonly proposal: Index;
  /** The decision that held it, and its leaf hash, hex. */
  readonly decision: Index;
  readonly shown: string;
  readonly session: string;
  readonly owner: Owner;
  /** Ledger time of the decision. */
  readonly since: number;
  readonly terms: ParkedTerms;
}

interface Open extends Hold {
  /** `release`: says that the containment ends; `approval`: a yes to whoever releases. */
  readonly votes: Vote[];
}

export class Containments {
  readonly #answererOf: AnswererOf;
  /** By proposal. */
  readonly #holds = new Map<Index, Open>();
  /** Entries that ended somebody's containment. */
  readonly #ends: { readonly entry: Index; readonly owner: Owner }[] = [];

  /** `answererOf`: as of the entries taken. */
  constructor(answererOf: AnswererOf) {
    this.#answererOf = answererOf;
  }

  /** What contains somebody now, oldest first. */
  of(owner: Owner): readonly Hold[] {
    return this.all().filter((hold) => isOwner(hold.owner, owner));
  }

  /** What contains anybody now, oldest first. */
  all(): readonly Hold[] {
    return [...this.#holds.values()];
  }

  /** Takes the next entry, of whose session `owner` is; gives them if their containment ends with it. */
  take(folded: Pick<Folded, "index" | "leaf" | "hash">, owner: Owner | undefined): Owner | undefined {
    const { entry } = folded.leaf;
    if (isAnswer(entry)) return this.#takeAnswer(folded.index, folded.leaf, entry);
    if (entry.kind === "decision" && owner !== undefined) this.#hold(folded, entry, owner);
    return undefined;
  }

  #hold({ index, leaf, hash }: Pick<Folded, "index" | "leaf" | "hash">, decision: DecisionEntry, owner: Owner): void {
    const { verdict, proposal, parked, prefix } = decision;
    if (verdict !== "quarantine" || parked === undefined) return;
    // The call was held after that prefix; its containment may have ended before the decision was recorded.
    if (this.#ends.some((end) => end.entry >= prefix.size && isOwner(end.owner, owner))) return;
    const hold = { proposal, decision: index, shown: toHex(hash), session: leaf.session ?? "", owner, since: leaf.at, terms: parked };
    this.#holds.set(proposal, { ...hold, votes: [] });
  }

  #takeAnswer(entry: Index, { by, at }: Leaf, answer: AnswerEntry): Owner | undefined {
    const { kind, decision, shown, role, expires, containment } = answer;
    const hold = this.#holds.get(answer.proposal);
    if (hold === undefined || hold.decision !== decision || hold.shown !== shown) return undefined;
    // Only the end of a containment has no deadline: the call can't run any more by then.
    if (kind !== "discard" && at > hold.terms.until) return undefined;
    if (containment !== "end" && kind !== "approval") return undefined;
    hold.votes.push({ entry, by, role, kind: containment === "end" ? "release" : "approval", expires });
    const { owner, terms, votes } = hold;
    const counted = kind === "discard" ? votes.filter((vote) => vote.kind === "release") : votes;
    const under = { user: owner.user, atMs: at, answererOf: this.#answererOf };
    if (answersThatSuffice({ verdict: "quarantine", ...terms, votes: counted }, under) === undefined) return undefined;
    for (const { proposal } of this.of(owner)) this.#holds.delete(proposal);
    this.#ends.push({ entry, owner });
    return owner;
  }
}
