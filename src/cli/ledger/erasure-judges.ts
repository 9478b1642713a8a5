/**
 * The judges of an erasure: whether both are there before one is asked for, so that nobody waits for one who can't come, and what they
 * say of it: both stand for it, one refuses and why, or nobody has said anything yet.
 */
import type { Ring } from "../../crypto/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CarryRefusal, FollowedEntry, Index, LedgerClient, LedgerStatus } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";
import { leftWithServers } from "./left-with-servers.ts";

const ABSENT = /^ledger\/(decider|countersigner)-(missing|behind)$/;
const PAUSE_MS = 100;

const REFUSALS: { readonly [code in CarryRefusal]: string } = {
  "carry/left-words":
    "a charter asks where values come from, and when theirs come back, to whomever, both judges must know them: " +
    "docs/operating.md, `Somebody asks that their data be deleted`, says what can be done",
  "carry/context-open": "a call of theirs is not over: see `interlock pending` and `interlock doubts`",
  "carry/undecided": "a judge could not derive what their calls came to: run `interlock audit`",
  "carry/differs": "the judges derive different things: run `interlock audit` to see which is wrong",
};

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

/** Waits for both judges; gives the entry by which the second agrees. Codes: `cli/erasure-refused`, `cli/erasure-unanswered`. */
export function erasureAnswer(client: LedgerClient, erasure: Index, patienceMs: number): Promise<Result<Index, CliCode>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      const remedy = "see that a decider and a countersigner run, with `interlock status`; they answer when they do";
      resolve(
        fail("cli/erasure-unanswered", `the judges have not answered the erasure in entry ${erasure}; nothing is erased yet`, { remedy }),
      );
    }, patienceMs);
    client.follow(erasure, { what: "durable" }, ({ index, leaf: { entry } }: FollowedEntry) => {
      if (entry.kind !== "carry" || entry.erasure !== erasure) return;
      if (entry.refused === undefined && entry.server === undefined) return;
      clearTimeout(timer);
      const judge = entry.server === undefined ? "the decider" : "the second judge";
      resolve(entry.refused === undefined ? ok(index) : refused(client, entry.refused, { judge, erasure, at: `entry ${index}` }));
    });
  });
}

/** Why a judge does not stand for it, with what keeps the context where that can be named. Code: `cli/erasure-refused`. */
async function refused(
  client: LedgerClient,
  code: CarryRefusal,
  { judge, erasure, at }: { readonly judge: string; readonly erasure: Index; readonly at: string },
): Promise<Result<Index, CliCode>> {
  const left = code === "carry/left-words" ? await leftWithServers(client, erasure) : ok("");
  const what = left.ok && left.value !== "" ? `: values were left by ${left.value}` : "";
  return fail("cli/erasure-refused", `${judge} does not stand for it [${code}]; nothing is erased${what}`, { at, remedy: REFUSALS[code] });
}
