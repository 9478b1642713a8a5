/**
 * Limits and mandates, added to the actions they name. A limit is a small automaton: a state variable, effects that keep it,
 * and clauses that look at it. A mandate is a clause for every action that it does not list.
 */

import { type ActionDraft, type ClauseDraft, OWNER_WITHIN_15_MINUTES } from "../charter/action-draft.ts";
import { argumentPath, writtenPath } from "../charter/argument-path.ts";
import type { Scalar } from "../charter/charter-yaml.ts";
import type { ClauseCode } from "../charter/clause.ts";
import type { Condition, Situation } from "../charter/condition.ts";
import type { Vocabulary } from "../charter/condition-writer.ts";
import type { Doubts } from "../charter/doubts.ts";
import { decimalOf } from "../charter/exact-decimal.ts";
import { type Effect, fromTo, type StateVariable, setTo } from "../charter/state-variable.ts";
import type { Severity, WrittenLimit } from "../charter/written-charter.ts";
import type { WrittenText } from "../charter/yaml-fields.ts";
import { namesCovered } from "../tool-pattern.ts";
import type { Budget } from "./spending.ts";

/** What limits and mandates are added to. */
export interface Limited {
  readonly actions: readonly ActionDraft[];
  readonly zone: string;
  readonly qualify: (name: string) => string;
  readonly vocabulary: Vocabulary;
  readonly doubts: Doubts;
}

type Count = Extract<WrittenLimit, { is: "count" }>;
type Order = Extract<WrittenLimit, { is: "order" }>;
type Exclusion = Extract<WrittenLimit, { is: "exclusion" }>;

/** Adds the limits' clauses and effects; gives what they count and add up. */
export function addLimits(
  limits: readonly WrittenLimit[],
  limited: Limited,
): { readonly variables: readonly StateVariable[]; readonly budgets: readonly Budget[] } {
  const [variables, budgets]: [StateVariable[], Budget[]] = [[], []];
  for (const limit of limits) {
    if (limit.is === "order") variables.push(addOrder(limit, limited));
    else if (limit.is === "exclusion") variables.push(addExclusion(limit, limited));
    else if (limit.of === undefined) variables.push(addCount(limit, limited));
    else budgets.push(addSum({ ...limit, of: limit.of }, limited));
  }
  return { variables, budgets };
}

/** `at_most` `of`: two clauses, for calls without a cost and for those whose cost does not fit. */
function addSum({ action: name, atMost, of, per, scope, over, at }: Count & { readonly of: WrittenText }, limited: Limited): Budget {
  const action = oneAction(name, limited);
  const path = argumentPath(of, limited.vocabulary, limited.doubts);
  const cost = writtenPath(path);
  const called = `sum(${[action?.name ?? "", cost, per, ...(scope === "session" ? [] : [scope])].join()})`;
  const every = per === "hour" || per === "day" ? per : undefined;
  const budget: Budget = {
    name: limited.qualify(called),
    action: limited.qualify(action?.name ?? ""),
    path,
    most: decimalOf(atMost),
    scope,
    resets: every === undefined ? undefined : { every, zone: limited.zone },
  };
  const window = every === undefined ? "" : ` this ${every}`;
  const words = `${action?.name} would spend more than ${atMost} of ${cost}${window}${WHOSE[scope]}`;
  const asking = { at, asks: true, isTrue: false } as const;
  const fits = ({ fits: known }: Situation): boolean | undefined => known?.get(budget.name);
  action?.clauses.push(
    {
      ...clause("deny", "limit/no-cost", `${called}.cost`),
      condition: { ...asking, words: `${cost} is not a number from 0 up`, answer: (situation) => fits(situation) === undefined },
    },
    {
      ...clause(over, "limit/reached", called),
      condition: { ...asking, words, answer: (situation) => (fits(situation) === undefined ? "error" : fits(situation) === false) },
    },
  );
  return budget;
}

const WHOSE = { session: "", agent: ", in all sessions of the agent", organisation: ", in the whole organisation" };

/** `at_most`: counts decisions to allow, up to its maximum. */
function addCount({ action: name, atMost, per, scope, over, at }: Count, limited: Limited): StateVariable {
  const action = oneAction(name, limited);
  const called = `limit(${[action?.name ?? "", per, ...(scope === "session" ? [] : [scope])].join()})`;
  const every = per === "hour" || per === "day" ? per : undefined;
  const variable: StateVariable = {
    name: limited.qualify(called),
    values: Array.from({ length: atMost + 1 }, (_, count) => count),
    scope,
    resets: every === undefined ? undefined : { every, zone: limited.zone },
  };
  action?.then.push({ variable: variable.name, becomes: (count) => Math.min(Number(count) + 1, atMost) });
  action?.clauses.push({
    ...clause(over, "limit/reached", called),
    condition: whereIt(
      variable,
      (count) => count === atMost,
      `${action.name} was executed ${atMost} times${every === undefined ? "" : ` this ${every}`}`,
      at,
    ),
  });
  return variable;
}

