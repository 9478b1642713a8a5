/**
 * Comparisons: two operands and an operator become a formula, or a diagnostic that says what can be compared. A
 * comparison that could never have an answer by the pinned schemas is an error here, not a denial at run time.
 */

import type { Reporter } from "../diagnostic.ts";
import { ALWAYS, FAILING, NEVER, not, question } from "../formula/connectives.ts";
import { type Formula, termName } from "../formula/formula.ts";
import { suggestion } from "../nearest.ts";
import type { Span } from "../source.ts";
import { derivedOf, derivedReading } from "./derived.ts";
import type { Constant } from "./expression.ts";
import { kindOfConstant, misfit, nounOf, nounOfKind, type Operand, type StateOperand, type ValueOperand } from "./operand.ts";
import { all, IS_TRUE, isBelow, isOneOf } from "./predicate.ts";

export type Comparing = "==" | "!=" | "<" | "<=" | ">" | ">=";

export function isComparing(operator: string): operator is Comparing {
  return Object.hasOwn(MIRRORED, operator);
}

const MIRRORED = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

const POSSIBLE = "an argument, a state variable or a fact can be compared with a constant, and one argument with another";

/** `left operator right`, or `undefined` after reporting why not. */
export function compare(operator: Comparing, left: Operand, right: Operand, span: Span, reporter: Reporter): Formula | undefined {
  if (left.kind !== "lookup" && right.kind === "lookup") return compare(MIRRORED[operator], right, left, span, reporter);
  if (left.kind === "lookup" && right.kind === "constant")
    return eachEntry(left, (value) => compareConstants(operator, value, right.value, span, reporter));
  if (left.kind === "lookup" && right.kind !== "lookup") {
    return eachEntry(left, (value) => compare(operator, { kind: "constant", value }, right, span, reporter));
  }
  if (left.kind === "constant" && right.kind !== "constant") return compare(MIRRORED[operator], right, left, span, reporter);
  if (left.kind === "value" && right.kind === "constant") return compareWithConstant(operator, left, right.value, span, reporter);
  if (left.kind === "state" && right.kind === "constant") return compareState(operator, left, right.value, span, reporter);
  if (left.kind === "value" && right.kind === "value") return compareValues(operator, left, right, span, reporter);
  const listed = operator === "==" || operator === "!=" ? comparedLists(left, right) : undefined;
  if (listed !== undefined) return signed(operator === "==", listed);
  const message =
    left.kind === "constant" && right.kind === "constant"
      ? "both sides are constants"
      : `${nounOf(left)} cannot be compared with ${nounOf(right)}`;
  reporter.error("charter/not-possible", span, message, POSSIBLE);
  return undefined;
}

/** A value against a list of constants, as a whole. */
function comparedLists(left: Operand, right: Operand): Formula | undefined {
  if (left.kind === "constants" && right.kind === "value") return computed("==", right, left);
  return left.kind === "value" && right.kind === "constants" ? computed("==", left, right) : undefined;
}

/** An entry of a table against a constant: known when the charter is compiled. */
function compareConstants(operator: Comparing, entry: Constant, constant: Constant, span: Span, reporter: Reporter): Formula | undefined {
  if (operator === "==" || operator === "!=") return (entry === constant) === (operator === "==") ? ALWAYS : NEVER;
  if (typeof entry !== "number" || typeof constant !== "number") {
    reporter.error("charter/wrong-type", span, "only numbers in a table have an order here", "use `==` or `!=`");
    return undefined;
  }
  const inclusive = operator === "<=" || operator === ">=";
  const [less, more] = operator === "<" || operator === "<=" ? [entry, constant] : [constant, entry];
  return less < more || (inclusive && less === more) ? ALWAYS : NEVER;
}

/** The formula that a table's entries give, chosen by the key. `undefined` if any of them has none. */
export function eachEntry(
  lookup: Extract<Operand, { kind: "lookup" }>,
  formulaOf: (value: Constant) => Formula | undefined,
): Formula | undefined {
  let formula: Formula = FAILING;
  for (const [key, value] of lookup.entries.toReversed()) {
    const yes = formulaOf(value);
    if (yes === undefined) return undefined;
    formula = { kind: "choose", test: equals(lookup.key, key), yes, no: formula };
  }
  return formula;
}

/** Whether an operand is this constant, whatever the schemas say. */
function equals(operand: ValueOperand | StateOperand, constant: Constant): Formula {
  if (operand.kind === "value") return question(operand.reads, isOneOf([constant]));
  return { kind: "state", variable: operand.variable, holds: operand.values.map((value) => value === constant) };
}

function compareWithConstant(
  operator: Comparing,
  value: ValueOperand,
  constant: Constant,
  span: Span,
  reporter: Reporter,
): Formula | undefined {
  const kind = kindOfConstant(constant);
  const other = kind === "null" ? undefined : misfit(value, kind);
  if (other !== undefined) {
    reporter.error(
      "charter/wrong-type",
      span,
      `${other.says}, which is never compared with ${nounOfKind(kind)}`,
      `compare it with ${nounOfKind(other.kind)}`,
    );
    return undefined;
  }
  if (operator === "==" || operator === "!=") return signed(operator === "==", question(value.reads, isOneOf([constant])));
  if (typeof constant !== "number" && typeof constant !== "string") {
    reporter.error("charter/wrong-type", span, `${nounOfKind(kind)} has no order`, "numbers and texts have; use `==` or `!=`");
    return undefined;
  }
  const inclusive = operator === "<=" || operator === ">";
  return signed(operator === "<" || operator === "<=", question(value.reads, isBelow(constant, inclusive)));
}

