/** What the second judge says: a signature under what it derives itself, a refusal of everything else, and nothing of a forged ledger. */
import { afterEach, describe, expect, test } from "vitest";
import { SESSION } from "../../test/worlds/ledger-world.ts";
import { type DeskOptions, SecondDesk } from "../../test/worlds/second-desk.ts";
import { digestOf } from "../crypto/index.ts";
import { asJson, type DecisionEntry } from "../ledger/index.ts";
import type { Saying } from "./countersigner.ts";

const made: SecondDesk[] = [];
afterEach(() => {
  for (const { ledger } of made.splice(0)) ledger.remove();
});

function desk(options: DeskOptions = {}): SecondDesk {
  const one = new SecondDesk(options);
  made.push(one);
  return one;
}

async function said(of: SecondDesk): Promise<readonly Saying[]> {
  const result = await of.sayings();
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

const decisionOf = (of: SecondDesk): DecisionEntry => {
  const { entry } = of.ledger.entries.at(-1)?.leaf ?? {};
  if (entry?.kind !== "decision") throw new Error("the last entry is no decision");
  return entry;
};

describe("the countersigner", () => {
  test("signs the decision to allow that it derives, before it has seen the decider's", async () => {
    const bank = desk();
    const proposal = bank.propose(1);
    const expected = { kind: "countersignature", server: "files", proposal, decision: digestOf(asJson(decisionOf(bank))) };
    const countersigner = bank.countersigner();
    for (const entry of bank.entries.slice(0, proposal)) await countersigner.take(entry);
    const [entry] = bank.entries.slice(proposal);
    if (entry === undefined) throw new Error("there is a proposal");
    expect(await countersigner.take(entry)).toEqual({ ok: true, value: [{ session: SESSION, entry: expected }] });
  });

  test("says nothing of what is denied or parked, and agrees with that", async () => {
    const one = desk();
    for (const lines of [7, 11]) one.propose(lines);
    expect(await said(one)).toEqual([]);
  });

  test("refuses a lie of the decider, whatever it is about: judges/differ", async () => {
    const lies: readonly ((decision: DecisionEntry) => DecisionEntry)[] = [
      (decision) => ({ ...decision, verdict: "deny", warrant: undefined as never }),
      (decision) => ({ ...decision, warrant: { ...decision.warrant, expires: decision.prefix.size + 9e12 } as never }),
      (decision) => ({ ...decision, warrant: { ...decision.warrant, definition: "0".repeat(64) } as never }),
      (decision) => ({ ...decision, actions: ["other"] }),
      (decision) => ({ ...decision, machine: "0".repeat(64) }),
    ];
    for (const lie of lies) {
      const one = desk({ lie: (decision) => JSON.parse(JSON.stringify(lie(decision))) as DecisionEntry });
      const proposal = one.propose(1);
      const refusal = (await said(one)).at(-1);
      expect(refusal).toMatchObject({ entry: { kind: "refusal", proposal, decision: proposal + 1, code: "judges/differ" } });
      expect(refusal?.content).toMatchObject({ derived: { verdict: "allow", proposal } });
    }
  });

  test("refuses an allow of what it would deny, and keeps what it derives: judges/differ", async () => {
    const one = desk({ lie: (decision) => ({ ...decision, verdict: "allow", codes: [], clauses: [] }) });
    const proposal = one.propose(11);
    expect(await said(one)).toMatchObject([
      { entry: { kind: "refusal", proposal, code: "judges/differ" }, content: { derived: { verdict: "deny" } } },
    ]);
  });

  test("refuses to sign what it can't derive: judges/undecided", async () => {
    const one = desk({ text: "charter: desk\nallow: [files/read]\nunheard: of\n" });
    const proposal = one.propose(1);
    expect(await said(one)).toMatchObject([{ entry: { kind: "refusal", proposal, code: "judges/undecided" }, content: { derived: null } }]);
  });

  test("says after a restart exactly what is not recorded", async () => {
    const one = desk();
    const [first, second] = [one.propose(1), one.propose(2)];
    const [saying] = await said(one);
    if (saying === undefined) throw new Error("it signs");
    one.say("countersigner:files", saying.entry, SESSION);
    const again = one.countersigner();
    expect((await one.sayings(again)).ok).toBe(true);
    expect(again.unrecorded.map(({ entry }) => entry.proposal)).toEqual([second]);
    one.ledger.execute(second, second + 1);
    expect((await one.sayings(again)).ok).toBe(true);
    expect([again.unrecorded, first < second]).toEqual([[], true]);
  });
});

describe("a ledger that lies", () => {
  const codeAfter = async (change: (of: SecondDesk) => void): Promise<string> => {
    const one = desk();
    change(one);
    const result = await one.sayings();
    return result.ok ? "ok" : `${result.fault.code}: ${result.fault.message}`;
  };

  test("with an entry that its writer has not signed: countersigner/entry-forged", async () => {
    const forged = { signature: `${"A".repeat(86)}==` };
    const grant = { kind: "grant", agent: "agent", user: "eve", role: "clerk", expires: 4e12, fresh: true } as const;
    expect(await codeAfter((one) => one.say("host", grant, undefined, { task: "" }, forged))).toContain("[auditor/signature-wrong]");
    expect(await codeAfter((one) => one.say("gateway", grant, undefined, { task: "" }))).toContain("[auditor/duty-missing]");
    expect(await codeAfter((one) => one.say("stranger", grant, undefined, { task: "" }))).toContain("countersigner/entry-forged");
  });

  test("that has left out an entry of a session, or goes back in time: countersigner/entry-forged", async () => {
    const proposal = { kind: "proposal", from: "agent", deadline: 4e12, patience: 4e12 } as const;
    const propose = (one: SecondDesk, changes: object): number =>
      one.say("gateway", proposal, SESSION, { tool: "files/read", args: { lines: 1 } }, changes as { readonly [member: string]: unknown });
    expect(await codeAfter((one) => propose(one, { number: 3 }))).toContain("[auditor/number-out-of-sequence]");
    expect(await codeAfter((one) => propose(one, { at: 5 }))).toContain("[auditor/time-goes-back]");
  });

  test("that hands out its entries in another order: countersigner/entry-forged", async () => {
    const one = desk();
    const countersigner = one.countersigner();
    const [, second] = one.entries;
    if (second === undefined) throw new Error("there are entries");
    expect(await countersigner.take(second)).toMatchObject({ ok: false, fault: { code: "countersigner/entry-forged" } });
  });
});
