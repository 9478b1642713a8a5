import { afterEach, describe, expect, test } from "vitest";
import { forge, found, removeForged } from "../worlds/audited.ts";
import { CODE, DEFINITION, EPOCH, SESSION, START } from "../worlds/ledger-world.ts";

afterEach(removeForged);

describe("WRONG: a decision", () => {
  test("for no open proposal, or after the last word: auditor/decision-without-proposal, auditor/decision-again", async () => {
    const made = forge();
    const proposal = made.propose();
    made.decide(proposal, "deny");
    const second = made.decide(proposal, "allow");
    const running = made.propose();
    made.decide(running, "allow");
    const again = made.decide(running, "deny");
    expect(await found(made)).toBe(`WRONG auditor/decision-without-proposal@${second} auditor/decision-again@${again}`);
  });

  test("that parks a parked call again, as a decider would that has not heard of the first: auditor/decision-again", async () => {
    const made = forge();
    const proposal = made.propose();
    const parks = made.decision(proposal, "escalate");
    made.say("decider", parks, SESSION, { why: "" });
    const again = made.say("decider", parks, SESSION, { why: "" });
    expect(await found(made)).toBe(`WRONG auditor/decision-again@${again}`);
  });

  test("that comes late or never: auditor/decision-late, auditor/decision-missing; not after a restart", async () => {
    const made = forge();
    const late = made.propose({ deadline: START + 5 });
    const missing = made.propose({ deadline: START + 5 });
    made.at += 6;
    const decided = made.decide(late, "deny");
    expect(await found(made)).toBe(`WRONG auditor/decision-missing@${missing} auditor/decision-late@${decided}`);
    const excused = forge();
    const before = excused.propose({ deadline: START + 5 });
    excused.propose({ deadline: START + 5 });
    excused.at += 60_000;
    excused.say("ledger", { kind: "attestation", part: "ledger", epoch: "9".repeat(32), grade: "embedded", code: CODE });
    excused.decide(before, "deny");
    expect(await found(excused)).toBe("OK");
  });

  test("that does not follow an answer or a timer: auditor/second-decision-missing; not after a restart", async () => {
    const made = forge();
    const parked = { roles: [{ role: "owner", approvals: 1 }], until: START + 20 };
    const park = (verdict: "escalate" | "quarantine"): [proposal: number, decision: number] => {
      const proposal = made.propose({ deadline: made.at + 5 });
      return [proposal, made.decide(proposal, verdict, { parked })];
    };
    const [approved, rejected, held, waiting] = [park("escalate"), park("escalate"), park("quarantine"), park("escalate")];
    const missing = [made.answer("approval", ...approved), made.answer("rejection", ...rejected)];
    made.answer("approval", ...held);
    const settled = park("escalate");
    made.answer("approval", ...settled);
    made.decide(settled[0], "deny");
    made.at = START + 21;
    missing.push(made.say("ledger", { kind: "timer", proposal: waiting[0] }, SESSION));
    made.at += 6;
    made.decide(made.propose(), "deny");
    const findings = missing.map((entry) => `auditor/second-decision-missing@${entry}`);
    expect(await found(made)).toBe(["WRONG", ...findings].join(" "));
    made.say("ledger", { kind: "attestation", part: "ledger", epoch: "9".repeat(32), grade: "embedded", code: CODE });
    expect(await found(made)).toBe("OK");
  });

  test("from another prefix or machine: auditor/prefix-differs, auditor/machine-differs", async () => {
    const made = forge();
    const proposal = made.propose();
    const wrong = made.decide(proposal, "deny", { prefix: { size: made.size, root: DEFINITION } });
    const other = made.propose();
    const early = made.decide(other, "deny", { prefix: { size: other, root: made.decision(other, "deny").prefix.root } });
    const machine = made.decide(made.propose(), "deny", { machine: DEFINITION });
    expect(await found(made)).toBe(
      `WRONG auditor/prefix-differs@${wrong} auditor/prefix-differs@${early} auditor/machine-differs@${machine}`,
    );
  });

  test("by an older charter's machine, but where the one in force pins running sessions: auditor/machine-differs", async () => {
    for (const runningSessions of ["pinned", "stricter"] as const) {
      const made = forge();
      const old = made.machine;
      made.machine = DEFINITION;
      made.say("author", { kind: "charter", name: "files", version: 2, machine: DEFINITION, runningSessions });
      made.decide(made.propose(), "deny");
      const older = made.decide(made.propose(), "deny", { machine: old });
      const report = await found(made);
      expect(report.includes(`auditor/machine-differs@${older}`)).toBe(runningSessions === "stricter");
    }
  });

  test("with terms that don't go together: auditor/terms-wrong", async () => {
    const made = forge();
    const first = made.propose();
    const unparked = made.decide(first, "deny", { parked: { roles: [], until: START } });
    const second = made.propose();
    const { warrant: _, ...bare } = made.decision(second, "allow");
    const unwarranted = made.say("decider", bare, SESSION, {});
    expect(await found(made)).toBe(`WRONG auditor/terms-wrong@${unparked} auditor/terms-wrong@${unwarranted}`);
  });

  test("with a warrant for something else, or used before: auditor/warrant-wrong, auditor/nonce-spent", async () => {
    const made = forge();
    const changes = [
      { call: DEFINITION },
      { definition: EPOCH + EPOCH },
      { epoch: "0".repeat(32) },
      { executor: made.people.get("executor:mail").id },
      { server: "mail" },
    ];
    const wrong = changes.map((change) => {
      const proposal = made.propose();
      const terms = made.decision(proposal, "allow").warrant;
      return made.decide(proposal, "allow", { warrant: { ...(terms ?? ({} as never)), ...change } });
    });
    const findings = wrong.map((entry) => `auditor/warrant-wrong@${entry}`);
    findings.push(`auditor/warrant-wrong@${wrong.at(-1)}`);
    const nonce = made.decision(made.propose(), "allow").warrant;
    if (nonce === undefined) throw new Error("an allow has a warrant");
    made.decide(made.size - 1, "allow");
    const proposal = made.propose();
    const spent = made.decide(proposal, "allow", {
      warrant: { ...(made.decision(proposal, "allow").warrant ?? nonce), nonce: nonce.nonce },
    });
    expect(await found(made)).toBe(["WRONG", ...findings, `auditor/nonce-spent@${spent}`].join(" "));
  });

  test("that allows a parked call without its answers: auditor/approval-missing", async () => {
    const made = forge();
    const first = made.propose();
    made.decide(first, "escalate");
    const unasked = made.decide(first, "allow");
    const second = made.propose();
    const parked = made.decide(second, "quarantine", { parked: { roles: [{ role: "owner", approvals: 2 }], until: START + 9_000 } });
    made.answer("release", second, parked);
    const half = made.decide(second, "allow");
    const third = made.propose();
    made.answer("approval", third, made.decide(third, "quarantine"));
    const unreleased = made.decide(third, "allow");
    const fourth = made.propose();
    const { prefix } = made.decision(fourth, "allow");
    made.answer("rejection", fourth, made.decide(fourth, "escalate"));
    const rejected = made.decide(fourth, "allow");
    expect(prefix.size).toBe(fourth + 1);
    const miscited = [0, -1, 1].map((off) => {
      const answered = made.propose();
      const yes = made.answer("approval", answered, made.decide(answered, "escalate"));
      return made.decide(answered, "allow", { answers: off === 0 ? [] : [yes, yes + off] });
    });
    const wrong = [unasked, half, unreleased, rejected, ...miscited].map((entry) => `auditor/approval-missing@${entry}`);
    expect(await found(made)).toBe(["WRONG", ...wrong].join(" "));
  });

  test("on another tool than was proposed: auditor/content-wrong", async () => {
    const made = forge();
    const wrong = made.decide(made.propose({}, "files/delete"), "allow");
    const charter = made.say("author", { kind: "charter", name: "c", version: 2, machine: DEFINITION }, undefined, {
      machine: { states: 9 },
    });
    expect(await found(made)).toBe(`WRONG auditor/content-wrong@${wrong} auditor/content-wrong@${charter}`);
  });
});

