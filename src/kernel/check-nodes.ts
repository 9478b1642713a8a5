/**
 * Whether nodes make reduced, ordered diagrams: children before parents, variables in order, every node a real and a
 * different decision. And whether a root, walked with the variables of one tool or one test, can only end where it may.
 */
import { allDiffer, claim, type Checked, each } from "./check.ts";

type Nodes = readonly (readonly number[])[];

/** What holds of nodes whoever walks them. */
export function checkNodes(nodes: Nodes, at: string): Checked {
  return each(nodes, (node, index) => checkNode(nodes, node, index, `${at}/${index}`)) ??
    allDiffer(nodes.map((node) => node.join()), at);
}

function checkNode(nodes: Nodes, node: readonly number[], index: number, at: string): Checked {
  const [variable = -1, first, ...others] = node;
  return claim(variable >= 0 && first !== undefined, "kernel/wrong-arity", at, "a node has a variable and children") ??
    claim(others.some((child) => child !== first), "kernel/not-reduced", at, "all children are the same") ??
    each(node.slice(1), (child) => {
      const below = nodes[child]?.[0] ?? Infinity;
      return claim(child < index, "kernel/out-of-order", at, `child \`${child}\` does not come before its parent`) ??
        claim(below > variable, "kernel/out-of-order", at, `variable \`${variable}\` comes after \`${below}\``);
    });
}

/** Who walks: how many values each variable has for them (`undefined`: none of theirs), and where they may end. */
export interface Walker {
  readonly arityOf: (variable: number) => number | undefined;
  readonly checkEnd: (terminal: number) => Checked;
}

/** What holds of the diagram below a root. Every node is looked at once. */
export function checkRoot(nodes: Nodes, root: number, walker: Walker, at: string): Checked {
  const seen = new Set<number>([root]);
  // A set iterates over what is added to it on the way.
  return each(seen, (reference) => {
    if (reference < 0) return walker.checkEnd(-1 - reference);
    const node = nodes[reference];
    if (node === undefined) return claim(false, "kernel/unknown-reference", at, `there is no node \`${reference}\``);
    const children = node.slice(1);
    for (const child of children) seen.add(child);
    const arity = walker.arityOf(Number(node[0]));
    return claim(arity !== undefined, "kernel/unknown-reference", at, `node \`${reference}\` reads a variable that is not here`) ??
      claim(arity === children.length, "kernel/wrong-arity", at, `node \`${reference}\` needs ${arity} children`);
  });
}
