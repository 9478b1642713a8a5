/**
 * The decision: a walk through one diagram, from the tool's root to a terminal. Total, bounded by the number of state
 * variables and terms, and a function of its arguments alone. Allocates nothing.
 */
import { assert, Bug } from "../fault/index.ts";
import { settle, walk } from "./classify.ts";
import type { Machine, RunnableTool } from "./machine.ts";
import type { Call } from "./read.ts";
import { type Ruling, rulingOf } from "./ruling.ts";

/**
 * The terminal that a call ends in. `tool` comes from `toolNumber` and is not -1, `state` is a state of this machine:
 * anything else is a `Bug`. Any `call` has a terminal: what is missing or is not JSON is classified as undefined.
 */
export function decide(machine: Machine, tool: number, state: Int32Array, call: Call): number {
  const { diagram } = toolAt(machine, tool);
  assert(state.length === diagram.base, "a state has one value for each state variable");
  for (const name in PLAIN) throw new Bug(`all objects inherit a member \`${name}\``);
  return walk(diagram, state, call, undefined);
}

/** Shows at once what somebody has added to all objects: with it, reading an absent member would find something. */
const PLAIN: object = {};

/** What a terminal means. `discharged` holds clauses that a person has answered; a deny counts all the same. */
export function ruling(machine: Machine, terminal: number, discharged?: ReadonlySet<number>): Ruling {
  const full = machine.rulings[terminal];
  assert(full !== undefined, "the terminal is one of this machine");
  return discharged === undefined ? full : rulingOf(machine.document.clauses, full, discharged);
}

/**
 * The tools for which some class of arguments is allowed, escalated or held in a state, in increasing order. An
 * over-approximation: that a class has a value which fits, and that facts make it so, is the world's choice.
 */
export function admissible(machine: Machine, state: Int32Array): readonly number[] {
  return [...machine.tools.keys()].filter((tool) => machine.hopeful.has(settle(toolAt(machine, tool).diagram, state)));
}

export function toolAt(machine: Machine, tool: number): RunnableTool {
  const found = machine.tools[tool];
  assert(found !== undefined, "the tool is one of this machine");
  return found;
}
