/** Whether terms can be classified: names in order, classifiers total, automata complete, tests ending in an answer. */
import { type Flaws, flaw } from "./flaw.ts";
import { VALUES_MAX } from "./limits.ts";
import type { Automaton, Classifier, ListTest, Term } from "./machine-document.ts";
import { nodeFlaws, rootFlaws } from "./node-flaws.ts";

export function* termFlaws(terms: readonly Term[], at: string): Flaws {
  for (const [index, { name, classes }] of terms.entries()) {
    const before = terms[index - 1]?.name;
    if (before !== undefined && before >= name) yield flaw("kernel/out-of-order", `${at}/${index}`, "terms are sorted by name");
    yield* classifierFlaws(classes, `${at}/${index}/classes`);
  }
}

/** What is wrong with a diagram that asks of terms alone, `base` being the first one's variable, and ends in 0 no, 1 yes or 2 error. */
export function* answerFlaws(nodes: readonly (readonly number[])[], root: number, terms: readonly Term[], base: number, at: string): Flaws {
  yield* rootFlaws(
    nodes,
    root,
    (variable) => terms[variable - base]?.classes.count,
    function* (answer) {
      if (answer > 2) yield flaw("kernel/unknown-reference", at, `\`${answer}\` is not an answer`);
    },
    at,
  );
}

function* classifierFlaws(classes: Classifier, at: string): Flaws {
  const { count, numbers, strings, lists } = classes;
  const ofStrings = "starts" in strings ? strings.classes : [...Object.values(strings.words), strings.rest];
  const ofScalars = [classes.undefined, classes.null, classes.false, classes.true, classes.objects];
  const wrong = [...ofScalars, ...ofStrings, ...numbers.classes, ...lists.classes].find((one) => one >= count);
  if (wrong !== undefined) yield flaw("kernel/bad-classifier", at, `class \`${wrong}\` is not one of ${count}`);
  if (count > VALUES_MAX) yield flaw("kernel/too-large", at, `more than ${VALUES_MAX} classes`);
  if (classes.examples.length !== count)
    yield flaw("kernel/bad-classifier", `${at}/examples`, `there is not one for each of ${count} classes`);
  yield* orderFlaws(numbers.cuts, `${at}/numbers/cuts`);
  const intervals = 2 * numbers.cuts.length + 1;
  if (numbers.classes.length !== intervals) yield flaw("kernel/bad-classifier", `${at}/numbers/classes`, `there are not ${intervals}`);
  if ("starts" in strings) yield* automatonFlaws(strings, `${at}/strings`);
  const answers = 3 ** lists.tests.length;
  if (lists.classes.length !== answers) yield flaw("kernel/bad-classifier", `${at}/lists/classes`, `there are not ${answers}`);
  for (const [index, test] of lists.tests.entries()) yield* testFlaws(test, `${at}/lists/tests/${index}`);
}

function* orderFlaws(numbers: readonly number[], at: string): Flaws {
  for (const [index, number] of numbers.entries()) {
    if (Number(numbers[index - 1]) >= number) yield flaw("kernel/bad-classifier", `${at}/${index}`, "numbers here increase");
  }
}

function* automatonFlaws({ starts, next, classes }: Automaton, at: string): Flaws {
  if (starts[0] !== 0 || classes.length === 0) yield flaw("kernel/bad-classifier", at, "there is no first symbol, at 0, or no first state");
  yield* orderFlaws(starts, `${at}/starts`);
  const complete = next.length === classes.length * starts.length && next.every((state) => state < classes.length);
  if (!complete) yield flaw("kernel/bad-classifier", `${at}/next`, "there is not one state for each state and symbol");
}

function* testFlaws({ terms, nodes, root }: ListTest, at: string): Flaws {
  yield* termFlaws(terms, `${at}/terms`);
  yield* nodeFlaws(nodes, `${at}/nodes`);
  yield* answerFlaws(nodes, root, terms, 0, `${at}/root`);
}
