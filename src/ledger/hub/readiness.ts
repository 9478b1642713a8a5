/**
 * Whether a call could really be decided and executed now, and if not, every reason why not. Ready means nothing more and
 * nothing less: no reason is left out, and none that a call would not meet is in.
 */
import type { Fault } from "../../fault/index.ts";
import type { LedgerCode } from "../faults.ts";
import { DECIDER_LAG_MS } from "../limits.ts";

export interface Conditions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly trouble: Fault<LedgerCode> | undefined;
  /** Undefined while no decider is attached; else the ledger time of the oldest entry it has not folded, if there is one. */
  readonly decider: { readonly behindSince: number | undefined } | undefined;
  /** Configured tool servers whose executor is not attached. */
  readonly missingServers: readonly string[];
  /** Undefined while no charter is in force. */
  readonly charter: { readonly expires: number | undefined } | undefined;
}

/** Why the system is not ready; empty where it is. Codes: `ledger/disk-…`, and those of the last group but one in faults.ts. */
export function reasonsAgainst({ now, trouble, decider, missingServers, charter }: Conditions): Fault<LedgerCode>[] {
  const reasons: Fault<LedgerCode>[] = [];
  if (trouble !== undefined) reasons.push(trouble);
  if (decider === undefined) reasons.push({ code: "ledger/decider-missing", message: "no decider is attached" });
  else if (decider.behindSince !== undefined && decider.behindSince + DECIDER_LAG_MS < now) {
    reasons.push({ code: "ledger/decider-behind", message: `the decider has not folded entries that are older than ${DECIDER_LAG_MS} ms` });
  }
  for (const server of missingServers)
    reasons.push({ code: "ledger/executor-missing", message: `the executor of \`${server}\` is not attached` });
  if (charter === undefined)
    reasons.push({ code: "ledger/no-charter", message: "no charter is in force", remedy: "record one: `interlock run CHARTER`" });
  else if (charter.expires !== undefined && charter.expires <= now) {
    reasons.push({
      code: "ledger/charter-expired",
      message: `the charter in force expired at ${charter.expires}`,
      remedy: "record a newer version",
    });
  }
  return reasons;
}
