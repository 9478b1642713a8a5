/** Both judges as the processes they are: no call without both, a clear word where one is missing, and a return from the ledger. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Bank } from "../compromise/bank.ts";

let bank: Bank;
beforeAll(async () => {
  bank = await Bank.open();
}, 120_000);
afterAll(() => bank.close());

test("a call that both judges allow runs once, a call that they deny never", async () => {
  expect(await bank.call("pay", 10)).toBe("");
  expect(await bank.call("pay", 1_000)).toBe("clause/allow-failed");
  expect(bank.executed).toEqual(["pay 10"]);
  expect((await bank.entriesOf("countersignature")).length).toBe(1);
  expect(await bank.entriesOf("refusal")).toEqual([]);
});

test("without its countersigner nothing runs, and the reason is said; it returns from the ledger", async () => {
  await bank.system.kill("countersigner-bank");
  await bank.until(async (saw) => saw(await bank.reasons()).includes("ledger/countersigner-missing"));
  expect(await bank.call("look", 1)).toBe("gateway/not-ready");
  expect(bank.executed).toEqual(["pay 10"]);
  bank.system.startCountersigner("bank");
  await bank.system.ready();
  expect(await bank.call("look", 2)).toBe("");
  expect(bank.executed).toEqual(["pay 10", "look 2"]);
});

test("a call whose countersigner dies before it signs runs when the next one has signed", async () => {
  bank.system.signal("countersigner-bank", "SIGSTOP");
  const answer = bank.call("look", 3);
  await bank.until(async (saw) => saw(await bank.entriesOf("decision")).length === 4);
  expect(bank.executed).not.toContain("look 3");
  await bank.system.kill("countersigner-bank");
  bank.system.startCountersigner("bank");
  expect(await answer).toBe("");
  expect(bank.executed.filter((line) => line === "look 3")).toEqual(["look 3"]);
});

test("parts that hang while nobody calls are noticed, and nothing runs until they go on", async () => {
  const hanging = new Map([
    ["decider", "ledger/decider-behind"],
    ["countersigner-bank", "ledger/countersigner-behind"],
    ["executor-bank", "ledger/executor-missing"],
  ]);
  for (const part of hanging.keys()) bank.system.signal(part, "SIGSTOP");
  await bank.until(async (saw) => saw(await bank.reasons()).length === hanging.size);
  expect((await bank.reasons()).toSorted()).toEqual([...hanging.values()].toSorted());
  expect(await bank.call("look", 4)).toBe("gateway/not-ready");
  for (const part of hanging.keys()) bank.system.signal(part, "SIGCONT");
  await bank.system.ready();
  expect(await bank.call("look", 5)).toBe("");
  expect(bank.executed.filter((line) => line === "look 4" || line === "look 5")).toEqual(["look 5"]);
});

test("the whole ledger passes the audit", async () => {
  expect(await bank.audit()).toMatchObject({ verdict: "OK", derived: 5 });
});
