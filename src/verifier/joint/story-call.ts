/**
 * A concrete call from example values for the single places that it reads. Best effort by nature, because a text and its
 * size, or an argument and what it means, are chosen independently of each other: whoever shows a call as a fact lets the
 * kernel decide it first.
 */
import type { Call, Json, Reading } from "../../kernel/index.ts";

/** An example value of one term; undefined where the term's value is absent. */
export interface Part {
  readonly name: string;
  readonly reads: Reading;
  readonly value: Json | undefined;
}

/** A longer text is not shown to anyone. */
const SIZE_MAX = 10_000;

/** The value in which each part from this place is found where it is read; an object where nothing is known. */
export function assembled(parts: readonly Part[], from: "args" | "element" | "result"): Json {
  let whole: Json = {};
  const own = parts.flatMap(({ reads, value }) => (reads.from === from && value !== undefined ? [{ ...reads, value }] : []));
  const plain = own.filter(({ measure }) => measure === undefined).sort((a, b) => a.path.length - b.path.length);
  for (const { path, value } of plain) whole = put(whole, path, () => value);
  for (const { path, measure, value } of own) {
    if (measure === "size" && typeof value === "number") whole = put(whole, path, (there) => resized(there, value));
  }
  return whole;
}

/** The call that the parts describe; `roots` are the machine's. */
export function callOf(parts: readonly Part[], roots: { readonly [name: string]: string }): Call {
  const facts = parts.flatMap(({ name, reads: { from }, value }): [string, Json][] =>
    (from === "fact" || from === "meaning") && value !== undefined ? [[name, value]] : [],
  );
  const said = new Set(parts.flatMap(({ reads }) => (reads.from === "args" ? [JSON.stringify(reads.path)] : [])));
  const implied = parts.flatMap(({ reads, value }): Part[] => {
    if (reads.from !== "meaning" || reads.each !== undefined || said.has(JSON.stringify(reads.of))) return [];
    const text = textMeaning(reads, value, roots);
    return text === undefined ? [] : [{ name: "", reads: { from: "args", path: reads.of }, value: text }];
  });
  return { args: alike([...parts, ...implied]), facts: Object.fromEntries(facts) };
}

/** An argument of which only its meaning is known. */
function textMeaning(
  { interpreter, field, parameters }: Extract<Reading, { from: "meaning" }>,
  value: Json | undefined,
  roots: { readonly [name: string]: string },
): string | undefined {
  if (interpreter === "path" && field === "in") {
    const folder = roots[String(parameters[0])] ?? "/";
    return value === true ? `${folder === "/" ? "" : folder}/example` : "/elsewhere/example";
  }
  return undefined;
}

/** The arguments, with compared ones that nothing else is known of chosen so that they compare as they should. */
function alike(parts: readonly Part[]): Json {
  let args = assembled(parts, "args");
  for (const { reads, value } of parts) {
    if (reads.from !== "compare" || value === undefined) continue;
    const isEquality = reads.operator === "==";
    const [low, high] = isEquality && value === true ? [1, 1] : [1, 2];
    const [left, right] = isEquality || value === true ? [low, high] : [high, low];
    const other = memberAt(args, reads.right);
    args = put(args, reads.left, (there) => there ?? (low === high ? other : undefined) ?? left);
    args = put(args, reads.right, (there) => there ?? (low === high ? memberAt(args, reads.left) : undefined) ?? right);
  }
  return args;
}

/** A text or list of a size, as like the one that is there as can be. */
function resized(there: Json | undefined, size: number): Json {
  const count = Math.max(0, Math.min(SIZE_MAX, size));
  if (Array.isArray(there)) return Array.from({ length: count }, (_, i): Json => there[i] ?? there.at(-1) ?? {});
  if (typeof there === "string" && [...there].length === count) return there;
  return there === undefined || there === "" ? "x".repeat(count) : there;
}

type Members = { readonly [name: string]: Json };

function membersOf(value: Json | undefined): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function memberAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  let at = value;
  for (const name of path) at = Object.hasOwn(membersOf(at), name) ? membersOf(at)[name] : undefined;
  return at;
}

/** The value with what stands at a path of member names changed. */
function put(value: Json | undefined, path: readonly string[], change: (there: Json | undefined) => Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return change(value);
  const members = membersOf(value);
  const there = Object.hasOwn(members, name) ? members[name] : undefined;
  return Object.fromEntries([...Object.entries(members), [name, put(there, rest, change)]]);
}
