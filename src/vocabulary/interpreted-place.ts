/**
 * A place of a call's arguments that the charters in force read through an interpreter. It names no value, so it may be public; two judges
 * and an executor that know the same places write the same call alike.
 */
export interface InterpretedPlace {
  readonly interpreter: string;
  /** Names of members from one list to the next: `[["query"]]` is a member, `[["to"], []]` every item of a list, `[[]]` all arguments. */
  readonly at: readonly (readonly string[])[];
}

/** What a machine says of one tool: in the order of their text, each once. */
export interface InterpretedTool {
  readonly tool: string;
  readonly places: readonly InterpretedPlace[];
}
