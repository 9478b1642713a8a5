/** Patterns as automata against two engines: JavaScript's own, and RE2 as the CEL engine has it. */
import { celEnv, parse, plan } from "@bufbuild/cel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jointAutomaton, minimal } from "./automaton.ts";
import { parseRegularExpression } from "./regular-expression.ts";
import { containing, endingWith, orderedBefore, startingWith, type TextPattern } from "./text-pattern.ts";

const character = fc.constantFrom("a", "b", "c", "-", " ", "\n", "é", "😀");
const texts = fc.array(
  fc.array(character, { maxLength: 5 }).map((list) => list.join("")),
  { minLength: 20, maxLength: 20 },
);

const atom = fc.constantFrom(
  "a",
  "b",
  "c",
  "é",
  "😀",
  ".",
  "\\d",
  "\\w",
  "\\W",
  "\\s",
  "\\S",
  "[ab]",
  "[^a]",
  "[a-c\\-]",
  "[^\\w]",
  "\\n",
  "\\.",
  " ",
);

/** Regular expressions without anchors. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthIdentifier: "pattern" },
    atom,
    fc.tuple(tie("expression"), tie("expression")).map((parts) => parts.join("")),
    fc.tuple(tie("expression"), tie("expression")).map(([left, right]) => `(?:${left}|${right})`),
    fc
      .tuple(tie("expression"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}", "*?", "+?"))
      .map(([of, times]) => `(${of})${times}`),
  ),
}));

/** Whether an automaton for one pattern accepts a text, by the table alone. */
function accepts(pattern: TextPattern, text: string): boolean {
  const joint = jointAutomaton([pattern]);
  if (joint === undefined) throw new Error("the pattern is too large");
  const automaton = minimal(joint, (state) => (joint.matches[state]?.[0] === true ? 1 : 0));
  let state = 0;
  for (const one of text) {
    const point = one.codePointAt(0) ?? 0;
    const symbol = automaton.starts.findLastIndex((start) => start <= point);
    state = automaton.next[state * automaton.starts.length + symbol] ?? 0;
  }
  return automaton.classes[state] === 1;
}

describe("a regular expression", () => {
  test("accepts exactly what JavaScript and RE2 accept", () => {
    fc.assert(
      fc.property(expression, texts, (inner, samples) => {
        const source = `^(?:${inner})$`;
        const pattern = parseRegularExpression(source);
        if (!pattern.ok) throw new Error(pattern.fault.message);
        const engine = plan(celEnv(), parse(`args.text.matches(${JSON.stringify(source)})`));
        for (const text of samples) {
          const accepted = accepts(pattern.value, text);
          expect(accepted).toBe(engine({ args: { text } }));
          expect(accepted).toBe(new RegExp(source, "u").test(text));
        }
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    ["(?i)^a$", "charter/pattern"],
    ["^(?<year>a)$", "charter/pattern"],
    ["^\\p{L}$", "charter/pattern"],
    ["^\\u0041$", "charter/pattern"],
    ["^\\bfoo$", "charter/pattern"],
    ["^(a)\\1$", "charter/pattern"],
    ["^a(?!b)$", "charter/pattern"],
    ["^[]$", "charter/pattern"],
    ["^a{1,2000}$", "charter/pattern"],
    ["^a^b$", "charter/pattern"],
    ["^a", "charter/unanchored"],
    ["a$", "charter/unanchored"],
    ["^a|b$", "charter/unanchored"],
    ["", "charter/unanchored"],
  ])("refuses `%s`: %s", (source, code) => {
    const parsed = parseRegularExpression(source);
    expect(parsed.ok ? "accepted" : parsed.fault.code).toBe(code);
  });

  test("of a dangerous form costs nothing: there is no engine that could backtrack", () => {
    const pattern = parseRegularExpression("^(a+)+$");
    expect(pattern.ok && accepts(pattern.value, `${"a".repeat(50_000)}!`)).toBe(false);
  });
});

describe("sets of texts", () => {
  test("by prefix, suffix, word inside and order mean what their names say", () => {
    const word = fc.array(character, { minLength: 1, maxLength: 3 }).map((list) => list.join(""));
    fc.assert(
      fc.property(word, texts, (bound, samples) => {
        for (const text of samples) {
          expect(accepts(startingWith(bound), text)).toBe(text.startsWith(bound));
          expect(accepts(endingWith(bound), text)).toBe(text.endsWith(bound));
          expect(accepts(containing(bound), text)).toBe(text.includes(bound));
          const order = Buffer.compare(Buffer.from(text, "utf8"), Buffer.from(bound, "utf8"));
          expect(accepts(orderedBefore(bound, false), text)).toBe(order < 0);
          expect(accepts(orderedBefore(bound, true), text)).toBe(order <= 0);
        }
      }),
      { numRuns: 100 },
    );
  });
});
