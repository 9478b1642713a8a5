/**
 * WHAT A CALL SAYS, and on whose word: interpreters of arguments in a closed vocabulary, their canonical forms, the origin
 * of values, and the door that arguments pass. Deterministic and local; it decides nothing.
 * - `text`, `command`, `sql`: the interpreters, each a file with its name; `interpret.ts` calls them;
 * - `origin`: on whose word a value comes; `schema`: what a tool's pinned schema, and MCP, let through.
 */

// Meaning of arguments.
export { canonicalArguments } from "./canonical-arguments.ts";
export { type Deriving, derive } from "./derive.ts";
export { canonicalForm, interpret, type MeaningReading, understand, valueAt } from "./interpret.ts";
export type { Meaning, MeaningContext } from "./interpreter.ts";

// Origin: on whose word.
export { createOrigin, type LeafOrigin, type Origin, type Place, type Received } from "./origin/origin.ts";
export { parsedResult, type ResultSources } from "./origin/result-fields.ts";
export { says } from "./says.ts";
export { createSentValues, type SentValues } from "./origin/sent-values.ts";

// A statement that can be shown before it is run.
export { type RehearsableSql, rehearsableSql } from "./sql/sql-rehearsal.ts";

// A command line that runs as it is understood.
export type { CommandLine } from "./command/command-line.ts";
export { understoodLine } from "./command/shell.ts";

// What is Interlock's own.
export { type OwnGround, ownThingNamed, textsOf, wordsOf } from "./out-of-reach.ts";

// The door.
export { validateArguments } from "./schema/arguments.ts";

// Governed MCP methods.
export { type Capability, type GovernedMethod, governedMethod, METHODS, offeredMethods } from "./schema/methods.ts";

// Faults.
export { MEANING_FAULTS, type MeaningCode } from "./faults.ts";
