/** What the sequencer takes and what it refuses, each refusal by its code. */
import { describe, expect, test } from "vitest";
import { CODE, DEFINITION, EPOCH, LedgerWorld, MACHINE, SESSION, START } from "../../../test/worlds/ledger-world.ts";
import type { Entry } from "../entry.ts";

async function begun(): Promise<LedgerWorld> {
  const world = await LedgerWorld.open();
  world.begin();
  return world;
}

const SESSION_ENTRY: Entry = { kind: "session", agent: "agent", protocol: "2025-11-25", capabilities: {} };
const OTHER = "session-2";

describe("an entry's place", () => {
  test("is the next one, at a time that never goes back, with the session's next number", async () => {
    const world = await begun();
    const first = world.propose();
    world.clock.set(START - 3_600_000);
    const second = world.propose();
    world.clock.set(START + 5_000);
    world.open(OTHER);
    const third = world.propose(OTHER);
    expect([first + 1, second + 2]).toEqual([second, third]);
    const leaves = [first, second, third].map((index) => world.leaf(index));
    expect(leaves.map(({ at }) => at)).toEqual([START, START, START + 5_000]);
    expect(leaves.map(({ session, number }) => [session, number])).toEqual([
      [SESSION, 2],
      [SESSION, 3],
      [OTHER, 2],
    ]);
  });

  test("is the same one when the same statement comes again, also after a restart", async () => {
    const world = await begun();
    const proposal = world.people.sign("gateway", { kind: "proposal", from: "agent", deadline: START + 1, patience: START + 1 }, SESSION, {
      tool: "x",
      args: {},
    });
    const place = world.append(proposal);
    expect(world.append(proposal)).toEqual(place);
    const size = world.ledger.size;
    const again = await world.reopen();
    expect(again.append(proposal)).toEqual(place);
    expect(again.ledger.size).toBe(size);
    expect(again.answered).toEqual([place]);
  });
});

describe("a writer", () => {
  const timer: Entry = { kind: "timer", proposal: 0 };
  const charter: Entry = { kind: "charter", name: "c", version: 2, machine: MACHINE };

  test("who is not in the ring is refused: ledger/unknown-writer", async () => {
    const world = await begun();
    expect(world.say("stranger", SESSION_ENTRY, OTHER)).toBe("ledger/unknown-writer");
  });

  test("writes only what its duty writes: ledger/wrong-duty", async () => {
    const world = await begun();
    const proposal = world.propose();
    const decision = world.decision(proposal, "allow");
    const attestation = { kind: "attestation", epoch: EPOCH, grade: "embedded", code: CODE } as const;
    for (const by of ["gateway", "ledger", "executor:files", "approver:owner", "author", "host"] as const) {
      expect(world.say(by, decision, SESSION)).toBe("ledger/wrong-duty");
    }
    expect(world.say("decider", { kind: "proposal", from: "agent", deadline: 1, patience: 1 }, SESSION)).toBe("ledger/wrong-duty");
    expect(world.say("gateway", { kind: "proposal", from: "server", deadline: 1, patience: 1 }, SESSION)).toBe("ledger/wrong-duty");
    expect(world.say("gateway", { kind: "grant", agent: "a", user: "u", role: "r", expires: START + 1, fresh: true })).toBe(
      "ledger/wrong-duty",
    );
    expect(world.say("decider", charter)).toBe("ledger/wrong-duty");
    expect(world.say("host", { kind: "pin", tools: {} })).toBe("ledger/wrong-duty");
    expect(world.say("executor:mail", { kind: "drift", server: "files", tools: {} })).toBe("ledger/wrong-duty");
    expect(world.say("decider", timer, SESSION)).toBe("ledger/wrong-duty");
    expect(world.say("executor:mail", { ...attestation, part: "executor", server: "files" })).toBe("ledger/wrong-duty");
    expect(world.say("decider", { ...attestation, part: "ledger" })).toBe("ledger/wrong-duty");
    expect(world.say("decider", { ...attestation, part: "decider", server: "files" })).toBe("ledger/wrong-duty");
    expect(world.say("decider", world.outcome(proposal, 0), SESSION)).toBe("ledger/wrong-duty");
    const answer = { kind: "approval", proposal, decision: 0, shown: MACHINE, expires: START + 1 } as const;
    expect(world.say("gateway", { ...answer, role: "owner" }, SESSION)).toBe("ledger/wrong-duty");
    expect(world.say("approver:owner", { ...answer, role: "board" }, SESSION)).toBe("ledger/wrong-duty");
  });

  test("signs exactly this entry, session and seal: ledger/wrong-signature", async () => {
    const world = await begun();
    const signed = world.people.sign("gateway", { kind: "proposal", from: "agent", deadline: 1, patience: 1 }, SESSION, {
      tool: "x",
      args: {},
    });
    const other = world.people.sign("gateway", { kind: "proposal", from: "agent", deadline: 1, patience: 1 }, SESSION, {
      tool: "y",
      args: {},
    });
    world.open(OTHER);
    expect(world.append({ ...signed, entry: { kind: "proposal", from: "agent", deadline: 2, patience: 1 } })).toBe(
      "ledger/wrong-signature",
    );
    expect(world.append({ ...signed, session: OTHER })).toBe("ledger/wrong-signature");
    expect(world.append({ ...signed, ...(other.seal === undefined ? {} : { seal: other.seal }) })).toBe("ledger/wrong-signature");
    expect(world.append({ ...signed, signature: Buffer.alloc(64).toString("base64") })).toBe("ledger/wrong-signature");
  });
});

