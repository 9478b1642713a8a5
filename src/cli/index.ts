/**
 * The command line as a function, for those who stand in for a person or judge charters on paper; people enter by `main.ts`. Each
 * folder knows only those named before it:
 * - `terminal`: how a command is declared, speaks and ends; `state-folder`: what outlives a process, and its keys;
 * - `pins`: tool servers and their lock; `charter`: as files; `ledger`: read, audited, shown to witnesses; `signing`: charters and grants;
 * - `sessions`: recordings, played on paper; `proof`: what is proved of charters; `waiting-calls`: shown to people, and answered;
 * - `notices`: how people hear of them; `cells`: what keeps parts apart; `launch`: starting all parts; `commands`, one file for each, with
 *   the `shell-server` and the `demo` that two of them run.
 */
export { type Compiled, compileFiles } from "./charter/charter-file.ts";
export { charterModel } from "./proof/charter-model.ts";
export { proveCharter } from "./proof/charter-proof.ts";
export { proveStage, type Stage, setStage } from "./demo/stage.ts";
export { EXIT, type Exit } from "./terminal/exit-codes.ts";
export { interlock } from "./interlock.ts";
export type { Line } from "./sessions/session-lines.ts";
export { type PlayedCall, playSessions } from "./sessions/session-player.ts";

/** A command's own link to a running system. */
export { attach } from "./ledger/attach.ts";

/** The parts of a system in cells of their own. */
export type { Cell, Cells } from "./cells/cell.ts";
export { separatedCells } from "./cells/separated-cells.ts";
export { keptKey, keyFile, openStateFolder, readKey } from "./state-folder/key-ring.ts";
export { launch, type Running, wallsOf } from "./launch/launch.ts";
export { type StateFolder, stateFolderBeside } from "./state-folder/state-folder.ts";
