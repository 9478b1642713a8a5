/** Calls that are judged part by part, on a paper ledger; the second judge agrees with every decision. */
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/crypto/index.ts";
import { compileTexts, lockOf } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const LOCK = lockOf({ "shell/run": ["command"], "bank/pay_all": ["payments"] });

const CODING = `charter: coding-agent
roots: { work: /home/work }
parts: { shell/run: shell(args.command).commands }
state: { pushes: { range: [0, 2] } }
actions:
  look:
    tool: shell/run
    when: part.program in ["ls", "cat"]
    allow: part.reads.all(p, path(p).in("work")) && size(part.writes) == 0
  test:
    tool: shell/run
    when: part.argv == ["npm", "test"]
    allow: true
    outcome: { ok: { pushes: 0 } }
  push:
    tool: shell/run
    when: part.argv == ["git", "push", "origin"]
    allow: state.pushes < 2
    escalate: state.pushes == 1
    then: { pushes: state.pushes + 1 }
`;

function desk(text = CODING): PaperLedger {
  const ledger = new PaperLedger(LOCK);
  ledger.charter(text);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  return ledger;
}

function run(ledger: PaperLedger, command: string): readonly string[] {
  const { entry } = ledger.propose("shell/run", { command }).decision;
  expect(judgeAgain(ledger.entries)).toEqual([]);
  return [entry.verdict, ...entry.codes];
}

describe("a call made of parts", () => {
  test.each([
    ["ls /home/work", ["allow"]],
    ["ls /home/work && cat /home/work/a.txt; npm test", ["allow"]],
    ["ls /etc", ["deny", "clause/allow-failed"]],
    ["ls /home/work && cat /etc/passwd", ["deny", "clause/allow-failed"]],
    ["ls /home/work | tee /home/work/x", ["deny", "charter/no-action"]],
    ["npm test && git status", ["deny", "charter/no-action"]],
    ["npm test; npm run evil", ["deny", "charter/no-action"]],
    ["git push origin", ["allow"]],
    ["git push origin && git push origin", ["escalate", "clause/escalate"]],
    ["git push origin; git push origin; git push origin", ["deny", "clause/allow-failed", "clause/escalate"]],
    // Not understood as a whole: there are no parts, and nothing can be asked of one.
    ["ls $HOME", ["deny", "meaning/unintelligible"]],
    [`${"ls /home/work; ".repeat(50)}ls`, ["deny", "meaning/unintelligible"]],
    ["", ["deny", "meaning/unintelligible"]],
  ])("is judged as each of them: %s", (command, said) => {
    expect(run(desk(), command)).toEqual(said);
  });

  test("changes the state for each of them, and takes all of it back", () => {
    const ledger = desk();
    const { proposal } = ledger.propose("shell/run", { command: "git push origin && ls /home/work" });
    expect(run(ledger, "git push origin")).toEqual(["escalate", "clause/escalate"]);
    ledger.outcome(proposal, "failed", {});
    expect(run(ledger, "git push origin && ls /home/work")).toEqual(["allow"]);
  });

  test("has one outcome, known or not", () => {
    const ledger = desk();
    const first = ledger.propose("shell/run", { command: "git push origin" }).proposal;
    ledger.outcome(first);
    const second = ledger.propose("shell/run", { command: "npm test && ls /home/work" }).proposal;
    ledger.outcome(second, "unknown", {});
    expect(run(ledger, "git push origin")).toEqual(["escalate", "clause/escalate"]);
    ledger.outcome(ledger.propose("shell/run", { command: "npm test" }).proposal);
    expect(run(ledger, "git push origin && ls /home/work")).toEqual(["allow"]);
  });

  test("can be any list of the arguments", () => {
    const text =
      "charter: payer\nparts: { bank/pay_all: args.payments }\nactions:\n" +
      "  pay: { tool: bank/pay_all, allow: 'part.amount <= 5 && part.to == \"acme\"' }\nlimits: [{ action: pay, at_most: 2 }]\n";
    const ledger = desk(text);
    const pay = (...amounts: readonly Json[]): string =>
      ledger.verdict("bank/pay_all", { payments: amounts.map((amount) => ({ amount, to: "acme" })) });
    expect([pay(6), pay(1, 6), pay(1, 2, 3), pay(), pay(1, "x")]).toEqual(["deny", "deny", "deny", "deny", "deny"]);
    expect([pay(1, 2), pay(1)]).toEqual(["allow", "deny"]);
    expect(judgeAgain(ledger.entries)).toEqual([]);
  });
});

describe("a charter with parts", () => {
  test.each([
    ["parts: { shell/none: args.command }", "charter/no-such-tool"],
    ["parts: { shell/run: size(args.command) }", "charter/wrong-type"],
    ["parts: { shell/run: shell(args.command).commands, shell/*: args.command }", "charter/duplicate-name"],
    ["allow: [{ shell/run: part.program == 1 }]", "charter/unknown-name"],
    ["parts: { shell/run: shell(args.command).commands }\nallow: [{ shell/run: 'part.programme == \"ls\"' }]", "charter/unknown-field"],
  ])("is refused where it says what cannot be: %s", (text, code) => {
    expect(() => compileTexts([`charter: x\n${text}\n`], LOCK)).toThrow(code);
  });

  test("takes calls apart as the charters beside it do", () => {
    const one = "charter: one\nparts: { shell/run: shell(args.command).commands }\nallow: [shell/run]\n";
    expect(() =>
      compileTexts([one, "charter: two\nparts: { shell/run: shell(args.command).programs }\nallow: [shell/run]\n"], LOCK),
    ).toThrow("charter/duplicate-name");
    expect(compileTexts([one, one.replace("one", "two")], LOCK).document.parts).toHaveLength(1);
  });
});
