/**
 * What a terminal means: the verdict of its clauses, and what a person would have to do. A clause that a person has
 * answered is discharged and counts no longer; a deny can't be discharged, so nobody's answer ever allows what is denied.
 */
import type { Clause, Terminal } from "./machine-document.ts";
import { join, type Verdict } from "./verdict.ts";

export interface Ruling {
  readonly verdict: Verdict;
  /** The clauses that count, in the order of the document. */
  readonly clauses: readonly number[];
  /** The actions that matched, in the order of the document. */
  readonly actions: readonly number[];
  /** One for each role that is asked, sorted by role. All deadlines are the earliest one. */
  readonly obligations: readonly Obligation[];
}

/** So many distinct people in a role have to say yes in time. */
export type Obligation = NonNullable<Clause["obligation"]>;

/** The ruling of a terminal without the clauses in `discharged`; its clauses are indices into `all`. */
export function rulingOf(all: readonly Clause[], { actions, clauses }: Terminal, discharged: ReadonlySet<number>): Ruling {
  const counting = clauses.filter((index) => !discharged.has(index) || all[index]?.verdict === "deny");
  const fired = counting.flatMap((index) => all.slice(index, index + 1));
  const verdict = fired.reduce<Verdict>((severest, clause) => join(severest, clause.verdict), "allow");
  return { verdict, clauses: counting, actions, obligations: obligationsOf(fired) };
}

/** The union: in each role the largest number of approvals, the earliest of all deadlines, and the high severity of any. */
function obligationsOf(clauses: readonly Clause[]): readonly Obligation[] {
  const asked = clauses.flatMap(({ obligation }) => obligation ?? []);
  const withinMs = asked.reduce((earliest, one) => Math.min(earliest, one.withinMs), Infinity);
  const severity = asked.find((one) => one.severity !== undefined)?.severity;
  const roles = [...new Set(asked.map(({ role }) => role))].sort();
  return roles.map((role) => {
    const approvals = asked.reduce((most, one) => (one.role === role ? Math.max(most, one.approvals) : most), 0);
    return severity === undefined ? { role, approvals, withinMs } : { role, approvals, withinMs, severity };
  });
}
