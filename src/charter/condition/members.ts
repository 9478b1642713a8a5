/** What a dot or brackets lead to: a member of a value, an entry of a table, a state variable, a fact of session or time. */

import { suggestion } from "../nearest.ts";
import type { Span } from "../source.ts";
import type { Asking } from "./asking.ts";
import { derivedOf, derivedReading, derivedValue } from "./derived.ts";
import { type FieldShape, memberShape, shapeOfKind } from "./field-shape.ts";
import { FACTS } from "./names.ts";
import { nounOf, type Operand, type ValueOperand } from "./operand.ts";

/** A member of an argument, of the result, or of an element. */
export function memberOf(operand: Operand, field: string, span: Span, asking: Asking): ValueOperand | undefined {
  const computed = operand.kind === "value" && operand.reads.from === "meaning" ? derivedOf(operand) : undefined;
  const isPlace = operand.kind === "value" && "path" in operand.reads && operand.reads.measure === undefined;
  if (operand.kind !== "value" || !(isPlace || computed !== undefined)) {
    return asking.refuse(
      "charter/not-possible",
      span,
      `${nounOf(operand)} has no members`,
      "members can be asked of arguments, results and elements",
    );
  }
  const shapes: FieldShape[] = [];
  for (const shape of operand.shapes) {
    const found = memberShape(shape, field);
    if ("names" in found) {
      const whose = computed === undefined ? `the input schema${shape.tool === "" ? "" : ` of \`${shape.tool}\``}` : "this value";
      const message = `${whose} has no \`${field}\` here`;
      return asking.refuse("charter/unknown-field", span, message, suggestion(field, found.names, "the schema describes no members here"));
    }
    shapes.push(found);
  }
  if (computed !== undefined) return { kind: "value", reads: derivedReading({ is: "member", of: computed, name: field }), shapes };
  if (!("path" in operand.reads)) return undefined;
  return { kind: "value", reads: { ...operand.reads, path: [...operand.reads.path, field] }, shapes };
}

/** `table[key]` */
export function entryOf({ entries }: Extract<Operand, { kind: "table" }>, key: Operand, span: Span, asking: Asking): Operand | undefined {
  if (key.kind === "value" || key.kind === "state") return { kind: "lookup", entries, key };
  if (key.kind !== "constant") {
    return asking.refuse(
      "charter/not-possible",
      span,
      `${nounOf(key)} cannot choose an entry of a table`,
      "an argument, a state variable or a fact can",
    );
  }
  const entry = entries.find(([name]) => name === key.value);
  if (entry !== undefined) return { kind: "constant", value: entry[1] };
  const names = entries.map(([name]) => name);
  return asking.refuse(
    "charter/unknown-name",
    span,
    `the table has no entry ${JSON.stringify(key.value)}`,
    suggestion(String(key.value), names, ""),
  );
}

/** `state.x`, `session.role`, `time.hour`. Facts of time are those of the charter's zone. */
export function factOf(record: string, field: string, span: Span, asking: Asking): Operand | undefined {
  const { states, zone } = asking.names;
  if (record === "time" && field === "today") return derivedValue({ is: "today", zone }, shapeOfKind("number"));
  if (record === "state") {
    const state = states.get(field);
    if (state !== undefined) return { kind: "state", ...state };
    const message = `there is no state variable \`${field}\``;
    return asking.refuse("charter/unknown-name", span, message, suggestion(field, [...states.keys()], "declare it under `state`"));
  }
  const fields = FACTS[record] ?? {};
  const kind = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (kind === undefined)
    return asking.refuse("charter/unknown-name", span, `\`${record}\` has no \`${field}\``, suggestion(field, Object.keys(fields), ""));
  const fact = record === "time" ? `${record}.${field}@${zone}` : `${record}.${field}`;
  return { kind: "value", reads: { from: "fact", fact }, shapes: [shapeOfKind(kind)] };
}
