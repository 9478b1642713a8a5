/** THE LANGUAGE: from the text of charters to a machine, with diagnostics that say where, what and what to do. */

// Compiling.
export { type CharterInput, type CompileContext, type Compiled, compileCharters } from "./compile.ts";
export type { BoundDocument, BoundsDocument, CallBounds } from "./bounds-document.ts";
export { looksUp } from "./looks-up.ts";
export type { Examination, ExaminedGuard } from "./examination.ts";
export type { PinnedTool } from "./pinned-tool.ts";

// Diagnostics.
export { type Diagnostic, renderDiagnostic } from "./diagnostic.ts";

// What a machine says of one action.
export { type ExampleCall, type Explanation, explain, type Row } from "./explain.ts";
export { type PatternAutomaton, patternAutomata, type PatternMove } from "./pattern-automata.ts";

// What a pinned schema lets through at one place of the arguments.
export { argumentDomain } from "./argument-domain.ts";

// Writing clauses: a bound in the words of a clause, and clauses in the text of a charter.
export { type AddedClause, addClauses } from "./add-clauses.ts";
export { asksFacts, type CallCondition, callCondition, type CharterWords, charterWords, type Doing } from "./call-condition.ts";

// What changed in a text.
export { type Besides, besidesCalls, judgedBy, measureOf, type Relabelled, relabelled, type Termed } from "./besides-calls.ts";
export { unifiedDiff } from "./unified-diff.ts";

// The JSON Schema for editors.
export { charterJsonSchema } from "./schema.ts";

// Faults.
export { CHARTER_FAULTS, type CharterCode } from "./faults.ts";
