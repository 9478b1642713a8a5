/** Whoever captures both judges of a server: what a person said is still the person's. No approval comes out of nothing. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FollowedEntry } from "../../src/ledger/index.ts";
import { Attacker, Bank } from "./bank.ts";

let bank: Bank;
let decider: Attacker;
let countersigner: Attacker;

beforeAll(async () => {
  bank = await Bank.open();
  expect(await bank.call("pay", 60)).toBe("gateway/pending");
  await bank.system.kill("decider");
  await bank.system.kill("countersigner-bank");
  [decider, countersigner] = [await Attacker.with(bank, "decider"), await Attacker.with(bank, "countersigner-bank")];
  for (const { client } of [decider, countersigner])
    client.follow(0, { what: "all" }, ({ index }) => {
      client.observed(index + 1, []);
    });
  await bank.system.ready();
}, 120_000);
afterAll(() => bank.close());

/** The parked call, and the entries so far. */
async function parked(): Promise<{
  readonly proposal: FollowedEntry;
  readonly session: string;
  readonly entries: readonly FollowedEntry[];
}> {
  const entries = await bank.entries();
  const proposal = entries.findLast(({ leaf }) => leaf.entry.kind === "proposal");
  if (proposal === undefined) throw new Error("there was a proposal");
  return { proposal, session: proposal.leaf.session ?? "", entries };
}

describe("whoever captures both judges", () => {
  test("can't allow a parked call without citing answers: ledger/decision-incomplete", async () => {
    const { proposal, session } = await parked();
    expect(await decider.say(await decider.allow(proposal), session, {})).toBe("ledger/decision-incomplete");
  });

  test("can't record an approval in anybody's name: ledger/wrong-duty", async () => {
    const { proposal, session, entries } = await parked();
    const decision = entries.findLast(({ leaf }) => leaf.entry.kind === "decision")?.index ?? 0;
    const answer = { kind: "approval", proposal: proposal.index, decision, shown: "0".repeat(64), role: "owner" } as const;
    for (const judge of [decider, countersigner])
      expect(await judge.say({ ...answer, expires: Date.now() + 60_000 }, session, {})).toBe("ledger/wrong-duty");
  });

  test("can't cite what is no approval of this call: the executor refuses, and nothing runs: executor/approval-missing", async () => {
    const { proposal, session, entries } = await parked();
    const cited = entries.findLast(({ leaf }) => leaf.entry.kind === "decision")?.index ?? 0;
    // Something has to come after the question: the second judge's word, which is no person's.
    expect(await countersigner.countersign(await decider.allow(proposal), session)).toBe("ok");
    const decision = await decider.allow(proposal, { answers: [cited + 1] });
    expect(await decider.say(decision, session, {})).toBe("ok");
    expect(await countersigner.countersign(decision, session)).toBe("ok");
    await bank.until(async (saw) => saw(await bank.entriesOf("outcome")).length > 0);
    expect(await bank.entriesOf("outcome")).toMatchObject([{ result: "failed", code: "executor/approval-missing" }]);
    expect(bank.executed).toEqual([]);
  });

  test("is convicted by the audit, which derives what nobody answered", async () => {
    await bank.until(async (saw) => saw(await bank.audit()).verdict === "WRONG");
    expect((await bank.audit()).findings.map(({ code }) => code)).toContain("auditor/approval-missing");
  });
});
