/**
 * WHAT A CALL SAYS: interpreters of arguments in a closed vocabulary, their canonical forms, and the door that arguments
 * pass. Deterministic and local; it decides nothing.
 */

// Meaning of arguments.
export { canonicalForm, interpret, interpretAll, type MeaningReading, valueAt } from "./interpret.ts";
export type { Meaning, MeaningContext } from "./interpreter.ts";

// The door.
export { validateArguments, validateSchema } from "./arguments.ts";

// Governed MCP methods.
export { type Capability, type GovernedMethod, governedMethod, METHODS, offeredMethods } from "./methods.ts";

// Faults.
export { MEANING_FAULTS, type MeaningCode } from "./faults.ts";
