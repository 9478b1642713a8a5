/**
 * What matters for one tool's verdicts in two machines: the state variables that its diagrams ask of, those that decide
 * whether something changes them, and so on. Everything else may be left out without changing any answer, so charters with
 * many counters stay small, and stories short.
 */
import type { Machine, MachineDocument } from "../../kernel/index.ts";

export interface Cone {
  readonly old: ReadonlySet<number>;
  readonly new: ReadonlySet<number>;
  /** The tools whose calls can change these variables. */
  readonly movers: readonly string[];
}

interface ToolReach {
  readonly asks: ReadonlySet<number>;
  readonly changes: ReadonlySet<number>;
}

/** The state variables that a tool asks of and changes. */
function reachOf(document: MachineDocument, tool: string): ToolReach | undefined {
  const found = document.tools.find(({ name }) => name === tool);
  if (found === undefined) return undefined;
  const asks = new Set<number>();
  const changes = new Set<number>();
  const seen = new Set([found.root]);
  for (const at of seen) {
    const [variable = 0, ...children] = document.nodes[at] ?? [];
    if (at >= 0 && variable < document.variables.length) asks.add(variable);
    for (const child of children) seen.add(child);
    const { actions = [], clauses = [] } = at < 0 ? (document.terminals[-1 - at] ?? {}) : {};
    const verdicts = clauses.map((clause) => document.clauses[clause]?.verdict);
    if (at >= 0 || verdicts.includes("deny")) continue;
    if (verdicts.includes("quarantine")) changes.add(0);
    const effects = actions.flatMap((action) => {
      const { then = [], outcome } = document.actions[action] ?? {};
      return [...then, ...(outcome?.ok ?? []), ...(outcome?.error ?? []), ...(outcome?.unknown ?? [])];
    });
    for (const { variable: changed } of [...effects, ...found.reveals]) changes.add(changed);
  }
  return { asks, changes };
}

/** The cones of some tools; those of tools with the same one are the same object. */
export function conesOf(old: Machine, new_: Machine, tools: readonly string[]): ReadonlyMap<string, Cone> {
  const reaches = new Map(tools.map((tool) => [tool, [reachOf(old.document, tool), reachOf(new_.document, tool)] as const]));
  const byContent = new Map<string, Cone>();
  const sorted = (set: ReadonlySet<number>): string => [...set].sort((a, b) => a - b).join();
  return new Map(
    tools.map((tool) => {
      const cone = coneOf(tool, reaches);
      const key = `${sorted(cone.old)} ${sorted(cone.new)} ${[...cone.movers].sort().join(" ")}`;
      const known = byContent.get(key) ?? cone;
      byContent.set(key, known);
      return [tool, known];
    }),
  );
}

function coneOf(tool: string, reaches: ReadonlyMap<string, readonly [ToolReach | undefined, ToolReach | undefined]>): Cone {
  const [first, second] = reaches.get(tool) ?? [];
  const [old, new_] = [new Set(first?.asks), new Set(second?.asks)];
  const movers = new Set<string>();
  const touches = (reach: ToolReach | undefined, variables: ReadonlySet<number>): boolean =>
    reach !== undefined && [...reach.changes].some((variable) => variables.has(variable));
  for (let before = -1; before !== movers.size; ) {
    before = movers.size;
    for (const [other, [oldReach, newReach]] of reaches) {
      if (movers.has(other) || !(touches(oldReach, old) || touches(newReach, new_))) continue;
      movers.add(other);
      for (const variable of oldReach?.asks ?? []) old.add(variable);
      for (const variable of newReach?.asks ?? []) new_.add(variable);
    }
  }
  return { old, new: new_, movers: [...movers] };
}
