/**
 * Understands a telephone number in international form: `+`, country code, number. Without the `+` it depends on where the
 * caller stands; an extension, a trunk zero in brackets or letters make it depend on the exchange. The canonical form is E.164.
 */
import type { Interpreter } from "../interpreter.ts";
import { PHONE_SIZE_MAX } from "../limits.ts";

const SHAPE = /^\+[1-9][0-9]{0,3}(?:[ .-]?(?:[0-9]|\([1-9][0-9]*\)))+$/;

/** ITU-T E.164: the country codes of one and two digits. No other code starts with them; all others have three digits. */
const SHORT_CODES: ReadonlySet<string> = new Set(
  `1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66
  81 82 84 86 90 91 92 93 94 95 98`.split(/\s+/),
);

/** Fields as in the vocabulary; whether the number is in use is not known. */
export const interpretPhone: Interpreter = (value) => {
  if (typeof value !== "string" || value.length > PHONE_SIZE_MAX || !SHAPE.test(value)) return undefined;
  const digits = value.replace(/[^0-9]/g, "");
  if (digits.length < 7 || digits.length > 15) return undefined;
  const code = [1, 2].map((size) => digits.slice(0, size)).find((start) => SHORT_CODES.has(start)) ?? digits.slice(0, 3);
  return { record: { number: `+${digits}`, country_code: Number(code) }, canonical: `+${digits}` };
};
