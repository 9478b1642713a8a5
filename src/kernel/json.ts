/**
 * JSON values as the kernel sees them: plain data that somebody else has parsed. Only own members of objects are read,
 * so no name (`__proto__`, `length`) reaches anything but data. Nothing here allocates.
 */
import { assert } from "../fault/index.ts";
import { DEPTH_MAX } from "./limits.ts";

/** Plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The members of an object, and none of anything else. Names that no plain object inherits can be read without asking whose they are. */
export function membersOf(value: Json): { readonly [name: string]: Json } {
  return isNested(value) && !isList(value) ? value : NO_MEMBERS;
}

const NO_MEMBERS: { readonly [name: string]: Json } = {};

/** The value at the end of a path of member names; undefined where the path leads nowhere. */
export function follow(from: Json | undefined, path: readonly string[]): Json | undefined {
  let at = from;
  for (const name of path) at = isNested(at) && !isList(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  return at;
}

/** Code points of a string, elements of a list, members of an object; undefined for anything else. */
export function size(value: Json | undefined): number | undefined {
  if (isList(value)) return value.length;
  let count = 0;
  if (typeof value === "string") {
    for (let i = 0; i < value.length; i++, count++) if (pointAt(value, i) > 0xffff) i++;
    return count;
  }
  if (!isNested(value)) return undefined;
  for (const name in value) if (Object.hasOwn(value, name)) count++;
  return count;
}

/** The code point that begins at an index below the length; for half of a pair, that half. */
export function pointAt(text: string, index: number): number {
  const point = text.codePointAt(index);
  assert(point !== undefined, "a code point begins at every index below the length");
  return point;
}

/** Below zero, zero or above: by code points, as CEL orders strings (JavaScript's `<` orders code units). */
export function orderOfTexts(left: string, right: string): number {
  let i = 0;
  // Beyond the end of a text its unit is NaN, which equals nothing.
  while (left.charCodeAt(i) === right.charCodeAt(i)) i++;
  if (i === left.length || i === right.length) return left.length - right.length;
  return rank(left.charCodeAt(i)) - rank(right.charCodeAt(i));
}

/** At the first difference of two well-formed strings it matters only that surrogates stand for higher code points than all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Whether two values are the same, whatever the order of members. The strict parser lets no deeper values in. */
export function equal(left: Json | undefined, right: Json | undefined, depth: number = 0): boolean {
  assert(depth <= DEPTH_MAX, "a value nests no deeper than its parser allows");
  if (!isNested(left) || !isNested(right)) return left === right;
  if (isList(left) !== isList(right) || size(left) !== size(right)) return false;
  // A list is compared like an object whose members are named by index.
  for (const name in left) if (!Object.hasOwn(right, name) || !equal(left[name], right[name], depth + 1)) return false;
  return true;
}

function isNested(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null;
}
