/**
 * From a reading of a compiled charter to the fact it asks for: takes the value out of the arguments, lets its interpreter
 * understand it, and looks up one field or asks one method. Undefined wherever the meaning is; `.opaque` alone is then true.
 */
import type { Json, Reading } from "../kernel/index.ts";
import { VOCABULARY } from "../vocabulary/index.ts";
import { interpretGit } from "./command/git.ts";
import { interpretShell } from "./command/shell.ts";
import type { Interpreter, Meaning, MeaningContext } from "./interpreter.ts";
import { interpretSql } from "./sql/sql.ts";
import { interpretDate } from "./text/date.ts";
import { interpretEmail } from "./text/email.ts";
import { interpretHttp } from "./text/http.ts";
import { interpretIban } from "./text/iban.ts";
import { interpretJson } from "./text/json.ts";
import { interpretMoney } from "./text/money.ts";
import { interpretPath } from "./text/path.ts";
import { interpretPhone } from "./text/phone.ts";
import { interpretText } from "./text/text.ts";
import { interpretUrl } from "./text/url.ts";

export type MeaningReading = Extract<Reading, { readonly from: "meaning" }>;

const INTERPRETERS: ReadonlyMap<string, Interpreter> = new Map([
  ["path", interpretPath],
  ["url", interpretUrl],
  ["sql", interpretSql],
  ["shell", interpretShell],
  ["git", interpretGit],
  ["email", interpretEmail],
  ["phone", interpretPhone],
  ["iban", interpretIban],
  ["money", interpretMoney],
  ["date", interpretDate],
  ["http", interpretHttp],
  ["json", interpretJson],
  ["text", interpretText],
]);

/**
 * The value of one reading, for the term that carries it. `args` is the call's arguments, or the quantified element for a
 * term about an element (then `of` starts in it). Undefined where the argument is absent, or opaque (but for `.opaque`).
 */
export function interpret(reading: MeaningReading, args: Json, context: MeaningContext): Json | undefined {
  const { each, ...reads } = reading;
  const value = valueAt(args, reads.of);
  if (each === undefined)
    return value === undefined ? undefined : read(reads, understand(reads.interpreter, value, inNamespace(reads, context)));
  return Array.isArray(value) ? value.map((element: Json) => interpret({ ...reads, of: each }, element, context) ?? null) : undefined;
}

/** The form of a value that is judged and executed, or undefined where it is opaque or the interpreter has none. */
export function canonicalForm(interpreter: string, value: Json, context: MeaningContext): Json | undefined {
  return understand(interpreter, value, context)?.canonical;
}

/** Where charters are composed, a field of a path is asked with the name of the charter whose roots it is about. */
function namespaceOf({ interpreter, field, parameters: [namespace] }: MeaningReading): string | undefined {
  const isField = !Object.hasOwn(VOCABULARY[interpreter]?.methods ?? {}, field);
  return isField && typeof namespace === "string" ? namespace : undefined;
}

/** The roots of one charter, under the names that it gives them. */
function inNamespace(reading: MeaningReading, context: MeaningContext): MeaningContext {
  const namespace = namespaceOf(reading);
  if (namespace === undefined) return context;
  const own = Object.entries(context.roots).filter(([name]) => name.startsWith(`${namespace}.`));
  return { ...context, roots: Object.fromEntries(own.map(([name, folder]) => [name.slice(namespace.length + 1), folder])) };
}

/** One value, understood; undefined where it is opaque. */
export function understand(interpreter: string, value: Json, context: MeaningContext): Meaning | undefined {
  return INTERPRETERS.get(interpreter)?.(value, context);
}

function read(reading: MeaningReading, meaning: Meaning | undefined): Json | undefined {
  if (reading.field === "opaque") return meaning === undefined || meaning.record.opaque === true;
  if (meaning === undefined) return undefined;
  const methods = VOCABULARY[reading.interpreter]?.methods ?? {};
  if (Object.hasOwn(methods, reading.field)) return meaning.methods?.[reading.field]?.(reading.parameters);
  return Object.hasOwn(meaning.record, reading.field) ? meaning.record[reading.field] : undefined;
}

/** Member by member through plain objects; own members only. */
export function valueAt(value: Json, path: readonly string[]): Json | undefined {
  let current: Json | undefined = value;
  for (const name of path) {
    if (current === null || typeof current !== "object" || Array.isArray(current) || !Object.hasOwn(current, name)) return undefined;
    current = (current as { readonly [name: string]: Json })[name];
  }
  return current;
}
