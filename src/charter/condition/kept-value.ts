/**
 * A part of a condition as a value that is computed: what a record keeps of a result, and what elements are filtered by. Members,
 * comparisons, meanings, lists made of lists. It asks no schema: what is not there is found out when it is computed.
 */
import { type Derived, VOCABULARY } from "../../vocabulary/index.ts";
import type { Reporter } from "../diagnostic.ts";
import { NESTING_MAX } from "../limits.ts";
import { suggestion } from "../nearest.ts";
import type { Span } from "../source.ts";
import type { Expression, Operator } from "./expression.ts";
import type { Names } from "./names.ts";

/** Names that stand for something: the roots, and the element of the quantifier around. */
export interface KeptScope {
  readonly names: Names;
  readonly roots: readonly ("result" | "item" | "args" | "part")[];
  readonly reporter: Reporter;
  readonly element?: string;
  readonly depth?: number;
}

type Of<K extends Expression["kind"]> = Extract<Expression, { readonly kind: K }>;

const ORDERS: { readonly [operator: string]: readonly ["<" | "<=", mirrored: boolean] } = {
  "<": ["<", false],
  "<=": ["<=", false],
  ">": ["<", true],
  ">=": ["<=", true],
};
const METHODS = ["startsWith", "endsWith", "contains"] as const;

/** The value, or `undefined` after reporting why there is none. */
export function keptValue(expression: Expression, scope: KeptScope): Derived | undefined {
  switch (expression.kind) {
    case "constant":
      return { is: "constant", value: expression.value };
    case "list": {
      const values = expression.items.flatMap((item) => (item.kind === "constant" ? [item.value] : []));
      if (values.length === expression.items.length) return { is: "constant", value: values };
      return refuse(expression.span, "a list holds constants here", "compare its elements one by one", scope);
    }
    case "name":
      return named(expression, scope);
    case "member":
      return memberIn(expression.of, expression.field, expression.span, scope);
    case "index":
      if (expression.key.kind === "constant" && typeof expression.key.value === "string")
        return memberIn(expression.of, expression.key.value, expression.span, scope);
      return indexed(expression, scope);
    case "has": {
      const of = keptValue(expression.of, scope);
      return of === undefined ? undefined : { is: "has", of, name: expression.field };
    }
    case "operator":
      return operation(expression, scope);
    case "call":
      return called(expression, scope);
    case "quantifier":
      return quantified(expression, scope);
  }
}

function refuse(span: Span, message: string, remedy: string, { reporter }: KeptScope): undefined {
  reporter.error("charter/not-possible", span, message, remedy);
}

function named({ name, span }: Of<"name">, scope: KeptScope): Derived | undefined {
  const { names, roots, element, depth = 0 } = scope;
  if (name === element) return { is: "place", root: "element", path: [] };
  const root = roots.find((one) => one === name);
  if (root !== undefined) return { is: "place", root, path: [] };
  const definition = names.definitions.get(name);
  if (definition?.kind === "constants") return { is: "constant", value: definition.values };
  if (definition?.kind === "expression" && depth < NESTING_MAX)
    return keptValue(definition.expression, { names, roots, reporter: scope.reporter, depth: depth + 1 });
  const known = [...roots, ...names.definitions.keys()];
  const remedy = suggestion(name, known, `it is made of \`${roots[0]}\``);
  scope.reporter.error("charter/unknown-name", span, `\`${name}\` is not known here`, remedy);
  return undefined;
}

/** `booking[args.id]`, where records can be asked. */
function indexed({ of, key, span }: Of<"index">, scope: KeptScope): Derived | undefined {
  const records = of.kind === "name" && scope.roots.includes("args") ? scope.names.records.get(of.name) : undefined;
  if (records === undefined)
    return refuse(span, "elements of a list have no numbers here", "ask `.first()`, `.last()` or `.all(x, …)`", scope);
  const under = keptValue(key, scope);
  return under === undefined ? undefined : { is: "record", name: records.name, key: under };
}

function memberIn(of: Expression, field: string, span: Span, scope: KeptScope): Derived | undefined {
  if (of.kind === "name" && of.name === "time" && field === "today") return { is: "today", zone: scope.names.zone };
  const record = interpreted(of, scope);
  if (record !== undefined) {
    const { fields = {} } = VOCABULARY[record.interpreter] ?? {};
    if (Object.hasOwn(fields, field)) return { is: "meaning", interpreter: record.interpreter, of: record.of, field, parameters: [] };
    const message = `\`${record.interpreter}(…)\` has no field \`${field}\``;
    scope.reporter.error("charter/unknown-name", span, message, suggestion(field, Object.keys(fields), ""));
    return undefined;
  }
  const value = keptValue(of, scope);
  if (value === undefined) return undefined;
  return value.is === "place" ? { ...value, path: [...value.path, field] } : { is: "member", of: value, name: field };
}

