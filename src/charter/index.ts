/** THE LANGUAGE: from the text of charters to a machine, with diagnostics that say where, what and what to do. */

// Compiling.
export { type CharterInput, type CompileContext, type Compiled, compileCharters } from "./compile.ts";
export type { PinnedTool } from "./pinned-tool.ts";

// Diagnostics.
export { type Diagnostic, renderDiagnostic } from "./diagnostic.ts";

// Faults.
export { CHARTER_FAULTS, type CharterCode } from "./faults.ts";
