/** Whether both judges are there, before anything is asked that only they can answer: nobody waits for one who can't come. */
import type { Ring } from "../../crypto/index.ts";
import { fail, type Result } from "../../fault/index.ts";
import type { LedgerClient, LedgerStatus } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";

const ABSENT = /^ledger\/(decider|countersigner)-(missing|behind)$/;
const PAUSE_MS = 100;

/** The ledger's status once every judge is there, waiting for `patienceMs`. Codes: `cli/judges-missing`, `ledger/link-lost`. */
export async function withJudges(client: LedgerClient, ring: Ring, patienceMs: number): Promise<Result<LedgerStatus>> {
  const isJudged = ring.identities.some(({ duties }) => duties.some((duty) => duty.startsWith("countersigner:")));
  if (!isJudged) {
    const remedy = "start Interlock on this state folder once: that enrols a second judge for each tool server";
    return fail<CliCode>("cli/judges-missing", "no second judge is enrolled here, so nobody can agree with the first", { remedy });
  }
  for (const deadline = performance.now() + patienceMs; ; await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))) {
    const status = await client.status();
    if (!status.ok) return status;
    const absent = status.value.reasons.find(({ code }) => ABSENT.test(code));
    if (absent === undefined) return status;
    if (performance.now() < deadline) continue;
    const remedy = "a launcher starts it again by itself; where it can't, stop Interlock, start it anew, and ask again";
    return fail<CliCode>("cli/judges-missing", "a judge is not there; nothing is asked, and nothing is erased", { cause: absent, remedy });
  }
}
