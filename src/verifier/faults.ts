/** The closed table of fault codes of the verifier. A violated bound is not here: that is an answer, not a fault. */

export const VERIFIER_FAULTS = {
  "verifier/model-malformed": "The model is not of the documented form.",
  "verifier/model-unknown-name": "The model names a variable, a value or a definition that it does not declare.",
  "verifier/model-duplicate-name": "Two variables, events, bounds or definitions of a model have one name.",
  "verifier/model-too-large": "The model has more variables, values or events than the verifier takes.",
  "verifier/effect-out-of-range": "An effect can leave the domain of its variable, and no guard prevents it.",
} as const;

export type VerifierCode = keyof typeof VERIFIER_FAULTS;
