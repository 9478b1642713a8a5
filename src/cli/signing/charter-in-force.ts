/**
 * Which charter is in force in a state folder, who signs the next, and who answers: asked of the ledger while it runs, else read from its
 * files.
 */
import type { Ring } from "../../crypto/index.ts";
import { ok, type Result } from "../../fault/index.ts";
import { Approvers, type Authors, type CharterEntry, CharterSuccession } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { openEntries } from "../ledger/ledger-entries.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";

export interface Standing {
  /** Absent before the first. */
  readonly charter?: CharterEntry;
  readonly authors: Authors;
  readonly approvers: Approvers;
}

/** Codes: those of `openEntries` and of reading. */
export async function charterInForce(state: StateFolder, ring: Ring, keyName: string): Promise<Result<Standing, CliCode>> {
  const entries = await openEntries(state, keyName);
  if (!entries.ok) return entries;
  const succession = new CharterSuccession();
  let charter: CharterEntry | undefined;
  const approvers = new Approvers(ring);
  const read = await entries.value.read(0, ({ leaf }) => {
    const { entry } = leaf;
    approvers.take(leaf, succession.authors(ring));
    succession.take(entry);
    if (entry.kind === "charter") charter = entry;
  });
  entries.value.close();
  if (!read.ok) return read;
  return ok({ authors: succession.authors(ring), approvers, ...(charter === undefined ? {} : { charter }) });
}
