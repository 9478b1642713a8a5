/** Obligations: who must answer, by when, and when the answers suffice. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lockOf, machineOf } from "../../../test/execution/compile-texts.ts";
import type { Parked } from "../calls/call-register.ts";
import { judge } from "../judging/judge.ts";
import { Origins } from "../state/origins.ts";
import { type AnswererOf, answersThatSuffice, type Count, EVERYBODY, obligationsOf } from "./obligations.ts";

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
  entry: fc.constant(1),
  by: fc.constantFrom("ann", "bob", "eve", "joe"),
  role,
  kind: fc.constantFrom<"approval" | "release">("approval", "release"),
  expires: fc.constant(10),
});
const parked = fc.record({
  verdict: fc.constantFrom<"escalate" | "quarantine">("escalate", "quarantine"),
  roles: fc.uniqueArray(fc.record({ role, approvals: fc.integer({ min: 1, max: 3 }) }), { selector: (one) => one.role, minLength: 1 }),
  votes: fc.uniqueArray(vote, { selector: (one) => one.by, maxLength: 4 }),
});

type Given = Pick<Parked, "verdict" | "roles" | "votes" | "renderers">;

function suffice(one: Given, count: Partial<Count> = {}): boolean {
  const rest = { clauses: new Set<number>(), reasons: new Set<string>(), until: 0, machine: "", definition: "" };
  const parked = { ...rest, ...one, votes: [...one.votes] };
  return answersThatSuffice(parked, { user: "nobody", atMs: 5, answererOf: EVERYBODY.of, ...count }) !== undefined;
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

describe("an answer", () => {
  const yes = (by: string, more: Partial<Parked["votes"][number]> = {}): Parked["votes"][number] => {
    return { entry: 1, by, role: "desk", kind: "approval", expires: 10, ...more };
  };
  const asked = (approvals: number, ...votes: Parked["votes"]): Given => {
    return { verdict: "escalate", roles: [{ role: "desk", approvals }], votes };
  };
  /** `ann@laptop` is a key of ann's, on a renderer of its own; `ann@page` and `bob@page` see the same page. */
  const answererOf: AnswererOf = (key) => {
    const [person = "", renderer = key] = key.split("@");
    return { person, renderer, answersAs: (name) => name === "desk" };
  };

  test("of one person with two keys is one answer", () => {
    expect(suffice(asked(2, yes("ann@page"), yes("ann@laptop")), { answererOf })).toBe(false);
    expect(suffice(asked(2, yes("ann@page"), yes("bob@page")), { answererOf })).toBe(true);
  });

  test("of the session's user counts where one is asked, and never where two are", () => {
    expect(suffice(asked(1, yes("ann")), { user: "ann" })).toBe(true);
    expect(suffice(asked(2, yes("ann"), yes("bob")), { user: "ann" })).toBe(false);
    expect(suffice(asked(2, yes("ann@page"), yes("bob@page")), { user: "ann", answererOf })).toBe(false);
    expect(suffice(asked(2, yes("ann"), yes("bob"), yes("eve")), { user: "ann" })).toBe(true);
  });

  test("counts until it expires", () => {
    expect(suffice(asked(2, yes("ann", { expires: 6 }), yes("bob")), { atMs: 5 })).toBe(true);
    expect(suffice(asked(2, yes("ann", { expires: 6 }), yes("bob")), { atMs: 6 })).toBe(false);
  });

  test("counts while its key has the role", () => {
    expect(suffice(asked(1, yes("ann")), { answererOf: () => undefined })).toBe(false);
    expect(suffice(asked(1, yes("ann", { role: "board" })), { answererOf })).toBe(false);
  });

  test("on one page is one sight: two are needed where severity is high", () => {
    const high = { ...asked(1, yes("ann@page"), yes("bob@page")), renderers: 2 };
    expect(suffice(high, { answererOf })).toBe(false);
    expect(suffice({ ...high, votes: [yes("ann@page"), yes("ann@laptop")] }, { answererOf })).toBe(true);
  });
});
