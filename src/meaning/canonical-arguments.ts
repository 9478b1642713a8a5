/**
 * The arguments as they were understood: each value that a charter reads through an interpreter in its canonical form, so that what is
 * judged is what is executed. Values that are opaque, or that no interpreter reads, stay as they are.
 * INVARIANT: the canonical arguments of canonical arguments are themselves.
 */
import type { Json } from "../kernel/index.ts";
import type { InterpretedPlace } from "../vocabulary/index.ts";
import { understand, valueAt } from "./interpret.ts";
import type { Meaning, MeaningContext } from "./interpreter.ts";

type At = InterpretedPlace["at"];

/**
 * Undefined where they cannot be written in one way: two interpreters that read one value want it written in two, or what is written does
 * not mean what was. Such a call cannot be executed as judged.
 */
export function canonicalArguments(places: readonly InterpretedPlace[], args: Json, context: MeaningContext): Json | undefined {
  const readings = places.map(({ interpreter, at }) => ({
    at,
    meaningOf: remembering((value) => understand(interpreter, value, context)),
  }));
  const written = readings.reduce(
    (current: Json, { at, meaningOf }) => rewrite(current, at, (value) => meaningOf(value)?.canonical ?? value),
    args,
  );
  const isStable = readings.every(({ at, meaningOf }) => {
    const after = valuesAt(written, at);
    return valuesAt(args, at).every((value, place) => isKept(meaningOf(value), after[place], meaningOf));
  });
  return isStable ? written : undefined;
}

/** What is written is its own canonical form, and says what the value said, where the interpreter wants it written in one way. */
function isKept(meant: Meaning | undefined, written: Json | undefined, meaningOf: (value: Json) => Meaning | undefined): boolean {
  if (written === undefined) return false;
  const means = meaningOf(written);
  if (!isSame(means?.canonical ?? written, written)) return false;
  return meant?.canonical === undefined || isSame(means?.record ?? null, meant.record);
}

function rewrite(value: Json, [names = [], ...below]: At, canonical: (value: Json) => Json): Json {
  const [name, ...rest] = names;
  if (name === undefined) {
    if (below.length === 0) return canonical(value);
    return Array.isArray(value) ? value.map((item: Json) => rewrite(item, below, canonical)) : value;
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const members = Object.entries(value as { readonly [name: string]: Json });
  return Object.fromEntries(
    members.map(([member, inner]) => [member, member === name ? rewrite(inner, [rest, ...below], canonical) : inner]),
  );
}

function valuesAt(value: Json, [names = [], ...below]: At): readonly Json[] {
  const inner = valueAt(value, names);
  if (inner === undefined || below.length === 0) return inner === undefined ? [] : [inner];
  return Array.isArray(inner) ? inner.flatMap((item: Json) => valuesAt(item, below)) : [];
}

/** Each value is understood once: some take a parser milliseconds. */
function remembering(understandNow: (value: Json) => Meaning | undefined): (value: Json) => Meaning | undefined {
  const known = new Map<string, Meaning | undefined>();
  return (value) => {
    const text = JSON.stringify(value);
    if (!known.has(text)) known.set(text, understandNow(value));
    return known.get(text);
  };
}

function isSame(left: Json, right: Json): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
