/**
 * From a forest to the node list of a machine document. The numbering depends on the functions and the order of the
 * roots alone, never on how the forest was built, so equal meaning gives equal bytes and an equal digest.
 */
import { assert } from "../fault/index.ts";
import type { NodeStore, Ref } from "./node-store.ts";

/** Both default to the identity. They are called in the order of the export: first come, first called. */
export interface Renumbering {
  /**
   * The document's number of a forest variable. Two tools' first terms are two variables of the forest and one number
   * in the document. It must keep the order along every path; nodes that become equal by it are merged.
   */
  readonly variable?: (variable: number) => number;
  /** The document's number of a terminal value; asked once for each value that occurs. */
  readonly terminal?: (value: number) => number;
}

export interface ExportedNodes {
  /** `[variable, child, child, …]`, children before parents; a child is a node index, or `-1 - terminal`. */
  readonly nodes: readonly (readonly number[])[];
  /** One reference for each root asked for, in their order. */
  readonly roots: readonly number[];
}

/** The nodes reachable from `roots`, depth first in the order of the roots and of the values. */
export function exportNodes(store: NodeStore, roots: readonly Ref[], renumbering: Renumbering): ExportedNodes {
  const numberOf = renumbering.variable ?? ((variable) => variable);
  const terminalOf = renumbering.terminal ?? ((value) => value);
  const nodes: number[][] = [];
  const byContent = new Map<string, number>();
  const exported = new Map<Ref, number>();
  const place = (content: number[]): number => {
    assert(
      content.slice(1).every((child) => child < 0 || (nodes[child]?.[0] ?? -1) > (content[0] ?? 0)),
      "a renumbering keeps the order of the variables on every path",
    );
    const [, first = 0, ...others] = content;
    if (others.every((child) => child === first)) return first;
    const key = content.join();
    const known = byContent.get(key);
    if (known !== undefined) return known;
    byContent.set(key, nodes.length);
    return nodes.push(content) - 1;
  };
  for (const at of store.reachable(roots)) {
    if (at < 0) {
      exported.set(at, -1 - terminalOf(-1 - at));
      continue;
    }
    const content = [numberOf(store.variableOf(at))];
    for (let value = 0; value < store.arityOf(at); value++) content.push(lookUp(exported, store.childOf(at, value)));
    exported.set(at, place(content));
  }
  return { nodes, roots: roots.map((root) => lookUp(exported, root)) };
}

function lookUp(exported: ReadonlyMap<Ref, number>, at: Ref): number {
  const number = exported.get(at);
  assert(number !== undefined, "children are exported before their parents");
  return number;
}