describe("a session", () => {
  test("is opened once, by a gateway: ledger/session-taken", async () => {
    const world = await begun();
    expect(world.say("gateway", { ...SESSION_ENTRY, protocol: "other" }, SESSION)).toBe("ledger/session-taken");
  });

  test("must be there, and no entry stands in one that does not belong there: ledger/unknown-session", async () => {
    const world = await begun();
    const proposal = world.propose();
    world.open(OTHER);
    expect(world.say("gateway", SESSION_ENTRY)).toBe("ledger/unknown-session");
    expect(world.say("gateway", { kind: "proposal", from: "agent", deadline: 1, patience: 1 })).toBe("ledger/unknown-session");
    expect(world.say("gateway", { kind: "proposal", from: "agent", deadline: 1, patience: 1 }, "nowhere-1")).toBe("ledger/unknown-session");
    expect(world.say("author", { kind: "pin", tools: {} }, SESSION)).toBe("ledger/unknown-session");
    expect(world.say("host", { kind: "grant", agent: "a", user: "u", role: "r", expires: START + 1, fresh: true }, "nowhere-1")).toBe(
      "ledger/unknown-session",
    );
    expect(world.say("decider", world.decision(proposal, "deny"), OTHER)).toBe("ledger/unknown-session");
    expect(world.say("decider", world.decision(proposal, "deny"))).toBe("ledger/unknown-session");
    expect(world.say("gateway", { ...SESSION_ENTRY, ended: true }, "nowhere-1")).toBe("ledger/unknown-session");
  });

  test("that has ended begins nothing new, but its calls still come to their outcomes: ledger/session-over", async () => {
    const world = await begun();
    const proposal = world.propose();
    world.must("gateway", { ...SESSION_ENTRY, ended: true }, SESSION);
    expect(world.say("gateway", { kind: "proposal", from: "agent", deadline: 1, patience: 1 }, SESSION)).toBe("ledger/session-over");
    expect(world.say("gateway", { ...SESSION_ENTRY, agent: "other", ended: true }, SESSION)).toBe("ledger/session-over");
    world.execute(proposal, world.decide(proposal, "allow"));
  });

  test("rests on a grant that is one and has not expired: ledger/no-grant, ledger/expired", async () => {
    const world = await begun();
    const grant = world.must("host", { kind: "grant", agent: "a", user: "u", role: "r", expires: START + 1_000, fresh: false });
    expect(world.say("gateway", { ...SESSION_ENTRY, grant: grant - 1 }, OTHER)).toBe("ledger/no-grant");
    world.clock.set(START + 1_000);
    expect(world.say("gateway", { ...SESSION_ENTRY, grant }, OTHER)).toBe("ledger/no-grant");
    expect(world.say("host", { kind: "grant", agent: "a", user: "u", role: "r", expires: START + 1_000, fresh: true })).toBe(
      "ledger/expired",
    );
  });
});

