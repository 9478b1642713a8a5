/**
 * One question about one JSON value, total: true, false, or an error, for every value and for no value at all. The
 * answers are CEL's own: equality never fails, an order fails between types, a missing value fails everywhere.
 */
import { ERROR, FALSE, TRUE } from "../formula/answer.ts";
import type { Formula, Predicate } from "../formula/formula.ts";
import { containing, endingWith, orderedBefore, startingWith, type TextPattern } from "../formula/text-pattern.ts";
import type { Constant } from "./expression.ts";

/** Answers an error wherever nothing else is said. */
const FAILS = {
  undefined: ERROR,
  null: ERROR,
  false: ERROR,
  true: ERROR,
  objects: ERROR,
  numbers: ERROR,
  strings: ERROR,
  lists: ERROR,
} as const;

/** `x in constants`; `x == constant` for one. Lists and objects are equal to no constant. */
export function isOneOf(constants: readonly Constant[]): Predicate {
  const texts = [...new Set(constants.map((constant) => JSON.stringify(constant)))].sort();
  const numbers = new Set(constants.filter((constant) => typeof constant === "number"));
  const words = new Set(constants.filter((constant) => typeof constant === "string"));
  return {
    name: `in [${texts.join()}]`,
    undefined: ERROR,
    null: constants.includes(null) ? TRUE : FALSE,
    false: constants.includes(false) ? TRUE : FALSE,
    true: constants.includes(true) ? TRUE : FALSE,
    objects: FALSE,
    numbers: numbers.size === 0 ? FALSE : { cuts: [...numbers], has: (value) => numbers.has(value) },
    strings: words.size === 0 ? FALSE : { words },
    lists: FALSE,
  };
}

/** `x < bound`, or `x <= bound` if `inclusive`. Numbers by value, texts by code points. */
export function isBelow(bound: number | string, inclusive: boolean): Predicate {
  const name = `${inclusive ? "<=" : "<"} ${JSON.stringify(bound)}`;
  if (typeof bound === "string") return { ...FAILS, name, strings: { pattern: orderedBefore(bound, inclusive), source: name } };
  return { ...FAILS, name, numbers: { cuts: [bound], has: (value) => (inclusive ? value <= bound : value < bound) } };
}

/** The value stands as a condition by itself: only `true` and `false` have an answer. */
export const IS_TRUE: Predicate = { ...FAILS, name: "is true", false: FALSE, true: TRUE };

/** Whether it can be added to a sum that only grows. Total: whatever is no number is no amount. */
export const IS_AMOUNT: Predicate = {
  name: "is an amount",
  undefined: FALSE,
  null: FALSE,
  false: FALSE,
  true: FALSE,
  objects: FALSE,
  numbers: { cuts: [0], has: (value) => value >= 0 },
  strings: FALSE,
  lists: FALSE,
};

export const IS_DEFINED: Predicate = {
  name: "is defined",
  undefined: FALSE,
  null: TRUE,
  false: TRUE,
  true: TRUE,
  objects: TRUE,
  numbers: TRUE,
  strings: TRUE,
  lists: TRUE,
};

/** Whether members can be asked of it: anything but an object is an error. */
export const IS_OBJECT: Predicate = { ...FAILS, name: "is an object", objects: TRUE };

export function startsWith(text: string): Predicate {
  return textual(`startsWith ${JSON.stringify(text)}`, startingWith(text));
}

export function endsWith(text: string): Predicate {
  return textual(`endsWith ${JSON.stringify(text)}`, endingWith(text));
}

export function contains(text: string): Predicate {
  return textual(`contains ${JSON.stringify(text)}`, containing(text));
}

export function matches(source: string, pattern: TextPattern): Predicate {
  return textual(`matches ${JSON.stringify(source)}`, pattern);
}

/** `list.all(x, body)`. `exists` is the negation of `all` over the negated body, errors included. */
export function all(body: Formula, name: string): Predicate {
  return { ...FAILS, name: `all (${name})`, lists: { body } };
}

function textual(name: string, pattern: TextPattern): Predicate {
  return { ...FAILS, name, strings: { pattern, source: name } };
}
