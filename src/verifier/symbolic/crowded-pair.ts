/** Which two variables a model is too large for: what a person has to change when a check gives up. */
import { groupsOf, type SymbolicModel } from "./symbolic-model.ts";

/** Of the variables that some event or bound joins, the two that most edges leave from; undefined where there are no two. */
export function crowdedPair({ model, forest }: SymbolicModel): readonly [string, string] | undefined {
  const weight = (variable: number): number => forest.nodes.countOf(variable) * (model.variables[variable]?.values.length ?? 0);
  let best: readonly [number, number] | undefined;
  for (const group of groupsOf(model)) {
    const [first, second] = [...group].sort((a, b) => weight(b) - weight(a));
    if (first === undefined || second === undefined) continue;
    if (best === undefined || weight(first) + weight(second) > weight(best[0]) + weight(best[1])) best = [first, second];
  }
  if (best === undefined) return undefined;
  const [one, other] = best.map((variable) => model.variables[variable]?.name ?? "?");
  return [one ?? "?", other ?? "?"];
}
