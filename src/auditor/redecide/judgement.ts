/** The judgement of one call in every state that may hold: the severest verdict, and everything that fires in any of them. */

import type { CelInput } from "@bufbuild/cel";
import type { Value } from "../canonical-text.ts";
import { celRecord, celValue } from "../charter/cel-language.ts";
import type { Clause } from "../charter/clause.ts";
import type { Situation } from "../charter/condition.ts";
import { stateAfter } from "../charter/state-variable.ts";
import type { Decision } from "../entry.ts";
import { membersOf } from "../members.ts";
import type { Action, ChartersInForce } from "./charters-in-force.ts";
import { type CallFacts, type Ruling, rulingOn } from "./ruling.ts";
import type { Remembered } from "./session-memory.ts";
import type { Spending } from "./spending.ts";
import type { State } from "./standings.ts";

export type Verdict = Decision["verdict"];

export const VERDICTS: readonly Verdict[] = ["allow", "escalate", "quarantine", "deny"];

export interface Judgement {
  readonly verdict: Verdict;
  readonly codes: readonly string[];
  readonly clauses: readonly Clause[];
  readonly actions: readonly string[];
  /** The answers that an allow rests on, by entry. */
  readonly answers?: readonly number[];
  /** What matches in each state; empty where the charters were not asked. */
  readonly matched: readonly { readonly state: State; readonly parts: Parts }[];
}

/** The actions that each part of a call matches, one part after the other. */
export type Parts = readonly (readonly Action[])[];

type Doubt = { readonly doubt: string };
/** More parts than a person can review are judged as one whole. */
const PARTS_MAX = 64;

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
  const situation = { values: new Map(), args: facts.args };
  const parts = partsOf(charters, call.tool, situation);
  // A call that cannot be taken apart lacks what its parts lack.
  const lackedByAll = parts.some(({ part }) => part === undefined) ? (charters.parts.get(call.tool)?.lacks(situation) ?? []) : [];
  const rulings = states.map((state) => {
    let at = discharged === undefined ? state : new Map(state).set("contained", false);
    return parts.map((part) => {
      const ruling = rulingOn(charters, { ...facts, ...part }, at);
      at = stateAfter(
        at,
        ruling.actions.flatMap(({ then }) => then),
      );
      return ruling;
    });
  });
  const fired = new Set(
    rulings.flat().flatMap(({ clauses }) => clauses.filter(({ severity, name }) => severity === "deny" || discharged?.has(name) !== true)),
  );
  const clauses = [...fired].sort((one, other) => one.order - other.order);
  const matched = new Set(rulings.flat().flatMap(({ actions }) => actions));
  const severities = clauses.map(({ severity }) => VERDICTS.indexOf(severity));
  const told = clauses.toSorted(
    (one, other) => VERDICTS.indexOf(other.severity) - VERDICTS.indexOf(one.severity) || one.order - other.order,
  );
  return {
    verdict: VERDICTS[Math.max(0, ...severities)] ?? "deny",
    codes: [...new Set(told.flatMap((clause) => codesOf(clause, rulings.flat(), lackedByAll)))],
    clauses,
    actions: charters.charters.flatMap(({ actions }) => actions.filter((action) => matched.has(action)).map(({ fullName }) => fullName)),
    matched: states.map((state, place) => ({ state, parts: (rulings[place] ?? []).map(({ actions }) => actions) })),
  };
}

/** A condition without an answer is told by what is missing, if anything is. */
function codesOf(clause: Clause, rulings: readonly Ruling[], lackedByAll: readonly string[]): readonly string[] {
  if (clause.code !== "guard/error") return [clause.code];
  const own = rulings.filter(({ clauses }) => clauses.includes(clause)).flatMap((ruling) => ruling.lacking);
  const lacking = [...own, ...lackedByAll];
  return lacking.length === 0 ? [clause.code] : [...new Set(lacking)].sort();
}

/** What the call is judged as: its parts, or the whole where it has none or they cannot be told apart. */
function partsOf({ parts }: ChartersInForce, tool: string, situation: Situation): readonly { readonly part?: CelInput }[] {
  const list = parts.get(tool)?.value(situation);
  return Array.isArray(list) && list.length > 0 && list.length <= PARTS_MAX ? list.map((part: Value) => ({ part: celValue(part) })) : [{}];
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
