/**
 * Both judges read the same meaning, each with its own code: for every interpreter of the vocabulary every field of the record is
 * the same, what one calls opaque the other does, too, and both would send the same form.
 * `INTERLOCK_MEANINGS` says how many values of each are compared.
 */
import { describe, expect, test } from "vitest";
import { executedForm, INTERPRETERS } from "../../src/auditor/index.ts";
import type { Json } from "../../src/kernel/index.ts";
import { canonicalForm, type Meaning, understand } from "../../src/meaning/index.ts";
import { VOCABULARY } from "../../src/vocabulary/index.ts";
import { createDice } from "../generators/dice.ts";
import { meaningValue } from "../generators/meaning-values.ts";

const VALUES = Number(process.env["INTERLOCK_MEANINGS"] ?? 600);
const SEED = Number(process.env["INTERLOCK_SEED"] ?? Math.floor(Date.now() / 1_000));
const HOURS_MS = 36_000_000;
const ROOTS = { work: "/home/work", deep: "/home/work/.deep" };

function first(interpreter: string, value: Json): { readonly [field: string]: Json | undefined } {
  const record: Meaning["record"] = understand(interpreter, value, { roots: ROOTS })?.record ?? { opaque: true };
  const fields = Object.keys(VOCABULARY[interpreter]?.fields ?? {}).map((field) => [field, record[field]] as const);
  return { ...Object.fromEntries(fields), opaque: record.opaque === true };
}

function secondRecord(interpreter: string, value: Json): { readonly [field: string]: Json | undefined } {
  return INTERPRETERS.get(interpreter)?.(value, new Map(Object.entries(ROOTS))) ?? {};
}

describe("the second reader agrees with the first", () => {
  test("has every interpreter of the vocabulary", () => {
    expect([...INTERPRETERS.keys()].sort()).toEqual(Object.keys(VOCABULARY).sort());
  });

  test.each(Object.keys(VOCABULARY))(`on %s (INTERLOCK_SEED=${SEED})`, { timeout: HOURS_MS }, (interpreter) => {
    const dice = createDice(SEED);
    let understood = 0;
    for (let count = 0; count < VALUES; count++) {
      const value = meaningValue(interpreter, dice);
      const [ours, theirs] = [first(interpreter, value), secondRecord(interpreter, value)];
      if (ours["opaque"] === false) understood += 1;
      const [sent, again] = [canonicalForm(interpreter, value, { roots: ROOTS }), executedForm(interpreter, value).form];
      if (inOrder(sent ?? "none") !== inOrder(again ?? "none")) expect({ value, sent }).toEqual({ value, sent: again });
      if (JSON.stringify(sorted(ours)) !== JSON.stringify(sorted(theirs))) expect({ value, ...ours }).toEqual({ value, ...theirs });
    }
    expect(understood).toBeGreaterThan(VALUES / 100);
  });
});

function sorted(record: { readonly [field: string]: Json | undefined }): readonly (readonly [string, string])[] {
  const fields = Object.entries(record).filter(([, value]) => value !== undefined);
  return fields.map(([name, value]) => [name, inOrder(value ?? null)] as const).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Members in the order of their names. */
function inOrder(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(inOrder).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value as { readonly [name: string]: Json }).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, inner]) => `${name}:${inOrder(inner)}`).join()}}`;
}
