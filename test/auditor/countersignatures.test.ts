/** What an audit says of two judges: nothing was executed on the word of one. */
import { afterEach, expect, test } from "vitest";
import { digestOf } from "../../src/crypto/index.ts";
import { asJson } from "../../src/ledger/index.ts";
import { forge, found, removeForged } from "../worlds/audited.ts";
import type { ForgedLedger } from "../worlds/forged-ledger.ts";
import { People, SESSION } from "../worlds/ledger-world.ts";

afterEach(removeForged);

const judged = (): ForgedLedger => forge("begun", new People({ judges: "two" }));

function countersign(made: ForgedLedger, proposal: number, digest: string): number {
  return made.say("countersigner:files", { kind: "countersignature", server: "files", proposal, decision: digest }, SESSION);
}

test("both judges signed, in either order", async () => {
  const made = judged();
  for (const isFirst of [true, false]) {
    const proposal = made.propose();
    const decision = made.decision(proposal, "allow");
    if (isFirst) countersign(made, proposal, digestOf(asJson(decision)));
    const index = made.say("decider", decision, SESSION, { why: "allow" });
    if (!isFirst) countersign(made, proposal, digestOf(asJson(decision)));
    made.execute(proposal, index);
  }
  expect(await found(made)).toBe("OK");
});

test("WRONG: executed on the word of one judge, or of two about different decisions: auditor/countersignature-missing", async () => {
  const made = judged();
  const alone = made.propose();
  const outcome = made.execute(alone, made.decide(alone, "allow"));
  const other = made.propose();
  countersign(made, other, "d".repeat(64));
  const second = made.execute(other, made.decide(other, "allow"));
  expect(await found(made)).toBe(`WRONG auditor/countersignature-missing@${outcome} auditor/countersignature-missing@${second}`);
});

test("what failed or is in doubt needs none, and a refusal ends a call", async () => {
  const made = judged();
  const failed = made.propose();
  made.execute(failed, made.decide(failed, "allow"), { result: "failed" });
  const refused = made.propose();
  const decision = made.decide(refused, "allow");
  made.say("countersigner:files", { kind: "refusal", server: "files", proposal: refused, decision, code: "judges/differ" }, SESSION, {});
  expect(await found(made)).toBe("OK");
});

test("WRONG: a refusal of what both have signed: auditor/refusal-wrong; an outcome after a refusal", async () => {
  const made = judged();
  const proposal = made.propose();
  const decision = made.decision(proposal, "allow");
  countersign(made, proposal, digestOf(asJson(decision)));
  const index = made.say("decider", decision, SESSION, { why: "allow" });
  const refusal = { kind: "refusal", server: "files", proposal, decision: index, code: "judges/differ" } as const;
  const wrong = made.say("countersigner:files", refusal, SESSION, {});
  const over = made.propose();
  const allowed = made.decide(over, "allow");
  made.say("countersigner:files", { ...refusal, proposal: over, decision: allowed }, SESSION, {});
  const outcome = made.execute(over, allowed);
  expect(await found(made)).toBe(`WRONG auditor/refusal-wrong@${wrong} auditor/outcome-without-warrant@${outcome}`);
});
