/** Where a session stands in the state graph of its charter: nodes hold only the shown variables that have left their first value. */
import type { ApiCharter, ApiStateGraph, ApiValue } from "../../console-server/api.ts";

/** The node's id; undefined where nobody knows, since a variable may have several values, or where there is no graph. */
export function litNode({ graph, variables }: Pick<ApiCharter, "graph" | "variables">, state: readonly ApiValue[]): number | undefined {
  if (graph === undefined) return undefined;
  const firsts = new Map(variables.map(({ name, values }) => [name, values[0]]));
  const shown = state.filter(({ variable }) => graph.shown.includes(variable));
  if (shown.some(({ values }) => values.length !== 1)) return undefined;
  const moved = shown.filter(({ variable, values }) => values[0] !== firsts.get(variable));
  const left = new Map(moved.map(({ variable, values }) => [variable, values[0]]));
  return graph.nodes.find(
    ({ values }) => values.length === left.size && values.every(({ variable, value }) => left.get(variable) === value),
  )?.id;
}

/** The node with those that lead to it and those that may come next: what can be read beside a session. */
export function around(graph: ApiStateGraph, node: number): ApiStateGraph {
  const edges = graph.edges.filter(({ from, to }) => from === node || to === node);
  const near = new Set([node, ...edges.flatMap(({ from, to }) => [from, to])]);
  return { ...graph, nodes: graph.nodes.filter(({ id }) => near.has(id)), edges };
}
