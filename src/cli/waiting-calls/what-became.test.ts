/** What a person is told who answers a call that waits no longer. */
import { expect, test } from "vitest";
import { HubWorld, must } from "../../../test/worlds/hub-world.ts";
import { DEFINITION, People } from "../../../test/worlds/ledger-world.ts";
import type { AnswerEntry, DecisionEntry, Entry, OutcomeEntry } from "../../ledger/index.ts";
import { notWaiting } from "./waiting-call.ts";
import { WhatBecame } from "./what-became.ts";

const people = new People();
const owner = people.get("approver:owner").id;
const parked = { roles: [{ role: "owner", approvals: 1 }], until: 1 };

function decision(verdict: DecisionEntry["verdict"], more: Partial<DecisionEntry> = {}): DecisionEntry {
  const prefix = { size: 8, root: "" };
  return { kind: "decision", proposal: 7, prefix, verdict, codes: ["clause/deny"], clauses: [], actions: [], machine: "", ...more };
}
const asks = decision("escalate", { parked });
const answer = (kind: AnswerEntry["kind"], proposal = 7): AnswerEntry => ({
  kind,
  proposal,
  decision: 8,
  shown: DEFINITION,
  role: "owner",
  expires: 1,
  ...(kind === "release" || kind === "discard" ? { containment: "keep" } : {}),
});
const outcome = (result: OutcomeEntry["result"]): OutcomeEntry => ({
  kind: "outcome",
  proposal: 7,
  decision: 9,
  result,
  epoch: "",
  durationMs: 1,
});
const allows = decision("allow");

test.each<readonly [string, readonly Entry[]]>([
  ["is not decided yet", []],
  ["was never parked: denied at once (clause/deny)", [decision("deny")]],
  ["was never parked: allowed at once, and executed", [allows, outcome("returned")]],
  ["is the same call as `t3`, whose ticket counts", [decision("escalate", { same: 3 })]],
  ["was approved by `approver-owner`, and executed", [asks, answer("approval"), answer("rejection", 6), allows, outcome("returned")]],
  ["was approved by `approver-owner`, and not executed (failed)", [asks, answer("approval"), allows, outcome("failed")]],
  ["was approved by `approver-owner`, and is under way, or in doubt: `interlock doubts`", [asks, answer("approval"), allows]],
  ["was approved by `approver-owner`, and is in doubt: `interlock doubts`", [asks, answer("approval"), allows, outcome("unknown")]],
  [
    "was never parked: allowed at once, and it may have run: the doubt was discarded by `approver-owner`",
    [allows, outcome("unknown"), answer("discard")],
  ],
  ["was approved by `approver-owner`, and is being decided again", [asks, answer("approval")]],
  [
    "was approved by `approver-owner`, and then denied (parked/changed), so it did not run",
    [asks, answer("approval"), decision("deny", { codes: ["parked/changed"] })],
  ],
  ["was rejected by `approver-owner`, so it does not run", [asks, answer("rejection"), decision("deny", { codes: ["approval/rejected"] })]],
  ["has expired: nobody answered it in time, so it did not run", [asks, decision("deny", { codes: ["approval/expired"] })]],
])("a call %s", (words, entries) => {
  const became = new WhatBecame(7, people.ring);
  for (const entry of entries) became.take({ entry, by: owner });
  expect(became.words()).toBe(words);
});

test("an answer to a call that waits no longer says so, as the ledger has it: cli/not-parked, cli/ticket-unknown", async () => {
  const world = await new HubWorld().start();
  const { gateway } = await world.begin();
  const proposal = await world.propose(gateway);
  const [client, { ring }] = [await world.attach("approver:owner"), world.people];
  const closed = new Promise<void>(() => undefined);
  const attached = { client, identity: world.people.get("approver:owner"), ring, socket: world.socket, closed, close: () => undefined };
  const isOver = async (): Promise<boolean> => (await must(client.read(proposal, 100))).some(({ leaf }) => leaf.entry.kind === "outcome");
  while (!(await isOver()));
  expect(await notWaiting(attached, proposal)).toMatchObject({
    fault: { code: "cli/not-parked", message: `the call \`t${proposal}\` was never parked: allowed at once, and executed` },
  });
  expect(await notWaiting(attached, 0)).toMatchObject({ fault: { code: "cli/ticket-unknown" } });
  await world.close();
});
