/**
 * The arguments as they were understood: each value that a charter reads through an interpreter in its canonical form, so
 * that what is executed is what was judged. Values that are opaque, or that no interpreter reads, stay as they are.
 */
import type { Json } from "../kernel/index.ts";
import { canonicalForm, valueAt } from "./interpret.ts";
import type { MeaningContext } from "./interpreter.ts";

/** Stands for every item of a list in a path of member names. */
export const EVERY_ITEM = "*";

export interface InterpretedPlace {
  readonly interpreter: string;
  /** Member names from the arguments inwards, `EVERY_ITEM` for the items of a list. */
  readonly of: readonly string[];
}

/** Undefined where two interpreters understand one value and want it written in two ways: it cannot be executed as judged. */
export function canonicalArguments(places: readonly InterpretedPlace[], args: Json, context: MeaningContext): Json | undefined {
  const wanted = places.map(({ interpreter, of }) => rewrite(args, of, interpreter, context));
  const written = places.reduce((current: Json, { interpreter, of }) => rewrite(current, of, interpreter, context), args);
  const agreed = places.every(({ of }, at) => JSON.stringify(valuesAt(written, of)) === JSON.stringify(valuesAt(wanted[at] ?? null, of)));
  return agreed ? written : undefined;
}

function rewrite(value: Json, of: readonly string[], interpreter: string, context: MeaningContext): Json {
  const [name, ...rest] = of;
  if (name === undefined) return canonicalForm(interpreter, value, context) ?? value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return name === EVERY_ITEM ? value.map((item) => rewrite(item, rest, interpreter, context)) : value;
  const members = Object.entries(value as { readonly [name: string]: Json });
  return Object.fromEntries(
    members.map(([member, inner]) => [member, member === name ? rewrite(inner, rest, interpreter, context) : inner]),
  );
}

function valuesAt(value: Json, [name, ...rest]: readonly string[]): readonly Json[] {
  if (name === undefined) return [value];
  const items = Array.isArray(value) && name === EVERY_ITEM ? (value as readonly Json[]) : [valueAt(value, [name])];
  return items.flatMap((item) => (item === undefined ? [] : valuesAt(item, rest)));
}
