/**
 * THE LANGUAGE: from the text of charters to a machine, with diagnostics that say where, what and what to do. `compile.ts`
 * is the way through it. Each folder knows only those named before it:
 * - `text`: YAML and the grammar; `formula`: truth functions and the texts they ask about; `classes`: values that are asked alike;
 * - `condition`: from CEL to formulas, with types; `actions`: what a charter declares, limits and mandates;
 * - `machine`: diagrams for each tool, and the document; `bounds`: what is to be proved of it; `compiled`: what a machine says.
 */

// Compiling.
export { type CharterInput, type CompileContext, type Compiled, compileCharters } from "./compile.ts";
export type { BoundDocument, BoundsDocument, CallBounds } from "./bounds/bounds-document.ts";
export { looksUp } from "./looks-up.ts";
export type { Examination, ExaminedGuard } from "./machine/examination.ts";
export type { PinnedTool } from "./pinned-tool.ts";

// Diagnostics.
export { type Diagnostic, renderDiagnostic } from "./diagnostic.ts";

// What a machine says of one action.
export { type ExampleCall, type Explanation, explain, type Row } from "./compiled/explain.ts";
export { type PatternAutomaton, patternAutomata, type PatternMove } from "./compiled/pattern-automata.ts";

// What a pinned schema lets through at one place of the arguments.
export { argumentDomain } from "./condition/argument-domain.ts";

// Writing clauses: a bound in the words of a clause, and clauses in the text of a charter.
export { type AddedClause, addClauses } from "./text/add-clauses.ts";
export { asksFacts, type CallCondition, callCondition, type CharterWords, charterWords, type Doing } from "./bounds/call-condition.ts";

// What changed in a text.
export { type Besides, besidesCalls, judgedBy, measureOf, type Relabelled, relabelled, type Termed } from "./compiled/besides-calls.ts";
export { unifiedDiff } from "./text/unified-diff.ts";

// The JSON Schema for editors.
export { charterJsonSchema } from "./text/schema.ts";

// Faults.
export { CHARTER_FAULTS, type CharterCode } from "./faults.ts";
