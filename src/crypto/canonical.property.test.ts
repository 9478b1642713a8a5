import oracle from "canonicalize";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalize, digestOf, type Json, parseJson } from "./index.ts";

/** Any JSON value that the door could have let in: no control characters in names, no negative zero. */
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((number) => (number === 0 ? 0 : number)),
    fc.string({ unit: "binary" }),
    fc.array(tie("json"), { maxLength: 5 }),
    fc.dictionary(
      fc
        .oneof(fc.string({ unit: "binary" }), fc.nat().map(String))
        .filter((name) => !/[\u0000-\u001f\u007f-\u009f]/.test(name) && name !== "__proto__"),
      tie("json"),
      { maxKeys: 5 },
    ),
  ),
}));

function parsed(text: string): Json {
  const result = parseJson(text);
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

/** The same value with the members of every object in reverse order. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

describe("laws of canonical text", () => {
  test("parsing what was written gives the value again", () => {
    fc.assert(
      fc.property(json, (value) => void expect(parsed(canonicalize(value))).toEqual(value)),
      { numRuns: 2_000 },
    );
  });

  test("writing what was parsed gives the same bytes: canonicalising twice changes nothing", () => {
    fc.assert(
      fc.property(json, (value) => {
        const once = canonicalize(value);
        expect(canonicalize(parsed(once))).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  test("order, white space and spelling do not matter", () => {
    fc.assert(
      fc.property(json, fc.nat({ max: 4 }), (value, indent) => {
        const spelled = JSON.stringify(reversed(value), null, indent).replace(
          /[^\u0000-\u007f]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
        expect(canonicalize(parsed(spelled))).toBe(canonicalize(value));
        expect(digestOf(parsed(spelled))).toBe(digestOf(value));
      }),
      { numRuns: 2_000 },
    );
  });

  test("agrees with the reference implementation `canonicalize`", () => {
    fc.assert(
      fc.property(json, (value) => void expect(canonicalize(value)).toBe(oracle(value))),
      { numRuns: 2_000 },
    );
  });

  test("keeps a member named __proto__", () => {
    const text = '{"__proto__":{"a":1},"b":2}';
    expect(canonicalize(parsed(text))).toBe(text);
  });
});
