/**
 * One leaf of a value in the form in which origin compares it: as a whole field by its type (numbers as numbers, dates as
 * points in time, text as comparable text), and as a phrase in prose, if it is text and long enough not to be there by chance.
 */
import type { Json } from "../../kernel/index.ts";
import { LEAVES_MAX, PROSE_SIZE_MIN } from "../limits.ts";
import { interpretDate } from "../text/date.ts";
import { interpretMoney } from "../text/money.ts";
import { type ComparableText, comparableText } from "./comparable-text.ts";

export interface ComparableValue {
  /** Equal for fields that say the same. */
  readonly field: string;
  readonly comparable: ComparableText;
  /** Comparable text to be found in prose, or undefined for what matches whole fields only. */
  readonly phrase?: string;
}

export interface Leaf {
  /** JSON pointer. */
  readonly at: string;
  readonly value: string | number | boolean;
}

/** The scalars of a value that say something: not null, not the empty text. Undefined beyond `LEAVES_MAX`. */
export function leavesOf(value: Json): readonly Leaf[] | undefined {
  const leaves: Leaf[] = [];
  const visit = (inner: Json, at: string): void => {
    if (inner === null || inner === "" || leaves.length > LEAVES_MAX) return;
    if (typeof inner !== "object") leaves.push({ at, value: inner });
    else for (const [name, member] of Object.entries(inner)) visit(member, `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  };
  visit(value, "");
  return leaves.length > LEAVES_MAX ? undefined : leaves;
}

/** Numbers and amounts, whether JSON numbers or text, and truth values are never phrases. */
export function comparableValue(value: string | number | boolean): ComparableValue {
  const written = comparableText(String(value).trim());
  const comparable = { ...written, text: written.text.trim() };
  const field = fieldKey(value, comparable.text);
  const isPhrase = typeof value === "string" && !isAmount(value) && comparable.text.replaceAll(" ", "").length >= PROSE_SIZE_MIN;
  return isPhrase ? { field, comparable, phrase: comparable.text } : { field, comparable };
}

function fieldKey(value: string | number | boolean, comparable: string): string {
  if (typeof value === "boolean") return `?${value}`;
  const amount = interpretMoney(value, { roots: {} })?.record;
  if (amount !== undefined) return `#${amount.amount} ${amount.currency}`;
  if (typeof value === "number") return `#${value} `;
  const date = interpretDate(value, { roots: {} })?.record;
  return date === undefined ? `"${comparable}` : `@${date.ms} ${date.has_time}`;
}

/** Digits alone, eight or more, are an account or a reference; with a point, a sign or a currency they are an amount. */
function isAmount(text: string): boolean {
  return !/^[0-9]+$/.test(text) && interpretMoney(text, { roots: {} }) !== undefined;
}
