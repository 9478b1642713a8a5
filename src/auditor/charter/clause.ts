/** Clauses: what fires when a condition holds, fails or is an error, and in which order a call's clauses are told. */
import type { Severity } from "./written-charter.ts";

/** Why a clause fires, the reason that is told first before the others. */
const CODES = [
  "session/contained",
  "mandate/outside",
  "clause/deny",
  "limit/no-cost",
  "limit/reached",
  "order/not-yet",
  "order/excluded",
  "clause/allow-failed",
  "guard/error",
  "charter/no-action",
  "clause/quarantine",
  "clause/escalate",
] as const;

export type ClauseCode = (typeof CODES)[number];

/** Who has to answer, how many of them, how soon, and whether over two renderers. */
export interface Obligation {
  readonly role: string;
  readonly approvals: number;
  readonly withinMs: number;
  readonly isHigh: boolean;
}

export interface Clause {
  readonly severity: Severity;
  readonly code: ClauseCode;
  readonly obligation: Obligation | undefined;
  /** Unique among all charters in force, and the place among all their clauses: given by `putInOrder`. */
  name: string;
  order: number;
}

/** A clause with what decides its place: the name it has or the group it is counted in, its action, words and place in the text. */
export interface PlacedClause {
  readonly clause: Clause;
  readonly name: string | undefined;
  readonly group: string;
  readonly about: string;
  readonly words: string;
  readonly at: number;
}

export function newClause(severity: Severity, code: ClauseCode, obligation?: Obligation): Clause {
  return { severity, code, obligation, name: "", order: -1 };
}

/** Orders and names the clauses of one charter; the first gets the order `from`. */
export function putInOrder(placed: readonly PlacedClause[], from: number, qualify: (name: string) => string): void {
  const inOrder = placed.toSorted(
    (left, right) =>
      CODES.indexOf(left.clause.code) - CODES.indexOf(right.clause.code) ||
      compare(left.about, right.about) ||
      compare(left.words, right.words) ||
      compare(left.name ?? "", right.name ?? "") ||
      left.at - right.at,
  );
  const counts = new Map<string, number>();
  for (const [place, { clause, name, group }] of inOrder.entries()) {
    const count = (counts.get(group) ?? 0) + 1;
    if (name === undefined) counts.set(group, count);
    clause.name = qualify(name ?? `${group}.${count}`);
    clause.order = from + place;
  }
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
