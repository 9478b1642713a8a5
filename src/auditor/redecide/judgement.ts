/** The judgement of one call in every state that may hold: the severest verdict, and everything that fires in any of them. */

import type { Value } from "../canonical-text.ts";
import type { Decision } from "../entry.ts";
import { membersOf } from "../members.ts";
import { celRecord } from "./cel-language.ts";
import type { Action, ChartersInForce } from "./charters-in-force.ts";
import type { Clause } from "./clause.ts";

import { type CallFacts, rulingOn } from "./ruling.ts";
import type { Remembered } from "./session-memory.ts";
import type { Spending } from "./spending.ts";
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

type Doubt = { readonly doubt: string };

/** A deny for a reason that no clause gives. */
export function denied(...codes: readonly string[]): Judgement {
  return { verdict: "deny", codes, clauses: [], actions: [], matched: [] };
}

/** What a call is judged by, besides the states. */
export interface JudgedCall extends Omit<CallFacts, "args" | "fits"> {
  readonly args: Value;
  /** Names of clauses that people have answered. With them containment is discharged, and no deny ever is. */
  readonly discharged: ReadonlySet<string> | undefined;
  readonly fits: (budget: string) => ReturnType<Spending["fits"]>;
  readonly remembered: Remembered;
}

export function judge(charters: ChartersInForce, call: JudgedCall, states: readonly State[]): Judgement | Doubt {
  const { discharged } = call;
  const fits = whatFits(charters, call);
  if ("doubt" in fits) return fits;
  Object.assign(charters.session, call.remembered, { atMs: call.atMs });
  const facts = { ...call, fits, args: celRecord(membersOf(call.args) as { readonly [name: string]: Value }) };
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

/** For each budget that a call of this tool may be part of, whether its cost fits. */
function whatFits({ charters, budgets }: ChartersInForce, { tool, fits }: JudgedCall): ReadonlyMap<string, boolean> | Doubt {
  const spending = new Set(
    charters.flatMap(({ actions }) => actions.flatMap(({ fullName, tools }) => (tools.includes(tool) ? [fullName] : []))),
  );
  const known = new Map<string, boolean>();
  for (const { name } of budgets.filter(({ action }) => spending.has(action))) {
    const answer = fits(name);
    if (typeof answer === "object") return answer;
    if (answer !== undefined) known.set(name, answer);
  }
  return known;
}
