/**
 * What a term reads: a place inside the call, the tool's result or an element of a list, a comparison of two places, or
 * a fact. Undefined is a value here like any other. Nothing here allocates.
 */
import { equal, follow, type Json, orderOfTexts, size } from "./json.ts";
import type { Reading } from "./machine-document.ts";

/** What the agent proposes, as far as the kernel looks at it. */
export interface Call {
  readonly args: Json;
  /** What the caller knows of the call: by term name, for readings from `fact` and `meaning`. Absent is undefined. */
  readonly facts: { readonly [term: string]: Json | undefined };
}

/** One form for all readings, so that reading any term is the same few instructions. */
export interface CompiledReading {
  readonly source: "args" | "item" | "fact" | "compare";
  readonly path: readonly string[];
  readonly operator: "" | "size" | "==" | "<" | "<=";
  readonly right: readonly string[];
  /** The term's name, under which facts are supplied. */
  readonly name: string;
}

export function compileReading(name: string, reads: Reading): CompiledReading {
  const fact = { source: "fact", path: [], operator: "", right: [], name } as const;
  if (reads.from === "fact" || reads.from === "meaning") return fact;
  if (reads.from === "compare") return { ...fact, source: "compare", path: reads.left, operator: reads.operator, right: reads.right };
  return { ...fact, source: reads.from === "args" ? "args" : "item", path: reads.path, operator: reads.measure ?? "" };
}

/** The value that a term is about. `item` is the tool's result or the innermost element, where one is being read. */
export function read(reading: CompiledReading, call: Call, item: Json | undefined): Json | undefined {
  switch (reading.source) {
    case "args":
      return measured(reading, follow(call.args, reading.path));
    case "item":
      return measured(reading, follow(item, reading.path));
    case "fact":
      return Object.hasOwn(call.facts, reading.name) ? call.facts[reading.name] : undefined;
    case "compare":
      return compare(follow(call.args, reading.path), reading.operator, follow(call.args, reading.right));
  }
}

function measured(reading: CompiledReading, value: Json | undefined): Json | undefined {
  return reading.operator === "size" ? size(value) : value;
}

/** Equality is defined on all values; order on two numbers or two strings only. */
function compare(left: Json | undefined, operator: CompiledReading["operator"], right: Json | undefined): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (operator === "==") return equal(left, right);
  if (typeof left === "number" && typeof right === "number") return operator === "<" ? left < right : left <= right;
  if (typeof left !== "string" || typeof right !== "string") return undefined;
  const order = orderOfTexts(left, right);
  return operator === "<" ? order < 0 : order <= 0;
}
