/**
 * Lists, as several classifiers divide them: which answers one element can give to all their tests at once, and which
 * answers lists of such elements add up to, each with a list for which it is so.
 */
import type { Classifier, Json, ListTest } from "../../kernel/index.ts";
import { JOINT_STATES_MAX } from "../limits.ts";
import type { ListClass } from "./joint-classes.ts";

/** The answers of a test: no, yes, error. */
type Answer = 0 | 1 | 2;

interface List {
  readonly answers: readonly number[];
  readonly example: readonly Json[];
}

/** Every combination of answers that one element can give to some tests, with an example; undefined where there are too many. */
export type Elements = (
  tests: readonly ListTest[],
) => readonly { readonly answers: readonly number[]; readonly example: Json }[] | undefined;

/** The combinations; undefined where there are too many. */
export function jointLists(classifiers: readonly Classifier["lists"][], elements: Elements): readonly ListClass[] | undefined {
  const tests = classifiers.flatMap((one) => one.tests);
  const lists = tests.length === 0 ? [{ answers: [], example: [] }] : listsOf(tests, elements(tests));
  return lists?.map(({ answers, example }) => {
    let first = 0;
    const classes = classifiers.map(({ tests: own, classes: table }) => {
      const digits = answers.slice(first, first + own.length);
      first += own.length;
      return table[digits.reduce((sum, answer) => sum * 3 + answer, 0)] ?? 0;
    });
    return { classes, example };
  });
}

/** From the empty list to every combination of answers that more elements lead to. */
function listsOf(tests: readonly ListTest[], elements: ReturnType<Elements>): List[] | undefined {
  if (elements === undefined) return undefined;
  const empty = tests.map(({ quantifier }) => (quantifier === "all" ? 1 : 0));
  const found = new Map<string, List>([[empty.join(), { answers: empty, example: [] }]]);
  // A map iterates over what is added to it on the way.
  for (const { answers, example } of found.values()) {
    if (found.size > JOINT_STATES_MAX) return undefined;
    for (const element of elements) {
      const more = tests.map((test, i) => joined(test, answers[i] ?? 2, element.answers[i] ?? 2));
      const known = found.get(more.join());
      // A list with elements says more than the empty one, where both answer alike.
      if (known === undefined || known.example.length === 0)
        found.set(more.join(), { answers: more, example: [...example, element.example] });
    }
  }
  return [...found.values()];
}

/** What settles the quantifier outweighs an error, and an error outweighs the rest. */
function joined({ quantifier }: ListTest, left: number, right: number): Answer {
  const [settling, otherwise] = quantifier === "all" ? ([0, 1] as const) : ([1, 0] as const);
  if (left === settling || right === settling) return settling;
  return left === 2 || right === 2 ? 2 : otherwise;
}
