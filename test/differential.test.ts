/**
 * Two judges, one ledger. On one side the charter compiler, the kernel and the decider; on the other the auditor's plain
 * interpreter of the charters' texts. They share no code, and must agree on every decision, word for word. `INTERLOCK_DECISIONS`
 * says how many are compared, `INTERLOCK_SEED` where to begin; a failure prints the seed that shows it.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { Json } from "../src/crypto/index.ts";
import type { Folded, Lock } from "../src/execution/index.ts";
import { compileTexts, lockOf } from "./execution/compile-texts.ts";
import { ANYBODY, PaperLedger, type PeopleAt } from "./execution/paper-ledger.ts";
import { judgeAgain } from "./execution/second-judge.ts";
import { CharterWriter } from "./generators/charter-writer.ts";
import { createDice, type Dice } from "./generators/dice.ts";
import { GovernedOffice, type OfficeTools, PEOPLE } from "./generators/governed-office.ts";
import { DOCUMENTED_TOOLS, MADE_UP_TOOLS, pinnedOffice } from "./generators/office-tools.ts";

const ROOT = join(import.meta.dirname, "..");
const DECISIONS = Number(process.env["INTERLOCK_DECISIONS"] ?? 25_000);
const SEED = Number(process.env["INTERLOCK_SEED"] ?? Math.floor(Date.now() / 1_000));
const STEPS = 500;
/** Days of 500 steps whose charters are about sums: 2 s of them. */
const SUMS = Number(process.env["INTERLOCK_SUMS"] ?? 10);
/** Days of 300 steps in which charters come into force twelve times: each takes a second. */
const CHANGES = Number(process.env["INTERLOCK_CHANGES"] ?? 6);
const HOURS_MS = 36_000_000;

/** A composition of charters that compiles, as JSON or as YAML. */
function composition(dice: Dice): readonly string[] {
  for (;;) {
    const charters = [new CharterWriter(dice, "own").write("deny")];
    if (dice.oneIn(3)) charters.unshift(new CharterWriter(dice, "above").write(dice.oneIn(3) ? "deny" : "allow"));
    const texts = charters.map((charter) =>
      dice.oneIn(2) ? JSON.stringify(charter) : stringify(charter, { lineWidth: dice.pick([0, 40]) }),
    );
    if (compiles(texts)) return texts;
  }
}

/** One action, of which some arguments are added up in different windows and for different owners. */
function sums(dice: Dice): readonly string[] {
  const writer = new CharterWriter(dice, "own");
  const limits = Array.from({ length: 4 }, () => ({ action: "pay", ...writer.most() }));
  const pay = { tool: "s/t", allow: true, ...(dice.oneIn(2) ? { escalate: "has(args.b) && args.b == 1" } : {}) };
  const text = JSON.stringify({ charter: "own", zone: dice.pick(["UTC", "Asia/Kolkata"]), actions: { pay }, limits });
  return compiles([text]) ? [text] : sums(dice);
}

/** Two random actions may want different things of one variable, which no charter may. */
function compiles(texts: readonly string[]): boolean {
  try {
    compileTexts(texts, MADE_UP_TOOLS.lock);
    return true;
  } catch {
    return false;
  }
}

function officeDay(seed: number, tools: OfficeTools, charters: readonly (readonly string[])[], people?: PeopleAt): readonly Folded[] {
  const office = new GovernedOffice(createDice(seed), tools, charters, people);
  office.live(STEPS);
  return office.ledger.entries;
}

function decisionsIn(entries: readonly Folded[]): readonly number[] {
  return entries.flatMap(({ leaf, index }) => (leaf.entry.kind === "decision" ? [index] : []));
}

function codesOf(entries: readonly Folded[]): readonly string[] {
  return entries.flatMap(({ leaf: { entry } }) => (entry.kind === "decision" ? entry.codes : []));
}

