/**
 * The one text of a value: JSON Canonicalization Scheme (RFC 8785). Two values are equal exactly when their canonical
 * texts are, so digests, signatures and comparisons are made of these bytes only. Never reads text: see `parse-json.ts`.
 */
import { assert } from "../fault/index.ts";
import { isJsonArray, type Json, type JsonObject } from "./json.ts";
import { CANONICAL_DEPTH_MAX } from "./limits.ts";

/** Up to here, sorting by insertion is faster than the engine's. */
const INSERTED_NAMES_MAX = 16;
/** Up to here, looking at a string's characters is faster than having the engine quote it. */
const LOOKED_AT_LENGTH_MAX = 48;

/**
 * Writes a value as RFC 8785 says: members sorted by UTF-16 code units, ECMAScript's numbers, no white space. A value
 * that is no JSON (undefined, NaN, a lone surrogate, nesting over `CANONICAL_DEPTH_MAX`) is a bug of ours.
 */
export function canonicalize(value: Json): string {
  return write(value, 0);
}

/** The canonical text in UTF-8. */
export function canonicalBytes(value: Json): Uint8Array {
  return Buffer.from(canonicalize(value), "utf8");
}

function write(value: Json, depth: number): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      assert(Number.isFinite(value), "a number of JSON is finite");
      return String(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      assert(depth < CANONICAL_DEPTH_MAX, "a value that is written is not nested deeper than the limit");
      return isJsonArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1);
    default:
      assert(false, "a value that is written is JSON");
  }
}

function writeArray(array: readonly Json[], depth: number): string {
  let text = "[";
  for (let index = 0; index < array.length; index += 1) {
    if (index > 0) text += ",";
    text += write(array[index] as Json, depth);
  }
  return `${text}]`;
}

function writeObject(object: JsonObject, depth: number): string {
  let text = "{";
  for (const name of sorted(Object.keys(object))) {
    if (text.length > 1) text += ",";
    text += `${quote(name)}:${write(object[name] as Json, depth)}`;
  }
  return `${text}}`;
}

/** Sorts by UTF-16 code units (section 3.2.3), in place. Few names, mostly in order already, are the rule. */
function sorted(names: string[]): string[] {
  if (names.length > INSERTED_NAMES_MAX) return names.sort();
  for (let index = 1; index < names.length; index += 1) {
    const name = names[index] as string;
    let hole = index;
    for (; hole > 0 && (names[hole - 1] as string) > name; hole -= 1) names[hole] = names[hole - 1] as string;
    names[hole] = name;
  }
  return names;
}

function quote(text: string): string {
  if (text.length <= LOOKED_AT_LENGTH_MAX && isPlain(text)) return `"${text}"`;
  assert(text.isWellFormed(), "a string of JSON has no lone surrogates");
  return JSON.stringify(text);
}

/** Whether a text is printable ASCII without `"` and `\\`, so that it is written as it is. */
function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return false;
  }
  return true;
}
