/** The lattice: join is the maximum of a total order. */
import { describe, expect, test } from "vitest";
import { join, severity, VERDICTS } from "./index.ts";

describe("verdicts", () => {
  test("are ordered from allow to deny", () => {
    expect(VERDICTS.map(severity)).toEqual([0, 1, 2, 3]);
  });

  test("join to the severer one, commutatively, associatively, idempotently", () => {
    for (const a of VERDICTS) {
      expect(join(a, a)).toBe(a);
      for (const b of VERDICTS) {
        expect(severity(join(a, b))).toBe(Math.max(severity(a), severity(b)));
        for (const c of VERDICTS) expect(join(join(a, b), c)).toBe(join(a, join(b, c)));
      }
    }
  });
});
