/** Which words the ledger takes about a held call that is over. */
import { describe, expect, test } from "vitest";
import { LedgerWorld, SESSION, START } from "../../../test/worlds/ledger-world.ts";

const OTHER = "session-2";

async function begun(): Promise<LedgerWorld> {
  const world = await LedgerWorld.open();
  world.begin();
  return world;
}

describe("a person's word", () => {
  test("ends a containment also when the held call is over, in a role that the hold asks for, also after a restart", async () => {
    const world = await begun();
    const [held, escalated] = [world.propose(), world.propose()];
    const parked = { roles: [{ role: "owner", approvals: 1 }], until: START + 500 };
    const decision = world.decide(held, "quarantine", { parked });
    const other = world.decide(escalated, "escalate", { parked });
    const of = (index: number): { readonly decision: number; readonly shown: string } => ({
      decision: index,
      shown: world.hashOf(index),
    });
    const end = { kind: "discard", proposal: held, ...of(decision), role: "owner", expires: START + 100, containment: "end" } as const;
    const over = world.decide(held, "deny");
    world.decide(escalated, "deny");
    world.clock.set(START + 1);
    const refused = [
      [{ ...end, containment: "keep" }, "ledger/not-open"],
      [{ ...end, kind: "release" }, "ledger/not-open"],
      [{ ...end, proposal: escalated, ...of(other) }, "ledger/not-open"],
      [{ ...end, ...of(over) }, "ledger/shown-differs"],
      [{ ...end, expires: START }, "ledger/expired"],
      [{ ...end, scope: { times: 2, until: START + 1_000 } }, "ledger/scope-impossible"],
    ] as const;
    for (const [entry, code] of refused) expect(world.say("approver:owner", entry, SESSION)).toBe(code);
    world.open(OTHER);
    expect(world.say("approver:owner", end, OTHER)).toBe("ledger/unknown-session");
    expect(typeof world.say("approver:owner", end, SESSION)).toBe("object");
    expect(world.say("approver:owner", { ...end, expires: START + 101 }, SESSION)).toBe("ledger/already-answered");
    expect(typeof world.say("second-owner", end, SESSION)).toBe("object");
    await world.settle();
    const again = await world.reopen();
    again.clock.set(START + 600);
    expect(typeof again.say("approver:owner", { ...end, expires: START + 700 }, SESSION)).toBe("object");
  });

  test("ends no containment in a role that nobody asked for: ledger/wrong-duty", async () => {
    const world = await begun();
    const held = world.propose();
    const decision = world.decide(held, "quarantine", { parked: { roles: [{ role: "boss", approvals: 1 }], until: START + 500 } });
    world.decide(held, "deny");
    const end = { kind: "discard", proposal: held, decision, shown: world.hashOf(decision), role: "owner", containment: "end" } as const;
    expect(world.say("approver:owner", { ...end, expires: START + 100 }, SESSION)).toBe("ledger/wrong-duty");
  });
});
