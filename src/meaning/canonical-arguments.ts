/**
 * The arguments as they were understood: each value that a charter reads through an interpreter in its canonical form, so
 * that what is executed is what was judged. Values that are opaque, or that no interpreter reads, stay as they are.
 */
import type { Json } from "../kernel/index.ts";
import { canonicalForm, type MeaningReading, valueAt } from "./interpret.ts";
import type { MeaningContext } from "./interpreter.ts";

/** Stands for every item of a list in a path of member names. */
const EVERY_ITEM = Symbol("every item");
type Path = readonly (string | typeof EVERY_ITEM)[];

/** Undefined where two interpreters understand one value and want it written in two ways: it cannot be executed as judged. */
export function canonicalArguments(readings: readonly MeaningReading[], args: Json, context: MeaningContext): Json | undefined {
  const places = readings.map(({ interpreter, of, each }) => {
    const path: Path = each === undefined ? of : [...of, EVERY_ITEM, ...each];
    return { path, canonical: (value: Json): Json => canonicalForm(interpreter, value, context) ?? value };
  });
  const written = places.reduce((current: Json, { path, canonical }) => rewrite(current, path, canonical), args);
  const agreed = places.every(({ path, canonical }) => isSame(valuesAt(written, path), valuesAt(args, path).map(canonical)));
  return agreed ? written : undefined;
}

function rewrite(value: Json, [name, ...rest]: Path, canonical: (value: Json) => Json): Json {
  if (name === undefined) return canonical(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return name === EVERY_ITEM ? value.map((item) => rewrite(item, rest, canonical)) : value;
  const members = Object.entries(value as { readonly [name: string]: Json });
  return Object.fromEntries(members.map(([member, inner]) => [member, member === name ? rewrite(inner, rest, canonical) : inner]));
}

function valuesAt(value: Json, [name, ...rest]: Path): readonly Json[] {
  if (name === undefined) return [value];
  if (name === EVERY_ITEM) return Array.isArray(value) ? value.flatMap((item: Json) => valuesAt(item, rest)) : [];
  const inner = valueAt(value, [name]);
  return inner === undefined ? [] : valuesAt(inner, rest);
}

function isSame(left: readonly Json[], right: readonly Json[]): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
