/**
 * What the charters in force say of one call in one state. Every action of every charter is asked, and every condition of an
 * action that matches; nothing is skipped, so the order of anything in a charter can't matter.
 */
import type { CelInput, CelMap } from "@bufbuild/cel";
import { celRecord } from "../charter/cel-language.ts";
import type { Clause } from "../charter/clause.ts";
import type { Answer, Situation } from "../charter/condition.ts";
import { todayIn } from "../meaning/instant.ts";
import type { Action, Charter, ChartersInForce, Check } from "./charters-in-force.ts";
import { calendarTime } from "./ledger-clock.ts";
import type { State } from "./standings.ts";

/** What is known of a call, besides the state. */
export interface CallFacts {
  readonly tool: string;
  readonly args: CelMap;
  /** Empty without a grant: then there is none. */
  readonly user: string;
  readonly role: string;
  readonly mandate: string;
  readonly atMs: number;
  /** Whether the call's cost fits into a budget; nothing where it has no cost. */
  readonly fits: ReadonlyMap<string, boolean>;
  /** The part of the call that is judged. */
  readonly part?: CelInput;
}

export interface Ruling {
  /** Those whose `when` holds. */
  readonly actions: readonly Action[];
  /** Of several denies only the first; else every clause that fires. In order. */
  readonly clauses: readonly Clause[];
  /** What is missing, where a condition has no answer for want of it: codes instead of the clause's own. */
  readonly lacking: readonly string[];
}

export function rulingOn({ charters }: ChartersInForce, facts: CallFacts, state: State): Ruling {
  const said = charters.map((charter) => ruleOf(charter, facts, state));
  const fired = said.flatMap((ruling) => ruling.fired).sort((one, other) => one.clause.order - other.clause.order);
  const deny = fired.find(({ clause }) => clause.severity === "deny");
  const counting = deny === undefined ? fired : [deny];
  return {
    actions: said.flatMap(({ actions }) => actions),
    clauses: counting.map(({ clause }) => clause),
    lacking: deny?.lacking() ?? [],
  };
}

interface Fired {
  readonly clause: Clause;
  readonly lacking: () => readonly string[];
}

function ruleOf(
  charter: Charter,
  facts: CallFacts,
  state: State,
): { readonly actions: readonly Action[]; readonly fired: readonly Fired[] } {
  const situation = situationOf(charter, facts, state);
  const asked = charter.actions
    .filter(({ tools }) => tools.includes(facts.tool))
    .map((action) => ({ action, when: action.when.condition.answer(situation) }));
  const actions = asked.filter(({ when }) => when === true).map(({ action }) => action);
  const { otherwise } = charter;
  const fired = [
    ...asked.flatMap(({ action, when }) => firedBy(action.when, when, situation)),
    ...actions.flatMap(({ checks }) => checks.flatMap((check) => firedBy(check, check.condition.answer(situation), situation))),
    ...(actions.length === 0 && otherwise !== undefined ? [{ clause: otherwise, lacking: () => [] }] : []),
  ];
  return { actions, fired };
}

function firedBy({ condition, ifTrue, ifFalse, ifError }: Check, answer: Answer, situation: Situation): readonly Fired[] {
  const clause = answer === "error" ? ifError : answer ? ifTrue : ifFalse;
  if (clause === undefined) return [];
  return [{ clause, lacking: () => (answer === "error" ? (condition.lacks?.(situation) ?? []) : []) }];
}

function situationOf(
  { zone, state: declared, seen }: Charter,
  { args, user, role, mandate, atMs, fits, part }: CallFacts,
  state: State,
): Situation {
  const valuesOf = (names: Charter["state"]): CelMap =>
    celRecord(Object.fromEntries([...names].map(([name, variable]) => [name, state.get(variable.name) ?? null])));
  return {
    values: state,
    args,
    ...(part === undefined ? {} : { part }),
    state: valuesOf(declared),
    seen: valuesOf(seen),
    session: celRecord({ role, mandate, ...(user === "" ? {} : { user }) }),
    // Few conditions ask for it.
    get time() {
      const { hour, weekday, day, month } = calendarTime(atMs, zone);
      return celRecord({ hour, weekday, day, month, today: todayIn(atMs, zone) });
    },
    contained: state.get("contained") === true,
    fits,
  };
}
