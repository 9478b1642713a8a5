/**
 * What only bounds ask: which action a call is, and whether people answered for it. While a bound is one formula for all
 * tools the two stand in it as variables; for one tool, executed in one way, they are replaced by what they mean there.
 */
import { ERROR, FALSE, TRUE } from "../formula/answer.ts";
import { ALWAYS, and, NEVER, not, or } from "../formula/connectives.ts";
import type { Formula } from "../formula/formula.ts";

const ASKED_NAME = "asked()";

/** No state variable of a machine is called `asked()` or `does(…)`. */
export const ASKED: Formula = { kind: "state", variable: ASKED_NAME, holds: [false, true] };

export function doesAction(action: string): Formula {
  return { kind: "state", variable: doesName(action), holds: [false, true] };
}

function doesName(action: string): string {
  return `does(${action})`;
}

/** Whether a formula speaks of a call, or of the state alone. */
export function asksCall(formula: Formula): boolean {
  switch (formula.kind) {
    case "constant":
      return false;
    case "question":
      return true;
    case "state":
      return formula.variable === ASKED_NAME || formula.variable.startsWith("does(");
    case "not":
      return asksCall(formula.of);
    case "and":
    case "or":
      return formula.parts.some(asksCall);
    case "choose":
      return [formula.test, formula.yes, formula.no].some(asksCall);
  }
}

/** The formula of a call of one tool: `matching` says when the call is an action, for the actions that the tool has. */
export function ofCall(formula: Formula, matching: ReadonlyMap<string, Formula>, asked: boolean): Formula {
  const inside = (part: Formula): Formula => ofCall(part, matching, asked);
  switch (formula.kind) {
    case "constant":
    case "question":
      return formula;
    case "state": {
      if (formula.variable === ASKED_NAME) return asked ? ALWAYS : NEVER;
      if (!formula.variable.startsWith("does(")) return formula;
      return matching.get(formula.variable.slice("does(".length, -1)) ?? NEVER;
    }
    case "not": {
      const of = inside(formula.of);
      return of.kind === "constant" && of.value !== ERROR ? (of.value === TRUE ? NEVER : ALWAYS) : not(of);
    }
    case "and": {
      const parts = formula.parts.map(inside);
      return parts.some((part) => isConstant(part, FALSE)) ? NEVER : and(...parts);
    }
    case "or": {
      const parts = formula.parts.map(inside);
      return parts.some((part) => isConstant(part, TRUE)) ? ALWAYS : or(...parts);
    }
    case "choose":
      return { kind: "choose", test: inside(formula.test), yes: inside(formula.yes), no: inside(formula.no) };
  }
}

function isConstant(formula: Formula, value: typeof TRUE | typeof FALSE): boolean {
  return formula.kind === "constant" && formula.value === value;
}