describe("a decision", () => {
  test("is for an open proposal, once: ledger/not-open", async () => {
    const world = await begun();
    const proposal = world.propose();
    expect(world.say("decider", { ...world.decision(proposal, "deny"), proposal: 0 }, SESSION)).toBe("ledger/not-open");
    world.decide(proposal, "allow");
    expect(world.say("decider", world.decision(proposal, "deny"), SESSION)).toBe("ledger/not-open");
    const other = world.propose();
    world.decide(other, "deny");
    expect(world.say("decider", world.decision(other, "allow"), SESSION)).toBe("ledger/not-open");
    const third = world.propose();
    world.decide(third, "escalate", { same: proposal });
    expect(world.say("decider", world.decision(third, "allow"), SESSION)).toBe("ledger/not-open");
  });

  test("of a parked call comes after the one that parks it, and has seen it: ledger/not-open", async () => {
    const world = await begun();
    const proposal = world.propose();
    const parks = world.decision(proposal, "escalate");
    world.must("decider", parks, SESSION, { why: "first" });
    expect(world.say("decider", parks, SESSION, { why: "a decider that started meanwhile" })).toBe("ledger/not-open");
    world.must("decider", world.decision(proposal, "deny"), SESSION);
  });

  test("has the terms that its verdict needs, and no others: ledger/decision-incomplete", async () => {
    const world = await begun();
    const proposal = world.propose();
    const { warrant, ...bare } = world.decision(proposal, "allow");
    const { parked, ...unparked } = world.decision(proposal, "escalate");
    if (warrant === undefined || parked === undefined) throw new Error("the decisions are complete");
    const refused = [
      bare,
      unparked,
      { ...bare, verdict: "deny", warrant },
      { ...bare, verdict: "deny", parked },
      { ...bare, warrant, same: 1 },
      { ...bare, warrant, parked },
      { ...bare, warrant: { ...warrant, call: DEFINITION } },
      { ...bare, verdict: "deny", answers: [proposal] },
    ] as const;
    for (const entry of refused) expect(world.say("decider", entry, SESSION)).toBe("ledger/decision-incomplete");
  });

  test("of a parked call cites answers that came since: ledger/decision-incomplete", async () => {
    const world = await begun();
    const proposal = world.propose();
    const parked = world.decide(proposal, "escalate");
    world.answer("approver:owner", "approval", proposal, parked);
    for (const answers of [undefined, [], [parked], [parked + 2]]) {
      const entry = world.decision(proposal, "allow", answers === undefined ? {} : { answers });
      expect(world.say("decider", entry, SESSION)).toBe("ledger/decision-incomplete");
    }
    expect(typeof world.say("decider", world.decision(proposal, "allow", { answers: [parked + 1] }), SESSION)).toBe("object");
  });

  test("was computed from entries that are here, the proposal among them: ledger/prefix-differs", async () => {
    const world = await begun();
    const proposal = world.propose();
    const decision = world.decision(proposal, "deny");
    const { size, root } = decision.prefix;
    for (const prefix of [
      { size: size + 1, root },
      { size: size - 1, root },
      { size, root: MACHINE },
      { size: proposal, root },
    ]) {
      expect(world.say("decider", { ...decision, prefix }, SESSION)).toBe("ledger/prefix-differs");
    }
    world.propose();
    expect(typeof world.say("decider", decision, SESSION)).toBe("object");
  });
});

