/** WHAT IS DECIDED: the verdict lattice, the compiled machine, and the vocabulary of meaning. */
export type * from "./machine-document.ts";
export { join, severity, VERDICTS, type Verdict } from "./verdict.ts";
export * from "./vocabulary.ts";
