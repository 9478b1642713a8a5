/**
 * One predicate for "this or that" about the same value. Twelve words that a text must not contain are one pattern then,
 * not twelve whose every combination has to be told apart.
 */
import { type Answer, both, ERROR } from "./answer.ts";
import type { ForAll, NumberSet, Predicate, StringSet } from "./formula.ts";
import { literal, type TextPattern } from "./text-pattern.ts";

/** The predicate that answers CEL's `left || right` for every value, or `undefined` where it has no such form. */
export function either(left: Predicate, right: Predicate): Predicate | undefined {
  const numbers = joined(left.numbers, right.numbers, eitherNumbers);
  const strings = joined(left.strings, right.strings, eitherStrings);
  const lists = joined<ForAll>(left.lists, right.lists, () => undefined);
  if (numbers === undefined || strings === undefined || lists === undefined) return undefined;
  const scalar = (kind: "undefined" | "null" | "false" | "true" | "objects"): Answer => or(left[kind], right[kind]);
  return {
    name: `(${left.name}) or (${right.name})`,
    undefined: scalar("undefined"),
    null: scalar("null"),
    false: scalar("false"),
    true: scalar("true"),
    objects: scalar("objects"),
    numbers,
    strings,
    lists,
  };
}

function or(left: Answer, right: Answer): Answer {
  return negated(both(negated(left), negated(right)));
}

function negated(answer: Answer): Answer {
  return answer === ERROR ? ERROR : answer === 0 ? 1 : 0;
}

/** Two answers, or two sets; of an answer and a set only what needs no third kind of answer. */
function joined<S extends object>(
  left: Answer | S,
  right: Answer | S,
  union: (left: S, right: S) => S | undefined,
): Answer | S | undefined {
  if (typeof left === "object" && typeof right === "object") return union(left, right);
  if (typeof left === "object") return typeof right === "number" ? joined(right, left, union) : undefined;
  if (typeof right === "number") return or(left, right);
  if (left === ERROR) return undefined;
  return left === 1 ? 1 : right;
}

function eitherNumbers(left: NumberSet, right: NumberSet): NumberSet {
  return { cuts: [...left.cuts, ...right.cuts], has: (value) => left.has(value) || right.has(value) };
}

function eitherStrings(left: StringSet, right: StringSet): StringSet {
  if ("words" in left && "words" in right) return { words: new Set([...left.words, ...right.words]) };
  const sourceOf = (set: StringSet): string =>
    "words" in set ? `in [${[...set.words].map((word) => JSON.stringify(word)).join()}]` : set.source;
  return { pattern: { kind: "choice", parts: [patternOf(left), patternOf(right)] }, source: `${sourceOf(left)}, ${sourceOf(right)}` };
}

/** A set of texts as a pattern. */
export function patternOf(set: StringSet): TextPattern {
  return "words" in set ? { kind: "choice", parts: [...set.words].map(literal) } : set.pattern;
}
