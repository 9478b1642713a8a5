/** Exact sums: what a double's text says, kept digit by digit, whatever is added in whatever order. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalToText, numberToDecimal } from "./decimal.ts";

const amount = fc.oneof(
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: 0, max: 10_000 }).map((cents) => cents / 100),
  fc.constantFrom(5e-324, 2.2250738585072014e-308, 4.4501477170144023e-308, 1.7976931348623157e308, 1e21, 0.1),
);

test("a decimal says the number's own text again, without an exponent", () => {
  fc.assert(
    fc.property(amount, (value) => {
      expect(Number(decimalToText(numberToDecimal(value)))).toBe(value);
    }),
  );
  expect([0, -0, 0.1, 2000, 1e21, 1.5e-7, 0.30000000000000004].map((value) => decimalToText(numberToDecimal(value)))).toEqual([
    "0",
    "0",
    "0.1",
    "2000",
    "1000000000000000000000",
    "0.00000015",
    "0.30000000000000004",
  ]);
  expect(decimalToText(-1n)).toBe("0");
});

test("sums do not drift: cents add up to what they are, in any order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { maxLength: 50 }), (cents) => {
      const sum = cents.reduce((total, one) => total + numberToDecimal(one / 100), 0n);
      expect(Number(decimalToText(sum))).toBe(cents.reduce((total, one) => total + one, 0) / 100);
    }),
  );
});
