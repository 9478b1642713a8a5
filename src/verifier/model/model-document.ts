/**
 * The JSON form of a model, as docs/verifier-model.md describes it: what `interlock check --machine` reads, what a
 * compiled machine is turned into before it is proved, and what a certificate is about.
 */

export interface ModelDocument {
  readonly format: "interlock-model/1";
  readonly name: string;
  readonly variables: readonly VariableDocument[];
  /** Named conditions; each may use those before it. */
  readonly define?: readonly NamedConditionDocument[];
  readonly events: readonly EventDocument[];
  readonly never?: readonly NamedConditionDocument[];
  readonly goals?: readonly NamedConditionDocument[];
  /** Whether goals are within reach if the world co-operates (where absent), or whatever it does. */
  readonly grade?: "possible" | "assured";
  /** Nobody refuses anything: the model is asked about as it stands. */
  readonly standing?: boolean;
  readonly assume?: AssumptionDocument;
}

export interface AssumptionDocument {
  /** Without it, progress never counts on what a person does. */
  readonly human?: "live";
  /** Assured progress counts on it that the world fails at most so often in a row. */
  readonly failures?: number;
}

export type Value = string | number | boolean;

export interface VariableDocument {
  readonly name: string;
  readonly values: readonly Value[];
  /** The first value where it is absent. */
  readonly initial?: Value;
}

export interface EventDocument {
  readonly name: string;
  readonly agency: "controllable" | "human" | "uncontrollable";
  readonly guard?: ConditionDocument;
  readonly requires?: ConditionDocument;
  readonly effects?: readonly EffectDocument[];
  readonly relied?: boolean;
  readonly choice?: string;
  /** What the world made of a call, where failures in a row are counted. */
  readonly outcome?: "success" | "failure";
  readonly letter?: string;
}

export type EffectDocument =
  | { readonly variable: string; readonly to: Value }
  | { readonly variable: string; readonly add: number }
  | { readonly variable: string; readonly map: readonly (readonly [Value, Value])[] };

export type ConditionDocument =
  | boolean
  /** The variable has one of the values: `["door", "open", "ajar"]`. */
  | { readonly is: readonly [string, ...Value[]] }
  | { readonly all: readonly ConditionDocument[] }
  | { readonly any: readonly ConditionDocument[] }
  | { readonly not: ConditionDocument }
  | { readonly defined: string };

export interface NamedConditionDocument {
  readonly name: string;
  readonly when: ConditionDocument;
}
