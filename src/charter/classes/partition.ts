/**
 * Divides all JSON values, and the absence of one, into classes: values are in one class when every predicate asked of
 * them has the same answer. One such partition for each argument is what makes combinations that cannot occur impossible
 * to write down, and lets each class have a concrete example.
 */
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Json, ListTest } from "../../kernel/index.ts";
import type { CharterCode } from "../faults.ts";
import { type Answer, ERROR, FALSE, TRUE } from "../formula/answer.ts";
import { type JointAutomaton, jointAutomaton } from "../formula/automaton.ts";
import type { ForAll, Predicate, StringSet } from "../formula/formula.ts";
import { patternOf } from "../formula/fuse.ts";
import { AUTOMATON_STATES_MAX, CLASSES_MAX, CONSTANTS_MAX, PATTERNS_TRIED_MAX } from "../limits.ts";
import { between } from "./numbers.ts";

/** What `partition` knows of lists: the tests that tell them apart, and every combination of answers that some list gives. */
export interface ListTests {
  readonly tests: readonly ListTest[];
  /** For each predicate asked for, the number of its test. */
  readonly testOf: readonly number[];
  readonly outcomes: readonly { readonly answers: readonly Answer[]; readonly example: readonly Json[] }[];
}

export type Kind = "undefined" | "null" | "boolean" | "number" | "string" | "list" | "object";

export interface Partition {
  readonly count: number;
  readonly undefined: number;
  readonly null: number;
  readonly false: number;
  readonly true: number;
  readonly objects: number;
  /** As in the machine document. */
  readonly numbers: { readonly cuts: readonly number[]; readonly classes: readonly number[] };
  readonly strings:
    | { readonly words: ReadonlyMap<string, number>; readonly rest: number }
    | { readonly automaton: JointAutomaton; readonly classes: readonly number[] };
  readonly lists: {
    readonly tests: readonly ListTest[];
    readonly outcomes: readonly { readonly answers: readonly Answer[]; readonly class: number }[];
  };
  /** For each class, the kinds of value in it. */
  readonly kinds: readonly ReadonlySet<Kind>[];
  /** For each class, one value of each kind in it, as far as one is known. */
  readonly examples: readonly ReadonlyMap<Kind, Json>[];
  /** For each class, the answer of each predicate, in the order of the predicates. */
  readonly answers: readonly (readonly Answer[])[];
}

/** Numbers classes in the order in which their first cell is met. */
class Classes {
  readonly #numbers = new Map<string, number>();
  readonly answers: (readonly Answer[])[] = [];
  readonly kinds: Set<Kind>[] = [];
  readonly examples: Map<Kind, Json>[] = [];

  /** The class of the values with these answers. */
  cell(kind: Kind, answers: readonly Answer[], example: Json | undefined): number {
    const key = answers.join("");
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.answers.push(answers) - 1;
      this.#numbers.set(key, number);
      this.kinds.push(new Set());
      this.examples.push(new Map());
    }
    this.kinds[number]?.add(kind);
    const known = this.examples[number]?.get(kind);
    // The empty text is an example only where there is no better one.
    if (example !== undefined && (known === undefined || known === "")) this.examples[number]?.set(kind, example);
    return number;
  }
}

/** The partition by some predicates. Codes: charter/too-many-states, charter/too-large. `lists` answers for those that quantify. */
export function partitionOf(
  predicates: readonly Predicate[],
  lists: (bodies: readonly ForAll[]) => Result<ListTests, CharterCode>,
): Result<Partition, CharterCode> {
  const classes = new Classes();
  const single = (kind: "undefined" | "null" | "false" | "true" | "objects"): readonly Answer[] =>
    predicates.map((predicate) => predicate[kind]);
  const scalars = {
    undefined: classes.cell("undefined", single("undefined"), undefined),
    null: classes.cell("null", single("null"), null),
    false: classes.cell("boolean", single("false"), false),
    true: classes.cell("boolean", single("true"), true),
  };
  const numbers = numberCells(predicates, classes);
  const strings = stringCells(predicates, classes);
  if (!strings.ok) return strings;
  const lowered = lists(predicates.flatMap(({ lists: asked }) => (typeof asked === "object" ? [asked] : [])));
  if (!lowered.ok) return lowered;
  const listed = listCells(predicates, lowered.value, classes);
  const objects = classes.cell("object", single("objects"), {});
  if (classes.answers.length > CLASSES_MAX) return fail("charter/too-large", `its values fall into more than ${CLASSES_MAX} classes`);
  return ok({
    count: classes.answers.length,
    ...scalars,
    objects,
    numbers,
    strings: strings.value,
    lists: { tests: lowered.value.tests, outcomes: listed },
    kinds: classes.kinds,
    examples: classes.examples,
    answers: classes.answers,
  });
}

function numberCells(predicates: readonly Predicate[], classes: Classes): Partition["numbers"] {
  const cuts = [...new Set(predicates.flatMap(({ numbers }) => (typeof numbers === "object" ? numbers.cuts : [])))].sort((a, b) => a - b);
  const cell = (value: number): number =>
    classes.cell(
      "number",
      predicates.map(({ numbers }) => (typeof numbers !== "object" ? numbers : numbers.has(value) ? TRUE : FALSE)),
      value,
    );
  const points = cuts.map(cell);
  const intervals = Array.from({ length: cuts.length + 1 }, (_, index) => {
    const inside = between(cuts[index - 1], cuts[index]);
    // Between two neighbouring doubles there is no number, so any class will do.
    return inside === undefined ? (points[index] ?? points[index - 1] ?? 0) : cell(inside);
  });
  return { cuts, classes: intervals.flatMap((interval, index) => (index < points.length ? [interval, points[index] ?? 0] : [interval])) };
}

