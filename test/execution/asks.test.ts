/** How often people are asked, by role and by agent: an agent that floods them leaves room for the others, and both judges count alike. */
import { afterEach, describe, expect, test } from "vitest";
import { createDice } from "../generators/dice.ts";
import { compileTexts, lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const HOUR = 3_600_000;
const LOCK = lockOf({ "bank/pay": ["amount"], "bank/close": ["amount"], "mail/send": ["amount"] });

function charter(roles: string): string {
  return `
charter: desk
roles: ${roles}
actions:
  pay: { tool: bank/pay, escalate: [{ when: "true", within: 2h }] }
  close: { tool: bank/close, quarantine: [{ when: "true", within: 2h }], while_contained: true }
  send: { tool: mail/send, escalate: [{ when: "true", to: desk, within: 2h }] }
`;
}

let played: PaperLedger[] = [];
let amount = 0;

function desk(roles: string): PaperLedger {
  const ledger = new PaperLedger(LOCK);
  played.push(ledger);
  ledger.charter(charter(roles));
  ledger.startExecutors();
  ledger.open("flood", { user: "eve", agent: "flooder" });
  ledger.open("quiet", { user: "ann", agent: "quiet" });
  return ledger;
}

/** A call unlike every other, as it is decided. */
function ask(
  ledger: PaperLedger,
  session: string,
  tool = "bank/pay",
): readonly [verdict: string, code: string | undefined, proposal: number] {
  amount += 1;
  const { proposal, decision } = ledger.propose(tool, { amount }, { session });
  return [decision.entry.verdict, decision.entry.codes[0], proposal];
}

const words = ([verdict, code]: ReturnType<typeof ask>): string => `${verdict} ${code}`;
const ASKED = "escalate clause/escalate";
const AGENT = "deny asks/agent-full";
const ROLE = "deny asks/role-full";

afterEach(() => {
  for (const ledger of played) expect(judgeAgain(ledger.entries)).toEqual([]);
  played = [];
});

describe("people of one role are asked", () => {
  test("about so many calls of one agent at once, and another agent's are heard: asks/agent-full", () => {
    const ledger = desk("{ owner: { of_one_agent: { waiting: 2 } } }");
    const [first, ...more] = Array.from({ length: 20 }, () => ask(ledger, "flood"));
    expect(more.map(words)).toEqual([ASKED, ...Array.from({ length: 18 }, () => AGENT)]);
    expect([ask(ledger, "quiet"), ask(ledger, "quiet")].map(words)).toEqual([ASKED, ASKED]);
    ledger.answer(first?.[2] ?? 0, "rejection");
    expect(words(ask(ledger, "flood"))).toBe(ASKED);
  });

  test("about so many an hour, whatever became of them", () => {
    const ledger = desk("{ owner: { of_one_agent: { an_hour: 2 } } }");
    for (const _ of [1, 2]) ledger.answer(ask(ledger, "flood")[2], "rejection");
    expect([ask(ledger, "flood"), ask(ledger, "quiet")].map(words)).toEqual([AGENT, ASKED]);
    ledger.now += HOUR - 1;
    ledger.open("flood2", { user: "eve", agent: "flooder" });
    expect(words(ask(ledger, "flood2"))).toBe(AGENT);
    ledger.now += 1;
    expect(words(ask(ledger, "flood2"))).toBe(ASKED);
  });

  test("about so many calls of everybody, and another role's people are asked all the same: asks/role-full", () => {
    const ledger = desk("{ owner: { at_most: { waiting: 2 } } }");
    expect([ask(ledger, "flood"), ask(ledger, "quiet"), ask(ledger, "quiet"), ask(ledger, "flood")].map(words)).toEqual([
      ASKED,
      ASKED,
      ROLE,
      ROLE,
    ]);
    expect(words(ask(ledger, "quiet", "mail/send"))).toBe(ASKED);
  });

  test("about every held call, which counts with the others", () => {
    const ledger = desk("{ owner: { at_most: { waiting: 1, an_hour: 9 } } }");
    expect([ask(ledger, "quiet"), ask(ledger, "flood", "bank/close"), ask(ledger, "quiet")].map(words)).toEqual([
      ASKED,
      "quarantine clause/quarantine",
      ROLE,
    ]);
  });

  test("once about the same call, however often it is proposed", () => {
    const ledger = desk("{ owner: { of_one_agent: { waiting: 2 } } }");
    const same = Array.from({ length: 5 }, () => ledger.propose("bank/pay", { amount: 0 }, { session: "flood" }).decision.entry.verdict);
    expect(same).toEqual(["escalate", "escalate", "escalate", "escalate", "escalate"]);
    expect(words(ask(ledger, "flood"))).toBe(ASKED);
  });

  test("as often as before, after a charter without limits; and one with limits counts what was asked before it", () => {
    const ledger = desk("{ owner: { of_one_agent: { waiting: 1 } } }");
    expect([ask(ledger, "flood"), ask(ledger, "flood")].map(words)).toEqual([ASKED, AGENT]);
    ledger.charter(charter("{}"));
    expect([ask(ledger, "flood"), ask(ledger, "flood")].map(words)).toEqual([ASKED, ASKED]);
    ledger.charter(charter("{ owner: { at_most: { an_hour: 3 } } }"));
    expect(words(ask(ledger, "quiet"))).toBe(ROLE);
  });
});

test("a limit for a role that nobody asks is a mistake, not a limit: charter/bad-value", () => {
  expect(() => compileTexts([charter("{ ownr: { at_most: { waiting: 1 } } }")], LOCK)).toThrow("did you mean `owner`");
});

/** Days in this run; 1,000 were played once. */
const DAYS = 15;

test("whatever is asked and answered, both judges refuse the same", () => {
  const refused = new Map<string, number>();
  for (let seed = 1; seed <= DAYS; seed += 1) {
    const dice = createDice(seed);
    const limit = (): string => `{ waiting: ${1 + dice.below(4)}, an_hour: ${1 + dice.below(8)} }`;
    const ledger = desk(`{ owner: { at_most: ${limit()}, of_one_agent: ${limit()} }, desk: { of_one_agent: ${limit()} } }`);
    const waiting: number[] = [];
    for (let step = 0; step < 40; step += 1) {
      ledger.now += dice.pick([0, 1_000, 60_000, 300_000]);
      const answered = dice.oneIn(3) ? waiting.shift() : undefined;
      if (answered !== undefined) ledger.answer(answered, "rejection");
      const [verdict, code = "", proposal] = ask(ledger, dice.pick(["flood", "flood", "quiet"]), dice.pick(["bank/pay", "mail/send"]));
      if (verdict === "escalate") waiting.push(proposal);
      else refused.set(code, (refused.get(code) ?? 0) + 1);
    }
    expect([seed, ...judgeAgain(ledger.entries)]).toEqual([seed]);
    played = [];
  }
  expect(Math.min(refused.get("asks/agent-full") ?? 0, refused.get("asks/role-full") ?? 0)).toBeGreaterThan(DAYS);
});