/** How many decisions were by another charter than the one in force. */
function sparedIn(entries: readonly Folded[]): number {
  let inForce = "";
  let spared = 0;
  for (const { leaf } of entries) {
    if (leaf.entry.kind === "charter") inForce = leaf.entry.machine;
    if (leaf.entry.kind === "decision" && leaf.entry.machine !== inForce) spared += 1;
  }
  return spared;
}

/** Everybody in the office has every role that a charter limits. */
function staffOf(text: string): PeopleAt {
  const { roles = {} } = parse(text) as { readonly roles?: object };
  return { at: ANYBODY.at, allAt: () => PEOPLE.map((person) => ({ key: person, person, roles: Object.keys(roles) })) };
}

describe("the second judge agrees with the first", () => {
  test(`on generated charters (INTERLOCK_SEED=${SEED})`, { timeout: HOURS_MS }, () => {
    const verdicts = new Set<string>();
    let compared = 0;
    for (let seed = SEED; compared < DECISIONS; seed++) {
      const dice = createDice(seed);
      const charters = [composition(dice), composition(dice)];
      const entries = officeDay(seed, MADE_UP_TOOLS, charters);
      const [disagreement] = judgeAgain(entries);
      expect({ seed, charters: disagreement === undefined ? [] : charters, disagreement }).toEqual({ seed, charters: [] });
      compared += decisionsIn(entries).length;
      for (const { leaf } of entries) if (leaf.entry.kind === "decision") verdicts.add(leaf.entry.verdict);
    }
    expect([...verdicts].sort()).toEqual(["allow", "deny", "escalate", "quarantine"]);
  });

  test(`where charters change all the time, and spare running sessions or not (INTERLOCK_SEED=${SEED})`, { timeout: HOURS_MS }, () => {
    const codes = new Set<string>();
    let spared = 0;
    for (let seed = SEED; seed < SEED + CHANGES; seed++) {
      const dice = createDice(seed);
      const charters = Array.from({ length: 6 }, () => composition(dice));
      const office = new GovernedOffice(dice, MADE_UP_TOOLS, charters);
      const { ledger } = office;
      for (let change = 0; change < 12; change++) {
        office.live(25);
        ledger.charter(...dice.pick(charters));
        if (dice.oneIn(4)) ledger.end(`s${1 + dice.below(4)}`);
      }
      const [disagreement] = judgeAgain(ledger.entries);
      expect({ seed, charters: disagreement === undefined ? [] : charters, disagreement }).toEqual({ seed, charters: [] });
      expect(ledger.replay()).toEqual([]);
      for (const code of codesOf(ledger.entries)) codes.add(code);
      spared += sparedIn(ledger.entries);
    }
    expect(spared).toBeGreaterThan(0);
    expect([...codes]).toContain("charter/was-stricter");
  });

  test(`on charters that are about sums (INTERLOCK_SEED=${SEED})`, () => {
    const paying = { ...MADE_UP_TOOLS, names: ["s/t"] };
    const reached = new Set<string>();
    for (let seed = SEED; seed < SEED + SUMS; seed++) {
      const dice = createDice(seed);
      const charters = [sums(dice), sums(dice)];
      const entries = officeDay(seed, paying, charters);
      const [disagreement] = judgeAgain(entries);
      expect({ seed, charters: disagreement === undefined ? [] : charters, disagreement }).toEqual({ seed, charters: [] });
      for (const { leaf } of entries) for (const clause of leaf.entry.kind === "decision" ? leaf.entry.clauses : []) reached.add(clause);
    }
    expect([...reached].filter((clause) => clause.startsWith("sum(") && !clause.endsWith(".cost")).length).toBeGreaterThan(0);
  });

  const shown = [...readFileSync(join(ROOT, "docs/charter-language.md"), "utf8").matchAll(/```yaml\n(charter: (\S+)\n[\s\S]*?)```/g)];
  test.each(shown.map(([, text = "", name = ""]) => ({ text, name })))("on the documented charter $name", ({ text }) => {
    const base = text.includes("otherwise: allow") ? ["charter: base\nallow: ['bank/*', 'mail/*']\n"] : [];
    const people = staffOf(text);
    expect(judgeAgain(officeDay(SEED, DOCUMENTED_TOOLS, [[text, ...base]], people), people)).toEqual([]);
  });

  const shipped = readdirSync(join(ROOT, "charters")).filter((name) => existsSync(join(ROOT, "charters", name, "charter.yaml")));
  test.each(shipped)("on the charter that ships: %s", (name) => {
    const [text, pins] = ["charter.yaml", "interlock.lock"].map((file) => readFileSync(join(ROOT, "charters", name, file), "utf8"));
    const lock = JSON.parse(pins ?? "") as Lock;
    expect(judgeAgain(officeDay(SEED, pinnedOffice(lock), [[text ?? ""]]))).toEqual([]);
  });
});

