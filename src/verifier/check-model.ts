/**
 * The answer about a model: which bounds hold of everything that can happen, and for each that does not, a shortest story
 * that breaks it. Small models are listed, large ones laid into diagrams; where both give up, the answer is "undecided",
 * which nobody may take for a proof.
 */

import { checkExplicitly } from "./explicit/explicit-check.ts";
import { NODES_MAX } from "./limits.ts";
import type { Condition } from "./model/condition.ts";
import type { Model } from "./model/model.ts";
import type { ModelReport } from "./model-report.ts";
import { checkSymbolically } from "./symbolic/symbolic-check.ts";

export interface CheckOptions {
  /** States up to which the explicit engine is asked; 0 asks the symbolic one at once. */
  readonly explicitStatesMax?: number;
  readonly symbolicNodesMax?: number;
  /** Conditions of which the report says whether they come to hold. */
  readonly probes?: readonly Condition[];
  /** Asked now and then: once it says yes the check gives up, undecided. */
  readonly isOver?: () => boolean;
}

/** Above this many states the diagrams are nearly always quicker. */
const EXPLICIT_STATES_MAX = 10_000;

/** Checks a model with the engine that suits its size. */
export function checkModel(model: Model, options: CheckOptions = {}): ModelReport {
  const { explicitStatesMax = EXPLICIT_STATES_MAX, symbolicNodesMax = NODES_MAX, probes = [], isOver } = options;
  return checkExplicitly(model, explicitStatesMax, probes) ?? checkSymbolically(model, symbolicNodesMax, probes, isOver);
}
