/**
 * A model laid into decision diagrams: its conditions as sets, its events as relations, in an order of variables chosen from
 * which of them occur together. The fixpoints over it live elsewhere.
 */
import { EMPTY_SET, FULL_SET, type Relation, type StateSet, SymbolicForest, SymbolicNodes, staticOrder } from "../../diagram/index.ts";
import { unreachable } from "../../fault/index.ts";
import { NODES_MAX } from "../limits.ts";
import { type Condition, support } from "../model/condition.ts";
import { badCondition, initialStateOf, type Model, type ModelEvent, stepCondition } from "../model/model.ts";

export interface SymbolicModel {
  readonly model: Model;
  readonly forest: SymbolicForest;
  readonly initial: StateSet;
  readonly bad: StateSet;
  readonly goals: readonly StateSet[];
  /** One for each event, in the model's order: its permitted steps. */
  readonly steps: readonly SymbolicStep[];
  /** From this many nodes on, fixpoints collect between closures, and sift if a sixteenth of it is left. */
  readonly tidyAt: number;
}

export interface SymbolicStep {
  readonly event: ModelEvent;
  readonly relation: Relation;
}

const TIDY_AT = 1 << 20;

/** Builds the diagrams. Look at `forest.exhausted` afterwards. */
export function symbolicModelOf(
  model: Model,
  nodesMax: number = NODES_MAX,
  tidyAt: number = TIDY_AT,
  isOver?: () => boolean,
): SymbolicModel {
  const arities = model.variables.map((variable) => variable.values.length);
  const forest = new SymbolicForest(new SymbolicNodes(arities, staticOrder(arities, groupsOf(model)), nodesMax, isOver));
  const sets = new Map<Condition, StateSet>();
  const setOf = (condition: Condition): StateSet => {
    const set = conditionToSet(forest, condition, sets);
    forest.keep(set);
    return set;
  };
  const steps = model.events.map((event): SymbolicStep => {
    const relation = { guard: setOf(stepCondition(event)), assigned: event.effects };
    forest.declare(relation);
    return { event, relation };
  });
  return {
    model,
    forest,
    steps,
    tidyAt,
    initial: forest.only(initialStateOf(model)),
    bad: setOf(badCondition(model)),
    goals: model.goals.map((goal) => setOf(goal.when)),
  };
}

/** The variables of each event and of each bound: they should lie close together. */
export function groupsOf(model: Model): number[][] {
  const events = model.events.map((event) => {
    const group = support(stepCondition(event));
    for (const effect of event.effects) group.add(effect.variable);
    return [...group];
  });
  return [...events, ...model.never.flatMap((bound) => partsOf(bound.when)).map((part) => [...support(part)])];
}

/** A disjunction's parts need not lie together. */
function partsOf(condition: Condition): readonly Condition[] {
  return condition.kind === "any" ? condition.of : [condition];
}

/** The set of states that satisfy a condition. Shared parts are built once. */
export function conditionToSet(forest: SymbolicForest, condition: Condition, known: Map<Condition, StateSet> = new Map()): StateSet {
  const found = known.get(condition);
  if (found !== undefined) return found;
  const built = (): StateSet => {
    switch (condition.kind) {
      case "constant":
        return condition.holds ? FULL_SET : EMPTY_SET;
      case "is":
        return forest.is(condition.variable, condition.values);
      case "not":
        return forest.difference(FULL_SET, conditionToSet(forest, condition.of, known));
      case "all":
        return balanced(
          condition.of.map((part) => conditionToSet(forest, part, known)),
          (a, b) => forest.intersection(a, b),
        );
      case "any":
        return balanced(
          condition.of.map((part) => conditionToSet(forest, part, known)),
          (a, b) => forest.union(a, b),
        );
      default:
        return unreachable(condition);
    }
  };
  const set = built();
  known.set(condition, set);
  return set;
}

/** Combines neighbours pairwise, so that intermediate diagrams stay small. */
function balanced(sets: readonly StateSet[], combine: (left: StateSet, right: StateSet) => StateSet): StateSet {
  let round = sets;
  while (round.length > 1) {
    round = Array.from({ length: Math.ceil(round.length / 2) }, (_, i) => {
      const [left = EMPTY_SET, right] = round.slice(2 * i, 2 * i + 2);
      return right === undefined ? left : combine(left, right);
    });
  }
  return round[0] ?? EMPTY_SET;
}
