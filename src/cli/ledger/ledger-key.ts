/** The note key of a ledger as a person hands it to a command: one line that its owner has read to them, or sent. */
import { type CryptoCode, type NoteKey, parseNoteKey } from "../../crypto/index.ts";
import type { Result } from "../../fault/index.ts";

/** Reads it. Codes: those of `parseNoteKey`. */
export function readLedgerKey(text: string): Result<NoteKey, CryptoCode> {
  const key = parseNoteKey(text);
  if (key.ok) return key;
  return {
    ok: false,
    fault: { ...key.fault, remedy: "copy it whole: `interlock trust --json` prints it on the ledger's machine, under `ledgers`" },
  };
}
