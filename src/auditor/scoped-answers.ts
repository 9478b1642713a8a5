/**
 * Answers that count for a call more than once: so many times in all, until a moment. They begin to stand when the call that people were
 * asked about is allowed, which is the first time, and a time comes back only where a call provably did not run.
 */
import { sufficientAt, type Tallied, type Vote } from "./approvers.ts";
import type { Answer, Decision, ParkedTerms } from "./entry.ts";

const TIMES_MAX = 16;
const LIFETIME_MAX_MS = 86_400_000;

/** A yes, and, where it has one, its scope. */
export interface ScopedVote extends Vote {
  readonly scope?: Answer["scope"] | undefined;
}

interface Standing<About> {
  readonly about: About;
  readonly roles: ParkedTerms["roles"];
  readonly votes: readonly { readonly vote: Vote; readonly times: number; readonly until: number; readonly used: Set<number> }[];
}

/** Whether an answer to a decision may have its scope. `at`: ledger time of the answer. */
export function mayHaveScope({ kind, scope }: Answer, { verdict, renderers }: AskedFor, at: number): boolean {
  if (scope === undefined) return true;
  const isAsked = kind === "approval" && verdict === "escalate" && renderers === undefined;
  return isAsked && scope.times <= TIMES_MAX && scope.until > at && scope.until <= at + LIFETIME_MAX_MS;
}

interface AskedFor {
  readonly verdict: Decision["verdict"];
  readonly renderers?: number | undefined;
}

export class ScopedAnswers<About> {
  #standing: Standing<About>[] = [];

  /** A call that people were asked about is allowed. */
  stand(about: About, proposal: number, roles: ParkedTerms["roles"], votes: readonly ScopedVote[]): void {
    const scoped = votes.flatMap(({ scope, ...vote }) => {
      return scope === undefined ? [] : [{ vote, times: scope.times, until: scope.until, used: new Set([proposal]) }];
    });
    if (scoped.length > 0) this.#standing.push({ about, roles, votes: scoped });
  }

  /** The entries of the first answers about such a call that suffice by themselves, now. */
  sufficing(isAbout: (about: About, entries: readonly number[]) => boolean, by: Omit<Tallied, "isHeld">): readonly number[] | undefined {
    for (const { about, roles, votes } of this.#standing) {
      const entries = votes.map(({ vote }) => vote.entry);
      const left = votes.flatMap(({ vote, times, until, used }) => (used.size < times ? [{ ...vote, expires: until }] : []));
      const counted = isAbout(about, entries) ? sufficientAt({ roles }, left, { ...by, isHeld: false }) : undefined;
      if (counted !== undefined) return counted;
    }
    return undefined;
  }

  use(proposal: number, entries: readonly number[] = []): void {
    for (const { vote, used } of this.#votes()) if (entries.includes(vote.entry)) used.add(proposal);
  }

  giveBack(proposal: number): void {
    for (const { used } of this.#votes()) used.delete(proposal);
  }

  voidAll(): void {
    this.#standing = [];
  }

  /** What the answers that stand are about. */
  *abouts(): Iterable<About> {
    for (const { about } of this.#standing) yield about;
  }

  #votes(): Standing<About>["votes"] {
    return this.#standing.flatMap(({ votes }) => votes);
  }
}
