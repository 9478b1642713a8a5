/**
 * The command line as a function and the demo's stage, for tests that stand in for a person; charters and recorded sessions on
 * paper, for whoever judges many of them; parts in their cells, for tests that capture them. Nothing else enters here.
 */
export { type Compiled, compileFiles } from "./charter-file.ts";
export { charterModel } from "./charter-model.ts";
export { proveCharter } from "./charter-proof.ts";
export { proveStage, type Stage, setStage } from "./demo/stage.ts";
export { EXIT, type Exit } from "./exit-codes.ts";
export { interlock } from "./interlock.ts";
export type { Line } from "./session-lines.ts";
export { type PlayedCall, playSessions } from "./session-player.ts";

/** A command's own link to a running system. */
export { attach } from "./attach.ts";

/** The parts of a system in cells of their own. */
export type { Cell, Cells } from "./cells/cell.ts";
export { separatedCells } from "./cells/separated-cells.ts";
export { keptKey, keyFile, openStateFolder, readKey } from "./key-ring.ts";
export { launch, type Running, wallsOf } from "./launch.ts";
export { type StateFolder, stateFolderBeside } from "./state-folder.ts";
