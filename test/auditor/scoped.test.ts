/** What an auditor says, without any charter, of answers that count more than once. */
import { afterEach, describe, expect, test } from "vitest";
import { digestOf } from "../../src/crypto/index.ts";
import type { OutcomeEntry, Scope } from "../../src/ledger/index.ts";
import { forge, found, removeForged } from "../worlds/audited.ts";
import type { ForgedLedger } from "../worlds/forged-ledger.ts";
import { EPOCH, SESSION } from "../worlds/ledger-world.ts";

afterEach(removeForged);

/** A call that was approved with a scope, and ran; gives the answer's entry. */
function approved(made: ForgedLedger, scope: Partial<Scope> = {}, result: OutcomeEntry["result"] = "returned"): number {
  const proposal = made.propose();
  const decision = made.decide(proposal, "escalate");
  const answer = made.answer("approval", proposal, decision, { scope: { times: 2, until: made.at + 1_000, ...scope } });
  made.execute(proposal, made.decide(proposal, "allow"), { result });
  return answer;
}

/** One more such call, allowed by an answer; gives the decision. */
function again(made: ForgedLedger, answers: readonly number[], tool?: string): number {
  const proposal = made.propose({}, tool);
  const decision = made.decide(proposal, "allow", { answers, ...(tool === undefined ? {} : { tool }) });
  made.execute(proposal, decision);
  return decision;
}

describe("an answer that counts more than once", () => {
  test("is OK as often as it says, and once more for a call that did not run", async () => {
    const made = forge();
    again(made, [approved(made)]);
    expect(await found(made)).toBe("OK");
    const failed = forge();
    const answer = approved(failed, {}, "failed");
    again(failed, [answer]);
    again(failed, [answer]);
    expect(await found(failed)).toBe("OK");
  });

  const lies: readonly { readonly how: string; readonly scope?: Scope; readonly tell: (made: ForgedLedger, answer: number) => number }[] = [
    { how: "more often", tell: (made, answer) => [again(made, [answer]), again(made, [answer])][1] ?? 0 },
    {
      how: "after its time",
      tell: (made, answer) => {
        made.at += 1_000;
        return again(made, [answer]);
      },
    },
    {
      how: "under another charter",
      tell: (made, answer) => {
        const machine = { states: 1 };
        const entry = { kind: "charter", name: "files", version: 2, machine: digestOf(machine) } as const;
        made.say("author", entry, undefined, { machine, sources: [] });
        return again(made, [answer]);
      },
    },
    {
      how: "without its role",
      tell: (made, answer) => {
        const { id } = made.people.get("approver:owner");
        const person = made.people.ring.identities.find(({ identity }) => identity.id === id)?.identity.name ?? "";
        made.say("author", { kind: "approver", approver: id, version: 1, person, roles: [] });
        return again(made, [answer]);
      },
    },
    { how: "that is none", tell: (made, answer) => again(made, [answer - 1]) },
    { how: "none at all", tell: (made) => again(made, []) },
  ];
  test.each(lies)("used $how: auditor/approval-missing", async ({ tell }) => {
    const made = forge();
    const decision = tell(made, approved(made));
    expect(await found(made)).toBe(`WRONG auditor/approval-missing@${decision}`);
  });

  test("in another session: auditor/approval-missing", async () => {
    const made = forge();
    const answer = approved(made);
    const other = `${SESSION}-2`;
    made.say("gateway", { kind: "session", agent: "agent", protocol: "p", capabilities: {} }, other);
    const proposal = made.say("gateway", { kind: "proposal", from: "agent", deadline: made.at + 10_000, patience: made.at }, other, {});
    const decision = made.say("decider", made.decision(proposal, "allow", { answers: [answer] }), other, {});
    made.say("executor:files", { kind: "outcome", proposal, decision, result: "returned", epoch: EPOCH, durationMs: 1 }, other, {});
    expect(await found(made)).toBe(`WRONG auditor/approval-missing@${decision}`);
  });

  test.each<Partial<Scope>>([{ times: 17 }, { until: 4e12 }, { until: 1 }])("with a scope of %o: auditor/answer-wrong", async (scope) => {
    const made = forge();
    const answer = approved(made, scope);
    expect(await found(made)).toBe(`WRONG auditor/answer-wrong@${answer}`);
  });

  test("where two must look, or by who rejects: auditor/answer-wrong", async () => {
    const made = forge();
    const parked = { roles: [{ role: "owner", approvals: 1 }], until: made.at + 60_000, renderers: 2 };
    const scope = { times: 2, until: made.at + 1_000 };
    const high = made.propose();
    const wrong = [made.answer("approval", high, made.decide(high, "escalate", { parked }), { scope })];
    const rejected = made.propose();
    wrong.push(made.answer("rejection", rejected, made.decide(rejected, "escalate"), { scope }));
    made.decide(rejected, "deny");
    expect(await found(made)).toBe(["WRONG", ...wrong.map((entry) => `auditor/answer-wrong@${entry}`)].join(" "));
  });

  test("whose times or time were changed after it was signed: auditor/signature-wrong", async () => {
    for (const scope of [{ times: 3 }, { until: 4e12 - 1 }]) {
      const made = forge();
      const answer = approved(made);
      const record = made.entries[answer];
      if (record?.leaf.entry.kind !== "approval") throw new Error("it is an approval");
      const signed = record.leaf.entry.scope ?? { times: 0, until: 0 };
      const entry = { ...record.leaf.entry, scope: { ...signed, ...scope } };
      Object.assign(record, { leaf: { ...record.leaf, entry } });
      expect(await found(made)).toContain(`auditor/signature-wrong@${answer}`);
    }
  });
});