/** `email(result.contact)`; paths need roots, and results have none. */
function interpreted(expression: Expression, scope: KeptScope): { readonly interpreter: string; readonly of: Derived } | undefined {
  if (expression.kind !== "call" || expression.of !== undefined || expression.name === "path") return undefined;
  const [argument] = expression.arguments;
  if (!Object.hasOwn(VOCABULARY, expression.name) || argument === undefined || expression.arguments.length !== 1) return undefined;
  const of = keptValue(argument, scope);
  return of === undefined ? undefined : { interpreter: expression.name, of };
}

/** In a comparison a bare record is the field that it stands for. */
function compared(expression: Expression, scope: KeptScope): Derived | undefined {
  const field = expression.kind === "call" ? VOCABULARY[expression.name]?.compares : undefined;
  const record = field === undefined ? undefined : interpreted(expression, scope);
  if (record === undefined || field === undefined) return keptValue(expression, scope);
  return { is: "meaning", interpreter: record.interpreter, of: record.of, field, parameters: [] };
}

function operation({ operator, operands, span }: Of<"operator">, scope: KeptScope): Derived | undefined {
  const isComparison = Object.hasOwn(ORDERS, operator) || ["==", "!=", "in"].includes(operator);
  const parts = operands.map((part) => (isComparison ? compared(part, scope) : keptValue(part, scope)));
  const [left, right] = parts;
  if (left === undefined || !parts.every((part) => part !== undefined)) return undefined;
  if (operator === "negate" && left.is === "constant" && typeof left.value === "number") return { is: "constant", value: -left.value };
  if (operator === "!") return { is: "not", of: left };
  const made = right === undefined ? undefined : ofTwo(operator, left, right);
  return made ?? refuse(span, "nothing is calculated here", "name the values, and compare them where they are asked", scope);
}

function ofTwo(operator: Operator, left: Derived, right: Derived): Derived | undefined {
  switch (operator) {
    case "&&":
      return { is: "and", parts: [left, right] };
    case "||":
      return { is: "or", parts: [left, right] };
    case "+":
      return { is: "join", parts: [left, right] };
    case "in":
      return { is: "in", of: left, list: right };
    case "==":
      return { is: "compare", operator: "==", left, right };
    case "!=":
      return { is: "not", of: { is: "compare", operator: "==", left, right } };
    default: {
      const [order, mirrored] = ORDERS[operator] ?? [];
      if (order === undefined) return undefined;
      return mirrored === true
        ? { is: "compare", operator: order, left: right, right: left }
        : { is: "compare", operator: order, left, right };
    }
  }
}

function called(expression: Of<"call">, scope: KeptScope): Derived | undefined {
  const { name, span } = expression;
  const [argument] = expression.arguments;
  const method = METHODS.find((one) => one === name);
  if (expression.of !== undefined && method !== undefined && argument?.kind === "constant" && typeof argument.value === "string") {
    const of = keptValue(expression.of, scope);
    return of === undefined ? undefined : { is: "text", method, of, text: argument.value };
  }
  if ((name === "first" || name === "last") && expression.of !== undefined && argument === undefined) {
    const of = keptValue(expression.of, scope);
    return of === undefined ? undefined : { is: name, of };
  }
  const sized = name === "size" ? (expression.of ?? argument) : undefined;
  const timed = name === "time" && expression.of === undefined ? argument : undefined;
  const [only] = [sized ?? timed].flatMap((part) => (part === undefined ? [] : [keptValue(part, scope)]));
  if (only !== undefined) return sized === undefined ? { is: "time", of: only, zone: scope.names.zone } : { is: "size", of: only };
  // What is bare here stands for the field that it is compared by.
  const value = VOCABULARY[name]?.compares === undefined ? undefined : compared(expression, scope);
  return value ?? refuse(span, `\`${name}(…)\` is no value here`, "name one of its fields", scope);
}

function quantified({ quantifier, of, variable, body, span }: Of<"quantifier">, scope: KeptScope): Derived | undefined {
  const list = keptValue(of, scope);
  const inside = keptValue(body, { ...scope, element: variable });
  if (list === undefined || inside === undefined) return undefined;
  if (scope.names.definitions.has(variable))
    return refuse(span, `\`${variable}\` is defined, so it cannot name the elements of a list`, "choose another name", scope);
  return quantifier === "map" ? { is: "map", list, give: inside } : { is: quantifier, list, holds: inside };
}