describe("the second judge", () => {
  const dice = createDice(7);
  const entries = officeDay(7, MADE_UP_TOOLS, [composition(dice), composition(dice)]);

  test("finds every decision that was changed, at its entry", () => {
    for (const place of decisionsIn(entries).filter((_, count) => count % 10 === 0)) {
      const forged = entries.map((folded) => {
        const { entry } = folded.leaf;
        if (folded.index !== place || entry.kind !== "decision") return folded;
        const codes = [...entry.codes, "clause/deny"];
        return { ...folded, leaf: { ...folded.leaf, entry: { ...entry, codes } } };
      });
      expect(judgeAgain(forged)).toMatchObject([{ is: "WRONG", entry: place }]);
    }
  });

  test("finds that another machine decided than the charter says", () => {
    const ledger = new PaperLedger(lockOf({ "bank/pay": [] }));
    ledger.charter("charter: x\nallow: [bank/pay]\nlimits: [{ action: bank/pay, at_most: 2 }]\n");
    const [, charter] = ledger.entries;
    Object.assign(charter?.opened as object, {
      sources: [{ file: "x", text: "charter: x\nallow: [bank/pay]\nlimits: [{ action: bank/pay, at_most: 1 }]\n" }],
    });
    ledger.startExecutors();
    ledger.open("s1", { user: "ann" });
    for (const amount of [1, 2]) ledger.outcome(ledger.propose("bank/pay", {}).proposal, "returned", { result: { amount } });
    expect(judgeAgain(ledger.entries)).toMatchObject([{ is: "WRONG", entry: decisionsIn(ledger.entries)[1] }]);
  });

  test("never calls WRONG what it cannot read, and is undecided only about what rests on it", () => {
    for (let seed = 0; seed < 12; seed++) {
      const chance = createDice(seed);
      const closed = officeDay(seed, MADE_UP_TOOLS, [composition(chance)]).map((folded) => {
        const isContent = folded.leaf.entry.kind === "proposal" || folded.leaf.entry.kind === "outcome";
        return isContent && chance.oneIn(40) ? { ...folded, opened: undefined } : folded;
      });
      const found = judgeAgain(closed);
      expect(found.filter(({ is }) => is === "WRONG").map((one) => ({ seed, ...one }))).toEqual([]);
      const proposals = closed.filter(({ leaf, opened }) => leaf.entry.kind === "proposal" && opened === undefined);
      expect(found.length).toBeGreaterThanOrEqual(proposals.length);
    }
  });

  test("is undecided about everything under a charter whose text is not shown", () => {
    const ledger = new PaperLedger(lockOf({ "bank/pay": [] }));
    ledger.charter("charter: x\nallow: [bank/pay]\n");
    Object.assign(ledger.entries[1]?.opened as object, { sources: null });
    ledger.startExecutors();
    ledger.open("s1", { user: "ann" });
    ledger.propose("bank/pay");
    expect(judgeAgain(ledger.entries)).toMatchObject([{ is: "UNDECIDED", message: "entry 1 does not show the texts of the charters" }]);
  });
});

