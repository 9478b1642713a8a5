/**
 * What conditions can compute without calculating: a record by its key, texts joined, a list made of a list, the time since a
 * moment. Each becomes one value that is computed before the call is judged.
 */
import type { Derived } from "../../vocabulary/index.ts";
import { derivedName } from "../formula/value-name.ts";
import type { Span } from "../source.ts";
import type { Asking } from "./asking.ts";
import { derivedOf, derivedReading, derivedValue } from "./derived.ts";
import type { Expression } from "./expression.ts";
import { elementShape, type FieldShape, type Schema, shapeOfKind } from "./field-shape.ts";
import { type LearnedRecords, misfit, nounOf, type Operand, type ValueOperand } from "./operand.ts";

const UNITS_MS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `booking[args.id]` */
export function recordUnder({ name, fields }: LearnedRecords, key: Operand, span: Span, asking: Asking): Operand | undefined {
  const of = derivedOf(key);
  if (of === undefined || key.kind === "constants")
    return asking.refuse(
      "charter/not-possible",
      span,
      `${nounOf(key)} is no key of a record`,
      "an argument, a constant or a value made of them is",
    );
  const schema: Schema = {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field, {}])),
    additionalProperties: false,
  };
  asking.needs.note({
    code: "record/unknown",
    about: derivedName({ is: "record", name, key: of }),
    lacks: { is: "unknown", name, key: of },
    record: name,
  });
  return derivedValue({ is: "record", name, key: of }, { tool: "", schema, root: undefined });
}

/** `booking[args.id].cabin`: the field is needed, too. */
export function recordMember(member: ValueOperand | undefined, asking: Asking): ValueOperand | undefined {
  const value = member === undefined ? undefined : derivedOf(member);
  if (value?.is !== "member" || value.of.is !== "record") return member;
  const { name, key } = value.of;
  const lacks = { is: "unknown", name, key, field: value.name } as const;
  asking.needs.note({ code: "record/unknown", about: derivedName(value), lacks, record: name });
  return member;
}

/** `f.number + f.date`: texts only. Undefined, and nothing reported, where these are no texts. */
export function joinedTexts(parts: readonly (Operand | undefined)[]): Operand | undefined {
  const values = parts.map((part) => {
    const isText =
      part?.kind === "value" ? misfit(part, "string") === undefined : part?.kind === "constant" && typeof part.value === "string";
    return part !== undefined && isText ? derivedOf(part) : undefined;
  });
  if (!values.every((value) => value !== undefined)) return undefined;
  const flat = values.flatMap((value) => (value.is === "join" ? value.parts : [value]));
  return derivedValue({ is: "join", parts: flat }, shapeOfKind("string"));
}

/** `args.flights.map(f, f.number)`: `give` is what stands in the brackets. */
export function mapped(list: ValueOperand, give: Operand, span: Span, asking: Asking): Operand | undefined {
  const [of, each] = [derivedOf(list), derivedOf(give)];
  if (of === undefined || each === undefined)
    return asking.refuse(
      "charter/not-possible",
      span,
      `a list cannot be made of ${nounOf(give)}`,
      "give a member of the element, or texts joined",
    );
  const shape: FieldShape = { tool: "", schema: { type: "array" }, root: undefined };
  return derivedValue({ is: "map", list: of, give: each }, shape);
}

/** `age(b.made)` and `time(b.made)`. */
export function ofTime(name: string, argument: Expression, asking: Asking): Operand | undefined {
  const operand = asking.operand(argument);
  if (operand === undefined) return undefined;
  const of = operand.kind === "value" ? derivedOf(operand) : undefined;
  const other = operand.kind === "value" ? misfit(operand, name === "age" ? "number" : "string") : undefined;
  if (of === undefined || other !== undefined) {
    const what = name === "age" ? "the age of a moment, as `time(…)` gives it" : "the moment that a text names";
    const message = `\`${name}(…)\` is ${what}, not of ${other === undefined ? nounOf(operand) : other.says}`;
    return asking.refuse("charter/wrong-type", argument.span, message, "write `age(time(x))`, or keep `time(…)` in a record");
  }
  const { zone } = asking.names;
  return derivedValue(name === "age" ? { is: "age", of } : { is: "time", of, zone }, shapeOfKind("number"));
}

/** `args.payments.filter(p, p.kind == "card")`: a list of the same elements. */
export function filtered(list: ValueOperand, holds: Derived | undefined, span: Span, asking: Asking): Operand | undefined {
  const of = derivedOf(list);
  if (holds === undefined) return undefined;
  if (of === undefined) return asking.refuse("charter/not-possible", span, "this list cannot be filtered", "lists in arguments can");
  const { reads } = derivedValue({ is: "filter", list: of, holds }, OPEN);
  return { kind: "value", reads, shapes: list.shapes };
}

/** `args.flights.first()`, `args.flights.last()`: an error where there is none. */
export function endOf(which: "first" | "last", list: Operand, span: Span, asking: Asking): Operand | undefined {
  const other = list.kind === "value" ? misfit(list, "list") : undefined;
  const of = list.kind === "value" ? derivedOf(list) : undefined;
  if (list.kind !== "value" || of === undefined || other !== undefined) {
    const message = `\`${which}()\` is asked of a list, not of ${other === undefined ? nounOf(list) : other.says}`;
    return asking.refuse("charter/wrong-type", span, message, `write \`args.list.${which}()\``);
  }
  return { kind: "value", reads: derivedReading({ is: which, of }), shapes: list.shapes.map(elementShape) };
}

/** `duration("24h")`: a constant, in milliseconds. */
export function duration(argument: Expression, asking: Asking): Operand | undefined {
  const operand = asking.operand(argument);
  const [, count, unit = ""] = operand?.kind === "constant" ? (/^([0-9]{1,6})(s|m|h|d)$/.exec(String(operand.value)) ?? []) : [];
  if (count !== undefined) return { kind: "constant", value: Number(count) * (UNITS_MS[unit] ?? 0) };
  return asking.refuse("charter/wrong-type", argument.span, "that is no duration", 'write `duration("30s")`, `"15m"`, `"2h"` or `"1d"`');
}

/** How many characters, elements or members a value that is computed has. */
export function computedSize(of: ValueOperand): Operand | undefined {
  const value = of.reads.from === "meaning" ? derivedOf(of) : undefined;
  return value === undefined ? undefined : derivedValue({ is: "size", of: value }, shapeOfKind("number"));
}

/** `part`: the element of the tool's parts that is judged. */
export function partOf(tools: readonly FieldShape[], span: Span, asking: Asking): Operand | undefined {
  const shapes = tools.flatMap(({ tool }) => asking.names.parts.get(tool) ?? []);
  const without = tools.find(({ tool }) => !asking.names.parts.has(tool));
  const [first = ""] = [without?.tool];
  if (tools.length === 0 || without !== undefined)
    return asking.refuse(
      "charter/unknown-name",
      span,
      `calls of \`${first}\` have no parts`,
      "declare what they are made of under `parts`",
    );
  return { ...derivedValue({ is: "place", root: "part", path: [] }, OPEN), shapes };
}

const OPEN: FieldShape = { tool: "", schema: undefined, root: undefined };
