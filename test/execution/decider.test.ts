import { describe, expect, test } from "vitest";
import { lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";

const CHARTER = `
charter: office
sources: { mail: { results: [mail/read] } }
state: { mood: { enum: [calm, busy] } }
allow:
  - mail/read
actions:
  pay:
    tool: bank/pay
    allow: args.amount <= 100
    escalate: args.amount > 50
  note:
    tool: files/write
    allow: true
    quarantine: seen("mail")
  look:
    tool: files/read
    allow: true
    while_contained: true
  switch:
    tool: office/switch
    allow: state.mood == "calm"
    outcome: { ok: { mood: busy } }
limits:
  - { action: pay, at_most: 3 }
`;

const LOCK = lockOf({
  "mail/read": [],
  "bank/pay": ["amount", "to"],
  "files/write": ["text"],
  "files/read": [],
  "office/switch": [],
  "office/unlisted": [],
});

function office(): PaperLedger {
  const ledger = new PaperLedger(LOCK);
  ledger.charter(CHARTER);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  return ledger;
}

describe("a proposal", () => {
  test("is allowed with a warrant for exactly this call, executor and epoch", () => {
    const ledger = office();
    const { decision, proposal } = ledger.propose("bank/pay", { amount: 10 });
    expect(decision.entry.verdict).toBe("allow");
    expect(decision.entry.warrant).toMatchObject({ server: "bank", executor: "executor-bank", epoch: "e1" });
    expect(decision.entry.warrant?.call).toBe(ledger.entries[proposal]?.leaf.seal);
    expect(decision.entry.warrant?.nonce).toMatch(/^[0-9a-f]{32}$/);
  });

  test("of a tool that no action lists is charter/no-action, of an unpinned one tool/not-pinned", () => {
    const ledger = office();
    expect(ledger.propose("office/unlisted").decision.entry).toMatchObject({ verdict: "deny", codes: ["charter/no-action"] });
    expect(ledger.propose("office/gone").decision.entry).toMatchObject({ verdict: "deny", codes: ["tool/not-pinned"] });
  });

  test("with a field outside the schema, or of a missing value, is denied", () => {
    const ledger = office();
    expect(ledger.propose("bank/pay", { amount: 10, memo: "x" }).decision.entry.codes).toEqual(["arguments/outside-schema"]);
    expect(ledger.propose("bank/pay", {}).decision.entry).toMatchObject({ verdict: "deny", codes: ["guard/error"] });
  });

  test("is denied where no charter is in force, where the session is unknown, where its executor is absent", () => {
    const bare = new PaperLedger(LOCK);
    bare.open("s1");
    expect(bare.propose("bank/pay", { amount: 1 }).decision.entry.codes).toEqual(["charter/missing"]);
    expect(office().propose("bank/pay", { amount: 1 }, { session: "s9" }).decision.entry.codes).toEqual(["session/unknown"]);
    const idle = new PaperLedger(LOCK);
    idle.charter(CHARTER);
    idle.open("s1");
    expect(idle.propose("bank/pay", { amount: 1 }).decision.entry.codes).toEqual(["executor/absent"]);
  });

  test("that is no call at all is call/malformed", () => {
    const ledger = office();
    const { emitted } = ledger.write(
      { kind: "proposal", from: "agent", deadline: 0, patience: 0 },
      { session: "s1", sealed: ["nonsense"] },
    );
    expect(emitted[0]?.entry).toMatchObject({ verdict: "deny", codes: ["call/malformed"] });
  });

  test("reserves its limit at once, so that parallel calls can't overspend", () => {
    const ledger = office();
    expect([1, 2, 3, 4].map((amount) => ledger.verdict("bank/pay", { amount }))).toEqual(["allow", "allow", "allow", "deny"]);
  });

  test("gives its limit back only where it is proved that nothing was executed", () => {
    const ledger = office();
    const first = ledger.propose("bank/pay", { amount: 1 });
    const second = ledger.propose("bank/pay", { amount: 2 });
    ledger.propose("bank/pay", { amount: 3 });
    ledger.outcome(first.proposal, "failed", {});
    ledger.outcome(second.proposal, "returned");
    expect(ledger.verdict("bank/pay", { amount: 4 })).toBe("allow");
    expect(ledger.verdict("bank/pay", { amount: 5 })).toBe("deny");
  });
});

describe("an escalated call", () => {
  test("is decided again after an approval of exactly what was shown", () => {
    const ledger = office();
    const { proposal, decision } = ledger.propose("bank/pay", { amount: 60 });
    expect(decision.entry).toMatchObject({ verdict: "escalate", parked: { roles: [{ role: "owner", approvals: 1 }] } });
    expect(ledger.answer(proposal, "approval", { shown: "00" }).emitted).toEqual([]);
    const { emitted } = ledger.answer(proposal, "approval");
    expect(emitted[0]?.entry).toMatchObject({ verdict: "allow", warrant: { server: "bank" } });
  });

  test("rejected and expired are different codes", () => {
    const ledger = office();
    const one = ledger.propose("bank/pay", { amount: 60 });
    expect(ledger.answer(one.proposal, "rejection").emitted[0]?.entry.codes).toEqual(["approval/rejected"]);
    const two = ledger.propose("bank/pay", { amount: 61 });
    ledger.now += 24 * 3_600_000;
    expect(ledger.write({ kind: "timer", proposal: two.proposal }).emitted[0]?.entry.codes).toEqual(["approval/expired"]);
  });

  test("asked for again returns its ticket, then its result, then is new", () => {
    const ledger = office();
    const { proposal } = ledger.propose("bank/pay", { amount: 60 });
    expect(ledger.propose("bank/pay", { amount: 60 }).decision.entry).toMatchObject({ verdict: "escalate", same: proposal });
    ledger.now += 60_000;
    ledger.answer(proposal, "approval");
    expect(ledger.propose("bank/pay", { amount: 60 }).decision.entry).toMatchObject({ verdict: "allow", same: proposal });
    ledger.outcome(proposal);
    const collected = ledger.propose("bank/pay", { amount: 60 }).decision.entry;
    expect(collected).toMatchObject({ verdict: "allow", same: proposal });
    expect(collected.warrant).toBeUndefined();
    expect(ledger.propose("bank/pay", { amount: 60 }).decision.entry.same).toBeUndefined();
  });

  test("is denied where what it rests on got worse meanwhile", () => {
    const ledger = office();
    const { proposal } = ledger.propose("bank/pay", { amount: 60 });
    for (const amount of [1, 2, 3]) ledger.verdict("bank/pay", { amount });
    expect(ledger.answer(proposal, "approval").emitted[0]?.entry).toMatchObject({
      verdict: "deny",
      codes: ["parked/changed", "limit/reached"],
    });
  });

  test("is denied where the charter changed meanwhile", () => {
    const ledger = office();
    const { proposal } = ledger.propose("bank/pay", { amount: 60 });
    ledger.charter(CHARTER.replace("<= 100", "<= 99"));
    const [again] = ledger.answer(proposal, "approval").emitted;
    expect(again?.entry).toMatchObject({ verdict: "deny", codes: ["parked/changed"] });
    expect(again?.explanation.text).toContain("the charter that asked judges its session no more, because another came into force");
  });
});

describe("a held call", () => {
  function held(): { ledger: PaperLedger; proposal: number } {
    const ledger = office();
    ledger.outcome(ledger.propose("mail/read").proposal);
    const { proposal, decision } = ledger.propose("files/write", { text: "x" });
    expect(decision.entry.verdict).toBe("quarantine");
    return { ledger, proposal };
  }

  test("contains the session: only what the charter marks still runs", () => {
    const { ledger } = held();
    expect(ledger.propose("bank/pay", { amount: 1 }).decision.entry).toMatchObject({ verdict: "deny", codes: ["session/contained"] });
    expect(ledger.verdict("files/read")).toBe("allow");
  });

  test("an approval does not release it; a release does, after a fresh decision, and can end the containment", () => {
    const { ledger, proposal } = held();
    expect(ledger.answer(proposal, "approval", { by: "bob" }).emitted).toEqual([]);
    expect(ledger.answer(proposal, "release", { containment: "end" }).emitted[0]?.entry.verdict).toBe("allow");
    expect(ledger.verdict("bank/pay", { amount: 1 })).toBe("allow");
  });

  test("discarded, it never runs, and the containment stays unless it is ended", () => {
    const { ledger, proposal } = held();
    expect(ledger.answer(proposal, "discard", { containment: "keep" }).emitted[0]?.entry.codes).toEqual(["hold/discarded"]);
    expect(ledger.verdict("bank/pay", { amount: 1 })).toBe("deny");
  });

  test("containment survives a new session and even a fresh context", () => {
    const { ledger } = held();
    ledger.open("s2", { user: "ann", fresh: true });
    expect(ledger.verdict("bank/pay", { amount: 1 }, "s2")).toBe("deny");
  });
});

describe("doubt", () => {
  test("after a new epoch, the state takes every outcome that the open call could have had", () => {
    const ledger = office();
    ledger.propose("office/switch");
    ledger.startExecutors("e2");
    const [view] = ledger.decider.views(ledger.now);
    expect(view?.inDoubt.length).toBe(1);
    // busy or calm, nobody knows: what needs calm is denied.
    expect(ledger.propose("office/switch", {}).decision.entry).toMatchObject({ verdict: "deny", codes: ["call/same"] });
  });

  test("an unknown outcome keeps the labels of its content", () => {
    const ledger = office();
    ledger.outcome(ledger.propose("mail/read").proposal, "unknown", {});
    expect(ledger.verdict("files/write", { text: "x" })).toBe("quarantine");
  });

  test("ends by a late answer or by a person's word; the state keeps what was possible", () => {
    const ledger = office();
    const late = ledger.propose("office/switch").proposal;
    ledger.outcome(late, "unknown", {});
    expect(ledger.decider.views(ledger.now)[0]?.inDoubt).toEqual([late]);
    ledger.outcome(late, "returned", { result: { isError: true, content: [] } });
    expect(ledger.decider.views(ledger.now)[0]?.inDoubt).toEqual([]);
    // Whether it was calm is still not known, so what needs calm is denied: no longer as the same call, but by its clause.
    expect(ledger.propose("office/switch").decision.entry.codes).toEqual(["clause/allow-failed"]);
    const other = ledger.propose("mail/read").proposal;
    ledger.outcome(other, "unknown", {});
    expect(ledger.decider.views(ledger.now)[0]?.inDoubt).toEqual([other]);
    ledger.answer(other, "discard", { containment: "keep" });
    expect(ledger.decider.views(ledger.now)[0]?.inDoubt).toEqual([]);
    expect(ledger.verdict("mail/read")).toBe("allow");
  });
});

describe("drifted tools", () => {
  test("are held until pinned again, and gone ones are denied", () => {
    const ledger = office();
    ledger.write({ kind: "drift", server: "bank", tools: { "bank/pay": "0".repeat(64) } });
    expect(ledger.propose("bank/pay", { amount: 1 }).decision.entry).toMatchObject({ verdict: "quarantine", codes: ["tool/drifted"] });
    ledger.write({ kind: "drift", server: "files", tools: { "files/read": null } });
    expect(ledger.propose("files/read").decision.entry).toMatchObject({ verdict: "deny", codes: ["tool/gone"] });
  });
});

describe("who is asking", () => {
  test("without a grant the role is unknown and the strictest mandate applies; state follows agent and user", () => {
    const ledger = new PaperLedger(LOCK);
    ledger.charter(`${CHARTER}mandates: { reading: [look], paying: [pay, look] }\n`);
    ledger.startExecutors();
    ledger.open("s1");
    ledger.open("s2", { user: "ann", mandate: "paying" });
    expect(ledger.propose("bank/pay", { amount: 1 }).decision.entry.codes).toEqual(["mandate/outside"]);
    expect(ledger.verdict("bank/pay", { amount: 1 }, "s2")).toBe("allow");
    expect(ledger.verdict("files/read")).toBe("allow");
  });

  test("a fresh context is fresh once, however often its grant is recorded", () => {
    const ledger = office();
    const expires = ledger.now + 3_600_000;
    const connect = (session: string): void => {
      const grant = { kind: "grant", agent: "agent", user: "ann", role: "user", expires, fresh: true } as const;
      const { index } = ledger.write(grant, { sealed: { task: "one" } });
      ledger.write({ kind: "session", agent: "agent", protocol: "2025-11-25", capabilities: {}, grant: index }, { session });
    };
    ledger.outcome(ledger.propose("mail/read").proposal);
    connect("s2");
    expect(ledger.verdict("files/write", { text: "x" }, "s2")).toBe("allow");
    ledger.outcome(ledger.propose("mail/read", {}, { session: "s2" }).proposal);
    connect("s3");
    expect(ledger.verdict("files/write", { text: "y" }, "s3")).toBe("quarantine");
  });

  test("an expired grant denies", () => {
    const ledger = office();
    ledger.now += 3_600_001;
    expect(ledger.propose("files/read").decision.entry.codes).toEqual(["grant/expired"]);
  });
});

describe("a restart", () => {
  test("replay-gives-the-same-decision: folding the ledger again leads to the recorded decisions and the same next one", () => {
    const ledger = office();
    ledger.outcome(ledger.propose("mail/read").proposal);
    const { proposal } = ledger.propose("files/write", { text: "x" });
    ledger.answer(proposal, "release", { containment: "end" });
    ledger.propose("bank/pay", { amount: 60 });
    expect(ledger.replay()).toEqual([]);
    expect(ledger.verdict("bank/pay", { amount: 1 })).toBe("allow");
  });

  test("appends what follows from the prefix and is not recorded yet", () => {
    const ledger = office();
    ledger.propose("bank/pay", { amount: 1 });
    const lost = ledger.entries.pop();
    expect(lost?.leaf.entry.kind).toBe("decision");
    expect(ledger.replay().map(({ entry }) => entry)).toEqual([lost?.leaf.entry]);
  });

  test("stops at a decision that the prefix does not lead to: execution/replay-diverged", () => {
    const ledger = office();
    ledger.propose("office/unlisted");
    const last = ledger.entries.pop();
    if (last?.leaf.entry.kind !== "decision") throw new Error("the last entry is the decision");
    const forged = { ...last, leaf: { ...last.leaf, entry: { ...last.leaf.entry, verdict: "allow" as const } } };
    ledger.entries.push(forged);
    expect(() => ledger.replay()).toThrow("execution/replay-diverged");
  });

  test("stops at a charter whose machine is another than its digest says: execution/charter-digest-mismatch", () => {
    const ledger = office();
    expect(() => ledger.write({ kind: "charter", name: "x", version: 2, machine: "00" }, { sealed: { machine: {} } })).toThrow(
      "execution/charter-digest-mismatch",
    );
    expect(() => office().write({ kind: "charter", name: "x", version: 2, machine: "00" })).toThrow("execution/entry-unreadable");
  });
});
