/**
 * Whether nodes make reduced, ordered diagrams: children before parents, variables in order, every node a real and a
 * different decision. And whether whoever walks from a root finds variables that they have, and ends where they may.
 */
import { type Flaws, flaw } from "./flaw.ts";

type Nodes = readonly (readonly number[])[];

/** How many values a variable has for somebody who walks; `undefined` where they have no such variable. */
type Arity = (variable: number) => number | undefined;

/** What is wrong with nodes whoever walks them. */
export function* nodeFlaws(nodes: Nodes, at: string): Flaws {
  const seen = new Set<string>();
  for (const [index, node] of nodes.entries()) {
    const place = `${at}/${index}`;
    const variable = Number(node[0]);
    const children = node.slice(1);
    if (!(variable >= 0)) yield flaw("kernel/wrong-arity", place, "a node begins with its variable");
    if (children.every((child) => child === children[0])) yield flaw("kernel/not-reduced", place, "all children are the same");
    if (seen.has(node.join())) yield flaw("kernel/not-reduced", place, "an earlier node is the same");
    seen.add(node.join());
    for (const child of children) {
      if (child >= index) yield flaw("kernel/out-of-order", place, `child \`${child}\` does not come before its parent`);
      if (Number(nodes[child]?.[0]) <= variable) yield flaw("kernel/out-of-order", place, `child \`${child}\` asks of an earlier variable`);
    }
  }
}

/** What is wrong below a root for those who have `arityOf(variable)` values there, and what is wrong with the terminals they reach. */
export function* rootFlaws(nodes: Nodes, root: number, arityOf: Arity, endFlaws: (terminal: number) => Flaws, at: string): Flaws {
  const reached = new Set([root]);
  // A set goes on to what is added to it on the way.
  for (const reference of reached) {
    const node = nodes[reference];
    if (reference < 0) yield* endFlaws(-1 - reference);
    else if (node === undefined) yield flaw("kernel/unknown-reference", at, `there is no node \`${reference}\``);
    else {
      const arity = arityOf(Number(node[0]));
      if (arity !== node.length - 1) yield flaw("kernel/wrong-arity", at, `node \`${reference}\` needs ${arity} children here`);
      for (const child of node.slice(1)) reached.add(child);
    }
  }
}
