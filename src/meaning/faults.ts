/** Every expected failure of this layer: one code, one sentence. */
export const MEANING_FAULTS = {
  "meaning/schema-invalid": "The pinned input schema is not a valid JSON Schema of an object.",
  "meaning/schema-dialect": "The pinned input schema declares a dialect other than JSON Schema 2020-12, 2019-09 or draft-07.",
  "meaning/schema-pattern": "The pinned input schema holds a regular expression that cannot be matched in linear time.",
  "meaning/arguments-unknown-field": "The arguments hold a field that the pinned input schema does not name.",
  "meaning/arguments-invalid": "The arguments do not satisfy the pinned input schema.",
  "meaning/origin-full":
    "The session's texts, or what its agent has sent, exceed what the origin index may keep; origin is no longer known.",
} as const;

export type MeaningCode = keyof typeof MEANING_FAULTS;
