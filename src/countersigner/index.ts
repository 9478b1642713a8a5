/** The door of the countersigner: the second judge beside one executor. */
export type { Saying } from "./countersigner.ts";
export { Countersigner } from "./countersigner.ts";
export type { CountersignerWorld } from "./run-countersigner.ts";
export { runCountersigner } from "./run-countersigner.ts";
export type { CountersignerCode } from "./faults.ts";
export { COUNTERSIGNER_FAULTS } from "./faults.ts";
