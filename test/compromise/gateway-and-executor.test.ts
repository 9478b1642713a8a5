/** Whoever captures the gateway or an executor: proposes as that agent, lies about its own server, and nothing more. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Entry, FollowedEntry } from "../../src/ledger/index.ts";
import { Attacker, Bank } from "./bank.ts";

let bank: Bank;
beforeAll(async () => {
  bank = await Bank.open();
  expect(await bank.call("look", 1)).toBe("");
}, 120_000);
afterAll(() => bank.close());

async function lastProposal(): Promise<FollowedEntry> {
  const found = (await bank.system.entries()).findLast(({ leaf }) => leaf.entry.kind === "proposal");
  if (found === undefined) throw new Error("there was a proposal");
  return found;
}

describe("whoever captures the gateway", () => {
  test("proposes what it likes, in the agent's name, and is judged like the agent", async () => {
    const gateway = await Attacker.with(bank, "gateway");
    const { session = "" } = (await lastProposal()).leaf;
    const soon = Date.now() + 10_000;
    const proposal = { kind: "proposal", from: "agent", deadline: soon, patience: soon } as const;
    expect(await gateway.say(proposal, session, { tool: "bank/pay", args: { amount: 1_000 } })).toBe("ok");
    await bank.until(async (saw) => saw(await bank.entriesOf("decision")).length === 2);
    expect((await bank.entriesOf("decision")).at(-1)?.verdict).toBe("deny");
    expect(bank.executed).toEqual(["look 1"]);
  });

  test("can't seal one call and have another judged: what is not open to the judges is denied or refused", async () => {
    const gateway = await Attacker.with(bank, "gateway");
    const { session = "" } = (await lastProposal()).leaf;
    const soon = Date.now() + 10_000;
    const proposal = { kind: "proposal", from: "agent", deadline: soon, patience: soon } as const;
    const readers = ["decider", "executor-bank"].map((name) => bank.system.key(name));
    expect(await gateway.say(proposal, session, { tool: "bank/pay", args: { amount: 10 } }, readers)).toBe("ok");
    await bank.until(async (saw) => saw(await bank.entriesOf("refusal")).length === 1);
    expect((await bank.entriesOf("refusal"))[0]?.code).toBe("judges/undecided");
    expect(bank.executed).toEqual(["look 1"]);
  });

  test("can't decide, countersign, approve, grant, execute or attest for others: ledger/wrong-duty, ledger/wrong-executor", async () => {
    const gateway = await Attacker.with(bank, "gateway");
    expect(await gateway.forgeries(await lastProposal(), [])).toEqual([]);
  });
});

describe("whoever captures an executor", () => {
  test("can't decide, countersign, approve or grant: ledger/wrong-duty", async () => {
    const executor = await Attacker.with(bank, "executor-bank");
    expect(await executor.forgeries(await lastProposal(), [])).toEqual([]);
  });

  test("can't read what it was not warranted: ledger/wrong-duty", async () => {
    const executor = await Attacker.with(bank, "executor-bank");
    const read = await executor.client.read(0, 5);
    expect(read.ok).toBe(false);
  });

  test("openly can: say that a warranted call of its own server returned what it likes", async () => {
    const outcomes = await bank.entriesOf("outcome");
    expect(outcomes.length).toBe(1);
    const again: Entry = { ...(outcomes[0] as Entry & { kind: "outcome" }), result: "failed" };
    const executor = await Attacker.with(bank, "executor-bank");
    // Once: a call that is over takes no second outcome.
    expect(await executor.say(again, (await lastProposal()).leaf.session, {})).toBe("ledger/not-open");
  });
});
