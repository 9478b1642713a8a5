/**
 * In what form a value is executed that was understood: the one that each interpreter writes. Some want none (free text), and what
 * is opaque stays as it is.
 */
import type { Value } from "../canonical-text.ts";
import { membersOf } from "../members.ts";
import { gitMeaning } from "./git-record.ts";
import { INTERPRETERS } from "./interpreters.ts";
import type { MeaningRecord } from "./plain-records.ts";
import { readJson } from "./result-data.ts";
import { shellMeaning } from "./shell-record.ts";
import { sqlMeaning } from "./sql-record.ts";

export interface Executed {
  readonly record: MeaningRecord;
  readonly form: Value | undefined;
}

/** The field of the record that is the form. */
const FIELDS = new Map([
  ["path", "absolute"],
  ["url", "text"],
  ["email", "address"],
  ["phone", "number"],
  ["iban", "number"],
]);
const AS_WRITTEN = ["money", "date"];

export function executedForm(interpreter: string, value: Value): Executed {
  if (interpreter === "sql") return named(sqlMeaning(value));
  if (interpreter === "shell") return named(shellMeaning(value));
  if (interpreter === "git") return named(gitMeaning(value));
  const record = INTERPRETERS.get(interpreter)?.(value, new Map()) ?? { opaque: true };
  return { record, form: record["opaque"] === true ? undefined : formOf(interpreter, record, value) };
}

function named({ record, canonical }: { readonly record: MeaningRecord; readonly canonical: Value | undefined }): Executed {
  return { record, form: canonical };
}

function formOf(interpreter: string, record: MeaningRecord, value: Value): Value | undefined {
  const field = FIELDS.get(interpreter);
  if (field !== undefined) return record[field];
  if (AS_WRITTEN.includes(interpreter)) return value;
  if (interpreter === "json") return typeof value === "string" ? JSON.stringify(readJson(value)) : value;
  return interpreter === "http" ? messageForm(value) : undefined;
}

/** The serialised URL, header names in lower case, nothing that says nothing. */
function messageForm(value: Value): Value {
  const { method = null, url = null, headers, body } = membersOf(value);
  const lines = Object.entries(membersOf(headers)).map(([name, line]) => [name.toLowerCase(), line ?? null] as const);
  return {
    method,
    url: executedForm("url", url).form ?? url,
    ...(lines.length === 0 ? {} : { headers: Object.fromEntries(lines) }),
    ...(body === undefined ? {} : { body }),
  };
}
