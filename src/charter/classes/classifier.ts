/**
 * From a partition to the classifier of a machine document: classes that no diagram tells apart become one, cuts, words,
 * states and tests that no longer matter go, and what is left is numbered in one way only.
 */
import type { Automaton, Classifier, Json, ListTest } from "../../kernel/index.ts";
import type { Answer } from "../formula/answer.ts";
import { minimal } from "../formula/automaton.ts";
import { CONSTANTS_MAX } from "../limits.ts";
import type { Kind, Partition } from "./partition.ts";

export interface Settled {
  readonly classes: Classifier;
  /** For each class of the partition, its number in the classifier. */
  readonly numbers: readonly number[];
}

/** `groups` gives each class of the partition the group that it is merged into; `expected` is the kind examples should have. */
export function settle(partition: Partition, groups: readonly number[], expected: Kind | undefined): Settled {
  const byGroup = new Map<number, number>();
  const groupOf = (old: number): number => groups[old] ?? 0;
  const ofGroup = (group: number): number => {
    const known = byGroup.get(group) ?? byGroup.size;
    byGroup.set(group, known);
    return known;
  };
  const number = (old: number): number => ofGroup(groupOf(old));
  const scalars = {
    undefined: number(partition.undefined),
    null: number(partition.null),
    false: number(partition.false),
    true: number(partition.true),
  };
  const numbers = settleNumbers(partition.numbers, number);
  const strings = settleStrings(partition.strings, groupOf, ofGroup);
  const lists = settleLists(partition.lists, groupOf, ofGroup);
  const objects = number(partition.objects);
  const renumbered = Array.from({ length: partition.count }, (_, old) => number(old));
  const examples = Array.from({ length: byGroup.size }, (_, merged) => exampleOf(partition, renumbered, merged, expected));
  return { classes: { count: byGroup.size, ...scalars, numbers, strings, lists, objects, examples }, numbers: renumbered };
}

function settleNumbers({ cuts, classes }: Partition["numbers"], number: (old: number) => number): Classifier["numbers"] {
  const merged = classes.map(number);
  const kept: number[] = [];
  const keptClasses = [merged[0] ?? 0];
  for (const [index, cut] of cuts.entries()) {
    const point = merged[2 * index + 1] ?? 0;
    const after = merged[2 * index + 2] ?? 0;
    if (keptClasses.at(-1) === point && point === after) continue;
    kept.push(cut);
    keptClasses.push(point, after);
  }
  return { cuts: kept, classes: keptClasses };
}

/** A finite list of words where all classes but one are finite, else an automaton; which of the two is a matter of meaning alone. */
function settleStrings(strings: Partition["strings"], groupOf: Renumbering, ofGroup: Renumbering): Classifier["strings"] {
  if ("words" in strings)
    return settleWords(new Map([...strings.words].map(([word, old]) => [word, groupOf(old)])), groupOf(strings.rest), ofGroup);
  const automaton = minimal(strings.automaton, (state) => groupOf(strings.classes[state] ?? 0));
  const listed = wordsOf(automaton);
  return listed === undefined ? { ...automaton, classes: automaton.classes.map(ofGroup) } : settleWords(listed.words, listed.rest, ofGroup);
}

type Renumbering = (number: number) => number;

function settleWords(words: ReadonlyMap<string, number>, rest: number, ofGroup: Renumbering): Classifier["strings"] {
  const settledRest = ofGroup(rest);
  const kept = [...words].filter(([, group]) => group !== rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return { words: Object.fromEntries(kept.map(([word, group]) => [word, ofGroup(group)])), rest: settledRest };
}

/** The words that do not fall into the one infinite class, if they are few enough to be listed. */
function wordsOf({ starts, next, classes }: Automaton): { readonly words: Map<string, number>; readonly rest: number } | undefined {
  const width = starts.length;
  const isSink = (state: number): boolean => next.slice(state * width, (state + 1) * width).every((to) => to === state);
  const sink = classes.findIndex((_, state) => isSink(state));
  if (sink === -1) return undefined;
  const rest = classes[sink] ?? 0;
  const words = new Map<string, number>();
  let steps = 0;
  const onPath = new Set<number>();
  const visit = (state: number, text: string): boolean => {
    if (state === sink) return true;
    if (onPath.has(state) || ++steps > 4 * CONSTANTS_MAX || words.size > CONSTANTS_MAX) return false;
    if (classes[state] !== rest) words.set(text, classes[state] ?? 0);
    onPath.add(state);
    const finite = starts.every((start, symbol) => {
      const to = next[state * width + symbol] ?? 0;
      const end = starts[symbol + 1] ?? 0x110000;
      if (to === sink) return true;
      if (end - start > CONSTANTS_MAX) return false;
      for (let point = start; point < end; point++) if (!visit(to, text + String.fromCodePoint(point))) return false;
      return true;
    });
    onPath.delete(state);
    return finite;
  };
  if (!visit(0, "") || words.size > CONSTANTS_MAX) return undefined;
  return { words, rest };
}

/** Drops tests that the others make superfluous. Answers that no list gives get the class of the first that some list gives. */
function settleLists({ tests, outcomes }: Partition["lists"], groupOf: Renumbering, ofGroup: Renumbering): Classifier["lists"] {
  const grouped = outcomes.map(({ answers, class: old }) => ({ answers, class: groupOf(old) }));
  let needed = tests.map((_, test) => test);
  for (const test of tests.keys()) {
    const without = needed.filter((other) => other !== test);
    if (tell(grouped, without)) needed = without;
  }
  const groups = new Array<number | undefined>(3 ** needed.length).fill(undefined);
  for (const outcome of grouped) groups[code(outcome.answers, needed)] = outcome.class;
  const first = groups.find((group) => group !== undefined) ?? 0;
  return {
    tests: needed.flatMap((test): ListTest[] => tests.slice(test, test + 1)),
    classes: groups.map((group) => ofGroup(group ?? first)),
  };
}

/** Whether the answers of these tests are enough to tell the class. */
function tell(outcomes: readonly { readonly answers: readonly Answer[]; readonly class: number }[], tests: readonly number[]): boolean {
  const classes = new Map<number, number>();
  return outcomes.every(({ answers, class: found }) => {
    const key = code(answers, tests);
    const known = classes.get(key) ?? found;
    classes.set(key, found);
    return known === found;
  });
}

function code(answers: readonly Answer[], tests: readonly number[]): number {
  return tests.reduce((sum, test) => sum * 3 + (answers[test] ?? 0), 0);
}

/** One value of the class: of the kind the schema expects, else of a kind that the predicates speak of, else nothing at all. */
function exampleOf(partition: Partition, renumbered: readonly number[], merged: number, expected: Kind | undefined): Json | null {
  const old = renumbered.flatMap((number, index) => (number === merged ? [index] : []));
  const spokenOf: Kind[] = [];
  if (partition.lists.tests.length > 0) spokenOf.push("list");
  if (!("words" in partition.strings) || partition.strings.words.size > 0) spokenOf.push("string");
  if (partition.numbers.cuts.length > 0) spokenOf.push("number");
  if (partition.true !== partition.false) spokenOf.push("boolean");
  const absent = old.includes(partition.undefined);
  const others: Kind[] = absent ? [] : ["string", "number", "boolean", "list", "object", "null"];
  for (const kind of [...(expected === undefined ? [] : [expected]), ...spokenOf, ...others]) {
    const found = old.map((index) => partition.examples[index]?.get(kind)).find((example) => example !== undefined);
    if (found !== undefined) return found;
  }
  return null;
}