function compareState(operator: Comparing, state: StateOperand, constant: Constant, span: Span, reporter: Reporter): Formula | undefined {
  const known = state.values.some((value) => value === constant);
  if (operator === "==" || operator === "!=") {
    if (known) return signed(operator === "==", equals(state, constant));
    const remedy = suggestion(String(constant), state.values.slice(0, 100).map(String), "");
    reporter.error("charter/wrong-type", span, `\`${state.variable}\` never has the value ${JSON.stringify(constant)}`, remedy);
    return undefined;
  }
  if (typeof constant !== "number" || !state.values.every((value) => typeof value === "number")) {
    reporter.error(
      "charter/wrong-type",
      span,
      "only numbers have an order here",
      "declare the variable with `range`, or use `==` and `in`",
    );
    return undefined;
  }
  const below = (value: number): boolean => (operator === "<=" || operator === ">" ? value <= constant : value < constant);
  const holds = state.values.map((value) => typeof value === "number" && below(value) === (operator === "<" || operator === "<="));
  return { kind: "state", variable: state.variable, holds };
}

/** Without theory: the kernel compares two arguments of the call; what is computed is compared before. */
function compareValues(operator: Comparing, left: ValueOperand, right: ValueOperand, span: Span, reporter: Reporter): Formula | undefined {
  if (operator === ">" || operator === ">=") return compareValues(MIRRORED[operator], right, left, span, reporter);
  const isEquality = operator === "==" || operator === "!=";
  const [leftReads, rightReads] = [left.reads, right.reads];
  const swap = isEquality && termName(leftReads) > termName(rightReads);
  if (leftReads.from !== "args" || rightReads.from !== "args" || leftReads.measure !== undefined || rightReads.measure !== undefined) {
    const [one, other] = swap ? [right, left] : [left, right];
    const holds = computed(isEquality ? "==" : operator, one, other);
    if (holds !== undefined) return signed(operator !== "!=", holds);
    reporter.error("charter/not-possible", span, "only two arguments of the call can be compared with each other", POSSIBLE);
    return undefined;
  }
  const [first, second] =
    isEquality && leftReads.path.join("\0") > rightReads.path.join("\0")
      ? [rightReads.path, leftReads.path]
      : [leftReads.path, rightReads.path];
  const reads = { from: "compare", left: first, operator: operator === "!=" ? "==" : operator, right: second } as const;
  return signed(operator !== "!=", question(reads, IS_TRUE));
}

/** The comparison as a value that is computed; undefined for what only the machine knows, and for results. */
function computed(operator: "==" | "<" | "<=", left: Operand, right: Operand): Formula | undefined {
  const [one, other] = [derivedOf(left), derivedOf(right)];
  if (one === undefined || other === undefined || readsResult(left) || readsResult(right)) return undefined;
  return question(derivedReading({ is: "compare", operator, left: one, right: other }), IS_TRUE);
}

function readsResult(operand: Operand): boolean {
  return operand.kind === "value" && operand.reads.from === "result";
}

function signed(positive: boolean, formula: Formula): Formula {
  return positive ? formula : not(formula);
}

/** `left in right`. */
export function isIn(left: Operand, right: Operand, span: Span, reporter: Reporter): Formula | undefined {
  const key = right.kind === "records" && left.kind !== "constants" ? derivedOf(left) : undefined;
  if (right.kind !== "records" || key === undefined) return isInList(left, right, span, reporter);
  return not(question(derivedReading({ is: "unknown", name: right.records.name, key }), IS_TRUE));
}

function isInList(left: Operand, right: Operand, span: Span, reporter: Reporter): Formula | undefined {
  const constants = right.kind === "constants" ? right.values : right.kind === "table" ? right.entries.map(([key]) => key) : undefined;
  if (constants !== undefined) {
    if (left.kind === "value") return constants.length === 0 ? question(left.reads, isOneOf([])) : isAmong(left, constants, span, reporter);
    if (left.kind === "state")
      return { kind: "state", variable: left.variable, holds: left.values.map((value) => constants.includes(value)) };
  }
  if (left.kind === "constant" && right.kind === "value") {
    const other = misfit(right, "list");
    if (other !== undefined) {
      reporter.error("charter/wrong-type", span, `${other.says}, and \`in\` asks about lists`, "compare it, or use `contains` for texts");
      return undefined;
    }
    const element = question({ from: "element", path: [] }, isOneOf([left.value]));
    return not(question(right.reads, all(not(element), `element != ${JSON.stringify(left.value)}`)));
  }
  const [one, other] = [derivedOf(left), right.kind === "value" ? derivedOf(right) : undefined];
  if (left.kind === "value" && one !== undefined && other !== undefined && !readsResult(left) && !readsResult(right))
    return question(derivedReading({ is: "in", of: one, list: other }), IS_TRUE);
  reporter.error(
    "charter/not-possible",
    span,
    `it cannot be asked whether ${nounOf(left)} is in ${nounOf(right)}`,
    'write `args.x in ["a", "b"]`, or `"a" in args.list`',
  );
  return undefined;
}

function isAmong(left: ValueOperand, constants: readonly Constant[], span: Span, reporter: Reporter): Formula | undefined {
  const kinds = new Set(constants.map(kindOfConstant));
  const other = misfit(left, ...kinds);
  if (other === undefined || kinds.has("null")) return question(left.reads, isOneOf(constants));
  reporter.error("charter/wrong-type", span, `${other.says}, and nothing in the list is`, "list constants of the same kind");
  return undefined;
}
