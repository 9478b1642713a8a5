/** What the machine of one charter, or of several, looks like: clauses, composition, what is left out, the same bytes again. */
import { describe, expect, test } from "vitest";
import { compiledFor, machineFor } from "../../../test/generators/compiled.ts";
import { PINNED_TOOLS } from "../../../test/generators/pinned-tools.ts";
import { Play } from "../../../test/generators/play.ts";
import { initialState, type MachineDocument } from "../../kernel/index.ts";

const machine = (...texts: readonly string[]): ReturnType<typeof machineFor> => machineFor(PINNED_TOOLS, ...texts);
const play = (...texts: readonly string[]): Play => new Play(machine(...texts));

const SMALL =
  "charter: x\nsources: { mail: { results: [mail/read] } }\nallow: [bank/pay, mail/*]\nlimits: [{ action: bank/pay, at_most: 3 }]\n";

describe("clauses", () => {
  const text = `charter: x
actions:
  pay:
    tool: bank/pay
    allow: args.amount > 0
    escalate:
      - { when: args.amount > 100 }
      - { name: large, when: args.amount > 1000, to: treasurer, approvals: 2, within: 2h }
    quarantine: args.recipient == "eve"
    deny: args.amount > 10000
`;

  test("have names, words, places and obligations", () => {
    const { clauses } = machine(text).document;
    expect(clauses.map(({ name, code, text: words, at }) => [name, code, words, at])).toEqual([
      ["contained", "session/contained", "", "charter.yaml:1:10"],
      ["pay.deny.1", "clause/deny", "args.amount > 10000", "charter.yaml:10:11"],
      ["pay.allow", "clause/allow-failed", "args.amount > 0", "charter.yaml:5:12"],
      ["pay.error.1", "guard/error", "args.amount > 0", "charter.yaml:5:12"],
      ["pay.error.5", "guard/error", 'args.recipient == "eve"', "charter.yaml:9:17"],
      ["otherwise", "charter/no-action", "", "charter.yaml:1:10"],
      ["pay.quarantine.1", "clause/quarantine", 'args.recipient == "eve"', "charter.yaml:9:17"],
      ["pay.escalate.1", "clause/escalate", "args.amount > 100", "charter.yaml:7:17"],
      ["large", "clause/escalate", "args.amount > 1000", "charter.yaml:8:30"],
    ]);
    expect(clauses.find(({ name }) => name === "large")?.obligation).toEqual({ role: "treasurer", approvals: 2, withinMs: 7_200_000 });
  });

  test("that hold together are all kept, unless one of them denies", () => {
    const session = play(text);
    expect(session.clauses("bank/pay", { amount: 2000, recipient: "eve" })).toEqual(["pay.quarantine.1", "pay.escalate.1", "large"]);
    expect(session.clauses("bank/pay", { amount: 20_000, recipient: "eve" })).toEqual(["pay.deny.1"]);
  });
});

describe("composition", () => {
  const organisation =
    "charter: organisation\notherwise: allow\nroots: { shared: /srv }\nsources: { mail: { results: [mail/read] } }\n" +
    'allow: [bank/pay, mail/read]\ndeny:\n  - bank/pay: seen("mail")\n';
  const team = "charter: team\nroots: { shared: ./team }\nallow: [bank/*, mail/read]\nlimits:\n  - { action: bank/pay, at_most: 1 }\n";

  test("names state, clauses, actions and roots by charter, outermost first", () => {
    const { document } = machine(organisation, team);
    expect(document.charters.map(({ name }) => name)).toEqual(["organisation", "team"]);
    expect(document.roots).toEqual({ "organisation.shared": "/srv", "team.shared": "/home/me/team" });
    expect(document.variables.map(({ name }) => name)).toEqual([
      "contained",
      "organisation.seen(mail)",
      "organisation.seen(world)",
      "team.limit(bank/pay,session)",
      "team.seen(world)",
    ]);
    expect(document.actions.map(({ name }) => name)).toContain("team.bank/pay");
    expect(document.actions.map(({ name }) => name)).toContain("organisation.bank/pay");
  });

  test("takes the severest; an overlay says nothing of what it does not name", () => {
    const session = play(organisation, team);
    expect([session.ask("bank/get_balance"), session.ask("web/fetch")]).toEqual(["allow", "deny charter/no-action"]);
    expect([session.run("bank/pay"), session.run("bank/pay")]).toEqual(["allow", "deny limit/reached"]);
    session.run("mail/read");
    expect(session.clauses("bank/pay")).toEqual(["organisation.bank/pay.deny.1"]);
  });
});

describe("expiry", () => {
  test("is the earliest of all charters", () => {
    const { expires } = compiledFor(
      PINNED_TOOLS,
      "charter: a\notherwise: allow\nexpires: 2027-06-01T12:00:00+02:00\n",
      "charter: b\nexpires: 2027-07-01\n",
    );
    expect(expires).toBe(Date.UTC(2027, 5, 1, 10));
  });
});

describe("the machine", () => {
  test("has every pinned tool, also those no charter names, in order", () => {
    const { document } = machine("charter: x\nallow: [bank/pay]\n");
    expect(document.tools.map(({ name }) => name)).toEqual(PINNED_TOOLS.map(({ name }) => name).sort());
    expect(document.tools.filter(({ name }) => name !== "bank/pay").every(({ terms, root }) => terms.length === 0 && root < 0)).toBe(true);
  });

  test("is the same bytes for the same text", () => {
    expect(JSON.stringify(machine(SMALL).document)).toBe(JSON.stringify(machine(SMALL).document));
  });

  test("distinguishes only what matters: idle cuts, words and terms are gone", () => {
    const one = (condition: string): MachineDocument["tools"][number] | undefined =>
      machine(`charter: x\nactions: { a: { tool: lab/anything, allow: '${condition}' } }\n`).document.tools.find(
        ({ name }) => name === "lab/anything",
      );
    const plain = one("args.n <= 5");
    for (const same of [
      "args.n <= 5 || args.n < 3",
      "!(args.n > 5)",
      "args.n <= 5 && (args.n < 7 || args.n > 8 || args.n in [7, 7.5, 8] || args.n > 7)",
      "args.n < 5 || args.n == 5",
    ]) {
      const other = one(same);
      expect(other?.terms.map(({ classes }) => classes.numbers)).toEqual(plain?.terms.map(({ classes }) => classes.numbers));
    }
    expect(one('args.s.matches("^(a|b)$")')?.terms[0]?.classes.strings).toEqual({ words: { a: 2, b: 2 }, rest: 1 });
    expect(one('args.s in ["a", "b"] || args.s == "a"')?.terms[0]?.classes.strings).toMatchObject({
      words: { a: expect.any(Number), b: expect.any(Number) },
    });
  });

  test("starts with every variable at its first value", () => {
    expect([...initialState(machine(SMALL))]).toEqual([0, 0, 0, 0]);
  });
});
