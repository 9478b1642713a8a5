/** In the separated grade, whoever captures a gateway, executor, countersigner, tool server or the agent's user, or has one key. */
import { userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sandboxWorks } from "../../src/executor/index.ts";
import type { Tries } from "./captured/attempts.ts";
import { CAPTURES, type Capture } from "./captured/captures.ts";
import { SeparatedBank } from "./separated-bank.ts";

const canSeparate = await sandboxWorks();
const isRoot = userInfo().uid === 0;
let bank: SeparatedBank;

function captureOf(who: string): Capture {
  const capture = CAPTURES.find((one) => one.who === who);
  if (capture === undefined) throw new Error(who);
  return capture;
}

/** Makes a row's attempts in its place. */
async function attempted(who: string): Promise<{ readonly [tries: string]: string }> {
  const { part = "gateway", tries } = captureOf(who);
  return await bank.capture(part, Object.keys(tries) as Tries[]);
}

describe.skipIf(!canSeparate)("separated (needs bwrap), whoever captures", () => {
  beforeAll(async () => {
    bank = await SeparatedBank.open();
    expect(await bank.call("look", 1)).toBe("");
    expect(bank.executed).toEqual(["look 1"]);
  }, 60_000);
  afterAll(() => bank.close());

  for (const who of ["gateway", "executor", "tool server"]) {
    test(`the ${who} comes no further than its row says`, async () => {
      expect(await attempted(who)).toEqual(captureOf(who).tries);
      expect(bank.executed).toEqual(["look 1"]);
    }, 20_000);
  }

  test.skipIf(!isRoot)(
    "the agent's own OS user comes no further than its row says (needs root)",
    async () => {
      expect(await attempted("agent's own OS user")).toEqual(captureOf("agent's own OS user").tries);
    },
    20_000,
  );

  test("one key alone, and uses it where it is not at home: link/refused", async () => {
    for (const key of ["decider", "countersigner-bank", "executor-bank", "owner", "host", "author", "ledger"])
      expect([key, await bank.capture("gateway", ["a decision"], key)]).toEqual([key, captureOf("one key alone").tries]);
  }, 40_000);

  test("the countersigner comes no further than its row says, and nothing runs without its word", async () => {
    await bank.end("countersigner-bank");
    expect(await attempted("countersigner")).toEqual(captureOf("countersigner").tries);
    expect(await bank.reasons()).toEqual(["ledger/countersigner-missing"]);
    expect(bank.executed).toEqual(["look 1"]);
  }, 30_000);
});
