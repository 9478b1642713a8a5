/** The verifier's only door. */

// Models: what is explored, and their JSON form.
export { VERIFIER_FAULTS, type VerifierCode } from "./faults.ts";
export type { Model, ModelEvent, ModelVariable, ModelEffect, NamedCondition, Agency } from "./model.ts";
export type { ModelDocument, ConditionDocument, EventDocument, EffectDocument, VariableDocument } from "./model-document.ts";
export { parseModel } from "./parse-model.ts";
