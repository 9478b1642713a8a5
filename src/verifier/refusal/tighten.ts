/**
 * What has to be refused so that every bound holds, and nothing more: for each controllable event the states in which the
 * most permissive supervisor refuses it, as a few products of value sets over as few variables as possible. States that the
 * supervised model never reaches, or only once the world has broken an assumption, are used to keep the conditions short.
 * Each refusal says what it prevents.
 */
import { EMPTY_SET, FULL_SET, type StateSet, type SymbolicForest } from "../../diagram/index.ts";
import { all, any, type Condition, is, not } from "../model/condition.ts";
import { initialStateOf, type Model, unpermittedCondition } from "../model/model.ts";
import { conditionToSet, type SymbolicModel, symbolicModelOf } from "../symbolic/symbolic-model.ts";
import { symbolicReach, symbolicWinningSet } from "../symbolic/symbolic-winning-set.ts";
import { type Prevented, Reasons } from "./prevented.ts";

export interface Tightening {
  /** Number of the event in the model. */
  readonly event: number;
  readonly refusals: readonly Refusal[];
}

export interface Refusal {
  /** All of these must hold: each variable has one of the values (indices). */
  readonly when: readonly { readonly variable: number; readonly values: readonly number[] }[];
  /** A state in which it applies, and what the event would lead to from there. */
  readonly example: readonly number[];
  readonly prevents: Prevented;
}

/** `inadmissible`: no supervisor keeps the bounds from the start. `undecided`: the limit of nodes was met. */
export type TighteningAnswer =
  | { readonly answer: "tightened"; readonly tightenings: readonly Tightening[] }
  /** What the world, or nobody, does to break a bound from the start. */
  | { readonly answer: "inadmissible"; readonly loses: Prevented }
  | { readonly answer: "undecided" };

export interface TightenOptions {
  readonly nodesMax?: number;
  /** Events of one kind are refused by one condition, so no refusal of one applies where another is admitted; else each is of its own. */
  readonly kindOf?: (event: number) => string;
}

/** Computes the refusals; none where the model already keeps its bounds. */
export function tighten(model: Model, { nodesMax, kindOf = String }: TightenOptions = {}): TighteningAnswer {
  const machine = symbolicModelOf(model, nodesMax);
  const { forest, initial, steps } = machine;
  const winning = symbolicWinningSet(machine);
  if (forest.exhausted) return { answer: "undecided" };
  forest.keep(winning);
  const reasons = new Reasons(machine);
  if (!forest.isSubset(initial, winning)) return { answer: "inadmissible", loses: reasons.after(initialStateOf(model)) };
  const reached = symbolicReach(machine, winning);
  const mattering = forest.difference(reached, conditionToSet(forest, model.exempt));
  const admittedBy = new Map<string, StateSet>();
  for (const [number, { relation }] of steps.entries()) {
    const admitted = forest.intersection(mattering, forest.predecessors(relation, winning));
    admittedBy.set(kindOf(number), forest.union(admittedBy.get(kindOf(number)) ?? EMPTY_SET, admitted));
  }
  const tightenings = steps.flatMap(({ event, relation }, number): Tightening[] => {
    if (event.agency !== "controllable") return [];
    const admitted = admittedBy.get(kindOf(number)) ?? EMPTY_SET;
    const possible = forest.union(relation.guard, conditionToSet(forest, unpermittedCondition(event)));
    const refused = forest.difference(forest.intersection(reached, possible), forest.predecessors(relation, winning));
    const refusals = cover(machine, refused, admitted).map(
      (refusal): Refusal => ({ ...refusal, prevents: reasons.against(event, refusal.example) }),
    );
    return refusals.length === 0 ? [] : [{ event: number, refusals }];
  });
  return forest.exhausted ? { answer: "undecided" } : { answer: "tightened", tightenings };
}

/** The model with the refusals as requirements: what a person would get by adopting them. */
export function tightened(model: Model, tightenings: readonly Tightening[]): Model {
  const refused = new Map(tightenings.map(({ event, refusals }) => [event, any(refusals.map(conditionOf))]));
  return {
    ...model,
    events: model.events.map((event, number) => {
      const when = refused.get(number);
      return when === undefined ? event : { ...event, guard: all([event.guard, not(when)]) };
    }),
  };
}

function conditionOf({ when }: Refusal): Condition {
  return all(when.map(({ variable, values }) => is(variable, ...values)));
}

/** Products that cover `refused` and miss `admitted`: each grown from one uncovered state, variable by variable. */
function cover({ forest, model }: SymbolicModel, refused: StateSet, admitted: StateSet): Omit<Refusal, "prevents">[] {
  const products: Omit<Refusal, "prevents">[] = [];
  let left = refused;
  while (left !== EMPTY_SET && !forest.exhausted) {
    const example = forest.pick(left);
    const when = widest({ forest, model }, example, admitted);
    products.push({ when, example });
    left = forest.difference(left, productOf(forest, when));
  }
  return products;
}

type Product = Refusal["when"];

function productOf(forest: SymbolicForest, product: Product): StateSet {
  return product.reduce((set, { variable, values }) => forest.intersection(set, forest.is(variable, values)), FULL_SET as StateSet);
}

/** The product of one state's values, with variables left out (last first) and values added as long as it misses `admitted`. */
function widest({ forest, model }: Pick<SymbolicModel, "forest" | "model">, state: readonly number[], admitted: StateSet): Product {
  const misses = (product: Product): boolean => forest.intersection(productOf(forest, product), admitted) === EMPTY_SET;
  let product: Product = state.map((value, variable) => ({ variable, values: [value] }));
  for (const part of product.toReversed()) {
    const shorter = product.filter((other) => other !== part);
    if (misses(shorter)) product = shorter;
  }
  for (const { variable } of product) {
    for (const value of model.variables[variable]?.values.keys() ?? []) {
      const wider = product.map((part) =>
        part.variable === variable && !part.values.includes(value)
          ? { variable, values: [...part.values, value].sort((a, b) => a - b) }
          : part,
      );
      if (misses(wider)) product = wider;
    }
  }
  return product;
}
