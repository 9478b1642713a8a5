/**
 * The one text of a value: JSON Canonicalization Scheme (RFC 8785). Two values are equal exactly when their canonical
 * texts are, so digests, signatures and comparisons are made of these bytes only. Never reads text: see `parse-json.ts`.
 */
import { assert } from "../fault/index.ts";
import { isJsonArray, type Json, type JsonObject } from "./json.ts";
import { CANONICAL_DEPTH_MAX } from "./limits.ts";

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
  // Sorting by UTF-16 code units (section 3.2.3) is what ECMAScript's sort does without a comparator.
  const names = Object.keys(object);
  if (!isSorted(names)) names.sort();
  let text = "{";
  for (const name of names) {
    if (text.length > 1) text += ",";
    text += `${quote(name)}:${write(object[name] as Json, depth)}`;
  }
  return `${text}}`;
}

function isSorted(names: readonly string[]): boolean {
  for (let index = 1; index < names.length; index += 1) {
    if ((names[index - 1] as string) > (names[index] as string)) return false;
  }
  return true;
}

function quote(text: string): string {
  assert(text.isWellFormed(), "a string of JSON has no lone surrogates");
  return JSON.stringify(text);
}
