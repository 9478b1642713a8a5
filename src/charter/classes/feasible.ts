/**
 * What one term says about another: a member of something that is not an object is missing, so is the size of a number.
 * Diagrams are freed of every combination of classes that no value has, so that two conditions which mean the same
 * have one diagram, and no clause is alive only in a world that cannot be.
 */
import type { Forest, Ref } from "../../diagram/index.ts";
import type { Reading } from "../../kernel/index.ts";
import type { Kind, Partition } from "./partition.ts";

interface Term {
  readonly reads: Reading;
  readonly partition: Partition;
  readonly variable: number;
}

/** The diagram, with every impossible combination replaced by the possible one beside it. */
export function withoutImpossible(forest: Forest, terms: readonly Term[], diagram: Ref): Ref {
  let result = diagram;
  for (const parent of terms) {
    for (const child of terms) {
      if (child === parent) continue;
      const implied = parent.partition.kinds.map((kinds) => impliedClass(parent.reads, kinds, child));
      if (implied.some((one) => one !== undefined)) result = restrictWhere(forest, result, parent, child, implied);
    }
  }
  return result;
}

/** The class that a child must have where its parent is one of these kinds of value, if that is certain. */
function impliedClass(parent: Reading, kinds: ReadonlySet<Kind>, { reads, partition }: Term): number | undefined {
  if (!("path" in parent) || parent.measure !== undefined) return undefined;
  return isMissing(parent, kinds, reads) ? partition.undefined : undefined;
}

/** Whether what is read is certainly missing where the value at `parent` is one of these kinds. */
function isMissing(parent: Extract<Reading, { path: unknown }>, kinds: ReadonlySet<Kind>, reads: Reading): boolean {
  const absent = kinds.size === 1 && kinds.has("undefined");
  switch (reads.from) {
    case "args":
    case "element":
    case "result": {
      if (reads.from !== parent.from || !isPrefix(parent.path, reads.path)) return false;
      if (reads.path.length > parent.path.length) return !kinds.has("object");
      return reads.measure !== undefined && !["string", "list", "object"].some((kind) => kinds.has(kind as Kind));
    }
    case "meaning":
      // What is absent comes from everywhere, and what was said has no place in the arguments.
      if (["origin", "user", "task", "derived"].includes(reads.interpreter)) return false;
      if (parent.from !== "args" || !isPrefix(parent.path, reads.of)) return false;
      if (reads.of.length > parent.path.length) return !kinds.has("object");
      return reads.each === undefined ? absent : !kinds.has("list");
    case "compare":
      return parent.from === "args" && absent && (isPrefix(parent.path, reads.left) || isPrefix(parent.path, reads.right));
    case "fact":
      return false;
  }
}

function isPrefix(prefix: readonly string[], path: readonly string[]): boolean {
  return prefix.length <= path.length && prefix.every((name, index) => name === path[index]);
}

/** In each class of the parent for which one is implied, the child has that class. */
function restrictWhere(forest: Forest, diagram: Ref, parent: Term, child: Term, implied: readonly (number | undefined)[]): Ref {
  let result = diagram;
  for (const certain of new Set(implied.filter((one) => one !== undefined))) {
    const where = forest.node(
      parent.variable,
      implied.map((one) => forest.terminal(one === certain ? 1 : 0)),
    );
    const restricted = forest.restrict(result, child.variable, certain);
    const inside = forest.apply("where", (chosen, value) => (chosen === 1 ? value + 1 : 0), where, restricted);
    const outside = forest.apply("elsewhere", (chosen, value) => (chosen === 1 ? 0 : value + 1), where, result);
    result = forest.apply("either", (left, right) => left + right - 1, inside, outside);
  }
  return result;
}
