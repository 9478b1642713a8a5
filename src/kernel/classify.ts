/**
 * From the infinite to the finite: which class a value falls into, and which terminal a walk through a diagram ends in.
 * Both are total on anything a caller can pass: what is not JSON is classified as undefined. Diagrams look at each term
 * at most once, so nothing needs to be remembered; nothing here allocates.
 */
import { assert } from "../fault/index.ts";
import { isList, type Json, pointAt } from "./json.ts";
import type { Classifier } from "./machine-document.ts";
import { type Call, type CompiledReading, read } from "./read.ts";

/** A decision diagram ready to be walked. Several diagrams may share `words`. */
export interface Diagram {
  /** `[variable, arity, child, …]` for each node; a child is the position of a node, or `-1 - terminal`. */
  readonly words: Int32Array;
  readonly root: number;
  /** Variables below this number are state variables; `base + k` is term `k`. */
  readonly base: number;
  readonly terms: readonly CompiledTerm[];
}

export interface CompiledTerm {
  readonly reading: CompiledReading;
  readonly classes: CompiledClassifier;
}

export interface CompiledClassifier extends Pick<Classifier, "undefined" | "null" | "false" | "true" | "objects"> {
  readonly cuts: Float64Array;
  readonly intervals: Int32Array;
  readonly words: ReadonlyMap<string, number>;
  readonly rest: number;
  /** Where present, strings are read by it, and `words` and `rest` are not used. */
  readonly automaton: CompiledAutomaton | undefined;
  readonly tests: readonly CompiledTest[];
  readonly lists: Int32Array;
}

export interface CompiledAutomaton {
  /** The symbol of each of the first 128 code points. */
  readonly ascii: Int32Array;
  readonly starts: Int32Array;
  readonly next: Int32Array;
  readonly classes: Int32Array;
  /** 1 for a state that is never left again. */
  readonly settled: Int32Array;
}

export interface CompiledTest {
  readonly universal: boolean;
  readonly diagram: Diagram;
}

/** What a condition can come to, as the terminals of tests and of `succeeds`. */
export const NO = 0;
export const YES = 1;
export const ERROR = 2;

/** Follows a diagram to its terminal. `item` is the tool's result or the innermost element, where one is being read. */
export function walk(diagram: Diagram, state: Int32Array, call: Call, item: Json | undefined): number {
  const { words, base, terms } = diagram;
  let at = settle(diagram, state);
  while (at >= 0) at = step(words, at, classOf(termAt(terms, wordAt(words, at) - base), call, item));
  return -1 - at;
}

/** Follows a diagram as far as the state alone leads: to a terminal, or to a node that asks about a term. */
export function settle({ words, root, base }: Diagram, state: Int32Array): number {
  let at = root;
  while (at >= 0 && wordAt(words, at) < base) at = step(words, at, wordAt(state, wordAt(words, at)));
  return at;
}

/** From a node to the child that belongs to a value of its variable. */
function step(words: Int32Array, at: number, value: number): number {
  assert(value >= 0 && value < wordAt(words, at + 1), "a variable has one of its values");
  return wordAt(words, at + 2 + value);
}

/** The class of what a term reads. */
function classOf(term: CompiledTerm, call: Call, item: Json | undefined): number {
  return classify(term.classes, read(term.reading, call, item), call);
}

/** The class of a value. */
function classify(classes: CompiledClassifier, value: Json | undefined, call: Call): number {
  switch (typeof value) {
    case "string":
      if (classes.automaton !== undefined) return classOfText(classes.automaton, value);
      return classes.words.get(value) ?? classes.rest;
    case "number":
      return Number.isFinite(value) ? classOfNumber(classes, value) : classes.undefined;
    case "boolean":
      return value ? classes.true : classes.false;
    case "object":
      if (value === null) return classes.null;
      return isList(value) ? classOfList(classes, value, call) : classes.objects;
    default:
      return classes.undefined;
  }
}

/** By binary search for the first cut that is not below the value. */
function classOfNumber({ cuts, intervals }: CompiledClassifier, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const cut = cuts[middle];
    if (cut !== undefined && cut < value) low = middle + 1;
    else high = middle;
  }
  return wordAt(intervals, cuts[low] === value ? 2 * low + 1 : 2 * low);
}

/** One step for each code point, until the automaton can no longer change its mind. */
function classOfText(automaton: CompiledAutomaton, text: string): number {
  const { ascii, starts, next, settled } = automaton;
  let state = 0;
  for (let i = 0; i < text.length && wordAt(settled, state) === 0; i++) {
    const unit = text.charCodeAt(i);
    const symbol = unit < 128 ? wordAt(ascii, unit) : symbolOf(starts, pointAt(text, i));
    state = wordAt(next, state * starts.length + symbol);
    if (unit >= 128 && pointAt(text, i) > 0xffff) i++;
  }
  return wordAt(automaton.classes, state);
}

/** The last interval that starts at or before a code point. `starts[0]` is 0. */
export function symbolOf(starts: Int32Array, point: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (wordAt(starts, middle) <= point) low = middle;
    else high = middle;
  }
  return low;
}

/** The tests' answers as digits of a number in base 3, the first test's most significant. */
function classOfList(classes: CompiledClassifier, list: readonly Json[], call: Call): number {
  let number = 0;
  for (let i = 0; i < classes.tests.length; i++) {
    const test = classes.tests[i];
    assert(test !== undefined, "a test exists at every index below the length");
    number = number * 3 + answer(test, list, call);
  }
  return wordAt(classes.lists, number);
}

/** An element that settles the quantifier outweighs an error in another one, as in CEL, so order never matters. */
function answer(test: CompiledTest, list: readonly Json[], call: Call): number {
  const settling = test.universal ? NO : YES;
  let result = test.universal ? YES : NO;
  for (let i = 0; i < list.length; i++) {
    const holds = walk(test.diagram, NO_STATE, call, list[i]);
    if (holds === settling) return settling;
    if (holds === ERROR) result = ERROR;
  }
  return result;
}

const NO_STATE = new Int32Array(0);

/** Reads a table that was validated at load: beyond its end lies a defect of ours, never a verdict. */
function wordAt(words: Int32Array, index: number): number {
  const word = words[index];
  assert(word !== undefined, "a validated table is read within its bounds");
  return word;
}

function termAt(terms: readonly CompiledTerm[], index: number): CompiledTerm {
  const term = terms[index];
  assert(term !== undefined, "a validated diagram names only terms of its tool");
  return term;
}