function stringCells(predicates: readonly Predicate[], classes: Classes): Result<Partition["strings"], CharterCode> {
  const sets = predicates.flatMap(({ strings }) => (typeof strings === "object" ? [strings] : []));
  const cell = (isIn: (set: StringSet) => boolean, example: string | undefined): number =>
    classes.cell(
      "string",
      predicates.map(({ strings }) => (typeof strings !== "object" ? strings : isIn(strings) ? TRUE : FALSE)),
      example,
    );
  const words = new Set(sets.flatMap((set) => ("words" in set ? [...set.words] : [])));
  if (words.size > CONSTANTS_MAX) return fail("charter/too-large", `it is compared with more than ${CONSTANTS_MAX} texts`);
  if (sets.every((set) => "words" in set)) {
    const byWord = new Map([...words].sort().map((word) => [word, cell((set) => "words" in set && set.words.has(word), word)]));
    return ok({ words: byWord, rest: cell(() => false, otherThan(words)) });
  }
  const automaton = jointAutomaton(sets.map(patternOf));
  if (automaton === undefined) return fail("charter/too-many-states", tooManyStates(sets));
  const examples = shortestTexts(automaton);
  return ok({
    automaton,
    classes: automaton.matches.map((matched, state) => cell((set) => matched[sets.indexOf(set)] === true, examples[state])),
  });
}

/** More of a pattern's text is not shown in a message. */
const SHOWN_MAX = 60;

/** Names the one pattern, or the first two, that are too large together. */
function tooManyStates(sets: readonly StringSet[]): string {
  const nameOf = (set: StringSet): string => `\`${"words" in set ? `in [… ${set.words.size} texts]` : set.source.slice(0, SHOWN_MAX)}\``;
  const limit = `too large an automaton (more than ${AUTOMATON_STATES_MAX} states, or too many steps to find them)`;
  const fits = (...some: readonly StringSet[]): boolean => jointAutomaton(some.map(patternOf)) !== undefined;
  const alone = sets.find((set) => !fits(set));
  if (alone !== undefined) return `${nameOf(alone)} needs ${limit}`;
  const tried = sets.slice(0, PATTERNS_TRIED_MAX);
  for (const [index, left] of tried.entries()) {
    const right = tried.slice(index + 1).find((other) => !fits(left, other));
    if (right !== undefined) return `${nameOf(left)} and ${nameOf(right)} together need ${limit}`;
  }
  return `${sets.map(nameOf).join(", ")} together need ${limit}`;
}

/** A text that is none of these. */
function otherThan(words: ReadonlySet<string>): string {
  let other = "other";
  while (words.has(other)) other += "_";
  return other;
}

/** For each state a shortest text that ends in it, in letters where there is a choice; the empty text only if nothing else does. */
function shortestTexts({ starts, next, matches }: JointAutomaton): (string | undefined)[] {
  const found = new Array<string | undefined>(matches.length);
  const steps = starts
    .flatMap((start, symbol) => sample(start, (starts[symbol + 1] ?? 0x110000) - 1).map((letter) => ({ letter, symbol })))
    .sort((a, b) => readability(a.letter) - readability(b.letter));
  const queue: { readonly state: number; readonly text: string }[] = [{ state: 0, text: "" }];
  const reached = new Set([0]);
  for (const { state, text } of queue) {
    for (const { letter, symbol } of steps) {
      const to = next[state * starts.length + symbol] ?? 0;
      found[to] ??= text + letter;
      if (!reached.has(to)) queue.push({ state: to, text: text + letter });
      reached.add(to);
    }
  }
  found[0] ??= "";
  return found;
}

/** Characters in the order in which an example should use them. */
const READABLE = ["a", "b", "0", "A", "-", "_", ".", "/", " "];

function readability(letter: string): number {
  const rank = READABLE.indexOf(letter);
  return rank === -1 ? READABLE.length : rank;
}

/** A character of a range, a readable one if there is one; none where there are only halves of surrogate pairs. */
function sample(from: number, to: number): string[] {
  const isInside = (letter: string): boolean => from <= (letter.codePointAt(0) ?? 0) && (letter.codePointAt(0) ?? 0) <= to;
  const readable = READABLE.find(isInside);
  if (readable !== undefined) return [readable];
  const first = from < 0x20 && to >= 0x20 ? 0x20 : from >= 0xd800 && from <= 0xdfff ? 0xe000 : from;
  return first <= to ? [String.fromCodePoint(first)] : [];
}

function listCells(predicates: readonly Predicate[], { testOf, outcomes }: ListTests, classes: Classes): Partition["lists"]["outcomes"] {
  const quantified = predicates.filter(({ lists }) => typeof lists === "object");
  return outcomes.map(({ answers, example }) => {
    const vector = predicates.map(
      (predicate): Answer =>
        typeof predicate.lists !== "object" ? predicate.lists : (answers[testOf[quantified.indexOf(predicate)] ?? 0] ?? ERROR),
    );
    return { answers, class: classes.cell("list", vector, example) };
  });
}
