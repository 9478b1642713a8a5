/**
 * What holds of every interpreter, tried on values put together at random from pieces of its own language: it answers
 * quickly, its record is total and of the vocabulary's types or opaque, and its canonical form means what the value meant.
 */
import { expect, test } from "vitest";
import { cpuTime } from "../../test/generators/cpu-time.ts";
import type { Json } from "../kernel/index.ts";
import { type InterpreterSignature, type MeaningType, PARTS, VOCABULARY } from "../vocabulary/index.ts";
import { canonicalForm, understand } from "./interpret.ts";
import type { Meaning, MeaningContext } from "./interpreter.ts";

/** Runs for each interpreter; `FUZZ_RUNS=1000000` for a night's work. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 4_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261);
/** Of the thread's own time. */
const SLOW_MS = 50;

const CONTEXT: MeaningContext = { roots: { work: "/srv/work", sub: "/srv/work/sub" }, base: "/srv/work" };

export interface Language {
  readonly interpreter: string;
  /** Values that are understood; each is also changed at random places. */
  readonly examples: readonly Json[];
  /** Pieces that texts are put together from. */
  readonly pieces: readonly string[];
  /** Texts of 64 KiB and more that a careless parser is slow on. */
  readonly long: readonly string[];
}

const STRANGE = [
  "\u0000",
  "\u0007",
  "\n",
  "\r",
  "\t",
  "\u00a0",
  "\u200b",
  "\u202e",
  "\ud800",
  "e\u0301",
  "／",
  "．",
  "🙂",
  "\u2028",
  "%00",
  "\\",
];

/** The record of a value, as a charter reads it field by field; what is undefined is left out. */
export function recordOf(interpreter: string, value: Json): { readonly [field: string]: Json } {
  const record: Meaning["record"] = understand(interpreter, value, CONTEXT)?.record ?? { opaque: true };
  const fields = Object.keys(VOCABULARY[interpreter]?.fields ?? {}).map((field) => [field, record[field]] as const);
  const known = fields.filter((fact): fact is readonly [string, Json] => fact[1] !== undefined);
  return { ...Object.fromEntries(known), opaque: record.opaque === true };
}

export function interpreterContract({ interpreter, examples, pieces, long }: Language): void {
  test.each(examples.map((example) => [example]))(`${interpreter} understands %j`, (example) => {
    expect(recordOf(interpreter, example).opaque).toBe(false);
    expectSound(interpreter, example);
  });

  test(`${interpreter} never throws, and is total or opaque, on ${RUNS} values at random`, () => {
    const random = randomNumbers(SEED);
    for (let run = 0; run < RUNS; run += 1) expectSound(interpreter, randomValue(random, examples, pieces));
  });

  test(`${interpreter} answers any other JSON with opaque or a total record`, () => {
    for (const value of [null, true, 0, -0.5, 1e300, "", [], {}, [[]], [""], { a: [1] }, ["git"], { method: 1, url: [] }]) {
      expectSound(interpreter, value);
    }
  });

  test(`${interpreter} answers long texts in time`, () => {
    for (const text of long) {
      const ms = cpuTime(() => recordOf(interpreter, text), SLOW_MS);
      expect(ms, `${text.slice(0, 20)}… of ${text.length}`).toBeLessThan(SLOW_MS);
    }
  });
}

function expectSound(interpreter: string, value: Json): void {
  const record = recordOf(interpreter, value);
  const fields = VOCABULARY[interpreter]?.fields ?? {};
  const flaw = record.opaque === true ? opaqueFlaw(interpreter, record) : totalFlaw(record, fields);
  if (flaw !== undefined) expect.fail(`${interpreter} of ${JSON.stringify(value)}: ${flaw}`);
  const canonical = canonicalForm(interpreter, value, CONTEXT);
  if (canonical === undefined) return;
  if (!isSame(canonicalForm(interpreter, canonical, CONTEXT), canonical) || !isSame(recordOf(interpreter, canonical), record)) {
    expect.fail(`${interpreter} of ${JSON.stringify(value)}: its canonical form ${JSON.stringify(canonical)} means something else`);
  }
}

/** Of an opaque command line the vectors may be known; of all else nothing is. */
function opaqueFlaw(interpreter: string, record: { readonly [field: string]: Json }): string | undefined {
  const known = Object.keys(record).filter((field) => field !== "opaque");
  const allowed = interpreter === "shell" ? ["commands", "count", "programs", "pipes"] : [];
  return known.every((field) => allowed.includes(field)) ? undefined : `opaque, and yet it says ${known}`;
}

function totalFlaw(record: { readonly [field: string]: Json }, fields: InterpreterSignature["fields"]): string | undefined {
  for (const [field, type] of Object.entries(fields)) if (!isOfType(record[field], type)) return `${field} is not of type ${type}`;
  return undefined;
}

function isOfType(value: Json | undefined, type: MeaningType): boolean {
  if (type === "strings") return Array.isArray(value) && value.every((item) => typeof item === "string");
  if (type !== "commands" && type !== "statements") return typeof value === type && !Number.isNaN(value);
  return Array.isArray(value) && value.every((part) => part.opaque === true || totalFlaw(part, PARTS[type]) === undefined);
}

function isSame(left: Json | undefined, right: Json | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Pieces in a row, or an example with something put in or taken out; an example that is no text is changed as JSON. */
function randomValue(random: () => number, examples: readonly Json[], pieces: readonly string[]): Json {
  const example = pick(random, examples);
  if (typeof example === "string" && random() < 0.5) {
    return Array.from({ length: 1 + Math.floor(random() * 10) }, () => pick(random, random() < 0.03 ? STRANGE : pieces)).join("");
  }
  const text = typeof example === "string" ? example : JSON.stringify(example);
  const at = Math.floor(random() * (text.length + 1));
  const piece = pick(random, random() < 0.2 ? STRANGE : pieces);
  const changed = text.slice(0, at) + piece + text.slice(at + Math.floor(random() * 3));
  return typeof example === "string" ? changed : parsedOr(changed, example);
}

function parsedOr(text: string, otherwise: Json): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return otherwise;
  }
}

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

/** Mulberry32: numbers in [0, 1) that a seed repeats. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
