/** The verifier's only door: what can happen, proved before it does. */

// Models: what is explored, and their JSON form.
export { VERIFIER_FAULTS, type VerifierCode } from "./faults.ts";
export type { Agency, Grade, Model, ModelEffect, ModelEvent, ModelVariable, NamedCondition } from "./model.ts";
export type {
  AssumptionDocument,
  ConditionDocument,
  EffectDocument,
  EventDocument,
  ModelDocument,
  NamedConditionDocument,
  VariableDocument,
} from "./model-document.ts";
export { parseModel } from "./parse-model.ts";

// What a model means, state by state.
export { type Condition, holds } from "./condition.ts";
export { badCondition, describeState, initialStateOf, stateAfter, stepCondition, unpermittedCondition, withinAssumption } from "./model.ts";

// From a compiled machine and its bounds to a model.
export { boundsToModel, type CompiledBounds, openModel, plantModel } from "./bounds-model.ts";
export { type CallBound, type EventMeaning, type MachineBounds, type MachineModel, machineToModel } from "./machine-model.ts";
export { exampleResult } from "./example-result.ts";
export { type ExampleCall, exampleCalls } from "./example-calls.ts";
export { type StoryMove, tellStory, tellViolation, violationSteps } from "./machine-story.ts";

export { type Operation, operationsOf } from "./machine-operations.ts";

export { NODES_MAX } from "./limits.ts";

// Proving: bounds, stories, sizes; refusals that make bounds hold.
export { type CheckOptions, checkModel } from "./check-model.ts";
export type { Step } from "./explicit-exploration.ts";
export { exploreExplicitly } from "./explicit-exploration.ts";
export type { SupervisorSize } from "./explicit-winning-set.ts";
export { standingModel } from "./standing-model.ts";
export { diagramConditions, type StateDiagrams } from "./state-diagram.ts";
export type { KeptAway } from "./kept-away.ts";
export type { ModelReport, Probed, Violation } from "./model-report.ts";
export { type Prevented, worldsPlay } from "./prevented.ts";
export { storiesOf } from "./refusal-stories.ts";
export { type Refusal, type Tightening, type TighteningAnswer, tighten, tightened } from "./tighten.ts";

// Certificates: made here, checked by code that shares nothing with the engines.
export { type Certificate, certifyModel } from "./certificate.ts";
export { type CheckedCertificate, checkCertificate } from "./certificate-checker.ts";

// Comparing, counting.
export { answerWith, compareMachines, type Difference, type Judged, type MachineComparison } from "./compare-machines.ts";
export type { PinnedShape } from "./joint-calls.ts";
export type { Domain, Kind } from "./joint-classes.ts";
export type { JointStep } from "./joint-story.ts";
export { type Comparison, compareModels } from "./compare-models.ts";
export { type Behaviour, behaviourOf, budgetVariables } from "./behaviour.ts";
export { type Entropy, entropyOf, horizonRate, wordCounts } from "./entropy.ts";
export { type LetterAutomaton, letterAutomatonOf, type LetterOptions } from "./letter-automaton.ts";
export { type TransitionGraph, transitionGraphOf } from "./transition-graph.ts";

// For people: the state space as a picture.
export type { PictureEdge, PictureNode, StatePicture, StepKind } from "./picture.ts";
export { statePictureOf } from "./state-picture.ts";

// For other model checkers.
export { modelToPromela } from "./promela.ts";
