/** What happens at the limits of a forest: it says so, stays safe, and exports nothing. */
import { describe, expect, test } from "vitest";
import { createForest, PATH_MAX, VARIABLES_MAX } from "./index.ts";

describe("a forest over its limits", () => {
  test("reports diagram/too-many-variables and exports nothing", () => {
    const forest = createForest();
    for (let i = 0; i < VARIABLES_MAX; i++) forest.addVariable(2);
    expect(forest.fault).toBeUndefined();
    forest.addVariable(2);
    expect(forest.fault?.code).toBe("diagram/too-many-variables");
    expect(() => forest.exportNodes([forest.terminal(0)])).toThrow("exports nothing");
  });

  test("reports diagram/path-too-long", () => {
    const forest = createForest();
    for (let i = 0; i <= PATH_MAX; i++) forest.addVariable(2);
    let diagram = forest.terminal(0);
    for (let i = PATH_MAX; i > 0; i--) diagram = forest.node(i, [diagram, forest.terminal(1)]);
    expect(forest.fault).toBeUndefined();
    forest.node(0, [diagram, forest.terminal(1)]);
    expect(forest.fault?.code).toBe("diagram/path-too-long");
  });

  test("reports diagram/too-many-nodes, soon after the limit, in every operation", () => {
    const forest = createForest();
    // Bryant's example of a bad order: x0·x22 + x1·x23 + … needs 2^22 nodes when all first factors come first.
    const variables = Array.from({ length: 44 }, () => forest.addVariable(2));
    let sum = forest.terminal(0);
    const [no, yes] = [forest.terminal(0), forest.terminal(1)];
    for (let i = 0; i < 22; i++) {
      const pair = forest.apply(
        "and",
        (left, right) => left & right,
        forest.node(variables[i] ?? -1, [no, yes]),
        forest.node(variables[i + 22] ?? -1, [no, yes]),
      );
      sum = forest.apply("or", (left, right) => left | right, sum, pair);
    }
    expect(forest.fault?.code).toBe("diagram/too-many-nodes");
    expect(forest.node(0, [no, yes])).toBe(-1);
    expect(forest.map("same", (value) => value, sum)).toBe(-1);
    expect(() => forest.exportNodes([sum])).toThrow("exports nothing");
  });
});
