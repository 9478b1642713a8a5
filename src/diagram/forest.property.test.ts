/** Laws of the forest, against the truth table of the same function. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createForest, type Forest, type Ref } from "./index.ts";

const ARITIES = [2, 3, 2, 4];
const ASSIGNMENTS: number[][] = ARITIES.reduce<number[][]>(
  (all, arity) => all.flatMap((prefix) => Array.from({ length: arity }, (_, value) => [...prefix, value])),
  [[]],
);

/** A function as its table: one value for each assignment. */
const table = fc.array(fc.nat(3), { minLength: ASSIGNMENTS.length, maxLength: ASSIGNMENTS.length });

function forestOf(): Forest {
  const forest = createForest();
  for (const arity of ARITIES) forest.addVariable(arity);
  return forest;
}

/** Builds the diagram of a table top down, by cutting it into equal parts. */
function build(forest: Forest, values: readonly number[], variable = 0): Ref {
  const [only = 0] = values;
  if (variable === ARITIES.length) return forest.terminal(only);
  const size = values.length / forest.arity(variable);
  const parts = Array.from({ length: forest.arity(variable) }, (_, i) => values.slice(i * size, (i + 1) * size));
  return forest.node(
    variable,
    parts.map((part) => build(forest, part, variable + 1)),
  );
}

const tableOf = (forest: Forest, diagram: Ref): number[] => ASSIGNMENTS.map((assignment) => forest.evaluate(diagram, assignment));

describe("forest", () => {
  test("equal functions have equal references, different ones have different ones", () => {
    fc.assert(
      fc.property(table, table, (left, right) => {
        const forest = forestOf();
        const [a, b] = [build(forest, left), build(forest, right)];
        expect(tableOf(forest, a)).toEqual(left);
        expect(a === b).toBe(left.join() === right.join());
        expect(build(forest, left)).toBe(a);
      }),
    );
  });

  test("apply, map and restrict are the operation at every point, and give the canonical diagram", () => {
    fc.assert(
      fc.property(table, table, fc.nat(3), (left, right, variable) => {
        const forest = forestOf();
        const [a, b] = [build(forest, left), build(forest, right)];
        const combined = forest.apply("mix", (l, r) => l * 4 + r, a, b);
        expect(combined).toBe(
          build(
            forest,
            left.map((l, i) => l * 4 + (right[i] ?? 0)),
          ),
        );
        expect(forest.map("half", (value) => value >> 1, a)).toBe(
          build(
            forest,
            left.map((value) => value >> 1),
          ),
        );
        const fixed = tableOf(forest, forest.restrict(a, variable, 1));
        expect(fixed).toEqual(ASSIGNMENTS.map((assignment) => forest.evaluate(a, assignment.with(variable, 1))));
      }),
    );
  });

  test("paths partition the assignments and agree with the function", () => {
    fc.assert(
      fc.property(table, (values) => {
        const forest = forestOf();
        const all = [...forest.paths(build(forest, values))];
        ASSIGNMENTS.forEach((assignment, i) => {
          const taken = all.filter((path) => [...path.choices].every(([variable, value]) => assignment[variable] === value));
          expect(taken.map((path) => path.value)).toEqual([values[i]]);
        });
      }),
    );
  });

  test("anyPath finds a path exactly when a value is accepted", () => {
    fc.assert(
      fc.property(table, fc.nat(3), (values, wanted) => {
        const forest = forestOf();
        const diagram = build(forest, values);
        const found = forest.anyPath(diagram, (value) => value === wanted);
        expect(found !== undefined).toBe(values.includes(wanted));
        if (found === undefined) return;
        const assignment = ARITIES.map((_, variable) => found.choices.get(variable) ?? 0);
        expect(forest.evaluate(diagram, assignment)).toBe(wanted);
      }),
    );
  });
});
