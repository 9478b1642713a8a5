/**
 * The certificate of a model: its winning set, why every goal stays reachable inside it, and why every state outside it had
 * to go, as decision diagrams in plain JSON. docs/verifier-model.md describes the form. Whoever has it need not trust the
 * engines: `certificate-checker.ts` re-proves each claim with code of its own. Nothing here decides what is true.
 */
import { EMPTY_SET, FULL_SET, type Relation, type StateSet, type SymbolicForest } from "../../diagram/index.ts";
import { assert } from "../../fault/index.ts";
import type { Model } from "../model/model.ts";
import { forcedSets } from "../symbolic/symbolic-assured.ts";
import { type SymbolicModel, type SymbolicStep, symbolicModelOf } from "../symbolic/symbolic-model.ts";
import { symbolicKeeps, symbolicWinningSet } from "../symbolic/symbolic-winning-set.ts";

export interface Certificate {
  readonly format: "interlock-certificate/1";
  /** The digest of the model's canonical JSON. */
  readonly model: string;
  /** The variables' names, top level first. */
  readonly order: readonly string[];
  /** `[level, child, …]`: one child for each value; children come first; -1 is the empty set, -2 the full one. */
  readonly nodes: readonly (readonly number[])[];
  readonly winning: number;
  /** For each goal, in the model's order: the sets that grow from the goal's states in the winning set to all of it. */
  readonly progress: readonly (readonly number[])[];
  /** The sets that grow from the bad states to everything outside the winning set. */
  readonly exclusion: readonly ExclusionStage[];
}

/**
 * Forced: what events that nobody can refuse lead from. Trapped: what is new has no step that progress may count on but to
 * itself and to what was there, and misses some goal.
 *
 * The sets of a stage, and of a goal's progress, follow one schedule: the levels from the lowest up, then from the top down,
 * and so on; at each level, predecessors by all events whose highest level it is, until nothing is new. Each set that this
 * changes is one entry.
 */
export type ExclusionStage = { readonly forced: readonly number[] } | { readonly trapped: number };

/** Makes the certificate of a model whose canonical JSON has this digest; undefined as `certify` says. */
export function certifyModel(model: Model, digest: string, nodesMax?: number, isOver?: () => boolean): Certificate | undefined {
  return certify(symbolicModelOf(model, nodesMax, undefined, isOver), digest);
}

/** Makes the certificate; undefined where the start is not in the winning set or the limit of nodes was met. */
export function certify(machine: SymbolicModel, digest: string): Certificate | undefined {
  const { forest, model, goals, bad, initial } = machine;
  const winning = symbolicWinningSet(machine);
  if (forest.exhausted || !forest.isSubset(initial, winning)) return undefined;
  const relied = groupsOf(machine, ({ event }) => event.relied);
  const progress = goals.map((goal) =>
    model.grade === "assured"
      ? [...forcedSets(machine, goal, winning)]
      : growing(machine, forest.intersection(goal, winning), winning, relied),
  );
  const exclusion = exclude(machine, bad, winning);
  if (forest.exhausted) return undefined;
  const book = new NodeBook(machine);
  return {
    format: "interlock-certificate/1",
    model: digest,
    order: [...forest.nodes.variableAt].map((variable) => model.variables[variable]?.name ?? ""),
    winning: book.enter(winning),
    progress: progress.map((sets) => sets.map((set) => book.enter(set))),
    exclusion: exclusion.map((stage) =>
      "forced" in stage ? { forced: stage.forced.map((set) => book.enter(set)) } : { trapped: book.enter(stage.trapped) },
    ),
    nodes: book.nodes,
  };
}

/** The chosen steps, grouped by the highest level each concerns, lowest first: local moves before wide ones. */
function groupsOf({ forest, steps }: SymbolicModel, chosen: (step: SymbolicStep) => boolean): Relation[][] {
  const groups = new Map<number, Relation[]>();
  for (const step of steps.filter(chosen)) {
    const top = Math.min(
      forest.nodes.level(step.relation.guard),
      ...step.event.effects.map(({ variable }) => forest.nodes.levelOf[variable] ?? 0),
    );
    groups.set(top, [...(groups.get(top) ?? []), step.relation]);
  }
  return [...groups].sort(([a], [b]) => b - a).map(([, group]) => group);
}

/** The sets that `start` grows to inside `within` by the schedule of the certificate, each larger than the one before. */
function growing({ forest }: SymbolicModel, start: StateSet, within: StateSet, groups: readonly (readonly Relation[])[]): StateSet[] {
  const sets: StateSet[] = [];
  let set = start;
  for (let before = -1, order = groups; before !== set && !forest.exhausted; order = order.toReversed()) {
    before = set;
    for (const group of order) {
      const grown = closedUnder(forest, set, within, group);
      if (grown !== set) sets.push(grown);
      set = grown;
    }
  }
  return sets;
}

/** Applies a group's relations in turn until none adds anything. */
function closedUnder(forest: SymbolicForest, start: StateSet, within: StateSet, group: readonly Relation[]): StateSet {
  let set = start;
  for (let before = -1; before !== set && !forest.exhausted; ) {
    before = set;
    for (const relation of group) set = forest.union(set, forest.intersection(within, forest.predecessors(relation, set)));
  }
  return set;
}

/** Repeats what the winning set's computation took away, with the reasons. */
function exclude(machine: SymbolicModel, bad: StateSet, winning: StateSet): ExclusionStage[] {
  const { forest, goals } = machine;
  const forced = groupsOf(machine, ({ event }) => !event.refusable);
  const losing = forest.difference(FULL_SET, winning);
  const stages: ExclusionStage[] = [];
  let excluded = bad;
  while (!forest.exhausted) {
    const sets = growing(machine, excluded, FULL_SET, forced);
    excluded = sets.at(-1) ?? excluded;
    if (sets.length > 0) stages.push({ forced: sets });
    if (excluded === losing) break;
    const left = forest.difference(FULL_SET, excluded);
    const trapped = goals.map((goal) => forest.difference(left, symbolicKeeps(machine, goal, left))).find((set) => set !== EMPTY_SET);
    assert(trapped !== undefined || forest.exhausted, "what is lost is forced to be bad or has lost a goal");
    excluded = forest.union(excluded, trapped ?? EMPTY_SET);
    stages.push({ trapped: excluded });
  }
  return stages;
}

/** Numbers the nodes of several sets, children first, in the order of their first use. */
class NodeBook {
  readonly nodes: number[][] = [];
  readonly #machine: SymbolicModel;
  readonly #places = new Map<StateSet, number>([
    [EMPTY_SET, -1],
    [FULL_SET, -2],
  ]);

  constructor(machine: SymbolicModel) {
    this.#machine = machine;
  }

  enter(set: StateSet): number {
    const known = this.#places.get(set);
    if (known !== undefined) return known;
    const { nodes } = this.#machine.forest;
    const arity = nodes.arities[nodes.variables[set] ?? 0] ?? 0;
    const children = Array.from({ length: arity }, (_, value) => this.enter(nodes.child(set, value)));
    this.#places.set(set, this.nodes.length);
    return this.nodes.push([nodes.level(set), ...children]) - 1;
  }
}
