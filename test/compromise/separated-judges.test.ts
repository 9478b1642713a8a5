/** In the separated grade, whoever captures the decider or the ledger: what they sign with their own key, from their own cell. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sandboxWorks } from "../../src/executor/index.ts";
import { Attacker } from "./bank.ts";
import type { Tries } from "./captured/attempts.ts";
import { CAPTURES, type Capture } from "./captured/captures.ts";
import { BEGUN, SeparatedBank } from "./separated-bank.ts";

const canSeparate = await sandboxWorks();
let bank: SeparatedBank;

function captureOf(who: string): Capture {
  const capture = CAPTURES.find((one) => one.who === who);
  if (capture === undefined) throw new Error(who);
  return capture;
}

describe.skipIf(!canSeparate)("separated (needs bwrap), whoever captures", () => {
  beforeAll(async () => {
    bank = await SeparatedBank.open();
    expect(bank.executed).toEqual(BEGUN);
  }, 120_000);
  afterAll(() => bank.close());

  test("the decider comes no further than its row says, and an allow of what the charter denies runs nowhere", async () => {
    await bank.end("decider");
    const { tries } = captureOf("decider");
    expect(await bank.capture("decider", Object.keys(tries) as Tries[])).toEqual(tries);
    const last = (await bank.entries()).length;
    const attacker = new Attacker(bank, await bank.client("decider", "decider"));
    attacker.client.follow(0, { what: "all" }, (entry) => {
      attacker.client.observed(entry.index + 1, []);
      const { entry: said, session } = entry.leaf;
      const isNew = said.kind === "proposal" && entry.index >= last;
      if (isNew) void attacker.allow(entry).then((decision) => attacker.say(decision, session, {}));
    });
    await bank.until(async (saw) => saw(await bank.reasons()).length === 0);
    expect(await bank.call("pay", 1_000)).toBe("judges/differ");
    expect(bank.executed).toEqual(BEGUN);
    expect(await bank.reasons()).toEqual(["ledger/judges-differ"]);
  });

  test("the ledger comes no further than its row says", async () => {
    const { tries } = captureOf("ledger");
    const { "another's door": door, ...others } = await bank.capture("ledger", Object.keys(tries) as Tries[]);
    // It listens at every door.
    expect({ ...others, "another's door": String(door).split(":")[0] }).toEqual(tries);
  });
});
