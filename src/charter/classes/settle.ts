/**
 * The last step from a forest to a document: terms that no node asks about go, classes that no node tells apart become
 * one, and the diagram is rebuilt over what is left. Equal meaning gives equal terms and equal nodes.
 */
import type { Forest, Ref } from "../../diagram/index.ts";
import { assert } from "../../fault/index.ts";
import type { Reading, Term } from "../../kernel/index.ts";
import { settle } from "./classifier.ts";
import type { Kind, Partition } from "./partition.ts";

export interface SettledTerm {
  readonly term: Term;
  /** The variable of the forest that it was, and the class that each of its classes became. */
  readonly variable: number;
  readonly numbers: readonly number[];
}

interface Unsettled {
  readonly name: string;
  readonly reads: Reading;
  readonly partition: Partition;
  readonly variable: number;
}

/** The terms that a diagram depends on, in order, with as few classes as it needs. */
export function settledTerms(
  forest: Forest,
  terms: readonly Unsettled[],
  root: Ref,
  expected: (term: Unsettled) => Kind | undefined,
): SettledTerm[] {
  const nodes = forest.reachable([root]).filter((node) => !forest.isTerminal(node));
  return terms.flatMap((term) => {
    const asking = nodes.filter((node) => forest.variableOf(node) === term.variable);
    if (asking.length === 0) return [];
    const groups = new Map<string, number>();
    const groupOf = Array.from({ length: term.partition.count }, (_, value) => {
      const key = asking.map((node) => forest.childOf(node, value)).join();
      const group = groups.get(key) ?? groups.size;
      groups.set(key, group);
      return group;
    });
    const { classes, numbers } = settle(term.partition, groupOf, expected(term));
    return [{ term: { name: term.name, reads: term.reads, classes }, variable: term.variable, numbers }];
  });
}

/** Rebuilds a diagram in another forest: `variables` gives each settled term its variable there; all others keep their number. */
export function transfer(forest: Forest, root: Ref, settled: readonly SettledTerm[], variables: readonly number[], target: Forest): Ref {
  const byVariable = new Map(
    settled.map(({ variable, numbers, term }, index) => [variable, { numbers, count: term.classes.count, to: variables[index] }]),
  );
  const moved = new Map<Ref, Ref>();
  for (const at of forest.reachable([root])) {
    if (forest.isTerminal(at)) {
      moved.set(at, target.terminal(forest.valueOf(at)));
      continue;
    }
    const variable = forest.variableOf(at);
    const { numbers, count, to } = byVariable.get(variable) ?? { numbers: undefined, count: forest.arity(variable), to: variable };
    assert(to !== undefined, "every settled term has a variable");
    const children = new Array<Ref>(count).fill(0);
    for (let value = 0; value < forest.arity(variable); value++) {
      const child = moved.get(forest.childOf(at, value));
      assert(child !== undefined, "children come before their parents");
      children[numbers?.[value] ?? value] = child;
    }
    moved.set(at, target.node(to, children));
  }
  const result = moved.get(root);
  assert(result !== undefined, "the root is among what it reaches");
  return result;
}
