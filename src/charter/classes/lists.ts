/**
 * Questions about all elements of a list. Each body becomes a diagram over one element; which combinations of answers
 * some list can give is found exactly, by adding one kind of element after the other, with a list for each.
 */
import { fail, ok, type Result } from "../../fault/index.ts";
import { type Json, type ListTest, TESTS_MAX } from "../../kernel/index.ts";
import type { CharterCode } from "../faults.ts";
import { type Answer, both, ERROR, TRUE } from "../formula/answer.ts";
import type { ForAll, Formula } from "../formula/formula.ts";
import type { ListTests } from "./partition.ts";

/** What the lowering of formulas over one element provides. */
export interface Elements {
  /** One formula as a test of its own. */
  readonly test: (body: Formula) => Result<ListTest, CharterCode>;
  /** Every combination of answers that one element can give to these formulas, with an example. */
  readonly profiles: (bodies: readonly Formula[]) => Result<readonly Profile[], CharterCode>;
}

export interface Profile {
  readonly answers: readonly Answer[];
  readonly example: Json;
}

/** The tests for some bodies. Equal tests are one; the order is that of their content, so it says nothing about the author's. */
export function listTests(bodies: readonly ForAll[], elements: Elements): Result<ListTests, CharterCode> {
  const byContent = new Map<string, { readonly test: ListTest; readonly body: Formula }>();
  const keys: string[] = [];
  for (const { body } of bodies) {
    const test = elements.test(body);
    if (!test.ok) return test;
    const key = JSON.stringify(test.value);
    keys.push(key);
    byContent.set(key, { test: test.value, body });
  }
  const sorted = [...byContent].sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length > TESTS_MAX)
    return fail("charter/too-large", `more than ${TESTS_MAX} different questions are asked about its elements`);
  const profiles = elements.profiles(sorted.map(([, { body }]) => body));
  if (!profiles.ok) return profiles;
  return ok({
    tests: sorted.map(([, { test }]) => test),
    testOf: keys.map((key) => sorted.findIndex(([other]) => other === key)),
    outcomes: outcomesOf(sorted.length, profiles.value),
  });
}

/** From the empty list, for which everything holds of every element, to every combination that more elements lead to. */
function outcomesOf(count: number, profiles: readonly Profile[]): ListTests["outcomes"] {
  const empty: readonly Answer[] = new Array<Answer>(count).fill(TRUE);
  const found = new Map<string, { readonly answers: readonly Answer[]; readonly example: readonly Json[] }>([
    [empty.join(""), { answers: empty, example: [] }],
  ]);
  // A map iterates over what is added to it on the way.
  for (const { answers, example } of found.values()) {
    for (const profile of profiles) {
      const joined = answers.map((answer, test) => both(answer, profile.answers[test] ?? ERROR));
      const known = found.get(joined.join(""));
      // A list with elements says more than the empty one, where both answer alike.
      if (known === undefined || known.example.length === 0)
        found.set(joined.join(""), { answers: joined, example: [...example, profile.example] });
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, outcome]) => outcome);
}
