/**
 * Random terms and random values, made from one small universe of names, words and numbers, so that generated calls
 * meet the cuts, words and automata of generated terms often.
 */
import { createForest } from "../../src/diagram/index.ts";
import type { Automaton, Classifier, Json, ListTest, Reading, Term } from "../../src/kernel/index.ts";
import { randomDiagram } from "./diagram-generator.ts";
import type { Dice } from "./dice.ts";

const NUMBERS = [-1e21, -1, 0, 0.5, 1, 10, 500, 1e21];
const WORDS = ["", "a", "b", "ab", "ba", "/work/a", "é", "\u0080", "\uffff", "😀", "a😀b", "__proto__", "length"];
const NAMES = ["x", "y", "z", "__proto__", "length"];
const PATHS = [["x"], ["y"], ["z"], ["z", "x"], ["z", "y"], ["__proto__"], ["length"], []];
const STARTS = [97, 98, 128, 0xd800, 0x1f600];

/** Where a term stands: what it may read. */
export type Place = "call" | "result" | "element";

/** Some terms with different names, sorted by name. */
export function randomTerms(dice: Dice, place: Place, count: number, depth: number): Term[] {
  const byName = new Map(dice.times(count, () => randomTerm(dice, place, depth)).map((term) => [term.name, term]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function randomTerm(dice: Dice, place: Place, depth: number): Term {
  const reads = randomReading(dice, place);
  return { name: JSON.stringify(reads), reads, classes: randomClassifier(dice, place, depth) };
}

function randomReading(dice: Dice, place: Place): Reading {
  const path = dice.pick(PATHS);
  const measure = dice.oneIn(4) ? { measure: "size" as const } : {};
  if (place !== "call" && !(place === "element" && dice.oneIn(4))) return { from: place, path, ...measure };
  switch (dice.below(6)) {
    case 0:
      return { from: "compare", left: path, operator: dice.pick(["==", "<", "<="] as const), right: dice.pick(PATHS) };
    case 1:
      return { from: "fact", fact: dice.pick(["session.role", "time.hour@UTC"]) };
    case 2:
      return { from: "meaning", interpreter: "path", of: path, field: "in", parameters: [dice.pick(["work", "home"])] };
    default:
      return { from: "args", path, ...measure };
  }
}

function randomClassifier(dice: Dice, place: Place, depth: number): Classifier {
  const count = 2 + dice.below(3);
  const classOf = (): number => dice.below(count);
  const cuts = dice.some(NUMBERS);
  const tests = depth === 0 || place === "result" ? [] : dice.times(dice.pick([0, 0, 1, 2]), () => randomTest(dice, depth - 1));
  return {
    count,
    undefined: classOf(),
    null: classOf(),
    false: classOf(),
    true: classOf(),
    numbers: { cuts, classes: dice.times(2 * cuts.length + 1, classOf) },
    strings: dice.oneIn(2)
      ? randomAutomaton(dice, count)
      : { words: Object.fromEntries(dice.some(WORDS).map((word) => [word, classOf()])), rest: classOf() },
    lists: { tests, classes: dice.times(3 ** tests.length, classOf) },
    objects: classOf(),
    examples: dice.times(count, () => null),
  };
}

function randomAutomaton(dice: Dice, count: number): Automaton {
  const starts = [0, ...dice.some(STARTS)];
  const states = 1 + dice.below(4);
  return {
    starts,
    next: dice.times(states * starts.length, () => dice.below(states)),
    classes: dice.times(states, () => dice.below(count)),
  };
}

function randomTest(dice: Dice, depth: number): ListTest {
  const terms = randomTerms(dice, "element", 1 + dice.below(2), depth);
  const forest = createForest();
  const variables = terms.map(({ classes }) => forest.addVariable(classes.count));
  const root = randomDiagram(dice, forest, variables, [0, 1, 2]);
  const { nodes, roots } = forest.exportNodes([root]);
  return { quantifier: dice.pick(["all", "exists"] as const), terms, nodes, root: roots[0] ?? -1 };
}

/** Any JSON value over the universe, nested at most `depth` deep. */
export function randomJson(dice: Dice, depth: number): Json {
  switch (dice.below(depth === 0 ? 6 : 9)) {
    case 0:
      return dice.pick([null, true, false]);
    case 1:
    case 2:
      return dice.pick(NUMBERS) + dice.pick([0, 0, 0.25, -1]);
    case 3:
    case 4:
    case 5:
      return dice.pick(WORDS) + dice.pick(["", "", "a", "😀"]);
    case 6:
      return dice.times(dice.below(4), () => randomJson(dice, depth - 1));
    default:
      return Object.fromEntries(dice.some(NAMES).map((name) => [name, randomJson(dice, depth - 1)]));
  }
}
