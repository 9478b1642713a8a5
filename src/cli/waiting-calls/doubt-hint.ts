/**
 * One line that leads a person to calls in doubt: nobody else ends a doubt, and until then every same call of the agent is answered by it.
 * A ledger that takes longer to read than a person waits is not read for it, and that is said.
 */
import { ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import type { Attached } from "../ledger/attach.ts";
import { entriesOf } from "../ledger/ledger-entries.ts";
import { HINT_ENTRIES_MAX } from "../limits.ts";
import { count, type Output, paint } from "../terminal/output.ts";
import { readDoubts } from "./open-doubts.ts";

/** Says how many calls are in doubt, if any; gives their tickets, undefined where the ledger is too long. Code: `cli/not-running`. */
export async function hintDoubts(out: Output, attached: Attached): Promise<Result<readonly string[] | undefined, CliCode>> {
  const status = await attached.client.status();
  if (status.ok && status.value.size > HINT_ENTRIES_MAX) {
    out.line(paint("dim", "the ledger is long: `interlock doubts` says whether calls are in doubt"));
    return ok(undefined);
  }
  const doubts = await readDoubts(entriesOf(attached));
  if (!doubts.ok) return doubts;
  const tickets = doubts.value.map(({ ticket }) => ticket);
  if (tickets.length > 0) out.line(paint("magenta", `${count(tickets.length, "call")} in doubt: \`interlock doubts\``));
  return ok(tickets);
}
