/**
 * Laws of running sessions, over generated charters and calls: a pinned session is decided as if no other charter had come, the stricter
 * join admits nothing that the charter in force alone would not, and a record that says otherwise is WRONG.
 */
import { expect, test } from "vitest";
import type { Json } from "../../src/crypto/index.ts";
import type { DecisionEntry } from "../../src/ledger/index.ts";
import { CharterWriter } from "../generators/charter-writer.ts";
import { createDice, type Dice } from "../generators/dice.ts";
import { MADE_UP_TOOLS } from "../generators/office-tools.ts";
import { compileTexts } from "./compile-texts.ts";
import { PaperLedger } from "./paper-ledger.ts";
import { judgeAgain } from "./second-judge.ts";

const SEED = Number(process.env["INTERLOCK_SEED"] ?? Math.floor(Date.now() / 1_000));
const DAYS = 4;
const CALLS = 8;

interface Step {
  readonly tool: string;
  readonly args: Json;
}

function charter(dice: Dice, setting: "in_force" | "pinned" | "stricter"): string {
  for (;;) {
    const { expires: _, ...written } = new CharterWriter(dice, "own").write("deny");
    const text = JSON.stringify({ ...written, running_sessions: setting });
    try {
      compileTexts([text], MADE_UP_TOOLS.lock);
      return text;
    } catch {
      // Two random actions may want different things of one variable, which no charter may.
    }
  }
}

function steps(dice: Dice): readonly Step[] {
  const tools = MADE_UP_TOOLS.names.filter((name) => !MADE_UP_TOOLS.fromServers.includes(name));
  return Array.from({ length: CALLS }, () => {
    const tool = dice.pick(tools);
    return { tool, args: MADE_UP_TOOLS.argumentsOf(tool, dice) };
  });
}

function ledgerUnder(text: string): PaperLedger {
  const ledger = new PaperLedger(MADE_UP_TOOLS.lock);
  ledger.charter(text);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  return ledger;
}

/** Proposes a call, lets people say yes, and lets it come out; gives what was decided at first. */
function take(ledger: PaperLedger, { tool, args }: Step, session = "s1"): Pick<DecisionEntry, "verdict" | "codes" | "clauses" | "machine"> {
  const { proposal, decision } = ledger.propose(tool, args, { session });
  if (decision.entry.verdict === "escalate") ledger.answer(proposal, "approval", { role: decision.entry.parked?.roles[0]?.role ?? "" });
  if (decision.entry.verdict === "allow") ledger.outcome(proposal);
  const { verdict, codes, clauses, machine } = decision.entry;
  return { verdict, codes, clauses, machine };
}

test(`a pinned session is decided as if no other charter had ever come into force (INTERLOCK_SEED=${SEED})`, () => {
  for (let seed = SEED; seed < SEED + DAYS; seed++) {
    const dice = createDice(seed);
    const [before, after, calls] = [charter(dice, "in_force"), charter(dice, "pinned"), steps(dice)];
    const [alone, beside] = [ledgerUnder(before), ledgerUnder(before)];
    for (const [place, step] of calls.entries()) {
      if (place === 3) beside.charter(after);
      expect({ seed, place, ...take(beside, step) }).toEqual({ seed, place, ...take(alone, step) });
    }
  }
});

test(`the stricter join admits nothing that the charter in force alone would not (INTERLOCK_SEED=${SEED})`, () => {
  const severity = ["allow", "escalate", "quarantine", "deny"];
  for (let seed = SEED; seed < SEED + DAYS; seed++) {
    const dice = createDice(seed);
    const [before, after, calls] = [charter(dice, "in_force"), charter(dice, "stricter"), steps(dice)];
    for (let last = 0; last < calls.length; last++) {
      const ledgers = [ledgerUnder(before), ledgerUnder(before)];
      const [joined, alone] = ledgers.map((ledger, place) => {
        ledger.charter(after);
        ledger.open("s2", { user: "ann" });
        for (const step of calls.slice(0, last)) take(ledger, step);
        return take(ledger, calls[last] ?? { tool: "", args: {} }, place === 0 ? "s1" : "s2");
      });
      expect(severity.indexOf(joined?.verdict ?? "")).toBeGreaterThanOrEqual(severity.indexOf(alone?.verdict ?? ""));
    }
  }
});

test("a decision that is recorded under another charter than the one that judges the session is WRONG", () => {
  const text = (allow: string, setting: string): string => JSON.stringify({ charter: "own", running_sessions: setting, allow: [allow] });
  for (const setting of ["pinned", "stricter"]) {
    const ledger = ledgerUnder(text("f/read", "in_force"));
    const own = take(ledger, { tool: "f/read", args: {} }).machine;
    ledger.charter(text("f/*", setting));
    const inForce = machineInForce(ledger);
    const { proposal } = ledger.propose("f/read", {});
    const { index } = ledger.decisionOf(proposal);
    expect(judgeAgain(ledger.entries)).toEqual([]);
    const entries = ledger.entries.map((folded) => {
      const { entry } = folded.leaf;
      if (folded.index !== index || entry.kind !== "decision") return folded;
      return { ...folded, leaf: { ...folded.leaf, entry: { ...entry, machine: entry.machine === own ? inForce : own } } };
    });
    expect(judgeAgain(entries)).toEqual([expect.objectContaining({ is: "WRONG", entry: index })]);
  }
});

/** The machine of the last charter. */
function machineInForce(ledger: PaperLedger): string {
  const charters = ledger.entries.flatMap(({ leaf: { entry } }) => (entry.kind === "charter" ? [entry.machine] : []));
  return charters.at(-1) ?? "";
}
