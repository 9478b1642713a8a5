/**
 * What conditions know of an address, an account, a telephone number, an amount and a date: the records of docs/meaning.md, by the
 * auditor's own reading of the text. What has no one reading is opaque.
 */
import { getDomain } from "tldts";
import type { Value } from "../canonical-text.ts";
import { OPAQUE } from "./path-record.ts";
import { accountNumber, amountIn, countryCode, mailAddress, momentIn, telephoneNumber } from "./typed-text.ts";

export type MeaningRecord = { readonly [field: string]: Value };

const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

export function emailRecord(value: Value): MeaningRecord {
  const address = typeof value === "string" ? mailAddress(value) : undefined;
  if (address === undefined) return OPAQUE;
  const at = address.indexOf("@");
  const domain = address.slice(at + 1);
  const registrable = getDomain(domain, { allowPrivateDomains: true }) ?? "";
  return { opaque: false, address, local: address.slice(0, at), domain, registrable };
}

export function phoneRecord(value: Value): MeaningRecord {
  const number = typeof value === "string" ? telephoneNumber(value) : undefined;
  return number === undefined ? OPAQUE : { opaque: false, number, country_code: countryCode(number) };
}

export function ibanRecord(value: Value): MeaningRecord {
  const number = typeof value === "string" ? accountNumber(value) : undefined;
  return number === undefined ? OPAQUE : { opaque: false, number, country: number.slice(0, 2) };
}

export function moneyRecord(value: Value): MeaningRecord {
  const found = typeof value === "string" || typeof value === "number" ? amountIn(value) : undefined;
  if (found === undefined) return OPAQUE;
  const { amount, currency, decimals, decimalsMax, digits } = found;
  const text = currency === "" ? digits : `${amount.toFixed(decimalsMax)} ${currency}`;
  return { opaque: false, amount, currency, decimals, text };
}

export function dateRecord(value: Value): MeaningRecord {
  const found = typeof value === "string" ? momentIn(value) : undefined;
  if (found === undefined || typeof value !== "string") return OPAQUE;
  const [year = 0, month = 0, day = 0] = found.day.split("-").map(Number);
  const weekday = WEEKDAYS[new Date(`${found.day}T00:00:00Z`).getUTCDay()] ?? "";
  return { opaque: false, text: value, ms: found.ms, year, month, day, weekday, has_time: found.hasTime };
}
