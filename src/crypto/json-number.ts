/**
 * Which decimal numbers a double can hold: those that are written again with the same decimal value. So 0.1, 1.50 and 1e2
 * pass, though no double is a tenth; what passes is never rounded, and no two texts of different value become one.
 */

/**
 * The double that a number of JSON's grammar names, or undefined where writing it again (RFC 8785, section 3.2.2.3) would
 * change its value: 12345678901234567890, 9007199254740993, 1e400, 1e-400. Negative zero is zero. Linear in the text.
 */
export function doubleOf(literal: string): number | undefined {
  const digits = significantDigits(literal);
  if (digits === "") return 0;
  const double = Number(literal);
  // The nearest double has the same exponent if it has the same digits, unless it is 0 or infinite, which have none.
  return significantDigits(String(double)) === digits ? double : undefined;
}

/** The digits of the mantissa without sign, point, leading and trailing zeros: empty for zero. */
function significantDigits(literal: string): string {
  let end = literal.search(/e/i);
  if (end < 0) end = literal.length;
  let start = 0;
  while (start < end && !isSignificant(literal, start)) start += 1;
  while (end > start && !isSignificant(literal, end - 1)) end -= 1;
  return literal.slice(start, end).replace(".", "");
}

function isSignificant(literal: string, index: number): boolean {
  const code = literal.charCodeAt(index);
  return code >= 0x31 && code <= 0x39;
}