/** `first … before …`: `running` between a decision to allow the first and its success. Whatever undoes it does so throughout. */
function addOrder({ first, before, undoneBy, at }: Order, limited: Limited): StateVariable {
  const [needed, barred] = [oneAction(first, limited), oneAction(before, limited)];
  const undoing = [...new Set(undoneBy.flatMap((name) => actionsCalled(name, limited)))];
  const called = `order(${needed?.name ?? ""},${barred?.name ?? ""})`;
  const variable: StateVariable = { name: limited.qualify(called), values: ["no", "running", "done"], scope: "session", resets: undefined };
  const since = undoing.length === 0 ? "" : ` since ${undoing.map(({ name }) => name).join(", ")}`;
  barred?.clauses.push({
    ...clause("deny", "order/not-yet", called),
    condition: whereIt(variable, (progress) => progress !== "done", `${needed?.name ?? ""} has not succeeded${since}`, at),
  });
  const never = setTo(variable.name, "no");
  if (needed !== undefined) {
    needed.then.push(fromTo(variable.name, variable.values, ["running", "running", "done"]));
    addOutcome(needed, fromTo(variable.name, variable.values, ["no", "done", "done"]), never);
  }
  for (const action of undoing) {
    action.then.push(never);
    addOutcome(action, never, never);
  }
  return variable;
}

/** `excludes`: the name of whichever was allowed first, or `none`. */
function addExclusion({ actions: names, at }: Exclusion, limited: Limited): StateVariable {
  const actions = names.flatMap((name) => oneAction(name, limited) ?? []);
  const called = `excludes(${actions.map(({ name }) => name).join()})`;
  const variable: StateVariable = {
    name: limited.qualify(called),
    values: ["none", ...actions.map(({ name }) => name)],
    scope: "session",
    resets: undefined,
  };
  for (const { name, clauses, then } of actions) {
    const others = actions.filter((other) => other.name !== name).map((other) => other.name);
    clauses.push({
      ...clause("deny", "order/excluded", `${called}.${name}`),
      condition: whereIt(variable, (first) => others.includes(String(first)), `${others.join(" or ")} was executed before`, at),
    });
    then.push({ variable: variable.name, becomes: (first) => (first === "none" ? name : first) });
  }
  return variable;
}

/** Adds to each action that a mandate leaves out the clause that says so. `none`: the session's grant chose no mandate. */
export function addMandates(mandates: readonly { readonly name: string; readonly actions: readonly string[] }[], limited: Limited): void {
  const listed = mandates.map(({ name, actions }) => ({ name, actions: actions.flatMap((action) => actionsCalled(action, limited)) }));
  for (const action of limited.actions) {
    const within = listed.filter(({ actions }) => actions.includes(action)).map(({ name }) => name);
    if (within.length === listed.length) continue;
    const words = `the session's mandate does not name ${action.name}`;
    const answer: Condition["answer"] = ({ session }) => ![...within, "none"].includes(String(session?.get("mandate")));
    action.clauses.push({
      ...clause("deny", "mandate/outside", `${action.name}.mandate`),
      condition: { words, at: action.at, asks: true, isTrue: false, answer },
    });
  }
}

function clause(severity: Severity, code: ClauseCode, name: string): Omit<ClauseDraft, "condition"> {
  return { severity, code, name, obligation: severity === "deny" ? undefined : OWNER_WITHIN_15_MINUTES };
}

function whereIt({ name, values }: StateVariable, holds: (value: Scalar) => boolean, words: string, at: number): Condition {
  return { words, at, asks: false, isTrue: false, answer: (situation) => holds(situation.values.get(name) ?? values[0] ?? false) };
}

/** An unknown outcome that the author wrote out counts as an error. */
function addOutcome({ ok, error, unknown }: ActionDraft, succeeded: Effect, failed: Effect): void {
  ok.push(succeeded);
  error.push(failed);
  unknown?.push(failed);
}

function oneAction(name: string, limited: Limited): ActionDraft | undefined {
  const found = actionsCalled(name, limited);
  if (found.length > 1) limited.doubts.note(`\`${name}\` names more than one action`);
  return found[0];
}

/** By name or, for actions of the short form, by tool pattern. */
function actionsCalled(name: string, { actions, doubts }: Limited): readonly ActionDraft[] {
  const names = namesCovered(
    name,
    actions.map((action) => action.name),
  );
  if (names.length === 0) doubts.note(`there is no action \`${name}\``);
  return actions.filter((action) => names.includes(action.name));
}
