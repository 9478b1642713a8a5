/** Everything that can be wrong with a charter, with one sentence that says what it means. */

export const CHARTER_FAULTS = {
  // The text.
  "charter/yaml": "The text is not the part of YAML 1.2 that charters are written in.",
  "charter/tag": "A charter has no YAML tags; a condition that begins with `!` is quoted.",
  "charter/anchor": "A charter has no YAML anchors and no aliases.",
  "charter/merge-key": "A charter has no YAML merge keys.",
  "charter/duplicate-key": "A key is written twice in one map.",
  "charter/flow-comma": "Between braces or brackets YAML ends a condition at its first comma, unless it is quoted.",
  "charter/unquoted":
    "YAML reads a value that begins with a quote, or contains `: `, as something else than a condition, unless it is quoted.",
  "charter/too-large": "A part of the charter passes a limit of the compiler.",

  // The grammar.
  "charter/missing-key": "A required key is missing.",
  "charter/unknown-key": "The language has no such key here.",
  "charter/wrong-shape": "A value is not of the kind that this key takes.",
  "charter/bad-name": "A name is not one, or is already taken by the language.",
  "charter/bad-value": "A value is of the right kind but means nothing here.",
  "charter/duplicate-name": "Two things have the same name.",

  // Conditions.
  "charter/empty-condition": "A condition is empty.",
  "charter/syntax": "A condition is not a well-formed expression.",
  "charter/unknown-name": "A condition names something that does not exist.",
  "charter/unknown-field": "A condition reads an argument that the pinned input schema does not have.",
  "charter/wrong-type": "A condition could never have an answer, because the kinds of its values do not fit.",
  "charter/not-possible": "A condition is valid CEL, but lies outside the finite part of it that can be decided and proved.",
  "charter/recursion": "A definition uses itself.",
  "charter/pattern": "A regular expression is malformed, or not one that a finite automaton can run.",
  "charter/unanchored": "A regular expression is not anchored at both ends.",
  "charter/too-many-states": "The patterns on one argument need too large an automaton together.",

  // What the parts say together.
  "charter/no-such-tool": "A tool pattern names no pinned tool.",
  "charter/unknown-action": "A limit or a mandate names an action that does not exist.",
  "charter/source-overlap": "Two sources claim the results of one tool equally.",
  "charter/bad-effect": "An effect gives a state variable a value it cannot have.",
  "charter/effect-out-of-range": "An effect leads out of a state variable's range in a state in which the action is admissible.",
  "charter/effect-conflict": "Two actions that match the same call change the same state variable in different ways.",
  "charter/nothing-denies": "In a composition no charter denies the calls that no action names.",

  // Warnings.
  "charter/dead-clause": "A clause can never hold.",
  "charter/never-allows": "An action denies every call that it matches.",
  "charter/overlay-without-allow": "In an overlay, an action without `allow` denies whatever it does not escalate or hold.",
} as const;

export type CharterCode = keyof typeof CHARTER_FAULTS;
