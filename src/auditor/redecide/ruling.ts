/**
 * What the charters in force say of one call in one state. Every action of every charter is asked, and every condition of an
 * action that matches; nothing is skipped, so the order of anything in a charter can't matter.
 */
import type { CelInput, CelMap } from "@bufbuild/cel";
import { todayIn } from "../meaning/instant.ts";
import { celRecord } from "./cel-language.ts";
import type { Action, Charter, ChartersInForce, Check } from "./charters-in-force.ts";
import type { Clause } from "./clause.ts";
import type { Answer, Situation } from "./condition.ts";
import { calendarTime } from "./ledger-clock.ts";
import type { State } from "./standings.ts";

/** What is known of a call, besides the state. */
export interface CallFacts {
  readonly tool: string;
  readonly args: CelMap;
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
}

export function rulingOn({ charters }: ChartersInForce, facts: CallFacts, state: State): Ruling {
  const said = charters.map((charter) => ruleOf(charter, facts, state));
  const clauses = said.flatMap((ruling) => ruling.clauses).sort((one, other) => one.order - other.order);
  const deny = clauses.find(({ severity }) => severity === "deny");
  return { actions: said.flatMap(({ actions }) => actions), clauses: deny === undefined ? clauses : [deny] };
}

function ruleOf(charter: Charter, facts: CallFacts, state: State): Ruling {
  const situation = situationOf(charter, facts, state);
  const asked = charter.actions
    .filter(({ tools }) => tools.includes(facts.tool))
    .map((action) => ({ action, when: action.when.condition.answer(situation) }));
  const actions = asked.filter(({ when }) => when === true).map(({ action }) => action);
  const clauses = [
    ...asked.map(({ action, when }) => firedBy(action.when, when)),
    ...actions.flatMap(({ checks }) => checks.map((check) => firedBy(check, check.condition.answer(situation)))),
    actions.length === 0 ? charter.otherwise : undefined,
  ];
  return { actions, clauses: clauses.filter((clause) => clause !== undefined) };
}

function firedBy({ ifTrue, ifFalse, ifError }: Check, answer: Answer): Clause | undefined {
  if (answer === "error") return ifError;
  return answer ? ifTrue : ifFalse;
}

function situationOf(
  { zone, state: declared, seen }: Charter,
  { args, role, mandate, atMs, fits, part }: CallFacts,
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
    session: celRecord({ role, mandate }),
    // Few conditions ask for it.
    get time() {
      const { hour, weekday, day, month } = calendarTime(atMs, zone);
      return celRecord({ hour, weekday, day, month, today: todayIn(atMs, zone) });
    },
    contained: state.get("contained") === true,
    fits,
  };
}
