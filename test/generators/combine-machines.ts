/**
 * Two machines over the same state and the same tools, and the one that both are together: each tool's diagram is the
 * product of theirs, each terminal the union of two (or their first deny).
 */
import { createForest, type Ref } from "../../src/diagram/index.ts";
import type { MachineDocument, Terminal } from "../../src/kernel/index.ts";
import { randomDiagram } from "./diagram-generator.ts";
import type { Dice } from "./dice.ts";

export interface Combined {
  readonly left: MachineDocument;
  readonly right: MachineDocument;
  readonly both: MachineDocument;
}

/** `left` and `right` have the document's state, tools, actions and clauses, and random diagrams. */
export function combineMachines(dice: Dice, document: MachineDocument): Combined {
  const forest = createForest();
  const state = document.variables.map(({ values }) => forest.addVariable(values.length));
  const numbers = new Map(state.map((variable, number) => [variable, number]));
  const variables = document.tools.map(({ terms }) =>
    terms.map(({ classes }, index) => {
      const variable = forest.addVariable(classes.count);
      numbers.set(variable, state.length + index);
      return variable;
    }),
  );
  const ends = [...document.terminals.keys()];
  const draw = (): Ref[] => variables.map((terms) => randomDiagram(dice, forest, [...state, ...terms], ends));
  const [left, right] = [draw(), draw()];
  const pairs = ends.flatMap((first) => ends.map((second) => union(document, first, second)));
  const both = left.map((root, tool) => forest.apply("pair", (first, second) => first * ends.length + second, root, right[tool] ?? -1));
  const withRoots = (roots: readonly Ref[], terminals: readonly Terminal[]): MachineDocument => {
    const exported = forest.exportNodes(roots, { variable: (variable) => numbers.get(variable) ?? -1 });
    const tools = document.tools.map((tool, index) => ({ ...tool, root: exported.roots[index] ?? -1, succeeds: [] }));
    return { ...document, terminals, nodes: exported.nodes, tools };
  };
  return { left: withRoots(left, document.terminals), right: withRoots(right, document.terminals), both: withRoots(both, pairs) };
}

function union({ terminals, clauses }: MachineDocument, first: number, second: number): Terminal {
  const ends = [first, second].flatMap((index) => terminals.slice(index, index + 1));
  const merge = (lists: readonly (readonly number[])[]): number[] => [...new Set(lists.flat())].sort((a, b) => a - b);
  const fired = merge(ends.map((end) => end.clauses));
  const denied = fired.find((index) => clauses[index]?.verdict === "deny");
  return { actions: merge(ends.map((end) => end.actions)), clauses: denied === undefined ? fired : [denied] };
}
