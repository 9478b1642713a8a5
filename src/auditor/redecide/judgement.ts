/** The judgement of one call in every state that may hold: the severest verdict, and everything that fires in any of them. */
import type { Value } from "../canonical-text.ts";
import type { Decision } from "../entry.ts";
import { celRecord } from "./cel-language.ts";
import type { Action, ChartersInForce } from "./charters-in-force.ts";
import type { Clause } from "./clause.ts";
import { membersOf } from "./established-facts.ts";
import { type CallFacts, rulingOn } from "./ruling.ts";
import type { State } from "./standings.ts";

export type Verdict = Decision["verdict"];

const VERDICTS: readonly Verdict[] = ["allow", "escalate", "quarantine", "deny"];

export interface Judgement {
  readonly verdict: Verdict;
  readonly codes: readonly string[];
  readonly clauses: readonly Clause[];
  readonly actions: readonly string[];
  /** What matches in each state; empty where the charters were not asked. */
  readonly matched: readonly { readonly state: State; readonly actions: readonly Action[] }[];
}

/** A deny for a reason that no clause gives. */
export function denied(...codes: readonly string[]): Judgement {
  return { verdict: "deny", codes, clauses: [], actions: [], matched: [] };
}

/** What a call is judged by, besides the states. */
export interface JudgedCall extends Omit<CallFacts, "args"> {
  readonly args: Value;
  /** Names of clauses that people have answered. With them containment is discharged, and no deny ever is. */
  readonly discharged: ReadonlySet<string> | undefined;
}

export function judge(charters: ChartersInForce, call: JudgedCall, states: readonly State[]): Judgement {
  const { discharged } = call;
  const facts = { ...call, args: celRecord(membersOf(call.args) as { readonly [name: string]: Value }) };
  const rulings = states.map((state) =>
    rulingOn(charters, facts, discharged === undefined ? state : new Map(state).set("contained", false)),
  );
  const fired = new Set(
    rulings.flatMap(({ clauses }) => clauses.filter(({ severity, name }) => severity === "deny" || discharged?.has(name) !== true)),
  );
  const clauses = [...fired].sort((one, other) => one.order - other.order);
  const matched = new Set(rulings.flatMap(({ actions }) => actions));
  const severities = clauses.map(({ severity }) => VERDICTS.indexOf(severity));
  const told = clauses.toSorted(
    (one, other) => VERDICTS.indexOf(other.severity) - VERDICTS.indexOf(one.severity) || one.order - other.order,
  );
  return {
    verdict: VERDICTS[Math.max(0, ...severities)] ?? "deny",
    codes: [...new Set(told.map(({ code }) => code))],
    clauses,
    actions: charters.charters.flatMap(({ actions }) => actions.filter((action) => matched.has(action)).map(({ fullName }) => fullName)),
    matched: states.map((state, place) => ({ state, actions: rulings[place]?.actions ?? [] })),
  };
}
