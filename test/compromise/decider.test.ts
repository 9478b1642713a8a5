/** Whoever captures the decider: a wrong decision is refused by the second judge, kept as evidence, and turns health red. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DecisionEntry, FollowedEntry } from "../../src/ledger/index.ts";
import { Attacker, Bank } from "./bank.ts";

let bank: Bank;
let attacker: Attacker;
/** What the captured decider says of a proposal. */
let answer: (proposal: FollowedEntry) => Promise<DecisionEntry>;

beforeAll(async () => {
  bank = await Bank.open();
  expect(await bank.call("pay", 1_000)).toBe("clause/allow-failed");
  await bank.system.kill("decider");
  attacker = await Attacker.with(bank, "decider");
  const heard = (await bank.entries()).length;
  attacker.client.follow(0, { what: "all" }, (entry) => {
    attacker.client.observed(entry.index + 1, []);
    if (entry.leaf.entry.kind !== "proposal" || entry.index < heard) return;
    void answer(entry).then((decision) => attacker.say(decision, entry.leaf.session, {}));
  });
  await bank.system.ready();
}, 120_000);
afterAll(() => bank.close());

describe("whoever captures the decider", () => {
  test("seals no explanation beside a denial: the agent is told the codes, which both judges sign", async () => {
    const [honest] = await bank.entriesOf("decision");
    answer = async (proposal) => {
      const { warrant: _, ...decision } = await attacker.allow(proposal);
      return { ...decision, verdict: "deny", codes: honest?.codes ?? [], clauses: honest?.clauses ?? [], actions: honest?.actions ?? [] };
    };
    expect(await bank.call("pay", 2_000)).toBe("clause/allow-failed");
    await bank.until(async (saw) => saw(await bank.reasons()).length === 0);
  });

  test("signs an allow of what the charter denies: nothing runs, the agent hears judges/differ, health is red", async () => {
    answer = (proposal) => attacker.allow(proposal);
    expect(await bank.call("pay", 1_000)).toBe("judges/differ");
    expect(bank.executed).toEqual([]);
    expect(await bank.reasons()).toEqual(["ledger/judges-differ"]);
    const [refusal] = await bank.entriesOf("refusal");
    expect(refusal).toMatchObject({ server: "bank", code: "judges/differ" });
  });

  test("is convicted by both derivations, which the ledger keeps, and by the audit", async () => {
    const decision = (await bank.entriesOf("decision")).at(-1);
    expect(decision?.verdict).toBe("allow");
    const kept = (await bank.system.entries()).find(({ leaf }) => leaf.entry.kind === "refusal");
    expect(await bank.opened(kept)).toMatchObject({ derived: { verdict: "deny", codes: ["clause/allow-failed"] } });
    await bank.until(async (saw) => saw(await bank.audit()).verdict === "WRONG");
    expect((await bank.audit()).findings.map(({ code }) => code)).toEqual(["auditor/decision-wrong"]);
  });

  test("can't sign for the second judge, people, hosts or executors: ledger/wrong-duty", async () => {
    const proposal = (await bank.system.entries()).findLast(({ leaf }) => leaf.entry.kind === "proposal");
    if (proposal === undefined) throw new Error("there was a proposal");
    const session = proposal.leaf.session ?? "";
    const decision = await attacker.allow(proposal);
    expect(await attacker.countersign(decision, session)).toBe("ledger/wrong-duty");
    expect(await attacker.forgeries(proposal, ["decision", "countersignature"])).toEqual([]);
  });
});
