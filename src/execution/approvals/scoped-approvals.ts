/**
 * Approvals that count more than once: of one exact call, in one session, for exactly the clauses that parked it. They stand from the
 * decision that allows the call which was asked about, and that is their first use. A use is counted with the decision to allow, and
 * comes back only where nothing was executed, provably. Whatever voids an answer voids them, and so does any new charter.
 */
import type { Index, Scope } from "../../ledger/index.ts";
import type { Call, Parked, Vote } from "../calls/call-register.ts";
import type { Judgement } from "../judging/judge.ts";
import { answersThatSuffice, type Count } from "./obligations.ts";

/** A vote with a scope, and the proposals that have used it. */
interface ScopedVote extends Omit<Vote, "scope"> {
  readonly scope: Scope;
  readonly uses: Set<Index>;
}

interface Standing {
  readonly session: string;
  readonly digest: string;
  readonly parked: Parked;
  readonly votes: readonly ScopedVote[];
}

/** Answers that discharge what would park a call, by index; `words` for people. */
export interface Discharge {
  readonly answers: readonly Index[];
  readonly words: string;
}

export class ScopedApprovals {
  #standing: Standing[] = [];

  /** A call that was asked about is allowed: its answers with a scope stand from here on. */
  stand({ session, digest, proposal }: Call, parked: Parked, atMs: number): void {
    this.#standing = this.#standing.filter(({ votes }) => votes.some(({ scope }) => scope.until > atMs));
    const votes = parked.votes.flatMap((vote) => {
      return vote.scope === undefined ? [] : [{ ...vote, scope: vote.scope, uses: new Set([proposal]) }];
    });
    if (votes.length > 0) this.#standing.push({ session, digest, parked, votes });
  }

  /** What discharges a judgement that would park this call now; `definition`: of its tool, as served. */
  find({ session, digest }: Call, judgement: Judgement, definition: string, count: Count): Discharge | undefined {
    if (judgement.verdict !== "escalate") return undefined;
    for (const { parked, votes, ...about } of this.#standing) {
      const isSame = about.session === session && about.digest === digest && parked.definition === definition;
      if (!isSame || !isSameSet(parked.clauses, judgement.clauses)) continue;
      const left = votes.filter(({ scope, uses }) => uses.size < scope.times);
      const asked = { ...parked, votes: left.map((vote) => ({ ...vote, expires: vote.scope.until })) };
      const answers = answersThatSuffice(asked, count);
      if (answers === undefined) continue;
      const used = left.filter(({ entry }) => answers.includes(entry));
      return { answers, words: used.map(({ entry, uses, scope }) => `entry ${entry}, use ${uses.size + 1} of ${scope.times}`).join("; ") };
    }
    return undefined;
  }

  use(proposal: Index, answers: readonly Index[]): void {
    for (const { entry, uses } of this.#votes()) if (answers.includes(entry)) uses.add(proposal);
  }

  /** The call did not run, provably. */
  takeBack(proposal: Index): void {
    for (const { uses } of this.#votes()) uses.delete(proposal);
  }

  clear(): void {
    this.#standing = [];
  }

  #votes(): readonly ScopedVote[] {
    return this.#standing.flatMap(({ votes }) => votes);
  }
}

function isSameSet(left: ReadonlySet<number>, right: readonly number[]): boolean {
  return left.size === right.length && right.every((one) => left.has(one));
}
