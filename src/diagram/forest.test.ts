/** Examples for the forest: what each operation does, and how it behaves at its limits. */
import { describe, expect, test } from "vitest";
import { createForest } from "./index.ts";
import { ARITY_MAX, PATH_MAX } from "./limits.ts";

const and = (left: number, right: number): number => left & right;
const or = (left: number, right: number): number => left | right;

describe("forest", () => {
  test("keeps one node for one function", () => {
    const forest = createForest();
    const x = forest.addVariable(3);
    const [no, yes] = [forest.terminal(0), forest.terminal(1)];
    expect(forest.node(x, [no, yes, no])).toBe(forest.node(x, [no, yes, no]));
    expect(forest.node(x, [yes, yes, yes])).toBe(yes);
    expect(forest.size).toBe(1);
  });

  test("applies, maps, restricts and evaluates", () => {
    const forest = createForest();
    const [x, y] = [forest.addVariable(2), forest.addVariable(3)];
    const [no, yes] = [forest.terminal(0), forest.terminal(1)];
    const isX = forest.node(x, [no, yes]);
    const isY2 = forest.node(y, [no, no, yes]);
    const both = forest.apply("and", and, isX, isY2);
    expect(forest.evaluate(both, [1, 2])).toBe(1);
    expect(forest.evaluate(both, [1, 1])).toBe(0);
    expect(forest.restrict(both, x, 1)).toBe(isY2);
    expect(forest.restrict(both, y, 0)).toBe(no);
    expect(
      forest.map(
        "not",
        (value) => 1 - value,
        forest.map("not", (value) => 1 - value, both),
      ),
    ).toBe(both);
    expect(forest.support(both)).toEqual([x, y]);
    expect(forest.terminals(both)).toEqual([0, 1]);
  });

  test("finds paths, the first one first", () => {
    const forest = createForest();
    const [x, y] = [forest.addVariable(2), forest.addVariable(2)];
    const [no, yes] = [forest.terminal(0), forest.terminal(1)];
    const either = forest.apply("or", or, forest.node(x, [no, yes]), forest.node(y, [no, yes]));
    expect([...forest.paths(either)].map((path) => [[...path.choices], path.value])).toEqual([
      [
        [
          [x, 0],
          [y, 0],
        ],
        0,
      ],
      [
        [
          [x, 0],
          [y, 1],
        ],
        1,
      ],
      [[[x, 1]], 1],
    ]);
    expect([...(forest.anyPath(either, (value) => value === 1)?.choices ?? [])]).toEqual([
      [x, 0],
      [y, 1],
    ]);
    expect(forest.anyPath(either, (value) => value === 7)).toBeUndefined();
    expect(forest.anyPath(yes, (value) => value === 1)).toEqual({ choices: new Map(), value: 1 });
  });

  test("refuses misuse as a bug", () => {
    const forest = createForest();
    const [x, y] = [forest.addVariable(2), forest.addVariable(2)];
    const [no, yes] = [forest.terminal(0), forest.terminal(1)];
    const isX = forest.node(x, [no, yes]);
    expect(() => forest.addVariable(0)).toThrow("ARITY_MAX");
    expect(() => forest.addVariable(ARITY_MAX + 1)).toThrow("ARITY_MAX");
    expect(() => forest.terminal(-1)).toThrow("small natural number");
    expect(() => forest.node(y, [no, isX])).toThrow("later variables");
    expect(() => forest.node(x, [no])).toThrow("one child for each value");
    expect(() => forest.valueOf(isX)).toThrow("only a terminal");
    expect(() => forest.variableOf(no)).toThrow("no variable");
    expect(() => forest.childOf(isX, 2)).toThrow("one of the variable's");
    expect(() => forest.evaluate(isX, [])).toThrow("one of the variable's");
    expect(() => forest.restrict(isX, 9, 0)).toThrow("added to this forest");
  });

  test("works as deep as its limit allows", () => {
    const forest = createForest();
    const variables = Array.from({ length: PATH_MAX }, () => forest.addVariable(2));
    const odd = variables.reduceRight(([even, odd], x) => [forest.node(x, [even, odd]), forest.node(x, [odd, even])] as const, [
      forest.terminal(0),
      forest.terminal(1),
    ] as const)[0];
    const not = forest.map("not", (value) => 1 - value, odd);
    expect(forest.apply("xor", (left, right) => left ^ right, odd, not)).toBe(forest.terminal(1));
    expect(forest.restrict(odd, PATH_MAX - 1, 1)).toBe(forest.restrict(not, PATH_MAX - 1, 0));
    expect(forest.anyPath(odd, (value) => value === 1)?.choices.size).toBe(PATH_MAX);
  });
});
