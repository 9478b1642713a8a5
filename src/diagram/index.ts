/** The door of the diagram layer. */

// Diagrams: make, combine, compare, evaluate.
export { createForest, Forest } from "./forest.ts";
export type { Ref } from "./node-store.ts";
export type { Path } from "./paths.ts";

// The way into a machine document.
export type { ExportedNodes, Renumbering } from "./export-nodes.ts";

// Limits and faults.
export { DIAGRAM_FAULTS, type DiagramCode } from "./faults.ts";
export { ARITY_MAX, NODES_MAX, PATH_MAX, VARIABLES_MAX } from "./limits.ts";

// Sets of states, for the verifier's symbolic engine.
export { SymbolicForest, type Relation, type StateSet } from "./symbolic-forest.ts";
export { FALSE as EMPTY_SET, TRUE as FULL_SET, SymbolicNodes } from "./symbolic-nodes.ts";
export { staticOrder } from "./symbolic-order.ts";
export { closure, type Direction } from "./symbolic-saturation.ts";
export { sift } from "./symbolic-sifting.ts";
