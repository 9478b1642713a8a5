/**
 * Computes a derived value. Total and pure: what cannot be computed is undefined, and so is what rests on it; of `and`, `or`, `all`
 * and `exists` the answer that settles the whole counts, as in CEL. Linear in what it is computed from.
 */
import { unreachable } from "../fault/index.ts";
import type { Json } from "../kernel/index.ts";
import type { Derived } from "../vocabulary/index.ts";
import { interpret, valueAt } from "./interpret.ts";
import { DERIVED_TEXT_SIZE_MAX } from "./limits.ts";
import { dayOf, instantOf } from "./text/instant.ts";

/** What a value can be derived from. */
export interface Deriving {
  readonly args?: Json;
  readonly result?: Json;
  readonly item?: Json;
  readonly part?: Json;
  readonly session?: Json;
  readonly element?: Json;
  readonly roots: { readonly [name: string]: string };
  /** Ledger time. */
  readonly atMs: number;
  /** The fields known under a key. */
  readonly record?: (name: string, key: Json) => { readonly [field: string]: Json } | undefined;
}

export function derive(derived: Derived, from: Deriving): Json | undefined {
  switch (derived.is) {
    case "constant":
      return derived.value;
    case "place": {
      const root = from[derived.root];
      return root === undefined ? undefined : valueAt(root, derived.path);
    }
    case "member":
      return member(derive(derived.of, from), derived.name);
    case "has": {
      const object = derive(derived.of, from);
      return isObject(object) ? Object.hasOwn(object, derived.name) : undefined;
    }
    case "record":
    case "unknown":
      return ofRecord(derived, from);
    case "meaning": {
      const value = derive(derived.of, from);
      const { interpreter, field, parameters } = derived;
      return value === undefined ? undefined : interpret({ from: "meaning", interpreter, of: [], field, parameters }, value, from);
    }
    case "map":
    case "each":
    case "filter":
    case "all":
    case "exists":
      return overList(derived, from);
    case "first":
    case "last": {
      const list = derive(derived.of, from);
      return Array.isArray(list) ? list.at(derived.is === "first" ? 0 : -1) : undefined;
    }
    case "join":
      return joined(derived.parts.map((part) => derive(part, from)));
    case "compare":
      return compare(derived.operator, derive(derived.left, from), derive(derived.right, from));
    case "in": {
      const [value, list] = [derive(derived.of, from), derive(derived.list, from)];
      return value === undefined || !Array.isArray(list) ? undefined : list.some((item: Json) => isSame(item, value));
    }
    case "text": {
      const value = derive(derived.of, from);
      if (typeof value !== "string") return undefined;
      return derived.method === "contains" ? value.includes(derived.text) : value[derived.method](derived.text);
    }
    case "size":
      return sizeOf(derive(derived.of, from));
    case "not":
      return negated(derive(derived.of, from));
    case "and":
      return together(derived.parts.map((part) => derive(part, from)));
    case "or":
      return negated(together(derived.parts.map((part) => negated(derive(part, from)))));
    case "age":
    case "time":
    case "today":
      return ofTime(derived, from);
  }
}

function ofRecord(derived: Extract<Derived, { is: "record" | "unknown" }>, from: Deriving): Json | undefined {
  const key = derive(derived.key, from);
  if (key === undefined) return undefined;
  const fields = from.record?.(derived.name, key);
  if (derived.is === "record") return fields;
  return fields === undefined || (derived.field !== undefined && !Object.hasOwn(fields, derived.field));
}

function ofTime(derived: Extract<Derived, { is: "age" | "time" | "today" }>, from: Deriving): Json | undefined {
  if (derived.is === "today") return dayOf(from.atMs, derived.zone);
  const value = derive(derived.of, from);
  if (derived.is === "age") return typeof value === "number" ? from.atMs - value : undefined;
  return typeof value === "string" ? instantOf(value, derived.zone) : undefined;
}

function overList(derived: Extract<Derived, { is: "map" | "each" | "filter" | "all" | "exists" }>, from: Deriving): Json | undefined {
  const list = derive(derived.list, from);
  if (!Array.isArray(list)) return undefined;
  const inside = "give" in derived ? derived.give : derived.holds;
  const answers = list.map((element: Json) => derive(inside, { ...from, element }));
  switch (derived.is) {
    case "map":
      return answers.every((answer) => answer !== undefined) ? answers : undefined;
    case "each":
      return answers.map((answer) => answer ?? null);
    case "filter":
      return answers.every((answer) => typeof answer === "boolean") ? list.filter((_, place) => answers[place] === true) : undefined;
    case "all":
      return together(answers);
    case "exists":
      return negated(together(answers.map(negated)));
    default:
      return unreachable(derived);
  }
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return value !== undefined && value !== null && typeof value === "object" && !Array.isArray(value);
}

function member(of: Json | undefined, name: string): Json | undefined {
  return of === undefined ? undefined : valueAt(of, [name]);
}

function joined(parts: readonly (Json | undefined)[]): string | undefined {
  if (!parts.every((part) => typeof part === "string")) return undefined;
  const text = parts.join("");
  return text.length <= DERIVED_TEXT_SIZE_MAX ? text : undefined;
}

/** CEL's `&&`: false outweighs what is undefined. */
function together(answers: readonly (Json | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.every((answer) => answer === true) ? true : undefined;
}

function negated(answer: Json | undefined): boolean | undefined {
  return typeof answer === "boolean" ? !answer : undefined;
}

/** Code points, elements or members. */
function sizeOf(value: Json | undefined): number | undefined {
  if (typeof value === "string") return [...value].length;
  return value === undefined || value === null || typeof value !== "object" ? undefined : Object.keys(value).length;
}

function compare(operator: "==" | "<" | "<=", left: Json | undefined, right: Json | undefined): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (operator === "==") return isSame(left, right);
  const order = orderOf(left, right);
  return order === undefined ? undefined : order < 0 || (operator === "<=" && order === 0);
}

/** Numbers by value, texts by code points; nothing else has an order. */
function orderOf(left: Json, right: Json): number | undefined {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left !== "string" || typeof right !== "string") return undefined;
  const [ours, theirs] = [[...left], [...right]];
  const at = ours.findIndex((sign, place) => sign !== theirs[place]);
  return at < 0 ? ours.length - theirs.length : (ours[at]?.codePointAt(0) ?? 0) - (theirs[at]?.codePointAt(0) ?? -1);
}

/** Structurally, whatever the order of members. */
function isSame(left: Json, right: Json): boolean {
  if (left === null || right === null || typeof left !== "object" || typeof right !== "object") return left === right;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [ours, theirs] = [left, right] as { readonly [name: string]: Json }[];
  const names = Object.keys(ours ?? {});
  if (names.length !== Object.keys(theirs ?? {}).length) return false;
  return names.every((name) => Object.hasOwn(theirs ?? {}, name) && isSame(ours?.[name] ?? null, theirs?.[name] ?? null));
}
