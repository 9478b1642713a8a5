/** Whether terms can be classified: names in order, classifiers total, automata complete, tests ending in an answer. */
import { claim, type Checked, each } from "./check.ts";
import { checkNodes, checkRoot, type Walker } from "./check-nodes.ts";
import { VALUES_MAX } from "./limits.ts";
import type { Automaton, Classifier, ListTest, Term } from "./machine-document.ts";

export function checkTerms(terms: readonly Term[], at: string): Checked {
  return each(terms, (term, index) => {
    const before = terms[index - 1];
    const place = `${at}/${index}`;
    return claim(before === undefined || before.name < term.name, "kernel/out-of-order", place, "terms are sorted by name") ??
      checkClassifier(term.classes, `${place}/classes`);
  });
}

/** Who walks a diagram over terms alone that ends in an answer: 0 no, 1 yes, 2 error. `base` is the variable of the first term. */
export function answering(terms: readonly Term[], base: number, at: string): Walker {
  return {
    arityOf: (variable) => terms[variable - base]?.classes.count,
    checkEnd: (end) => claim(end <= 2, "kernel/unknown-reference", at, `\`${end}\` is not an answer`),
  };
}

function checkClassifier(classes: Classifier, at: string): Checked {
  const { count, numbers, strings, lists } = classes;
  const cells = [classes.undefined, classes.null, classes.false, classes.true, classes.objects, ...numbers.classes, ...lists.classes];
  const ofStrings = "starts" in strings ? strings.classes : [...Object.values(strings.words), strings.rest];
  return claim(count <= VALUES_MAX, "kernel/too-large", at, `at most ${VALUES_MAX} classes`) ??
    each([...cells, ...ofStrings], (cell) => claim(cell < count, "kernel/bad-classifier", at, `there is no class \`${cell}\``)) ??
    claim(classes.examples.length === count, "kernel/bad-classifier", `${at}/examples`, "one example, or null, for each class") ??
    checkIncreasing(numbers.cuts, `${at}/numbers/cuts`) ??
    claim(
      numbers.classes.length === 2 * numbers.cuts.length + 1,
      "kernel/bad-classifier", `${at}/numbers/classes`, "one class for each cut and each interval",
    ) ??
    ("starts" in strings ? checkAutomaton(strings, `${at}/strings`) : undefined) ??
    claim(lists.classes.length === 3 ** lists.tests.length, "kernel/bad-classifier", `${at}/lists/classes`, "3^tests classes") ??
    each(lists.tests, (test, index) => checkTest(test, `${at}/lists/tests/${index}`));
}

function checkIncreasing(numbers: readonly number[], at: string): Checked {
  return each(numbers, (number, index) => {
    const before = numbers[index - 1];
    return claim(before === undefined || before < number, "kernel/bad-classifier", `${at}/${index}`, "these numbers strictly increase");
  });
}

function checkAutomaton({ starts, next, classes }: Automaton, at: string): Checked {
  return claim(classes.length > 0, "kernel/bad-classifier", at, "an automaton has a first state") ??
    claim(starts[0] === 0, "kernel/bad-classifier", `${at}/starts`, "the first symbol starts at 0") ??
    checkIncreasing(starts, `${at}/starts`) ??
    claim(next.length === classes.length * starts.length, "kernel/bad-classifier", `${at}/next`, "one state for each state and symbol") ??
    each(next, (state) => claim(state < classes.length, "kernel/bad-classifier", `${at}/next`, `there is no state \`${state}\``));
}

function checkTest(test: ListTest, at: string): Checked {
  return checkTerms(test.terms, `${at}/terms`) ?? checkNodes(test.nodes, `${at}/nodes`) ??
    checkRoot(test.nodes, test.root, answering(test.terms, 0, at), `${at}/root`);
}
