/** The export: canonical numbering, renumbering of variables and terminals, merging of what becomes equal. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createForest } from "./index.ts";

const and = (left: number, right: number): number => left & right;

describe("exportNodes", () => {
  test("puts children before parents and shares them between roots", () => {
    const forest = createForest();
    const [x, y] = [forest.addVariable(2), forest.addVariable(2)];
    const [no, yes] = [forest.terminal(0), forest.terminal(1)];
    const isY = forest.node(y, [no, yes]);
    const both = forest.node(x, [no, isY]);
    expect(forest.exportNodes([isY, both, yes])).toEqual({
      nodes: [
        [1, -1, -2],
        [0, -1, 0],
      ],
      roots: [0, 1, -2],
    });
  });

  test("merges two tools' variables that get one number", () => {
    const forest = createForest();
    const [first, second] = [forest.addVariable(2), forest.addVariable(2)];
    const ends = [forest.terminal(0), forest.terminal(1)];
    const roots = [forest.node(first, ends), forest.node(second, ends)];
    expect(forest.exportNodes(roots, { variable: () => 5 })).toEqual({ nodes: [[5, -1, -2]], roots: [0, 0] });
  });

  test("reduces again where terminals become equal", () => {
    const forest = createForest();
    const [x, y] = [forest.addVariable(2), forest.addVariable(2)];
    const root = forest.node(x, [forest.node(y, [forest.terminal(0), forest.terminal(1)]), forest.terminal(2)]);
    const exported = forest.exportNodes([root], { terminal: (value) => (value === 2 ? 1 : 0) });
    expect(exported).toEqual({ nodes: [[0, -1, -2]], roots: [0] });
  });

  test("refuses a renumbering that breaks the order", () => {
    const forest = createForest();
    const [x, y] = [forest.addVariable(2), forest.addVariable(2)];
    const [no, yes] = [forest.terminal(0), forest.terminal(1)];
    const both = forest.node(x, [no, forest.node(y, [no, yes])]);
    expect(() => forest.exportNodes([both], { variable: (variable) => 1 - variable })).toThrow("keeps the order");
  });

  test("does not depend on how the forest was built", () => {
    const literal = fc.record({ variable: fc.nat(4), value: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(literal, { maxLength: 6 }), fc.func(fc.nat()), (literals, order) => {
        const exportOf = (terms: typeof literals): unknown => {
          const forest = createForest();
          for (let i = 0; i < 5; i++) forest.addVariable(3);
          const diagrams = terms.map(({ variable, value }) =>
            forest.node(
              variable,
              [0, 1, 2].map((i) => forest.terminal(i === value ? 0 : 1)),
            ),
          );
          const root = diagrams.reduce((all, one) => forest.apply("and", and, all, one), forest.terminal(1));
          return forest.exportNodes([root]);
        };
        const shuffled = literals.map((one, i) => ({ one, key: order(i) })).sort((a, b) => a.key - b.key);
        expect(exportOf(shuffled.map(({ one }) => one))).toEqual(exportOf(literals));
      }),
    );
  });
});
