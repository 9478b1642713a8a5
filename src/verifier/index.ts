/**
 * WHAT CAN HAPPEN, proved before it does. `check-model.ts` answers with one of two engines. Each folder knows only those
 * named before it:
 * - `model`: what is explored; `explicit` and `symbolic`: the engines, by lists of states and by decision diagrams;
 * - `machine`: from a compiled machine to a model, and back to calls; `refusal`: what has to be refused so that bounds hold;
 * - `certificate`: proofs, and a checker that shares nothing with the engines; `behaviour`: how much runs can differ;
 * - `picture`: states, drawn for people.
 * `joint` stands alone: two machines, compared by what they say of the same histories.
 */

// Models: what is explored, and their JSON form.
export { VERIFIER_FAULTS, type VerifierCode } from "./faults.ts";
export type { Agency, Grade, Model, ModelEffect, ModelEvent, ModelVariable, NamedCondition } from "./model/model.ts";
export type {
  AssumptionDocument,
  ConditionDocument,
  EffectDocument,
  EventDocument,
  ModelDocument,
  NamedConditionDocument,
  VariableDocument,
} from "./model/model-document.ts";
export { parseModel } from "./model/parse-model.ts";

// What a model means, state by state.
export { type Condition, holds } from "./model/condition.ts";
export {
  describeState,
  initialStateOf,
  stateAfter,
  unpermittedCondition,
  withinAssumption,
} from "./model/model.ts";

// From a compiled machine and its bounds to a model.
export { boundsToModel, type CompiledBounds, openModel, plantModel } from "./machine/bounds-model.ts";
export type { CallBound, EventMeaning, MachineBounds, MachineModel } from "./machine/machine-model.ts";
export { exampleResult } from "./machine/example-result.ts";
export { type ExampleCall, exampleCalls } from "./machine/example-calls.ts";
export { type StoryMove, tellStory, tellViolation, violationSteps } from "./machine/machine-story.ts";

export { type Operation, operationsOf } from "./machine/machine-operations.ts";

export { NODES_MAX } from "./limits.ts";

// Proving: bounds, stories, sizes; refusals that make bounds hold.
export { type CheckOptions, checkModel } from "./check-model.ts";
export type { Step } from "./explicit/explicit-exploration.ts";
export { exploreExplicitly } from "./explicit/explicit-exploration.ts";
export type { SupervisorSize } from "./explicit/explicit-winning-set.ts";
export { standingModel } from "./model/standing-model.ts";
export { diagramConditions, type StateDiagrams } from "./machine/state-diagram.ts";
export type { KeptAway } from "./explicit/kept-away.ts";
export type { ModelReport, Probed, Violation } from "./model-report.ts";
export { type Prevented, worldsPlay } from "./refusal/prevented.ts";
export { storiesOf } from "./refusal/refusal-stories.ts";
export { type Refusal, type Tightening, type TighteningAnswer, tighten, tightened } from "./refusal/tighten.ts";

// Certificates: made here, checked by code that shares nothing with the engines.
export { type Certificate, certifyModel } from "./certificate/certificate.ts";
export { type CheckedCertificate, checkCertificate } from "./certificate/certificate-checker.ts";

// Comparing, counting.
export { answerWith, compareMachines, type Difference, type Judged, type MachineComparison } from "./joint/compare-machines.ts";
export type { PinnedShape } from "./joint/joint-calls.ts";
export type { Domain, Kind } from "./joint/joint-classes.ts";
export type { JointStep } from "./joint/joint-story.ts";
export { type Comparison, compareModels } from "./behaviour/compare-models.ts";
export { type Behaviour, behaviourOf, budgetVariables } from "./behaviour/behaviour.ts";
export type { Entropy } from "./behaviour/entropy.ts";

// For people: the state space as a picture.
export type { PictureEdge, PictureNode, StatePicture, StepKind } from "./picture/picture.ts";
export { statePictureOf } from "./picture/state-picture.ts";

// For other model checkers.
export { modelToPromela } from "./model/promela.ts";
