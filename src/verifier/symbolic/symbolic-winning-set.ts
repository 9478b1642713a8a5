/**
 * The winning set by decision diagrams, over all states and not only those that are reached: the same three properties as
 * the explicit engine's. Each fixpoint is one closure by saturation; between closures, nodes that nobody needs are collected.
 */
import { closure, EMPTY_SET, FULL_SET, type StateSet, sift } from "../../diagram/index.ts";
import type { SupervisorSize } from "../explicit/explicit-winning-set.ts";
import { forcedSets } from "./symbolic-assured.ts";
import type { SymbolicModel, SymbolicStep } from "./symbolic-model.ts";

/**
 * The greatest set that avoids bad states, is closed under what nobody can refuse, and never loses a goal. May collect:
 * sets that the caller still needs must be kept by the forest.
 */
export function symbolicWinningSet(machine: SymbolicModel): StateSet {
  const { forest, steps, goals, bad } = machine;
  const unrefusable = relationsOf(steps.filter(({ event }) => !event.refusable));
  let losing = bad;
  let siftAt = machine.tidyAt >> 4;
  for (;;) {
    losing = closure(forest, unrefusable, "backward", losing, FULL_SET);
    const safe = forest.difference(FULL_SET, losing);
    let winning = safe;
    for (const goal of goals) {
      const within = winning;
      winning = symbolicKeeps(machine, goal, within, (set) => {
        siftAt = tidy(machine, [losing, safe, within, set], siftAt);
      });
    }
    if (winning === safe || forest.exhausted) return winning;
    losing = forest.difference(FULL_SET, winning);
  }
}

/**
 * The states inside `within` from which a goal is within reach inside it, in the grade that the model asks for. `between` is told of the
 * set that grows whenever nothing else is needed but what the caller holds.
 */
export function symbolicKeeps(
  machine: SymbolicModel,
  goal: StateSet,
  within: StateSet,
  between: (set: StateSet) => void = () => undefined,
): StateSet {
  const { forest, model, steps } = machine;
  if (model.grade === "assured") {
    let forced = forest.intersection(goal, within);
    for (const set of forcedSets(machine, goal, within)) {
      forced = set;
      between(set);
    }
    return forced;
  }
  const relied = relationsOf(steps.filter(({ event }) => event.relied));
  const reaching = closure(forest, relied, "backward", forest.intersection(goal, within), within);
  between(reaching);
  return reaching;
}

function relationsOf(steps: readonly SymbolicStep[]): SymbolicStep["relation"][] {
  return steps.map((step) => step.relation);
}

/** Collects where it is worth it, and sifts where much is left; returns the number of nodes from which to sift next. */
function tidy({ forest, initial, tidyAt }: SymbolicModel, needed: readonly StateSet[], siftAt: number): number {
  if (forest.nodes.live < tidyAt || forest.exhausted) return siftAt;
  forest.collect([initial, ...needed]);
  return forest.nodes.live < siftAt ? siftAt : 2 * sift(forest, [initial, ...needed]);
}

/** The states that permitted steps reach from the start inside `within`: none where the start is not inside. */
export function symbolicReach({ forest, initial, steps }: SymbolicModel, within: StateSet): StateSet {
  return closure(forest, relationsOf(steps), "forward", initial, within);
}

/** Counts the states and steps of the supervised model. */
export function symbolicSupervisorSize(machine: SymbolicModel, winning: StateSet): SupervisorSize {
  const { forest, steps } = machine;
  const reached = symbolicReach(machine, winning);
  let transitions = 0n;
  for (const { relation } of steps) transitions += forest.count(forest.intersection(reached, forest.predecessors(relation, winning)));
  return { admissible: reached !== EMPTY_SET, states: forest.count(reached), transitions };
}
