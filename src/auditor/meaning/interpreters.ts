/** Every interpreter that conditions can name, by name: from a value to its record and, where there is one, the form that is executed. */
import type { Value } from "../canonical-text.ts";
import { httpRecord, jsonRecord, textRecord } from "./content-records.ts";
import { gitMeaning } from "./git-record.ts";
import { pathRecord } from "./path-record.ts";
import { dateRecord, emailRecord, ibanRecord, type MeaningRecord, moneyRecord, phoneRecord } from "./plain-records.ts";
import { shellMeaning } from "./shell-record.ts";
import { sqlMeaning } from "./sql-record.ts";
import { urlRecord } from "./url-record.ts";

type Reader = (value: Value, roots: ReadonlyMap<string, string>) => MeaningRecord;

export const INTERPRETERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["path", pathRecord],
  ["url", (value) => urlRecord(value)],
  ["sql", (value) => sqlMeaning(value).record],
  ["shell", (value) => shellMeaning(value).record],
  ["git", (value) => gitMeaning(value).record],
  ["email", emailRecord],
  ["phone", phoneRecord],
  ["iban", ibanRecord],
  ["money", moneyRecord],
  ["date", dateRecord],
  ["http", httpRecord],
  ["json", jsonRecord],
  ["text", textRecord],
]);

/** What the bare record stands for in a comparison. */
export const COMPARED: { readonly [interpreter: string]: string } = { money: "amount", date: "ms" };
