/**
 * What changes: a decision to allow, a hold, an outcome. Every function returns new states and leaves the old one as it
 * was. Nothing the environment does is refused: whatever comes of a call, there is a next state.
 */
import { ERROR, NO, walk } from "./classify.ts";
import { ruling, toolAt } from "./decide.ts";
import { applyEffects, type Outcome, outcomeEffects } from "./effects.ts";
import type { Json } from "./json.ts";
import { assertState, initialState, type Machine } from "./machine.ts";
import type { Action } from "./machine-document.ts";

/** The state after a call was allowed: the `then` effects of the actions that matched, before anything is executed. */
export function proceed(machine: Machine, terminal: number, state: Int32Array): Int32Array {
  assertState(machine, state);
  const effects = matched(machine, terminal).flatMap(({ then }) => then);
  return applyEffects(state, effects);
}

/** The state after a call was held: the session is contained until a person ends it. */
export function contain(machine: Machine, state: Int32Array): Int32Array {
  assertState(machine, state);
  return state.with(0, 1);
}

/** The state after a person ended the session's containment, and the one in which a parked call is decided again. */
export function endContainment(machine: Machine, state: Int32Array): Int32Array {
  assertState(machine, state);
  return state.with(0, 0);
}

/**
 * What came of an executed call, as the charter sees it. A result that the server calls an error is one. Else every
 * matched action's `succeeds` has to hold: one that can't be evaluated makes the outcome unknown, one that fails an error.
 */
export function outcomeOf(machine: Machine, tool: number, terminal: number, isError: boolean, result: Json | undefined): Outcome {
  const { actions } = ruling(machine, terminal);
  const { succeeds } = toolAt(machine, tool);
  if (isError) return "error";
  const answers = succeeds
    .filter(({ action }) => actions.includes(action))
    .map(({ diagram }) => walk(diagram, initialState(machine), { args: null, facts: {} }, result));
  if (answers.includes(ERROR)) return "unknown";
  return answers.includes(NO) ? "error" : "ok";
}

/**
 * The states that may follow an outcome: the tool's labels, and the effects of the actions that matched. One state, unless
 * the outcome is unknown and some author left open what that means: then what follows an ok, and what follows an error.
 */
export function observe(machine: Machine, tool: number, terminal: number, outcome: Outcome, state: Int32Array): readonly Int32Array[] {
  assertState(machine, state);
  const { reveals } = toolAt(machine, tool);
  const actions = matched(machine, terminal);
  const after = (otherwise: "ok" | "error"): Int32Array =>
    applyEffects(state, [...reveals, ...outcomeEffects(actions, outcome, otherwise)]);
  const [ifOk, ifError] = [after("ok"), after("error")];
  return ifOk.every((value, variable) => value === ifError[variable]) ? [ifOk] : [ifOk, ifError];
}

function matched(machine: Machine, terminal: number): readonly Action[] {
  return ruling(machine, terminal).actions.flatMap((index) => machine.document.actions.slice(index, index + 1));
}