describe("WRONG: an answer, a timer, an outcome", () => {
  test("that answers nothing, something else, late or twice: auditor/answer-wrong", async () => {
    const made = forge();
    const proposal = made.propose();
    const decision = made.decide(proposal, "escalate", { parked: { roles: [{ role: "owner", approvals: 3 }], until: START + 50 } });
    const shown = made.answer("approval", proposal, decision, { shown: DEFINITION });
    made.answer("approval", proposal, decision);
    const twice = made.answer("approval", proposal, decision);
    made.at += 50;
    const late = made.say(
      "second-owner",
      { ...(made.entries.at(-1)?.leaf.entry as never as object), expires: made.at } as never,
      SESSION,
      {},
    );
    const closed = made.answer("approval", proposal - 1, decision);
    const wrong = [shown, twice, late, closed].map((entry) => `auditor/answer-wrong@${entry}`);
    expect(await found(made)).toBe(["WRONG", ...wrong].join(" "));
  });

  test("that is to end a containment, when the call is over, and does not fit the hold: auditor/answer-wrong", async () => {
    const made = forge();
    const [held, escalated] = [made.propose(), made.propose()];
    const decision = made.decide(held, "quarantine");
    const other = made.decide(escalated, "escalate");
    const over = made.decide(held, "deny");
    made.decide(escalated, "deny");
    const end = { containment: "end" } as const;
    made.answer("discard", held, decision, end);
    const wrong = [
      made.answer("discard", held, decision, end),
      made.answer("release", held, decision, end),
      made.answer("discard", held, decision),
      made.answer("discard", escalated, other, end),
    ];
    made.at += 60_001;
    made.answer("discard", held, decision, end);
    made.at += 60_001;
    wrong.push(made.answer("discard", held, over, end), made.answer("discard", held, decision, { ...end, role: "boss" }));
    const findings = await found(made);
    for (const entry of wrong) expect(findings).toContain(`auditor/answer-wrong@${entry}`);
    expect(findings.match(/answer-wrong/g)?.length).toBe(wrong.length + 1);
  });

  test("that comes before its time: auditor/timer-wrong", async () => {
    const made = forge();
    const proposal = made.propose();
    made.decide(proposal, "escalate");
    const early = made.say("ledger", { kind: "timer", proposal }, SESSION);
    const unparked = made.say("ledger", { kind: "timer", proposal: proposal - 1 }, SESSION);
    expect(await found(made)).toBe(`WRONG auditor/timer-wrong@${early} auditor/timer-wrong@${unparked}`);
  });

  test("that nothing allowed, or that comes twice: auditor/outcome-without-warrant", async () => {
    const made = forge();
    const denied = made.propose();
    const afterDeny = made.execute(denied, made.decide(denied, "deny"));
    const parked = made.propose();
    const afterPark = made.execute(parked, made.decide(parked, "escalate"));
    const proposal = made.propose();
    const decision = made.decide(proposal, "allow");
    made.execute(proposal, decision);
    const twice = made.execute(proposal, decision);
    const wrong = [afterDeny, afterPark, twice].map((entry) => `auditor/outcome-without-warrant@${entry}`);
    expect(await found(made)).toBe(["WRONG", ...wrong].join(" "));
  });

  test("that is not by the warranted executor and epoch: auditor/outcome-by-another", async () => {
    const made = forge();
    const first = made.propose();
    const foreign = made.execute(first, made.decide(first, "allow"), {}, "executor:mail");
    const second = made.propose();
    const late = made.execute(second, made.decide(second, "allow"), { epoch: "9".repeat(32) });
    expect(await found(made)).toBe(`WRONG auditor/outcome-by-another@${foreign} auditor/outcome-by-another@${late}`);
  });
});

test("WRONG: an agent that was given what the ledger does not hold, as its judges say: auditor/heard-otherwise", async () => {
  const made = forge();
  const denied = made.decide(made.propose(), "deny", { codes: ["call/heard-otherwise"] });
  made.decide(made.propose(), "deny", { codes: ["clause/deny"] });
  expect(await found(made)).toBe(`WRONG auditor/heard-otherwise@${denied}`);
});