describe("an outcome", () => {
  test("is for a call that is allowed, once: ledger/not-open", async () => {
    const world = await begun();
    const denied = world.propose();
    expect(world.say("executor:files", world.outcome(denied, 0), SESSION)).toBe("ledger/not-open");
    expect(world.say("executor:files", world.outcome(denied, world.decide(denied, "deny")), SESSION)).toBe("ledger/not-open");
    const proposal = world.propose();
    const decision = world.decide(proposal, "allow");
    expect(world.say("executor:files", world.outcome(proposal, decision - 1), SESSION)).toBe("ledger/not-open");
    world.execute(proposal, decision);
    expect(world.say("executor:files", world.outcome(proposal, decision, { result: "failed" }), SESSION)).toBe("ledger/not-open");
  });

  test("that is unknown may become known once, and not unknown again: ledger/not-open", async () => {
    const world = await begun();
    const proposal = world.propose();
    const decision = world.decide(proposal, "allow");
    world.execute(proposal, decision, { result: "unknown" });
    expect(world.say("executor:files", world.outcome(proposal, decision, { result: "unknown", durationMs: 9 }), SESSION)).toBe(
      "ledger/not-open",
    );
    world.execute(proposal, decision, { result: "returned" });
    expect(world.say("executor:files", world.outcome(proposal, decision, { result: "failed" }), SESSION)).toBe("ledger/not-open");
  });

  test("is by the executor and of the epoch of the warrant: ledger/wrong-executor, ledger/epoch-over", async () => {
    const world = await begun();
    world.attest("mail", EPOCH);
    const proposal = world.propose();
    const decision = world.decide(proposal, "allow");
    expect(world.say("executor:mail", world.outcome(proposal, decision), SESSION)).toBe("ledger/wrong-executor");
    expect(world.say("gateway", world.outcome(proposal, decision), SESSION)).toBe("ledger/wrong-executor");
    expect(world.say("executor:files", world.outcome(proposal, decision, { epoch: "f".repeat(32) }), SESSION)).toBe("ledger/epoch-over");
  });

  test("of a server's own proposal is by the session's gateway, without a warrant", async () => {
    const world = await begun();
    const proposal = world.must("executor:files", { kind: "proposal", from: "server", deadline: START + 1, patience: START + 1 }, SESSION, {
      tool: "files#sampling",
      args: {},
    });
    const { warrant: _, ...bare } = world.decision(proposal, "allow");
    expect(world.say("decider", world.decision(proposal, "allow"), SESSION)).toBe("ledger/decision-incomplete");
    const decision = world.must("decider", bare, SESSION);
    expect(world.say("executor:files", world.outcome(proposal, decision), SESSION)).toBe("ledger/wrong-executor");
    expect(typeof world.say("gateway", world.outcome(proposal, decision), SESSION)).toBe("object");
  });
});

