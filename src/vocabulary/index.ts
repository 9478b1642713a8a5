/** THE WORDS: which interpreters exist, what each takes, and the type of everything in its record. Nothing but data. */
export { ASKED_AN_HOUR_MAX, type AskLimit, type AskLimits } from "./ask-limits.ts";
export type { Derived, Plain, RecordForm } from "./derived.ts";
export type { InterpretedPlace, InterpretedTool } from "./interpreted-place.ts";
export type { Lack, Need } from "./need.ts";
export type { OriginLabels, ToolSources } from "./origin-labels.ts";
export type { PartsForm } from "./parts-form.ts";
export {
  type InterpreterSignature,
  type MeaningType,
  type Method,
  type ParameterType,
  PARTS,
  type PartKind,
  VOCABULARY,
} from "./vocabulary.ts";
