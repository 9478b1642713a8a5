/**
 * Conditions over the variables of a model: the one form that the engines compile, the exporter prints and the tests
 * evaluate. Equal parts may be one object (a shared graph, not a tree), which is how a decision diagram stays small here.
 */
import { unreachable } from "../../fault/index.ts";

export type Condition =
  | { readonly kind: "constant"; readonly holds: boolean }
  /** The variable has one of these values (indices into its domain). */
  | { readonly kind: "is"; readonly variable: number; readonly values: readonly number[] }
  | { readonly kind: "all" | "any"; readonly of: readonly Condition[] }
  | { readonly kind: "not"; readonly of: Condition };

export const ALWAYS: Condition = { kind: "constant", holds: true };
export const NEVER: Condition = { kind: "constant", holds: false };

/** The variable has one of the values. */
export function is(variable: number, ...values: readonly number[]): Condition {
  return { kind: "is", variable, values };
}

/** Conjunction; constants and a single member disappear. */
export function all(of: readonly Condition[]): Condition {
  const kept = of.filter((part) => !(part.kind === "constant" && part.holds));
  if (kept.some((part) => part.kind === "constant")) return NEVER;
  return kept.length === 0 ? ALWAYS : kept.length === 1 && kept[0] !== undefined ? kept[0] : { kind: "all", of: kept };
}

/** Disjunction; constants and a single member disappear. */
export function any(of: readonly Condition[]): Condition {
  const kept = of.filter((part) => !(part.kind === "constant" && !part.holds));
  if (kept.some((part) => part.kind === "constant")) return ALWAYS;
  return kept.length === 0 ? NEVER : kept.length === 1 && kept[0] !== undefined ? kept[0] : { kind: "any", of: kept };
}

/** Negation. */
export function not(of: Condition): Condition {
  if (of.kind === "constant") return of.holds ? NEVER : ALWAYS;
  return of.kind === "not" ? of.of : { kind: "not", of };
}

/** Whether a state (a value index for each variable) satisfies the condition. */
export function holds(condition: Condition, state: ArrayLike<number>): boolean {
  switch (condition.kind) {
    case "constant":
      return condition.holds;
    case "is":
      return condition.values.includes(state[condition.variable] ?? -1);
    case "all":
      return condition.of.every((part) => holds(part, state));
    case "any":
      return condition.of.some((part) => holds(part, state));
    case "not":
      return !holds(condition.of, state);
    default:
      return unreachable(condition);
  }
}

/**
 * The condition's value where only some variables are known (`undefined`: any value): true, false, or undefined where
 * this does not decide it. Sound, not complete: it does not look for contradictions between parts.
 */
export function holdsPartly(condition: Condition, known: readonly (number | undefined)[]): boolean | undefined {
  switch (condition.kind) {
    case "constant":
      return condition.holds;
    case "is": {
      const value = known[condition.variable];
      return value === undefined ? undefined : condition.values.includes(value);
    }
    case "all":
    case "any": {
      const decisive = condition.kind === "any";
      let open = false;
      for (const part of condition.of) {
        const answer = holdsPartly(part, known);
        if (answer === decisive) return decisive;
        open ||= answer === undefined;
      }
      return open ? undefined : !decisive;
    }
    case "not": {
      const answer = holdsPartly(condition.of, known);
      return answer === undefined ? undefined : !answer;
    }
    default:
      return unreachable(condition);
  }
}

/** The variables a condition reads, added to `into`. Shared parts are visited once. */
export function support(condition: Condition, into: Set<number> = new Set(), seen: Set<Condition> = new Set()): Set<number> {
  if (seen.has(condition)) return into;
  seen.add(condition);
  if (condition.kind === "is") into.add(condition.variable);
  else if (condition.kind === "not") support(condition.of, into, seen);
  else if (condition.kind !== "constant") for (const part of condition.of) support(part, into, seen);
  return into;
}
