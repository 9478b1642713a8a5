/** What an agent reads when its call does not simply run: one short paragraph for each kind of verdict, kept by snapshot. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lockOf, machineOf } from "../../../test/execution/compile-texts.ts";
import type { Json } from "../../crypto/index.ts";
import type { Machine } from "../../kernel/index.ts";
import { obligationsOf } from "../approvals/obligations.ts";
import { denied, type Judgement, judge } from "../judging/judge.ts";
import { ADMISSIBLE_SHOWN_MAX } from "../limits.ts";
import { REASONS, type Reason } from "../reasons.ts";
import { Origins } from "../state/origins.ts";
import { type Explanation, explain, explanationOf, parseTicket, printable, ticketOf } from "./explain.ts";

const NOW = Date.parse("2026-01-05T12:00:00Z");
const LOCK = lockOf({ "bank/pay": ["amount", "to"], "files/write": ["text"], "files/read": [] });
const MACHINE = machineOf(
  LOCK,
  `
charter: office
allow: [files/read]
actions:
  pay:
    tool: bank/pay
    allow: args.amount <= 100
    escalate:
      - { name: large-payment, when: args.amount > 50, to: owner, within: 30m }
      - { name: payment-to-eve, when: 'args.to == "eve"', to: board, approvals: 2, within: 15m }
    quarantine: [{ name: odd-payment, when: args.amount == 13 }]
    deny: [{ name: no-refunds, when: args.amount < 0 }]
`,
);

const DEFINED = machineOf(
  LOCK,
  `
charter: office
define:
  small: args.amount <= caps[args.to]
  caps: { eve: 10, bob: 100 }
  friends: [bob, ann]
actions:
  pay:
    tool: bank/pay
    allow: small
    deny:
      - { name: strangers, when: "!(args.to in friends)" }
`,
);

const ADMISSIBLE = ["files/read", "files/write"];

function explained(tool: string, args: Json, admissible: readonly string[] = ADMISSIBLE, machine: Machine = MACHINE): Explanation {
  const states = [new Int32Array(machine.document.variables.length)];
  return told(
    tool,
    judge(machine, tool, undefined, args, {
      role: "user",
      mandate: "none",
      atMs: NOW,
      states,
      origin: new Origins().of({ agent: "a", user: "u" }),
    }),
    admissible,
    machine,
  );
}

function told(tool: string, judgement: Judgement, admissible: readonly string[] = ADMISSIBLE, machine: Machine = MACHINE): Explanation {
  const parks = judgement.verdict === "escalate" || judgement.verdict === "quarantine";
  const parked = parks ? { parked: { ticket: ticketOf(7), ...obligationsOf(machine, judgement, NOW) } } : {};
  return explain(machine, judgement, { tool, admissible, ...parked });
}

describe("an explanation", () => {
  test("of an escalation says who must answer, by when, and how to go on", () => {
    expect(explained("bank/pay", { amount: 60, to: "bob" }).text).toMatchSnapshot();
    expect(explained("bank/pay", { amount: 60, to: "eve" }).text).toMatchSnapshot();
  });

  test("of a quarantine says that nothing ran and that the session is contained", () => {
    expect(explained("bank/pay", { amount: 13, to: "bob" }).text).toMatchSnapshot();
  });

  test("of a denial says which condition, where it stands, and what is admissible instead", () => {
    expect(explained("bank/pay", { amount: 500, to: "bob" }).text).toMatchSnapshot();
    expect(explained("bank/pay", { amount: -1, to: "bob" }).text).toMatchSnapshot();
    expect(explained("bank/pay", { to: "bob" }).text).toMatchSnapshot();
    expect(explained("files/write", { text: "x" }, []).text).toMatchSnapshot();
  });

  test("of a clause that uses definitions says what their names stand for", () => {
    const because = (args: Json): string => explained("bank/pay", args, [], DEFINED).text;
    expect(because({ amount: 50, to: "eve" })).toMatchSnapshot();
    expect(because({ amount: 500, to: "bob" })).toMatchSnapshot();
    expect(because({ amount: 5, to: "mallory" })).toMatchSnapshot();
  });

  test("of a reason without a clause says the reason in a sentence", () => {
    const texts = (["tool/not-pinned", "approval/rejected", "approval/expired", "call/same"] as const).map(
      (code) => told("bank/pay", denied(code)).text,
    );
    expect(texts.join("\n")).toMatchSnapshot();
    expect(told("bank/pay", denied("arguments/outside-schema", "the field `memo` is not in the schema")).text).toMatchSnapshot();
  });

  test("of an allow is short", () => {
    expect(explained("files/read", {}).text).toMatchSnapshot();
  });

  test("is one paragraph of at most 900 characters for every reason, and lists no catalogue", () => {
    const many = Array.from({ length: 40 }, (_, place) => `files/tool_${place}`);
    for (const code of Object.keys(REASONS) as Reason[]) {
      const { text, admissible } = told("bank/pay", denied(code), many);
      expect(text).not.toContain("\n");
      expect(text.length).toBeLessThan(900);
      expect(text).toContain(`and ${40 - ADMISSIBLE_SHOWN_MAX} more`);
      expect(admissible).toEqual(many);
    }
  });

  test("never carries a character of the agent's that a terminal or a model could take for something else", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0x10ffff), { maxLength: 200 }), (points) => {
        const tool = String.fromCodePoint(...points);
        expect(explained(tool, {}).text).toMatch(/^[\x20-\x7e…]*$/);
        expect(printable(tool).length).toBeLessThanOrEqual(128);
      }),
    );
    expect(printable("x".repeat(500)).length).toBe(128);
    expect(printable("a`b\u202e\n")).toBe("a\\u{60}b\\u{202e}\\u{a}");
  });
});

describe("a ticket", () => {
  test("names its proposal, and nothing else is a ticket", () => {
    fc.assert(
      fc.property(fc.nat(999_999_999_999_999), (proposal) => {
        expect(parseTicket(ticketOf(proposal))).toBe(proposal);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const proposal = parseTicket(text);
        if (proposal !== undefined) expect(ticketOf(proposal)).toBe(text);
      }),
    );
    expect(["", "7", "t", "t07", "t-1", "T7", "t7 ", "t1e3", "t9999999999999999"].map(parseTicket)).toEqual(Array(9).fill(undefined));
  });
});

test("an explanation is shown beside the decision that it is of, and beside no other", () => {
  const codes = ["clause/escalate"];
  const entry = { verdict: "escalate", codes, clauses: ["large-payment"] } as const;
  const said = {
    ...{ text: "Waiting", verdict: "escalate", codes, admissible: [] },
    clauses: [
      { name: "large-payment", condition: "args.amount > 50", at: "charter.yaml:7:9", verdict: "escalate", code: "clause/escalate" },
    ],
  };
  expect(explanationOf(entry, said)?.text).toBe("Waiting");
  const others = [
    undefined,
    "Waiting",
    {},
    { ...said, verdict: "allow" },
    { ...said, codes: [] },
    { ...said, clauses: [] },
    { ...said, clauses: [null] },
    { ...said, admissible: [1] },
    { ...said, until: "soon" },
    { ...said, until: 9e15 },
  ];
  for (const other of others) expect(explanationOf(entry, other)).toBeUndefined();
  expect(explanationOf({ ...entry, clauses: ["odd-payment"] }, said)).toBeUndefined();
});
