/** Which node of the state graph a state is in: nodes hold only the shown variables that have left their first value. */
import type { ApiStateGraph, ApiValue } from "../../console-server/api.ts";

/** The node's id; undefined where nobody knows, since a variable may have several values. */
export function litNode(graph: ApiStateGraph, state: readonly ApiValue[]): number | undefined {
  const left = new Map(state.filter(({ variable }) => graph.shown.includes(variable)).map(({ variable, values }) => [variable, values]));
  if ([...left.values()].some((values) => values.length !== 1)) return undefined;
  return graph.nodes.find(
    ({ values }) => values.length === left.size && values.every(({ variable, value }) => left.get(variable)?.[0] === value),
  )?.id;
}
