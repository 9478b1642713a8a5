/** Whoever captures the countersigner: refuses, and signs what no decider decided, which nobody executes. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Attacker, Bank } from "./bank.ts";

let bank: Bank;
let attacker: Attacker;
/** What the captured countersigner does with each decision. */
let refuses = false;

beforeAll(async () => {
  bank = await Bank.open();
  await bank.system.kill("countersigner-bank");
  attacker = await Attacker.with(bank, "countersigner-bank");
  attacker.client.follow(0, { what: "all" }, ({ index, leaf }) => {
    attacker.client.observed(index + 1, []);
    const { entry, session = "" } = leaf;
    if (entry.kind !== "decision") return;
    const { proposal } = entry;
    const refusal = { kind: "refusal", server: "bank", proposal, decision: index, code: "judges/differ" } as const;
    void (refuses ? attacker.say(refusal, session, {}) : attacker.countersign({ ...entry, verdict: "allow" }, session));
  });
  await bank.system.ready();
}, 120_000);
afterAll(() => bank.close());

describe("whoever captures the countersigner", () => {
  test("signs an allow of what the decider denies: nothing runs", async () => {
    expect(await bank.call("pay", 1_000)).toBe("clause/allow-failed");
    expect(bank.executed).toEqual([]);
  });

  test("signs before anybody has decided: nothing runs that the decider does not allow", async () => {
    expect(await bank.call("pay", 60)).toBe("gateway/pending");
    const parked = (await bank.system.entries()).findLast(({ leaf }) => leaf.entry.kind === "proposal");
    if (parked === undefined) throw new Error("there was a proposal");
    expect(await attacker.countersign(await attacker.allow(parked), parked.leaf.session ?? "")).toBe("ok");
    expect(bank.executed).toEqual([]);
  });

  test("refuses what it should sign: the call is denied, and health is red until it starts anew", async () => {
    refuses = true;
    expect(await bank.call("look", 1)).toBe("judges/differ");
    expect(bank.executed).toEqual([]);
    expect(await bank.reasons()).toEqual(["ledger/judges-differ"]);
  });

  test("can't decide, speak for people or hosts, or execute: ledger/wrong-duty", async () => {
    const proposal = (await bank.system.entries()).findLast(({ leaf }) => leaf.entry.kind === "proposal");
    if (proposal === undefined) throw new Error("there was a proposal");
    expect(await attacker.forgeries(proposal, ["countersignature", "refusal"])).toEqual([]);
  });
});
