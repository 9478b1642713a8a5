import { describe, expect, test } from "vitest";
import { decimalOf, isMore, NOTHING, plus } from "./exact-decimal.ts";

const sumOf = (...values: readonly number[]) => values.map(decimalOf).reduce(plus, NOTHING);

describe("decimals", () => {
  test("are what the text of a number says", () => {
    expect([0, 0.1, 2000, 1e21, 1.5e-7, 5e-324].map(decimalOf)).toEqual([
      { units: 0n, places: 0 },
      { units: 1n, places: 1 },
      { units: 2000n, places: 0 },
      { units: 10n ** 21n, places: 0 },
      { units: 15n, places: 8 },
      { units: 5n, places: 324 },
    ]);
  });

  test("add up without rounding", () => {
    expect(isMore(sumOf(0.1, 0.2), decimalOf(0.3))).toBe(false);
    expect(isMore(decimalOf(0.3), sumOf(0.1, 0.2))).toBe(false);
    expect(isMore(sumOf(0.1, 0.2, 5e-324), decimalOf(0.3))).toBe(true);
    expect(isMore(sumOf(1e300, 0.01), decimalOf(1e300))).toBe(true);
    expect(sumOf(...Array.from({ length: 1_000 }, () => 0.1))).toEqual({ units: 1_000n, places: 1 });
  });
});
