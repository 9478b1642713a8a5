/**
 * From a regular expression to a set of texts. The language is what RE2 and JavaScript's Unicode mode both read the same
 * way; everything in which they differ, and everything that is not regular (lookaround, references back), is refused with
 * the way to write it instead. Anchors are required at both ends: a pattern that matches somewhere inside is mostly a mistake.
 */
import { type AST, RegExpParser } from "@eslint-community/regexpp";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CharterCode } from "../faults.ts";
import { PATTERN_REPEAT_MAX } from "../limits.ts";
import { complement, normalRanges, type Ranges, type TextPattern } from "./text-pattern.ts";

const DIGITS: Ranges = [[0x30, 0x39]];
const WORDS: Ranges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
/** RE2's `\s`: ASCII only, without the vertical tab. */
const SPACES: Ranges = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];
/** RE2's `.`: everything but the line feed. */
const NOT_NEWLINE: Ranges = complement([[0x0a, 0x0a]]);
/** The escapes that mean the same in both languages, besides signs that stand for themselves. */
const ESCAPES = /^\\[tnrfv^$\\.*+?()[\]{}|/-]$/;

const UNANCHORED_REMEDY =
  "anchor it at both ends, `^…$`; for texts that begin, end or go on with something, use `startsWith`, `endsWith`, `contains`";

/** The set of texts that `^…$` matches. Codes: charter/pattern, charter/unanchored. */
export function parseRegularExpression(source: string): Result<TextPattern, CharterCode> {
  let pattern: AST.Pattern;
  try {
    pattern = new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source, 0, source.length, { unicode: true });
  } catch (error) {
    return fail("charter/pattern", `this is not a regular expression: ${reason(error)}`, {
      remedy: "write what RE2 and JavaScript have in common",
    });
  }
  const unanchored = pattern.alternatives.some(({ elements }) => !isAnchor(elements[0], "start") || !isAnchor(elements.at(-1), "end"));
  if (unanchored) return fail("charter/unanchored", "this pattern may match inside a longer text", { remedy: UNANCHORED_REMEDY });
  try {
    return ok({ kind: "choice", parts: pattern.alternatives.map(({ elements }) => sequence(elements.slice(1, -1))) });
  } catch (error) {
    if (error instanceof Refusal) return fail("charter/pattern", error.message, { remedy: error.remedy });
    throw error;
  }
}

/** Thrown and caught in this file only: the tree is deep and every level can refuse. */
class Refusal extends Error {
  readonly remedy: string;
  constructor(element: AST.Node, problem: string, remedy: string) {
    super(`\`${element.raw}\` ${problem}`);
    this.remedy = remedy;
  }
}

/** `^` and `$`; an anchor around an alternative in a group, `^(?:a|b)$`, is the usual form. */
function isAnchor(element: AST.Element | undefined, kind: "start" | "end"): boolean {
  return element?.type === "Assertion" && element.kind === kind;
}

function sequence(elements: readonly AST.Element[]): TextPattern {
  return { kind: "sequence", parts: elements.map(element) };
}

function element(node: AST.Element): TextPattern {
  switch (node.type) {
    case "Character":
    case "CharacterSet":
    case "CharacterClass":
      return { kind: "set", ranges: rangesOf(node) };
    case "Group":
      if (node.modifiers !== null) throw new Refusal(node, "sets flags inside the pattern", "write both cases out, as in `[Aa]`");
      return { kind: "choice", parts: node.alternatives.map((alternative) => sequence(alternative.elements)) };
    case "CapturingGroup":
      if (node.name !== null) throw new Refusal(node, "is a named group, which RE2 writes differently", "leave the name out");
      return { kind: "choice", parts: node.alternatives.map((alternative) => sequence(alternative.elements)) };
    case "Quantifier": {
      const large = Math.max(node.min, node.max === Number.POSITIVE_INFINITY ? 0 : node.max);
      if (large > PATTERN_REPEAT_MAX) throw new Refusal(node, `repeats over ${PATTERN_REPEAT_MAX} times`, "use `size(…)` for lengths");
      return { kind: "repeat", of: element(node.element), min: node.min, max: node.max };
    }
    case "Assertion":
      if (node.kind === "start" || node.kind === "end")
        throw new Refusal(node, "stands inside the pattern", "anchor the pattern as a whole");
      throw new Refusal(
        node,
        "looks around, which no finite automaton of this size does",
        "describe the whole text, or use two conditions",
      );
    case "Backreference":
      throw new Refusal(node, "refers back, which no finite automaton can", "describe the whole text without it");
    case "ExpressionCharacterClass":
      throw new Refusal(node, "is a set operation that RE2 does not have", "write the ranges out");
  }
}

function rangesOf(node: AST.Character | AST.CharacterSet | AST.CharacterClass): Ranges {
  if (node.type === "Character") return [[pointOf(node), pointOf(node)]];
  if (node.type === "CharacterSet") return escapedSet(node);
  if (node.elements.length === 0) throw new Refusal(node, "is an empty class", "name at least one character");
  const ranges = normalRanges(
    node.elements.flatMap((part): Ranges => {
      if (part.type === "CharacterClassRange") return [[pointOf(part.min), pointOf(part.max)]];
      if (part.type === "Character" || part.type === "CharacterSet") return rangesOf(part);
      throw new Refusal(part, "is a set operation that RE2 does not have", "write the ranges out");
    }),
  );
  return node.negate ? complement(ranges) : ranges;
}

function pointOf(node: AST.Character): number {
  if (!node.raw.startsWith("\\") || ESCAPES.test(node.raw)) return node.value;
  throw new Refusal(node, "is an escape that RE2 and JavaScript read differently", "write the character itself");
}

function escapedSet(node: AST.CharacterSet): Ranges {
  switch (node.kind) {
    case "any":
      return NOT_NEWLINE;
    case "property":
      throw new Refusal(
        node,
        "names characters by a Unicode version that tools may not share",
        "write the ranges out, as in `[A-Za-zÀ-ÿ]`",
      );
    case "digit":
      return node.negate ? complement(DIGITS) : DIGITS;
    case "word":
      return node.negate ? complement(WORDS) : WORDS;
    case "space":
      return node.negate ? complement(SPACES) : SPACES;
  }
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^Invalid regular expression: \/.*\/[a-z]*: /s, "").replace(/^./, (first) => first.toLowerCase());
}
