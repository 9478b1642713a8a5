/**
 * What a term reads: a place inside the call, the tool's result or an element of a list, a comparison of two places, or
 * a fact. Undefined is a value here like any other. Reading allocates nothing.
 */
import { equal, follow, type Json, orderOfTexts, size } from "./json.ts";
import type { Reading } from "./machine-document.ts";

/** What the agent proposes, as far as the kernel looks at it. */
export interface Call {
  readonly args: Json;
  /** What the caller knows of the call: by term name, for readings from `fact` and `meaning`. Absent is undefined. */
  readonly facts: { readonly [term: string]: Json | undefined };
}

/** Reads a call and, where one is being looked at, an item: the tool's result or the innermost element. */
export type Read = (call: Call, item: Json | undefined) => Json | undefined;

/** How a term of this name reads. */
export function compileReading(name: string, reads: Reading): Read {
  switch (reads.from) {
    case "args":
      return reads.measure === "size" ? (call) => size(follow(call.args, reads.path)) : (call) => follow(call.args, reads.path);
    case "element":
    case "result":
      return reads.measure === "size" ? (_, item) => size(follow(item, reads.path)) : (_, item) => follow(item, reads.path);
    case "compare":
      return ({ args }) => compare(follow(args, reads.left), reads.operator, follow(args, reads.right));
    case "fact":
    case "meaning":
      return ({ facts }) => (Object.hasOwn(facts, name) ? facts[name] : undefined);
  }
}

/** The name of the member of the arguments that is all a reading reads, unless plain objects inherit one of that name. */
export function soleMember(reads: Reading): string | undefined {
  if (reads.from !== "args" || reads.measure !== undefined || reads.path.length !== 1) return undefined;
  return reads.path.find((name) => !(name in Object.prototype));
}

/** Equality is defined on all values; order on two numbers or two strings only. */
function compare(left: Json | undefined, operator: "==" | "<" | "<=", right: Json | undefined): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (operator === "==") return equal(left, right);
  if (typeof left === "number" && typeof right === "number") return operator === "<" ? left < right : left <= right;
  if (typeof left !== "string" || typeof right !== "string") return undefined;
  const order = orderOfTexts(left, right);
  return operator === "<" ? order < 0 : order <= 0;
}
