/** The door of the kernel: what is decided, and what changes. Pure, total and bounded; nothing here waits or throws in earnest. */

// The lattice.
export { join, severity, type Verdict, VERDICTS } from "./verdict.ts";

// The machine as data, and loaded.
export type * from "./machine-document.ts";
export type { Json } from "./json.ts";
export { initialState, loadMachine, type Machine, toolNumber } from "./machine.ts";

// Deciding.
export { admissible, decide, ruling } from "./decide.ts";
export type { Call } from "./read.ts";
export type { Obligation, Ruling } from "./ruling.ts";

// Changing state.
export { contain, endContainment, observe, outcomeOf, proceed } from "./observe.ts";
export type { Outcome } from "./effects.ts";

// Limits and faults.
export { KERNEL_FAULTS, type KernelCode } from "./faults.ts";
export { NESTING_MAX, TERMS_MAX, TESTS_MAX, TOOLS_MAX, VALUES_MAX, VARIABLES_MAX } from "./limits.ts";
