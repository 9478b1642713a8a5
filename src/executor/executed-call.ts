/**
 * The call that is really sent: the arguments that were opened, written in canonical form by this executor's own reading wherever the
 * decision says that they were understood. Only what the warrant commits to is ever sent, so a list of places that is one too short or too
 * long, or an interpreter that reads otherwise here than where the call was judged, sends nothing.
 */
import { argumentsThatRun } from "../execution/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { DecisionEntry, SealedCall } from "../ledger/index.ts";
import type { ExecutorCode } from "./faults.ts";

interface Decided {
  readonly call: SealedCall;
  readonly sends: DecisionEntry["sends"];
}

/** Code: `executor/form-mismatch`. */
export function executedCall({ call, sends }: Decided): Result<SealedCall, ExecutorCode> {
  const args = argumentsThatRun(call, sends);
  if (args === undefined) {
    return fail("executor/form-mismatch", "the arguments, written as they were understood, are not what the warrant commits to");
  }
  return ok({ ...call, args });
}
