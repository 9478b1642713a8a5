/** The command line as a function and the demo's stage: for tests that stand in for a person. Nothing else enters here. */
export { proveStage, type Stage, setStage } from "./demo/stage.ts";
export { EXIT, type Exit } from "./exit-codes.ts";
export { interlock } from "./interlock.ts";
