/** How often people are asked, by role, agent and person: whoever floods them leaves room for the others, and both judges count alike. */
import { afterEach, describe, expect, test } from "vitest";
import { createDice } from "../generators/dice.ts";
import { compileTexts, lockOf } from "./compile-texts.ts";
import { PaperLedger, type PeopleAt } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const HOUR = 3_600_000;
const LOCK = lockOf({ "bank/pay": ["amount"], "bank/close": ["amount"], "mail/send": ["amount"], "bank/wire": ["amount"] });

function charter(roles: string): string {
  return `
charter: desk
roles: ${roles}
actions:
  pay: { tool: bank/pay, escalate: [{ when: "true", within: 2h }] }
  close: { tool: bank/close, quarantine: [{ when: "true", within: 2h }], while_contained: true }
  send: { tool: mail/send, escalate: [{ when: "true", to: desk, within: 2h }] }
  wire: { tool: bank/wire, escalate: [{ when: "true", approvals: 2, within: 2h }] }
`;
}

let played: { readonly ledger: PaperLedger; readonly people: PeopleAt | undefined }[] = [];
let amount = 0;

function desk(roles: string, people?: PeopleAt): PaperLedger {
  const ledger = new PaperLedger(LOCK, people);
  played.push({ ledger, people });
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
const PEOPLE = "deny asks/people-full";

afterEach(() => {
  for (const { ledger, people } of played) expect(judgeAgain(ledger.entries, people)).toEqual([]);
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

/** People by their keys (`bea`, `bea@home`) and roles, each from some entry on; no roles is nobody. */
class Staff implements PeopleAt {
  readonly #changes: { readonly size: number; readonly key: string; readonly roles: readonly string[] }[] = [];

  constructor(staff: { readonly [key: string]: readonly string[] }) {
    for (const [key, roles] of Object.entries(staff)) this.change(0, key, roles);
  }

  change(size: number, key: string, roles: readonly string[]): void {
    this.#changes.push({ size, key, roles });
  }

  at(key: string, size: number): ReturnType<PeopleAt["at"]> {
    const one = this.allAt(size).find((each) => each.key === key);
    return one === undefined ? undefined : { person: one.person, renderer: key, answersAs: (role) => one.roles.includes(role) };
  }

  allAt(size: number): readonly { readonly key: string; readonly person: string; readonly roles: readonly string[] }[] {
    const keys = [...new Set(this.#changes.map(({ key }) => key))];
    const roles = (key: string): readonly string[] => this.#changes.findLast((one) => one.key === key && one.size <= size)?.roles ?? [];
    return keys.flatMap((key) => (roles(key).length === 0 ? [] : [{ key, person: key.split("@")[0] ?? key, roles: roles(key) }]));
  }
}

/** What the decision on the next call says to the agent. */
function told(ledger: PaperLedger, tool = "bank/pay"): string {
  amount += 1;
  return ledger.propose(tool, { amount }, { session: "quiet" }).decision.explanation.text;
}

describe("one person is asked", () => {
  const WAITING = "{ owner: { of_one_person: { waiting: 2 } } }";

  test("about so many calls at once in all their roles, and another of the role keeps it open: asks/people-full", () => {
    const ledger = desk(WAITING, new Staff({ bea: ["owner", "desk"], cid: ["owner"] }));
    expect([ask(ledger, "flood", "mail/send"), ask(ledger, "flood", "mail/send")].map(words)).toEqual([ASKED, ASKED]);
    expect([ask(ledger, "quiet"), ask(ledger, "quiet"), ask(ledger, "quiet")].map(words)).toEqual([ASKED, ASKED, PEOPLE]);
    expect(words(ask(ledger, "flood", "mail/send"))).toBe(ASKED);
  });

  test("as one, with however many keys; and whoever loses a role no longer makes room", () => {
    const staff = new Staff({ bea: ["owner"], "bea@home": ["desk"], cid: ["owner"] });
    const ledger = desk(WAITING, staff);
    const [mail] = [ask(ledger, "flood", "mail/send"), ask(ledger, "flood", "mail/send")];
    staff.change(ledger.entries.length, "cid", []);
    expect(words(ask(ledger, "quiet"))).toBe(PEOPLE);
    staff.change(ledger.entries.length, "bea@home", []);
    expect(words(ask(ledger, "quiet"))).toBe(ASKED);
    staff.change(ledger.entries.length, "bea@home", ["desk"]);
    expect(words(ask(ledger, "quiet"))).toBe(PEOPLE);
    ledger.answer(mail?.[2] ?? 0, "rejection", { by: "bea@home", role: "desk" });
    expect(words(ask(ledger, "quiet"))).toBe(PEOPLE);
  });

  test("only with as many beside them as have to agree, the session's user not among them", () => {
    const ledger = desk(WAITING, new Staff({ ann: ["owner"], bea: ["owner"], cid: ["owner", "desk"] }));
    expect([ask(ledger, "quiet", "bank/wire"), ask(ledger, "flood", "mail/send")].map(words)).toEqual([ASKED, ASKED]);
    expect(words(ask(ledger, "flood", "bank/wire"))).toBe(ASKED);
    expect([ask(ledger, "quiet", "bank/wire"), ask(ledger, "quiet")].map(words)).toEqual([PEOPLE, PEOPLE]);
    expect(told(desk(WAITING, new Staff({ ann: ["owner"], bea: ["owner"] })), "bank/wire")).toContain("too few people answer as `owner`");
  });

  test("again when the hour is over, which the denial names; held calls in any case", () => {
    const ledger = desk("{ owner: { of_one_person: { an_hour: 2 } } }", new Staff({ bea: ["owner", "desk"] }));
    expect(words(ask(ledger, "quiet", "mail/send"))).toBe(ASKED);
    ledger.now += 60_000;
    expect([ask(ledger, "flood", "bank/close"), ask(ledger, "quiet")].map(words)).toEqual(["quarantine clause/quarantine", PEOPLE]);
    expect(told(ledger)).toContain("`owner` has room again at 2026-01-05T13:00:00.000Z, or as soon as enough is answered");
    ledger.now += HOUR - 60_000;
    ledger.open("later", { user: "ann", agent: "quiet" });
    expect(words(ask(ledger, "later"))).toBe(ASKED);
  });

  test("and a denial by role or agent names its moment, too", () => {
    const ledger = desk("{ owner: { at_most: { waiting: 1 }, of_one_agent: { an_hour: 3 } } }");
    ask(ledger, "flood");
    expect(told(ledger)).toContain("`owner` has room again at 2026-01-05T14:00:00.000Z");
  });

  test("and who says otherwise is found: asked beyond it, or refused before", () => {
    const one = new Staff({ bea: ["owner", "desk"] });
    const two = new Staff({ bea: ["owner", "desk"], cid: ["owner"] });
    for (const [staff, others, follows] of [
      [one, two, "escalate"],
      [two, one, "asks/people-full"],
    ] as const) {
      const ledger = desk("{ owner: { of_one_person: { waiting: 1 } } }", staff);
      expect([ask(ledger, "quiet", "mail/send"), ask(ledger, "quiet")].map(words)).toEqual([ASKED, staff === one ? PEOPLE : ASKED]);
      const [lie] = judgeAgain(ledger.entries, others);
      expect([lie?.is, lie?.message]).toEqual(["WRONG", expect.stringContaining(follows)]);
      const [doubt] = judgeAgain(ledger.entries);
      expect([doubt?.is, doubt?.message]).toEqual(["UNDECIDED", expect.stringContaining("without a ring")]);
    }
  });
});

test("a limit for a role that nobody asks is a mistake, not a limit: charter/bad-value", () => {
  expect(() => compileTexts([charter("{ ownr: { at_most: { waiting: 1 } } }")], LOCK)).toThrow("did you mean `owner`");
});

/** Days in this run; 1,000 were played once. */
const DAYS = 15;

test("whatever is asked and answered, whoever comes and goes, both judges refuse the same", () => {
  const refused = new Map<string, number>();
  const [keys, roles] = [
    ["bea", "bea@home", "cid", "eve"],
    [[], ["owner"], ["desk"], ["owner", "desk"]],
  ];
  for (let seed = 1; seed <= DAYS; seed += 1) {
    const dice = createDice(seed);
    const limit = (): string => `{ waiting: ${1 + dice.below(4)}, an_hour: ${1 + dice.below(8)} }`;
    const person = (): string => (dice.oneIn(4) ? "" : `, of_one_person: ${limit()}`);
    const staff = new Staff(Object.fromEntries(keys.map((key) => [key, dice.pick(roles)])));
    const owner = `{ at_most: { waiting: ${2 + dice.below(6)} }, of_one_agent: ${limit()}${person()} }`;
    const ledger = desk(`{ owner: ${owner}, desk: { of_one_agent: ${limit()}${person()} } }`, staff);
    const waiting: number[] = [];
    for (let step = 0; step < 40; step += 1) {
      ledger.now += dice.pick([0, 1_000, 60_000, 300_000]);
      if (dice.oneIn(8)) staff.change(ledger.entries.length, dice.pick(keys), dice.pick(roles));
      const answered = dice.oneIn(3) ? waiting.shift() : undefined;
      if (answered !== undefined) ledger.answer(answered, "rejection");
      const tool = dice.pick(["bank/pay", "mail/send", "bank/wire"]);
      const [verdict, code = "", proposal] = ask(ledger, dice.pick(["flood", "flood", "quiet"]), tool);
      if (verdict === "escalate") waiting.push(proposal);
      else refused.set(code, (refused.get(code) ?? 0) + 1);
    }
    expect([seed, ...judgeAgain(ledger.entries, staff)]).toEqual([seed]);
    played = [];
  }
  for (const code of ["asks/agent-full", "asks/role-full", "asks/people-full"])
    expect([code, refused.get(code) ?? 0]).not.toEqual([code, 0]);
});
