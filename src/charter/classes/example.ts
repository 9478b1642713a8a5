/**
 * Puts example values for single places together into one value: the arguments of an example call, or an element of a
 * list. Best effort by nature: questions about sizes and meanings are not tied to the value itself, so whoever shows an
 * example as a fact decides it first.
 */
import type { Json, Reading } from "../../kernel/index.ts";

/** An example value of one term; `undefined` where the term's value is absent. */
export interface Part {
  readonly reads: Reading;
  readonly value: Json | undefined;
}

/** A text or list longer than this is not shown to anyone. */
const SIZE_MAX = 1_000;

type Members = Map<string, Members | Json>;

/** The value in which each part is found at its place, as far as parts from `from` say. An object where they say nothing. */
export function assemble(parts: readonly Part[], from: "args" | "element" | "result"): Json {
  const root: Members = new Map();
  let whole: Json | undefined;
  const placed = parts
    .flatMap(({ reads, value }) =>
      reads.from === from && value !== undefined
        ? [{ path: reads.path, value: sized(reads.measure, value), measured: reads.measure !== undefined }]
        : [],
    )
    .sort((a, b) => Number(a.measured) - Number(b.measured) || a.path.length - b.path.length);
  for (const { path, value, measured } of placed) {
    if (path.length === 0) whole ??= value;
    else put(root, path, value, measured);
  }
  const isObject = typeof whole === "object" && whole !== null && !Array.isArray(whole);
  return root.size === 0 && whole !== undefined ? whole : whole === undefined || isObject ? toJson(root) : whole;
}

/** Where only the size is known, a text of that size. */
function sized(measure: "size" | undefined, value: Json): Json {
  return measure === undefined ? value : "x".repeat(Math.min(SIZE_MAX, Math.max(0, typeof value === "number" ? Math.round(value) : 0)));
}

/** A place that is filled already stays, unless an object there only waits for its members. */
function put(members: Members, [name = "", ...rest]: readonly string[], value: Json, weak: boolean): void {
  const there = members.get(name);
  if (rest.length > 0) {
    const inner = there instanceof Map ? there : new Map<string, Members | Json>();
    if (there === undefined || there instanceof Map || isEmptyObject(there)) {
      members.set(name, inner);
      put(inner, rest, value, weak);
    }
  } else if (there === undefined || (!weak && !(there instanceof Map))) {
    members.set(name, value);
  }
}

function isEmptyObject(value: Json): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

function toJson(members: Members): Json {
  return Object.fromEntries([...members].map(([name, value]) => [name, value instanceof Map ? toJson(value) : value]));
}
