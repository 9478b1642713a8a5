/** One run at a time uses a state folder: its ledger has one writer, and its socket one ledger behind it. */
import { fail, ok, type Result } from "../fault/index.ts";
import { realDisk } from "../ledger/index.ts";
import type { CliCode } from "./faults.ts";
import type { StateFolder } from "./state-folder.ts";

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
  const lock = await realDisk(state.run).lock();
  if (!lock.ok && lock.fault.code !== "ledger/locked") {
    return fail("cli/file-unwritable", `cannot write in \`${state.run}\``, { cause: lock.fault });
  }
  const isFree = lock.ok && (await isLedgerFree(state));
  if (isFree) return ok(lock.value);
  if (lock.ok) lock.value.release();
  return fail("cli/already-running", "Interlock already runs on this state folder", {
    remedy: "end it first, or copy the charter to a folder of its own",
  });
}

async function isLedgerFree(state: StateFolder): Promise<boolean> {
  const deadline = performance.now() + LEFTOVERS_MS;
  for (;;) {
    const ledger = await realDisk(state.ledger).lock();
    if (ledger.ok) ledger.value.release();
    // Another trouble than a holder is for the ledger to say.
    if (ledger.ok || ledger.fault.code !== "ledger/locked") return true;
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
