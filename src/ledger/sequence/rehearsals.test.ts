/** Which rehearsals the ledger takes: of a call that is parked by that decision, by its server's executor, once. */
import { expect, test } from "vitest";
import { LedgerWorld, SESSION } from "../../../test/worlds/ledger-world.ts";

test("one of each decision that parks; any other is refused: ledger/not-open, ledger/wrong-duty", async () => {
  const world = await LedgerWorld.open();
  world.begin();
  const proposal = world.propose();
  const rehearsal = { kind: "rehearsal", server: "files", proposal, decision: proposal + 1 } as const;
  expect(world.say("executor:files", rehearsal, SESSION)).toBe("ledger/not-open");
  expect(world.say("decider", { ...world.decision(proposal, "quarantine"), tool: "files/write" }, SESSION)).toMatchObject({
    index: proposal + 1,
  });
  expect(world.say("executor:files", { ...rehearsal, decision: proposal }, SESSION)).toBe("ledger/not-open");
  expect(world.say("executor:mail", rehearsal, SESSION)).toBe("ledger/wrong-duty");
  expect(world.say("executor:mail", { ...rehearsal, server: "mail" }, SESSION)).toBe("ledger/not-open");
  expect(world.say("executor:files", rehearsal)).toBe("ledger/unknown-session");
  expect(world.say("executor:files", rehearsal, SESSION)).toMatchObject({ index: proposal + 2 });
  expect(world.say("executor:files", { ...rehearsal, code: "executor/rehearsal-failed" }, SESSION)).toBe("ledger/not-open");
  expect((await world.reopen()).say("executor:files", { ...rehearsal, code: "x" }, SESSION)).toBe("ledger/not-open");
});
