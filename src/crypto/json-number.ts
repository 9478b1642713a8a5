/**
 * Which decimal numbers a double can hold. A number is exact when printing its double with as many significant digits as
 * the text has gives the text's digits again, and it has at most 17: then text and double name one another.
 */
import { NUMBER_DIGITS_MAX } from "./limits.ts";

/**
 * The double that a number of JSON's grammar names, or undefined where reading it would change it: 0.1, 1e2 and
 * 0.30000000000000004 pass; 12345678901234567890, 9007199254740993, 1e400 and 1e-400 don't.
 */
export function doubleOf(mantissa: string, literal: string): number | undefined {
  const digits = significantDigits(mantissa);
  if (digits === "") return 0;
  if (digits.length > NUMBER_DIGITS_MAX) return undefined;
  const double = Number(literal);
  if (double === 0 || !Number.isFinite(double)) return undefined;
  const printed = double.toPrecision(digits.length);
  const exponent = printed.indexOf("e");
  return significantDigits(exponent < 0 ? printed : printed.slice(0, exponent)) === digits ? double : undefined;
}

/** The digits without sign, point, leading and trailing zeros: empty for zero. Linear, unlike a regular expression. */
function significantDigits(mantissa: string): string {
  let start = 0;
  while (start < mantissa.length && !isSignificant(mantissa, start)) start += 1;
  let end = mantissa.length;
  while (end > start && !isSignificant(mantissa, end - 1)) end -= 1;
  return mantissa.slice(start, end).replace(".", "");
}

function isSignificant(mantissa: string, index: number): boolean {
  const code = mantissa.charCodeAt(index);
  return code >= 0x31 && code <= 0x39;
}
