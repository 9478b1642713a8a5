import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileLinearPattern } from "./linear-pattern.ts";

const character = fc.constantFrom("a", "b", ".", "\\.", "[ab]", "[^a]", "\\d", "\\w", "\\s", "-", "é", "🙂", "\\p{L}");
const quantified = fc.tuple(character, fc.constantFrom("", "*", "+", "?", "{2}", "{1,3}", "+?")).map((pair) => pair.join(""));
const sequence = fc.array(quantified, { maxLength: 4 }).map((parts) => parts.join(""));
const group = fc.tuple(sequence, sequence).map(([left, right]) => `(?:${left}|${right})`);
const ahead = fc
  .tuple(fc.constantFrom("?=", "?!"), sequence, fc.constantFrom("", "$"))
  .map(([kind, inner, end]) => `(${kind}${inner}${end})`);
const start = fc.oneof(
  fc.constant(""),
  fc
    .tuple(
      fc.constant("^"),
      fc.array(ahead, { maxLength: 2 }).map((parts) => parts.join("")),
    )
    .map((pair) => pair.join("")),
);
const alternative = fc
  .tuple(start, fc.oneof(sequence, group, fc.tuple(sequence, group)), fc.constantFrom("", "$"))
  .map((parts) => parts.flat().join(""));
const pattern = fc.array(alternative, { minLength: 1, maxLength: 2 }).map((parts) => parts.join("|"));
const text = fc.array(fc.constantFrom("a", "b", "c", "1", ".", "-", " ", "é", "🙂", "\n"), { maxLength: 8 }).map((parts) => parts.join(""));

describe("linear pattern", () => {
  test("matches what the language's own engine matches", () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 10 }), (source, texts) => {
        const linear = compileLinearPattern(source);
        const own = new RegExp(source, "u");
        expect(linear, source).toBeDefined();
        for (const each of texts) expect(linear?.test(each), `/${source}/u on ${JSON.stringify(each)}`).toBe(own.test(each));
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    "^(?!\\.)(?!.*\\.\\.)([A-Za-z0-9_'+\\-\\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$",
    "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000)$",
    "^\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$",
    "^https?:\\/\\/.+",
    "^[^\\r\\n]{0,1000}$",
  ])("compiles what schema libraries write: %s", (source) => {
    expect(compileLinearPattern(source)).toBeDefined();
  });
});
