/**
 * The answer about a model: which bounds hold of everything that can happen, and for each that does not, a shortest story
 * that breaks it. Small models are listed, large ones laid into diagrams; where both give up, the answer is "undecided",
 * which nobody may take for a proof.
 */
import { checkExplicitly } from "./explicit-check.ts";
import type { Step } from "./explicit-exploration.ts";
import type { SupervisorSize } from "./explicit-winning-set.ts";
import { NODES_MAX } from "./limits.ts";
import type { Model } from "./model.ts";
import { checkSymbolically } from "./symbolic-check.ts";

export interface Violation {
  /** A forbidden state is reached; an event happens that is not permitted; a goal is out of reach. */
  readonly kind: "never" | "permission" | "goal";
  /** The name of the bound, or of the event. */
  readonly name: string;
  /** From the start to the forbidden state, to the state before the event, or to where the goal is lost. */
  readonly story: readonly Step[];
}

export interface ModelReport {
  readonly engine: "explicit" | "symbolic";
  readonly answer: "holds" | "violated" | "undecided";
  /** One for each bound that is broken, in the order of the model. */
  readonly violations: readonly Violation[];
  /** What permitted steps reach before anything is tightened. */
  readonly states: bigint;
  readonly transitions: bigint;
  /** What the most permissive supervisor leaves of it. */
  readonly supervisor: SupervisorSize;
  /** Events that happen nowhere, and those that happen only where the supervisor does not let it come to. */
  readonly dead: readonly string[];
  readonly suppressed: readonly string[];
}

export interface CheckOptions {
  /** States up to which the explicit engine is asked; 0 asks the symbolic one at once. */
  readonly explicitStatesMax?: number;
  readonly symbolicNodesMax?: number;
}

/** Above this many states the diagrams are nearly always quicker. */
const EXPLICIT_STATES_MAX = 200_000;

/** Checks a model with the engine that suits its size. */
export function checkModel(model: Model, options: CheckOptions = {}): ModelReport {
  const { explicitStatesMax = EXPLICIT_STATES_MAX, symbolicNodesMax = NODES_MAX } = options;
  return checkExplicitly(model, explicitStatesMax) ?? checkSymbolically(model, symbolicNodesMax);
}
