/** JSON values as the kernel sees them: paths, sizes, order and equality. */
import { describe, expect, test } from "vitest";
import { equal, follow, type Json, orderOfTexts, pointAt, size } from "./json.ts";
import { DEPTH_MAX } from "./limits.ts";

describe("follow", () => {
  test("goes through own members of objects only", () => {
    const value = JSON.parse('{"a":{"b":[1]},"__proto__":{"c":2}}') as Json;
    expect(follow(value, ["a", "b"])).toEqual([1]);
    expect(follow(value, ["__proto__", "c"])).toBe(2);
    expect(follow(value, [])).toBe(value);
    for (const path of [["a", "b", "0"], ["a", "b", "length"], ["toString"], ["a", "constructor"], ["x", "y"]]) {
      expect(follow(value, path)).toBeUndefined();
    }
    expect(follow(null, ["a"])).toBeUndefined();
    expect(follow("text", ["length"])).toBeUndefined();
  });
});

describe("size", () => {
  test("counts code points, elements and members", () => {
    expect([size("a😀é"), size("\ud83d"), size([1, [2, 3]]), size({ a: 1, b: {} }), size("")]).toEqual([3, 1, 2, 2, 0]);
    expect(size(Object.create({ inherited: 1 }) as Json)).toBe(0);
    expect([size(5), size(null), size(true), size(undefined)]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe("pointAt", () => {
  test("takes an index beyond the text for a defect", () => {
    expect([pointAt("a😀", 0), pointAt("a😀", 1), pointAt("a😀", 2)]).toEqual([0x61, 0x1f600, 0xde00]);
    expect(() => pointAt("a😀", 3)).toThrow("at every index below the length");
  });
});

describe("orderOfTexts", () => {
  test("orders by code points, where code units would not", () => {
    const texts = ["", "a", "ab", "b", "\uffff", "\u{10000}", "\u{103fe}", "\u{103ff}", "😀", "😀a", "😁"];
    for (const [i, left] of texts.entries()) {
      for (const [j, right] of texts.entries()) expect(Math.sign(orderOfTexts(left, right))).toBe(Math.sign(i - j));
    }
    expect("\uffff" < "😀").toBe(false);
  });
});

describe("equal", () => {
  test("is structural, blind to the order of members, and strict about types", () => {
    expect(equal({ a: [1, { b: null }], c: "x" }, { c: "x", a: [1, { b: null }] })).toBe(true);
    expect(equal(-0, 0)).toBe(true);
    const different: Json[] = [0, "", "0", false, null, [], [0], [0, 0], [[0]], {}, { a: 0 }, { b: 0 }, { a: 1 }, { "0": 0 }, { "0": "0" }];
    for (const [i, left] of different.entries()) {
      for (const [j, right] of different.entries()) expect(equal(left, right)).toBe(i === j);
    }
  });

  test("takes values deeper than any parser lets in for a defect", () => {
    let deep: Json = 1;
    for (let i = 0; i < DEPTH_MAX; i++) deep = [deep];
    expect(equal(deep, structuredClone(deep))).toBe(true);
    expect(() => equal([deep], structuredClone([deep]))).toThrow("no deeper than its parser allows");
  });
});
