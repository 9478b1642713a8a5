/**
 * Sums that do not drift. A number counts as the decimal that its canonical JSON text says (RFC 8785, which is ECMAScript's
 * shortest text), not as the binary fraction nearest to it: ten times 0.1 is 1. Whole multiples of 10^-324, so nothing is ever rounded.
 */
import { assert } from "../../fault/index.ts";

/** No double's text has a digit behind this place: the smallest one is 5e-324. */
const PLACES = 324;

/** A finite number that is not negative, as so many times 10^-324. */
export function numberToDecimal(value: number): bigint {
  const [, whole, fraction = "", exponent = "0"] = /^([0-9]+)(?:\.([0-9]+))?(?:e([+-][0-9]+))?$/.exec(String(value)) ?? [];
  assert(whole !== undefined, "a decimal is made of a finite number that is not negative");
  return BigInt(whole + fraction + "0".repeat(PLACES + Number(exponent) - fraction.length));
}

/** Its digits, without an exponent; `0.5`, `2000`. Below nought it is shown as nought. */
export function decimalToText(decimal: bigint): string {
  const digits = (decimal < 0n ? 0n : decimal).toString().padStart(PLACES + 1, "0");
  const fraction = digits.slice(-PLACES).replace(/0+$/, "");
  return digits.slice(0, -PLACES) + (fraction === "" ? "" : `.${fraction}`);
}
