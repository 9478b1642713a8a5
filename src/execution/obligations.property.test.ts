/** Obligations: who must answer, by when, and when the answers suffice. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lockOf, machineOf } from "../../test/execution/compile-texts.ts";
import type { Parked } from "./call-register.ts";
import { judge } from "./judge.ts";
import { answersSuffice, obligationsOf } from "./obligations.ts";
import { Origins } from "./origins.ts";

const MACHINE = machineOf(
  lockOf({ "bank/pay": ["amount"] }),
  `
charter: office
actions:
  small: { tool: bank/pay, when: args.amount > 0, escalate: [{ when: args.amount > 10, to: desk, within: 30m }] }
  large:
    tool: bank/pay
    when: args.amount > 100
    allow: true
    escalate:
      - { when: args.amount > 100, to: desk, approvals: 2, within: 10m }
      - { when: args.amount > 1000, to: board, within: 2h }
`,
);

function asked(amount: number, codes: readonly string[] = []): Pick<Parked, "roles" | "until"> {
  const states = [new Int32Array(MACHINE.document.variables.length)];
  const judgement = judge(
    MACHINE,
    "bank/pay",
    undefined,
    { amount },
    { role: "user", mandate: "none", atMs: 0, states, origin: new Origins().of({ agent: "a", user: "u" }) },
  );
  return obligationsOf(MACHINE, { ...judgement, codes: [...judgement.codes, ...codes] }, 1_000);
}

describe("obligations", () => {
  test("are those of the one clause that asks", () => {
    expect(asked(50)).toEqual({ roles: [{ role: "desk", approvals: 1 }], until: 1_000 + 30 * 60_000 });
  });

  test("of several clauses are their union: for each role the most approvals, and the earliest deadline", () => {
    expect(asked(5_000)).toEqual({
      roles: [
        { role: "board", approvals: 1 },
        { role: "desk", approvals: 2 },
      ],
      until: 1_000 + 10 * 60_000,
    });
  });

  test("of a drifted tool bring in its owner, and never delay a clause's deadline", () => {
    const { roles, until } = asked(50, ["tool/drifted"]);
    expect(roles).toEqual([
      { role: "desk", approvals: 1 },
      { role: "owner", approvals: 1 },
    ]);
    expect(until).toBe(1_000 + 30 * 60_000);
  });
});

const role = fc.constantFrom("desk", "board");
const vote = fc.record({
  person: fc.constantFrom("ann", "bob", "eve", "joe"),
  role,
  kind: fc.constantFrom<"approval" | "release">("approval", "release"),
});
const parked = fc.record({
  verdict: fc.constantFrom<"escalate" | "quarantine">("escalate", "quarantine"),
  roles: fc.uniqueArray(fc.record({ role, approvals: fc.integer({ min: 1, max: 3 }) }), { selector: (one) => one.role, minLength: 1 }),
  votes: fc.uniqueArray(vote, { selector: (one) => one.person, maxLength: 4 }),
});

function suffice(one: Pick<Parked, "verdict" | "roles" | "votes">): boolean {
  const rest = { clauses: new Set<number>(), reasons: new Set<string>(), until: 0, machine: "", definition: "" };
  return answersSuffice({ ...rest, ...one, votes: [...one.votes] });
}

describe("answers", () => {
  test("suffice exactly where every role has its number of people, and a held call a release besides", () => {
    fc.assert(
      fc.property(parked, (one) => {
        const counts = one.roles.map(({ role: asks, approvals }) => one.votes.filter((given) => given.role === asks).length >= approvals);
        const isReleased = one.verdict === "escalate" || one.votes.some(({ kind }) => kind === "release");
        expect(suffice(one)).toBe(isReleased && counts.every(Boolean));
      }),
    );
  });

  test("count in any order, and one more yes never takes a yes away", () => {
    fc.assert(
      fc.property(parked, vote, (one, more) => {
        expect(suffice({ ...one, votes: one.votes.toReversed() })).toBe(suffice(one));
        if (suffice(one)) expect(suffice({ ...one, votes: [...one.votes, more] })).toBe(true);
      }),
    );
  });
});
