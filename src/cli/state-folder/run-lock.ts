/** One run at a time uses a state folder: its ledger has one writer, and its socket one ledger behind it. */
import { constants, mkdirSync } from "node:fs";
import { access } from "node:fs/promises";
import { dirname } from "node:path";
import { type Fault, fail, ok, type Result } from "../../fault/index.ts";
import { realDisk } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { reasonOf } from "../terminal/foreign-words.ts";
import { type Holder, holderOf, noteHolder, sweep } from "./holder.ts";
import { type StateFolder, socketFolders } from "./state-folder.ts";

export interface RunLock {
  release(): void;
}

/** How long the parts of a run that was killed may take to end by themselves. */
const LEFTOVERS_MS = 5_000;
const RETRY_MS = 50;

/**
 * Takes the state folder for this process, until released or until the process ends, however it ends.
 * Codes: `cli/already-running`, `cli/file-unwritable`.
 */
export async function takeStateFolder(state: StateFolder): Promise<Result<RunLock, CliCode>> {
  // A lock can be had on a disk that can't be written.
  for (const folder of [state.run, state.ledger]) {
    const unwritable = await access(folder, constants.W_OK).catch(reasonOf);
    if (unwritable !== undefined) return notTaken(folder, { code: "ledger/disk-read-only", message: unwritable });
  }
  const run = await realDisk(state.run).lock();
  if (!run.ok) return notTaken(state.run, run.fault, holderOf(dirname(state.socket)));
  const deadline = performance.now() + LEFTOVERS_MS;
  for (;;) {
    const ledger = await realDisk(state.ledger).lock();
    if (ledger.ok) {
      ledger.value.release();
      // Whoever held it last has removed it.
      mkdirSync(dirname(state.socket), { recursive: true, mode: 0o700 });
      noteHolder(dirname(state.socket));
      const { parent, prefix } = socketFolders();
      void sweep(parent, prefix);
      return ok(run.value);
    }
    if (ledger.fault.code !== "ledger/locked" || performance.now() > deadline) {
      run.value.release();
      return notTaken(state.ledger, ledger.fault, holderOf(dirname(state.socket)));
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

function notTaken(folder: string, cause: Fault, holder?: Holder): Result<never, CliCode> {
  if (cause.code !== "ledger/locked") {
    return fail("cli/file-unwritable", `cannot write in \`${folder}\``, { cause, remedy: "make room, or make it writable for you" });
  }
  const who = holder === undefined ? "" : `, as process ${holder.pid} since ${new Date(holder.since).toISOString()}`;
  return fail("cli/already-running", `Interlock already runs on this state folder${who}`, {
    remedy: `end it first${holder === undefined ? "" : ` (\`kill ${holder.pid}\`)`}, or copy the charter to a folder of its own`,
  });
}
