/** Diagrams over the state variables of a machine, as the compiler writes them, as conditions on a model's states. */
import { ALWAYS, all, any, type Condition, is, NEVER } from "../model/condition.ts";
import type { Model } from "../model/model.ts";

export interface StateDiagrams {
  readonly variables: readonly { readonly name: string; readonly values: readonly (string | number | boolean)[] }[];
  /** `[variable, child, …]`, one child for each value; ends are -1 no and -2 yes. */
  readonly nodes: readonly (readonly number[])[];
}

/** The conditions that some roots denote in a model that has these variables. Shared nodes are shared conditions. */
export function diagramConditions({ variables, nodes }: StateDiagrams, roots: readonly number[], model: Model): Condition[] {
  const numbers = new Map(model.variables.map(({ name }, number) => [name, number]));
  const known = new Map<number, Condition>();
  const at = (root: number): Condition => {
    if (root < 0) return root === -2 ? ALWAYS : NEVER;
    const before = known.get(root);
    if (before !== undefined) return before;
    const [variable = 0, ...children] = nodes[root] ?? [];
    const number = numbers.get(variables[variable]?.name ?? "") ?? -1;
    const ways = [...new Set(children)].map((child) =>
      all([is(number, ...children.flatMap((other, value) => (other === child ? [value] : []))), at(child)]),
    );
    const condition = any(ways);
    known.set(root, condition);
    return condition;
  };
  return roots.map(at);
}
