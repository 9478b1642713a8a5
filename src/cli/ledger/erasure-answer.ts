/** What the judges say of an erasure: both stand for it, one refuses and why, or nobody has said anything yet. */
import { fail, ok, type Result } from "../../fault/index.ts";
import type { CarryRefusal, FollowedEntry, Index, LedgerClient } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";

const REFUSALS: { readonly [code in CarryRefusal]: string } = {
  "carry/left-words":
    "their calls left values with servers, and a charter asks where values come from: when they come back, both judges must know them",
  "carry/context-open": "a call of theirs is not over: see `interlock pending` and `interlock doubts`",
  "carry/undecided": "a judge could not derive what their calls came to: run `interlock audit`",
  "carry/differs": "the judges derive different things: run `interlock audit` to see which is wrong",
};

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
      resolve(
        entry.refused === undefined
          ? ok(index)
          : fail("cli/erasure-refused", `${judge} does not stand for it [${entry.refused}]; nothing is erased`, {
              at: `entry ${index}`,
              remedy: REFUSALS[entry.refused],
            }),
      );
    });
  });
}