/** What the two judges disagreed on while this was written, each with what both say now. */
describe("settled disagreements", () => {
  const LOCK = lockOf({ "s/t": ["a", "paths"], "s/u": [] });

  function office(...charters: readonly string[]): PaperLedger {
    const ledger = new PaperLedger(LOCK);
    ledger.charter(...charters);
    ledger.startExecutors();
    ledger.open("s1", { user: "ann" });
    return ledger;
  }

  function decided(charters: readonly string[], args: Json): readonly string[] {
    const ledger = office(...charters);
    const { entry } = ledger.propose("s/t", args).decision;
    expect(judgeAgain(ledger.entries)).toEqual([]);
    return [entry.verdict, ...entry.codes];
  }

  test("a table without an entry for a state is an error, and does not let the call pass", () => {
    const charter =
      "charter: x\ndefine: { open: { busy: true } }\nstate: { mood: { enum: [calm, busy] } }\n" +
      "actions: { t: { tool: s/t, allow: 'open[state.mood]' } }\n";
    expect(decided([charter], {})).toEqual(["deny", "guard/error"]);
  });

  test("a path that is not understood is an error in a list, too, not a path with another name", () => {
    const charter = "charter: x\nactions: { t: { tool: s/t, allow: 'args.paths.all(p, path(p).extension != \"exe\")' } }\n";
    expect(decided([charter], { paths: ["~/x.exe"] })).toEqual(["deny", "meaning/unintelligible"]);
    expect(decided([charter], { paths: ["/x.txt"] })).toEqual(["allow"]);
  });

  test("a missing value is in no list, not even in an empty one: it is an error", () => {
    expect(decided(["charter: x\nactions: { t: { tool: s/t, allow: '!(args.a in [])' } }\n"], {})).toEqual(["deny", "guard/error"]);
  });

  test("a composed charter knows its own roots only, so no other charter makes a hidden path visible", () => {
    const own =
      "charter: own\nroots: { home: /home }\n" +
      "actions: { t: { tool: s/t, allow: 'path(args.a).root == \"home\" && !path(args.a).hidden' } }\n";
    const other = "charter: other\notherwise: allow\nroots: { keys: /home/.ssh }\n";
    expect(decided([own], { a: "/home/.ssh/id" })).toEqual(["deny", "clause/allow-failed"]);
    expect(decided([other, own], { a: "/home/.ssh/id" })).toEqual(["deny", "clause/allow-failed"]);
    expect(decided([other, own], { a: "/home/notes" })).toEqual(["allow"]);
  });

  test("a call that is proved not to have run takes back its own effects, not those of another that ran", () => {
    const ledger = office("charter: x\nallow: [s/t, s/u]\nlimits: [{ excludes: [s/t, s/u] }]\n");
    const [one, other] = [ledger.propose("s/t", { a: 1 }), ledger.propose("s/t", { a: 2 })];
    ledger.outcome(one.proposal, "failed", {});
    ledger.outcome(other.proposal);
    expect(ledger.propose("s/u").decision.entry.codes).toEqual(["order/excluded"]);
    expect(judgeAgain(ledger.entries)).toEqual([]);
  });

  test("what a result says is labelled also where the charter changed while it was on its way", () => {
    const charter = (version: number): string =>
      `charter: x\nversion: ${version}\nsources: { mail: { results: [s/u] } }\nallow: [s/u, { s/t: '!seen("mail")' }]\n`;
    const ledger = office(charter(1));
    const { proposal } = ledger.propose("s/u");
    ledger.charter(charter(2));
    ledger.outcome(proposal);
    expect(ledger.propose("s/t").decision.entry.codes).toEqual(["clause/allow-failed"]);
    expect(judgeAgain(ledger.entries)).toEqual([]);
  });
});