describe("an answer", () => {
  test("is for a parked call or an open doubt, and shows the decision that is there: ledger/not-open, ledger/shown-differs", async () => {
    const world = await begun();
    const proposal = world.propose();
    const decision = world.decide(proposal, "escalate");
    const answer = { kind: "approval", proposal, decision, shown: world.hashOf(decision), role: "owner", expires: START + 1_000 } as const;
    expect(world.say("approver:owner", { ...answer, shown: MACHINE }, SESSION)).toBe("ledger/shown-differs");
    expect(world.say("approver:owner", { ...answer, decision: decision - 1 }, SESSION)).toBe("ledger/shown-differs");
    expect(typeof world.say("approver:owner", answer, SESSION)).toBe("object");
    const allowed = world.decide(proposal, "allow", { answers: [decision + 1] });
    expect(world.say("approver:owner", { ...answer, decision: allowed }, SESSION)).toBe("ledger/not-open");
    world.attest("files", "f".repeat(32));
    expect(typeof world.answer("approver:owner", "discard", proposal, allowed)).toBe("object");
  });

  test("counts more than once only where and as long as it may: ledger/scope-impossible", async () => {
    const world = await begun();
    const proposal = world.propose();
    const decision = world.decide(proposal, "escalate");
    const scope = { times: 16, until: START + 24 * 3_600_000 };
    const answer = { kind: "approval", proposal, decision, shown: world.hashOf(decision), role: "owner", expires: START + 1_000 } as const;
    const refused = [
      { ...answer, scope: { ...scope, times: 17 } },
      { ...answer, scope: { ...scope, until: scope.until + 1 } },
      { ...answer, scope: { ...scope, until: START } },
      { ...answer, kind: "rejection", scope },
    ] as const;
    for (const entry of refused) expect(world.say("approver:owner", entry, SESSION)).toBe("ledger/scope-impossible");
    expect(typeof world.say("approver:owner", { ...answer, scope }, SESSION)).toBe("object");
    const parked = { roles: [{ role: "owner", approvals: 1 }], until: START + 500 };
    for (const terms of [{ parked: { ...parked, renderers: 2 } }, { verdict: "quarantine", parked }] as const) {
      const next = world.propose();
      const parks = world.decide(next, "escalate", terms);
      const about = { proposal: next, decision: parks, shown: world.hashOf(parks) };
      expect(world.say("approver:owner", { ...answer, ...about, scope }, SESSION)).toBe("ledger/scope-impossible");
    }
  });

  test("comes in time, and once from each key: ledger/expired, ledger/already-answered", async () => {
    const world = await begun();
    const proposal = world.propose();
    const decision = world.decide(proposal, "quarantine", { parked: { roles: [{ role: "owner", approvals: 2 }], until: START + 500 } });
    const answer = {
      kind: "release",
      proposal,
      decision,
      shown: world.hashOf(decision),
      role: "owner",
      expires: START + 100,
      containment: "keep",
    } as const;
    expect(typeof world.say("approver:owner", answer, SESSION)).toBe("object");
    expect(world.say("approver:owner", { ...answer, kind: "discard" }, SESSION)).toBe("ledger/already-answered");
    world.clock.set(START + 100);
    expect(world.say("second-owner", answer, SESSION)).toBe("ledger/expired");
    world.clock.set(START + 500);
    expect(world.say("second-owner", { ...answer, expires: START + 9_000 }, SESSION)).toBe("ledger/expired");
  });
});

describe("a call that is not over", () => {
  test("is listed while it is parked, and is overdue once after its deadline", async () => {
    const world = await begun();
    const { calls } = world.ledger.sequencer;
    const proposal = world.propose();
    const decision = world.decide(proposal, "escalate", { parked: { roles: [], until: START + 500 } });
    expect(calls.parked()).toEqual([{ proposal, decision }]);
    expect(calls.overdue(START + 499)).toEqual([]);
    expect(calls.overdue(START + 500)).toEqual([{ proposal, session: SESSION }]);
    world.must("ledger", { kind: "timer", proposal }, SESSION);
    expect(calls.overdue(START + 500)).toEqual([]);
    expect(world.say("ledger", { kind: "timer", proposal: proposal - 1 }, SESSION)).toBe("ledger/not-open");
    world.decide(proposal, "deny");
    expect(calls.parked()).toEqual([]);
  });

  test("is in doubt from the start where its warrant is of an epoch that is over", async () => {
    const world = await begun();
    const proposal = world.propose();
    const late = world.decision(proposal, "allow");
    world.attest("files", "f".repeat(32));
    const decision = world.must("decider", { ...late, prefix: world.decision(proposal, "allow").prefix }, SESSION);
    expect(typeof world.answer("approver:owner", "discard", proposal, decision)).toBe("object");
  });
});

describe("what is in force", () => {
  test("is the last charter and the last pins", async () => {
    const world = await begun();
    const before = world.ledger.sequencer.inForce;
    world.must("author", { kind: "charter", name: "c", version: 2, machine: MACHINE, expires: START + 7 });
    expect(world.ledger.sequencer.inForce).toEqual({ ...before, machine: MACHINE, version: 2 });
    expect(world.ledger.sequencer.force.expires).toBe(START + 7);
  });
});
