/**
 * From the infinite to the finite: which class a value falls into, and which terminal a walk through a diagram ends in.
 * Both are total on anything a caller can pass: what is not JSON is classified as undefined. A walk looks at each term at
 * most once, so nothing needs to be remembered; walking allocates nothing.
 */
import { assert } from "../fault/index.ts";
import { isList, type Json, pointAt } from "./json.ts";
import type { Automaton, Classifier, ListTest, Term } from "./machine-document.ts";
import { type Call, compileReading } from "./read.ts";

/** A decision diagram ready to be walked. Several diagrams may share `words`. */
export interface Diagram {
  /** `[variable, arity, child, …]` for each node; a child is the position of a node, or `-1 - terminal`. */
  readonly words: Int32Array;
  readonly root: number;
  /** Variables below this number are state variables; `base + k` is term `k`. */
  readonly base: number;
  readonly terms: readonly Classify[];
}

/** The class of what a term reads in a call and, where one is being looked at, an item: the result or the innermost element. */
export type Classify = (call: Call, item: Json | undefined) => number;

/** What a condition can come to, as the terminals of tests and of `succeeds`. */
export const NO = 0;
export const YES = 1;
export const ERROR = 2;

/** Follows a diagram to its terminal. */
export function walk(diagram: Diagram, state: Int32Array, call: Call, item: Json | undefined): number {
  const { words, base, terms } = diagram;
  let at = settle(diagram, state);
  while (at >= 0) {
    const classOf = terms[wordAt(words, at) - base];
    assert(classOf !== undefined, "a diagram names only terms of its tool");
    at = step(words, at, classOf(call, item));
  }
  return -1 - at;
}

/** Follows a diagram as far as the state alone leads: to a terminal, or to a node that asks of a term. */
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

/** Reads a checked table: beyond its end lies a defect of ours, never a verdict. */
function wordAt(words: Int32Array, index: number): number {
  const word = words[index];
  assert(word !== undefined, "a checked table is read within its bounds");
  return word;
}

/** Nodes as words, and where each reference of the document (node index, or `-1 - terminal`) points in them. */
export interface Layout {
  readonly words: Int32Array;
  readonly place: (reference: number) => number;
}

export function layOut(nodes: readonly (readonly number[])[]): Layout {
  const offsets: number[] = [];
  let size = 0;
  for (const node of nodes) {
    offsets.push(size);
    size += node.length + 1;
  }
  const place = (reference: number): number => offsets[reference] ?? reference;
  const words = Int32Array.from(nodes.flatMap((node) => [...node.slice(0, 1), node.length - 1, ...node.slice(1).map(place)]));
  return { words, place };
}

/** A diagram whose variables from `base` on are `terms`. */
export function compileDiagram({ words, place }: Layout, root: number, base: number, terms: readonly Term[]): Diagram {
  return { words, root: place(root), base, terms: terms.map(compileTerm) };
}

function compileTerm({ name, reads, classes }: Term): Classify {
  const read = compileReading(name, reads);
  const classOf = compileClassifier(classes);
  return (call, item) => classOf(read(call, item), call);
}

function compileClassifier(classes: Classifier): (value: Json | undefined, call: Call) => number {
  const classOfNumber = compileCuts(classes.numbers);
  const classOfText = "starts" in classes.strings ? compileAutomaton(classes.strings) : compileWords(classes.strings);
  const classOfList = compileTests(classes.lists);
  return (value, call) => {
    switch (typeof value) {
      case "string":
        return classOfText(value);
      case "number":
        return Number.isFinite(value) ? classOfNumber(value) : classes.undefined;
      case "boolean":
        return value ? classes.true : classes.false;
      case "object":
        if (value === null) return classes.null;
        return isList(value) ? classOfList(value, call) : classes.objects;
      default:
        return classes.undefined;
    }
  };
}

function compileCuts(numbers: Classifier["numbers"]): (value: number) => number {
  const cuts = Float64Array.from(numbers.cuts);
  const classes = Int32Array.from(numbers.classes);
  return (value) => {
    const last = lastUpTo(cuts, value);
    return wordAt(classes, cuts[last] === value ? 2 * last + 1 : 2 * last + 2);
  };
}

/** The index of the last of some increasing numbers that is not above `value`, or -1. */
function lastUpTo(numbers: Float64Array, value: number): number {
  let low = -1;
  let high = numbers.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (Number(numbers[middle]) <= value) low = middle;
    else high = middle;
  }
  return low;
}

function compileWords({ words, rest }: Exclude<Classifier["strings"], Automaton>): (text: string) => number {
  const classes = new Map(Object.entries(words));
  return (text) => classes.get(text) ?? rest;
}

/** One step for each code point, until the automaton can no longer change its mind. */
function compileAutomaton(automaton: Automaton): (text: string) => number {
  const width = automaton.starts.length;
  const starts = Float64Array.from(automaton.starts);
  const next = Int32Array.from(automaton.next);
  const classes = Int32Array.from(automaton.classes);
  const ascii = Int32Array.from({ length: 128 }, (_, point) => lastUpTo(starts, point));
  const isFinal = classes.map((_, state) => Number(next.subarray(state * width, (state + 1) * width).every((to) => to === state)));
  return (text) => {
    let state = 0;
    for (let i = 0; i < text.length && wordAt(isFinal, state) === 0; i++) {
      const unit = text.charCodeAt(i);
      const symbol = unit < 128 ? wordAt(ascii, unit) : lastUpTo(starts, pointAt(text, i));
      state = wordAt(next, state * width + symbol);
      if (unit >= 128 && pointAt(text, i) > 0xffff) i++;
    }
    return wordAt(classes, state);
  };
}

/** The tests' answers as digits of a number in base 3, the first test's most significant. */
function compileTests({ tests, classes }: Classifier["lists"]): (list: readonly Json[], call: Call) => number {
  const answers = tests.map(compileTest);
  const table = Int32Array.from(classes);
  return (list, call) => {
    let number = 0;
    for (const answer of answers) number = number * 3 + answer(list, call);
    return wordAt(table, number);
  };
}

/** An element that settles the quantifier outweighs an error in another one, as in CEL, so their order never matters. */
function compileTest({ quantifier, terms, nodes, root }: ListTest): (list: readonly Json[], call: Call) => number {
  const diagram = compileDiagram(layOut(nodes), root, 0, terms);
  const [settling, otherwise] = quantifier === "all" ? [NO, YES] : [YES, NO];
  return (list, call) => {
    let result = otherwise;
    for (let i = 0; i < list.length; i++) {
      const answer = walk(diagram, NO_STATE, call, list[i]);
      if (answer === settling) return settling;
      if (answer === ERROR) result = ERROR;
    }
    return result;
  };
}

const NO_STATE = new Int32Array(0);
