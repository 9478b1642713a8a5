/** Readings: what a comparison of two places comes to, and which readings are one member of the arguments. */
import { describe, expect, test } from "vitest";
import type { Json } from "./json.ts";
import { compileReading, soleMember } from "./read.ts";

describe("compileReading", () => {
  /** What `left` and `right` compare to, by `==`, `<` and `<=`. */
  function compared(left: Json, right: Json): readonly (Json | undefined)[] {
    const call = { args: { left, right }, facts: {} };
    return (["==", "<", "<="] as const).map((operator) => {
      return compileReading("t", { from: "compare", left: ["left"], operator, right: ["right"] })(call, undefined);
    });
  }

  test("compares numbers with numbers and texts with texts", () => {
    for (const [low, high] of [[1, 2] as const, ["a", "b"] as const]) {
      expect(compared(low, high)).toEqual([false, true, true]);
      expect(compared(low, low)).toEqual([true, false, true]);
      expect(compared(high, low)).toEqual([false, false, false]);
    }
  });

  test("gives no order to anything else, and compares nothing with what is not there", () => {
    const others: Json[] = [1, "1", true, null, [1], { one: 1 }];
    for (const left of others) {
      for (const right of others) {
        const [equal, ...order] = compared(left, right);
        expect(equal).toBe(left === right);
        if (left !== right || typeof left === "object" || left === true) expect(order).toEqual([undefined, undefined]);
      }
    }
    const absent = compileReading("t", { from: "compare", left: ["x"], operator: "==", right: ["y"] });
    for (const args of [{}, { x: 1 }, { y: 1 }]) expect(absent({ args, facts: {} }, undefined)).toBeUndefined();
  });
});

describe("soleMember", () => {
  test("is the one name of a path into the arguments, unless all objects inherit it", () => {
    expect(soleMember({ from: "args", path: ["amount"] })).toBe("amount");
    expect(soleMember({ from: "args", path: ["toString"] })).toBeUndefined();
    expect(soleMember({ from: "args", path: [] })).toBeUndefined();
    expect(soleMember({ from: "args", path: ["amount", "value"] })).toBeUndefined();
    expect(soleMember({ from: "args", path: ["amount"], measure: "size" })).toBeUndefined();
    expect(soleMember({ from: "result", path: ["amount"] })).toBeUndefined();
  });
});
