/**
 * Every clause of a composition, numbered and named. The order says which deny of a call is kept and which row `explain`
 * shows first; it follows from the charters' content alone, so that reordering a charter changes nothing.
 */
import type { Clause } from "../../kernel/index.ts";
import type { Need } from "../../vocabulary/index.ts";
import {
  CLAUSE_CODES,
  type ClauseCode,
  type DraftAction,
  type DraftCharter,
  type DraftClause,
  type Guard,
} from "../actions/action-draft.ts";
import type { Reporter } from "../diagnostic.ts";
import { ALWAYS } from "../formula/connectives.ts";
import { canFail } from "../formula/formula.ts";
import { placeOf, type Span } from "../source.ts";

export interface ClauseTable {
  readonly clauses: readonly Clause[];
  /** What conditions need for an answer, by the clause that denies without one. */
  readonly needs: readonly Need[];
  readonly numberOf: (clause: DraftClause) => number;
  /** What is denied where an action's `allow` is false; -1 where that cannot be. */
  readonly failed: (action: DraftAction) => number;
  /** What is denied where a condition has no answer; -1 where it always has one. */
  readonly error: (guard: Guard) => number;
  /** By charter: an action that is not admissible under containment, and a call that matches no action. */
  readonly contained: readonly number[];
  readonly otherwise: readonly number[];
}

interface Entry {
  /** What the clause is looked up by. */
  readonly key: object;
  readonly kind: "clause" | "failed" | "error" | "contained" | "otherwise";
  readonly charter: number;
  readonly qualify: (name: string) => string;
  /** For naming and sorting: the action, also where the clause itself belongs to none. */
  readonly about: string;
  readonly action: number;
  readonly verdict: Clause["verdict"];
  readonly code: ClauseCode;
  readonly text: string;
  readonly span: Span;
  readonly name?: string;
  readonly obligation?: Clause["obligation"];
}

/** Numbers the clauses of all charters; `actions` are the actions of all of them, in the order of the machine. */
export function clauseTable(charters: readonly DraftCharter[], actions: readonly DraftAction[], reporter: Reporter): ClauseTable {
  const entries = charters.flatMap((charter, index) => entriesOf(charter, index, actions)).sort(inOrder);
  const names = namesOf(entries, reporter);
  const numbers = new Map<string, Map<object, number>>();
  for (const [number, { kind, key }] of entries.entries()) {
    const ofKind = numbers.get(kind) ?? new Map<object, number>();
    numbers.set(kind, ofKind.set(key, number));
  }
  const look = (kind: Entry["kind"], key: object): number => numbers.get(kind)?.get(key) ?? -1;
  return {
    clauses: entries.map(({ charter, action, verdict, code, text, span, obligation }, index) => ({
      name: names[index] ?? "",
      charter,
      action,
      verdict,
      code,
      text,
      at: placeOf(span),
      ...(obligation === undefined ? {} : { obligation }),
    })),
    needs: entries.flatMap(({ kind, key }, clause) =>
      kind === "error" ? ((key as Guard).needs ?? []).map((need): Need => ({ ...need, clause })) : [],
    ),
    numberOf: (clause) => look("clause", clause),
    failed: (action) => look("failed", action),
    error: (guard) => look("error", guard),
    contained: charters.map((charter) => look("contained", charter)),
    otherwise: charters.map((charter) => look("otherwise", charter)),
  };
}

function entriesOf(charter: DraftCharter, index: number, actions: readonly DraftAction[]): Entry[] {
  const base = { charter: index, qualify: charter.qualify, verdict: "deny", text: "", about: "", action: -1, span: charter.span } as const;
  const entries: Entry[] = [{ ...base, key: charter, kind: "contained", code: "session/contained", name: "contained" }];
  if (charter.otherwise === "deny")
    entries.push({ ...base, key: charter, kind: "otherwise", code: "charter/no-action", name: "otherwise" });
  for (const action of charter.actions) {
    const { name: about, allow, when, clauses } = action;
    const own = { ...base, about, action: actions.indexOf(action) };
    for (const clause of clauses) {
      const { verdict, code, guard, name, obligation } = clause;
      entries.push({
        ...own,
        key: clause,
        kind: "clause",
        verdict,
        code,
        text: textOf(guard),
        span: guard.span,
        ...(name === undefined ? {} : { name }),
        ...(obligation === undefined ? {} : { obligation }),
      });
    }
    if (allow.formula !== ALWAYS) {
      const name = `${about}.allow`;
      entries.push({ ...own, key: action, kind: "failed", code: "clause/allow-failed", text: textOf(allow), span: allow.span, name });
    }
    const guards = [when, ...(allow.derived ? [] : [allow]), ...clauses.map(({ guard }) => guard)].filter(({ formula }) =>
      canFail(formula),
    );
    for (const guard of guards)
      entries.push({ ...base, about, key: guard, kind: "error", code: "guard/error", text: textOf(guard), span: guard.span });
  }
  return entries;
}

/** The author's words, and what the names in them stand for. */
function textOf({ text, where = [] }: Guard): string {
  return text === "" || where.length === 0 ? text : `${text}, where ${where.join(", ")}`;
}

function inOrder(left: Entry, right: Entry): number {
  return (
    left.charter - right.charter ||
    CLAUSE_CODES.indexOf(left.code) - CLAUSE_CODES.indexOf(right.code) ||
    compareTexts(left.about, right.about) ||
    compareTexts(left.text, right.text) ||
    compareTexts(left.name ?? "", right.name ?? "") ||
    left.span.start - right.span.start
  );
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

/** The author's names, and `action.verdict.n` for the rest. */
function namesOf(entries: readonly Entry[], reporter: Reporter): string[] {
  const counts = new Map<string, number>();
  const taken = new Map<string, Entry>();
  return entries.map((entry) => {
    let { name } = entry;
    if (name === undefined) {
      const group = `${entry.about}.${entry.kind === "error" ? "error" : entry.verdict}`;
      const count = (counts.get(`${entry.charter} ${group}`) ?? 0) + 1;
      counts.set(`${entry.charter} ${group}`, count);
      name = `${group}.${count}`;
    }
    const full = entry.qualify(name);
    if (taken.has(full))
      reporter.error("charter/duplicate-name", entry.span, `two clauses are called \`${name}\``, "give each its own name");
    taken.set(full, entry);
    return full;
  });
}
