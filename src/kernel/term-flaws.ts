/** Whether terms can be classified: names in order, classifiers total, automata complete, tests ending in an answer. */
import { type Flaws, flaw, isIncreasing } from "./flaw.ts";
import type { Automaton, Classifier, ListTest, Term } from "./machine-document.ts";
import { nodeFlaws, rootFlaws } from "./node-flaws.ts";

export function* termFlaws(terms: readonly Term[], at: string): Flaws {
  if (!isIncreasing(terms.map(({ name }) => name))) yield flaw("kernel/out-of-order", at, "terms are not sorted by name");
  for (const [index, { classes }] of terms.entries()) yield* classifierFlaws(classes, `${at}/${index}/classes`);
}

/** What is wrong with a diagram that asks of terms alone, `base` being the first one's variable, and ends in 0 no, 1 yes or 2 error. */
export function* answerFlaws(nodes: readonly (readonly number[])[], root: number, terms: readonly Term[], base: number, at: string): Flaws {
  const arityOf = (variable: number) => terms[variable - base]?.classes.count;
  function* endFlaws(answer: number): Flaws {
    if (answer > 2) yield flaw("kernel/unknown-reference", at, `\`${answer}\` is not an answer`);
  }
  yield* rootFlaws(nodes, root, arityOf, endFlaws, at);
}

function* classifierFlaws(classes: Classifier, at: string): Flaws {
  const { count, numbers, strings, lists } = classes;
  const ofStrings = "starts" in strings ? strings.classes : [...Object.values(strings.words), strings.rest];
  const ofScalars = [classes.undefined, classes.null, classes.false, classes.true, classes.objects];
  const wrong = [...ofScalars, ...ofStrings, ...numbers.classes, ...lists.classes].find((one) => one >= count);
  if (wrong !== undefined) yield flaw("kernel/bad-classifier", at, `class \`${wrong}\` is not one of ${count}`);
  if (classes.examples.length !== count) yield flaw("kernel/bad-classifier", `${at}/examples`, `there are not ${count}`);
  if (!isIncreasing(numbers.cuts)) yield flaw("kernel/bad-classifier", `${at}/numbers/cuts`, "cuts increase");
  const intervals = 2 * numbers.cuts.length + 1;
  if (numbers.classes.length !== intervals) yield flaw("kernel/bad-classifier", `${at}/numbers/classes`, `there are not ${intervals}`);
  if ("starts" in strings) yield* automatonFlaws(strings, `${at}/strings`);
  const answers = 3 ** lists.tests.length;
  if (lists.classes.length !== answers) yield flaw("kernel/bad-classifier", `${at}/lists/classes`, `there are not ${answers}`);
  for (const [index, test] of lists.tests.entries()) yield* testFlaws(test, `${at}/lists/tests/${index}`);
}

function* automatonFlaws({ starts, next, classes }: Automaton, at: string): Flaws {
  if (starts[0] !== 0 || classes.length === 0) yield flaw("kernel/bad-classifier", at, "there is no first symbol, at 0, or no first state");
  if (!isIncreasing(starts)) yield flaw("kernel/bad-classifier", `${at}/starts`, "symbols increase");
  const complete = next.length === classes.length * starts.length && next.every((state) => state < classes.length);
  if (!complete) yield flaw("kernel/bad-classifier", `${at}/next`, "there is not one state for each state and symbol");
}

function* testFlaws({ terms, nodes, root }: ListTest, at: string): Flaws {
  yield* termFlaws(terms, `${at}/terms`);
  yield* nodeFlaws(nodes, `${at}/nodes`);
  yield* answerFlaws(nodes, root, terms, 0, `${at}/root`);
}
