/**
 * From the infinite to the finite: which class a value falls into, and which terminal a walk through a diagram ends in.
 * Both are total on anything a caller can pass: what is not JSON is classified as undefined. A walk looks at each term at
 * most once, so nothing needs to be remembered; walking allocates nothing.
 */
import { assert } from "../fault/index.ts";
import { isList, type Json, membersOf, pointAt } from "./json.ts";
import type { Automaton, Classifier, ListTest, Term } from "./machine-document.ts";
import { type Call, compileReading, type Read, soleMember } from "./read.ts";

/** A decision diagram ready to be walked. Several diagrams may share `words`. */
export interface Diagram {
  /** `[variable, arity, child, …]` for each node; a child is the position of a node, or `-1 - terminal`. */
  readonly words: Int32Array;
  readonly root: number;
  /** Variables below this number are state variables; `base + k` is term `k`. */
  readonly base: number;
  readonly terms: readonly CompiledTerm[];
}

/** What most calls need is data for one loop that the engine can inline; the rest are functions, called where they are needed. */
interface CompiledTerm {
  /** The member of the arguments that is all the term reads; where there is none, `read` is called. */
  readonly member: string | undefined;
  readonly read: Read;
  readonly cuts: Float64Array;
  readonly intervals: Int32Array;
  readonly words: ReadonlyMap<string, number>;
  readonly rest: number;
  /** Where present, it classifies strings, and `words` and `rest` are not used. */
  readonly automaton: ((text: string) => number) | undefined;
  /** Of what is neither a text nor a number. */
  readonly classOfOther: (value: Json | undefined, call: Call) => number;
}

/** What a condition can come to, as the terminals of tests and of `succeeds`. */
export const NO = 0;
export const YES = 1;
export const ERROR = 2;

/** Follows a diagram to its terminal. `item` is the tool's result or the innermost element, where one is being looked at. */
export function walk(diagram: Diagram, state: Int32Array, call: Call, item: Json | undefined): number {
  const { words, base, terms } = diagram;
  const members = membersOf(call.args);
  let at = settle(diagram, state);
  while (at >= 0) {
    const term = terms[wordAt(words, at) - base];
    assert(term !== undefined, "a checked diagram names only terms of its tool");
    const value = term.member === undefined ? term.read(call, item) : members[term.member];
    at = wordAt(words, at + 2 + classOf(term, value, call));
  }
  assert(at < 0, "a checked diagram is walked within its tables");
  return -1 - at;
}

/** Follows a diagram as far as the state alone leads: to a terminal, or to a node that asks of a term. */
export function settle({ words, root, base }: Diagram, state: Int32Array): number {
  let at = root;
  while (at >= 0 && wordAt(words, at) < base) {
    const value = wordAt(state, wordAt(words, at));
    assert(value >= 0 && value < wordAt(words, at + 1), "a state variable has one of its values");
    at = wordAt(words, at + 2 + value);
  }
  return at;
}

/** The class of what a term reads. */
function classOf(term: CompiledTerm, value: Json | undefined, call: Call): number {
  if (typeof value === "string") return term.automaton === undefined ? (term.words.get(value) ?? term.rest) : term.automaton(value);
  return typeof value === "number" ? classOfNumber(term, value, call) : term.classOfOther(value, call);
}

/** A point, if the first cut that is not below the value is the value itself; else the interval before that cut. */
function classOfNumber({ cuts, intervals, classOfOther }: CompiledTerm, value: number, call: Call): number {
  if (!Number.isFinite(value)) return classOfOther(undefined, call);
  const cut = firstFrom(cuts, value);
  return wordAt(intervals, cuts[cut] === value ? 2 * cut + 1 : 2 * cut);
}

/** The index of the first of some increasing numbers, the last of them infinite, that is not below `value`. */
function firstFrom(numbers: Float64Array, value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (high - low > FEW) {
    const middle = (low + high) >>> 1;
    if (Number(numbers[middle]) < value) low = middle + 1;
    else high = middle;
  }
  while (Number(numbers[low]) < value) low++;
  return low;
}

/** So few numbers are looked at one after the other sooner than they are halved. */
const FEW = 8;

/** Reads a checked table. Beyond its end lies NaN, which stays NaN all the way to the end of a walk, where it is a defect. */
function wordAt(words: Int32Array, index: number): number {
  return Number(words[index]);
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

function compileTerm({ name, reads, classes }: Term): CompiledTerm {
  const { strings, numbers } = classes;
  const [automaton, words, rest] = "starts" in strings ? [compileAutomaton(strings), {}, 0] : [undefined, strings.words, strings.rest];
  return {
    member: soleMember(reads),
    read: compileReading(name, reads),
    cuts: Float64Array.from([...numbers.cuts, Infinity]),
    intervals: Int32Array.from(numbers.classes),
    words: new Map(Object.entries(words)),
    rest,
    automaton,
    classOfOther: compileOther(classes),
  };
}

/** One step for each code point, until the automaton can no longer change its mind. */
function compileAutomaton(automaton: Automaton): (text: string) => number {
  const width = automaton.starts.length;
  const starts = Float64Array.from([...automaton.starts, Infinity]);
  const next = Int32Array.from(automaton.next);
  const classes = Int32Array.from(automaton.classes);
  const ascii = Int32Array.from({ length: 128 }, (_, point) => firstFrom(starts, point + 1) - 1);
  const isFinal = classes.map((_, state) => Number(next.subarray(state * width, (state + 1) * width).every((to) => to === state)));
  return (text) => {
    let state = 0;
    for (let i = 0; i < text.length && wordAt(isFinal, state) === 0; i++) {
      const point = pointAt(text, i);
      const symbol = point < 128 ? wordAt(ascii, point) : firstFrom(starts, point + 1) - 1;
      state = wordAt(next, state * width + symbol);
      if (point > 0xffff) i++;
    }
    return wordAt(classes, state);
  };
}

/** A list's class is that of its tests' answers as digits of a number in base 3, the first test's most significant. */
function compileOther({ lists, ...classes }: Classifier): CompiledTerm["classOfOther"] {
  const answers = lists.tests.map(compileTest);
  const table = Int32Array.from(lists.classes);
  return (value, call) => {
    if (typeof value === "boolean") return value ? classes.true : classes.false;
    if (value === null) return classes.null;
    if (!isList(value)) return typeof value === "object" ? classes.objects : classes.undefined;
    let number = 0;
    for (const answer of answers) number = number * 3 + answer(value, call);
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
