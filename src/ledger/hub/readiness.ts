/**
 * Whether a call could really be decided and executed now, and if not, every reason why not. Ready means nothing more and
 * nothing less: no reason is left out, and none that a call would not meet is in.
 */
import type { Fault } from "../../fault/index.ts";
import type { LedgerCode } from "../faults.ts";
import { JUDGE_LAG_MS } from "../limits.ts";
import type { Unreached } from "../protocol.ts";

/** Of a judge that is attached: the ledger time of the oldest entry it has not folded, if there is one. */
export interface JudgeCondition {
  readonly behindSince: number | undefined;
}

export interface Conditions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly trouble: Fault<LedgerCode> | undefined;
  /** Undefined while none is attached; silent where it does not answer. */
  readonly decider: JudgeCondition | "silent" | undefined;
  /** By tool server, for each that needs countersignatures. */
  readonly countersigners: readonly (readonly [server: string, condition: JudgeCondition | "silent" | undefined])[];
  /** Calls about which the judges differ, by tool server. */
  readonly disputes: readonly (readonly [server: string, proposal: number])[];
  /** Configured tool servers whose executor is not attached, or does not answer. */
  readonly missingServers: readonly string[];
  /** Why an attached executor would not act, by tool server. */
  readonly unable: readonly (readonly [server: string, why: Fault])[];
  /** What gateways have been shown that nobody entitled has said. */
  readonly convicted: readonly Fault[];
  /** Undefined while no charter is in force. */
  readonly charter: { readonly expires: number | undefined } | undefined;
}

/** Why the system is not ready; empty where it is. Codes: `ledger/disk-…`, and those of the last group but one in faults.ts. */
export function reasonsAgainst(conditions: Conditions): Fault<LedgerCode>[] {
  const { now, trouble, missingServers, unable, convicted, charter } = conditions;
  const reasons: Fault<LedgerCode>[] = [];
  if (trouble !== undefined) reasons.push(trouble);
  reasons.push(...reasonsOfJudges(conditions));
  for (const server of missingServers)
    reasons.push({ code: "ledger/executor-missing", message: `the executor of \`${server}\` is not attached, or does not answer` });
  for (const [server, why] of unable) {
    const { remedy } = why;
    const message = `the executor of \`${server}\` does not act: ${why.message}`;
    reasons.push({ code: "ledger/executor-unable", message, ...(remedy === undefined ? {} : { remedy }), cause: why });
  }
  for (const why of convicted) {
    const remedy = "stop, keep the folder as evidence, and run `interlock audit`";
    reasons.push({ code: "ledger/gateway-refuses", message: `a gateway believes the ledger no more: ${why.message}`, remedy, cause: why });
  }
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

/** A tool server that its executor could not reach. It keeps nobody else's calls from anything, and may be back at the next call. */
export function unreachedServer(server: string, why: Fault): Unreached {
  const code: LedgerCode = "ledger/server-unreached";
  const message = `the tool server \`${server}\` can't be reached, so its calls fail: ${why.message}`;
  return { server, why: { code, message, remedy: "run its command by itself to see why; the next call starts it again", cause: why } };
}

/** Why a judge does not judge now. */
function reasonsOfJudges({ now, decider, countersigners, disputes }: Conditions): Fault<LedgerCode>[] {
  const isBehind = (judge: JudgeCondition): boolean => judge.behindSince !== undefined && judge.behindSince + JUDGE_LAG_MS < now;
  const late = `has not folded entries that are older than ${JUDGE_LAG_MS} ms`;
  const reasons: Fault<LedgerCode>[] = [];
  if (decider === undefined) reasons.push({ code: "ledger/decider-missing", message: "no decider is attached" });
  else if (decider === "silent") reasons.push({ code: "ledger/decider-behind", message: "the decider does not answer" });
  else if (isBehind(decider)) reasons.push({ code: "ledger/decider-behind", message: `the decider ${late}` });
  for (const [server, judge] of countersigners) {
    const name = `the countersigner of \`${server}\``;
    if (judge === undefined) reasons.push({ code: "ledger/countersigner-missing", message: `${name} is not attached` });
    else if (judge === "silent") reasons.push({ code: "ledger/countersigner-behind", message: `${name} does not answer` });
    else if (isBehind(judge)) reasons.push({ code: "ledger/countersigner-behind", message: `${name} ${late}` });
  }
  for (const [server, proposal] of disputes) {
    reasons.push({
      code: "ledger/judges-differ",
      message: `the countersigner of \`${server}\` derives another decision on t${proposal} than the decider`,
      remedy: "run `interlock audit` to see which judge is wrong, mend it, and start anew",
    });
  }
  return reasons;
}
