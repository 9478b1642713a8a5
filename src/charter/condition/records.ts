/** Fields and methods of the records that interpreters make of an argument, checked against the closed vocabulary. */
import { assert } from "../../fault/index.ts";
import type { Reading } from "../../kernel/index.ts";
import { type Derived, type MeaningType, PARTS, VOCABULARY } from "../../vocabulary/index.ts";
import { derivedName } from "../formula/value-name.ts";
import { suggestion } from "../nearest.ts";
import type { Span } from "../source.ts";
import type { Asking } from "./asking.ts";
import { derivedOf, derivedValue } from "./derived.ts";
import type { Constant } from "./expression.ts";
import { type FieldShape, type Schema, shapeOfKind } from "./field-shape.ts";
import type { Operand, ValueOperand } from "./operand.ts";

/** What a path says of the roots around it: in a composition, of its own charter's roots. */
const ABOUT_ROOTS = ["inside", "root", "relative", "segments", "hidden"];

type RecordOperand = Extract<Operand, { kind: "record" }>;

/** `path(args.x).hidden` */
export function meaningMember(record: RecordOperand, field: string, span: Span, asking: Asking): Operand | undefined {
  const { fields = {}, methods = {} } = VOCABULARY[record.interpreter] ?? {};
  const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
  const { namespace } = asking.names;
  const around = record.interpreter === "path" && ABOUT_ROOTS.includes(field) && namespace !== undefined ? [namespace] : [];
  if (type !== undefined) return readingOf(record, field, around, type, asking);
  const remedy = Object.hasOwn(methods, field)
    ? `call it: \`.${field}(…)\``
    : suggestion(field, [...Object.keys(fields), ...Object.keys(methods)], "");
  return asking.refuse("charter/unknown-name", span, `\`${record.interpreter}(…)\` has no field \`${field}\``, remedy);
}

/** `path(args.x).in("work")` */
export function meaningMethod(
  record: RecordOperand,
  name: string,
  parameters: readonly Constant[],
  span: Span,
  asking: Asking,
): Operand | undefined {
  const { fields = {}, methods = {} } = VOCABULARY[record.interpreter] ?? {};
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) {
    const remedy = Object.hasOwn(fields, name)
      ? `it is a field: write \`.${name}\` without brackets`
      : suggestion(name, [...Object.keys(methods), ...Object.keys(fields)], "");
    return asking.refuse("charter/unknown-name", span, `\`${record.interpreter}(…)\` has no method \`${name}\``, remedy);
  }
  if (parameters.length !== method.parameters.length || parameters.some((parameter) => typeof parameter !== "string")) {
    return asking.refuse(
      "charter/wrong-type",
      span,
      `\`${name}\` takes ${method.parameters.length} text${method.parameters.length === 1 ? "" : "s"} in quotes`,
      `write \`.${name}("…")\``,
    );
  }
  const resolved: string[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const text = String(parameter);
    const root = method.parameters[index] === "root" ? asking.names.roots.get(text) : text;
    if (root === undefined)
      return asking.refuse(
        "charter/unknown-name",
        span,
        `there is no root \`${text}\``,
        suggestion(text, [...asking.names.roots.keys()], "declare it under `roots`"),
      );
    resolved.push(root);
  }
  return readingOf(record, name, resolved, method.answers, asking);
}

/** The bare record in a comparison is the field that it stands for: `money(args.x) <= 500`. */
export function asCompared(operand: Operand | undefined, asking: Asking): Operand | undefined {
  const compares = operand?.kind === "record" ? VOCABULARY[operand.interpreter]?.compares : undefined;
  return operand?.kind === "record" && compares !== undefined ? readingOf(operand, compares, [], "number", asking) : operand;
}

/** What is read of an element is read of every element of its list: where the list is, its quantifier fills in. */
function readingOf(
  { interpreter, of }: RecordOperand,
  field: string,
  parameters: readonly string[],
  type: MeaningType,
  { needs }: Asking,
): ValueOperand {
  const value = derivedOf(of);
  assert(value !== undefined, "an interpreter reads arguments and what is computed from them");
  const meaning: Derived = { is: "meaning", interpreter, of: value, field, parameters };
  // Whether it is opaque can always be said.
  if (field !== "opaque")
    needs.note({
      code: "meaning/unintelligible",
      about: derivedName(meaning),
      lacks: { ...meaning, field: "opaque", parameters: [] },
    });
  if (!("path" in of.reads)) return derivedValue(meaning, shapeOf(type));
  const { path } = of.reads;
  const where = of.reads.from === "element" ? { of: [], each: path } : { of: path };
  const reads: Reading = { from: "meaning", interpreter, field, parameters, ...where };
  return { kind: "value", reads, shapes: [shapeOf(type)] };
}

function shapeOf(type: MeaningType): FieldShape {
  if (type === "boolean" || type === "number" || type === "string") return shapeOfKind(type);
  return { tool: "", schema: schemaOf(type), root: undefined };
}

/** Commands and statements have the fields of the vocabulary and no others. */
function schemaOf(type: MeaningType): Schema {
  if (type === "boolean" || type === "number" || type === "string") return { type };
  if (type === "strings") return { type: "array", items: { type: "string" } };
  const properties = Object.fromEntries(Object.entries(PARTS[type]).map(([name, field]) => [name, schemaOf(field)]));
  return { type: "array", items: { type: "object", properties, additionalProperties: false } };
}
