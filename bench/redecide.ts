/**
 * Decisions that the auditor derives again a second, from the charters' texts, beside the decider that made them.
 * Both take the same entries in memory: no signatures, no files. `npm run bench redecide [quick]`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Decider, EVERYBODY, type Folded, type Lock } from "../src/execution/index.ts";
import { judgeAgain } from "../test/execution/second-judge.ts";
import { createDice } from "../test/generators/dice.ts";
import { GovernedOffice, type OfficeTools } from "../test/generators/governed-office.ts";
import { DOCUMENTED_TOOLS, pinnedOffice } from "../test/generators/office-tools.ts";

const STEPS = 20_000;
const TURNS = process.argv.includes("quick") ? 3 : 9;

const BANK = `
charter: bank
sources: { mail: { results: [mail/read] } }
allow: [mail/read, bank/get_balance]
actions:
  pay:
    tool: bank/pay
    allow: args.amount > 0 && args.amount <= 5000 && args.currency in ["EUR", "USD"]
    escalate: args.amount > 2000 || !(args.recipient in ["acme", "DE1"])
  send:
    tool: mail/send
    allow: args.to.all(to, to.endsWith("@example.com")) && size(args.to) <= 5
    escalate: seen("mail")
limits: [{ action: pay, at_most: 64, per: hour }]
`;

function day(tools: OfficeTools, text: string): readonly Folded[] {
  const office = new GovernedOffice(createDice(1), tools, [[text]]);
  office.live(STEPS);
  return office.ledger.entries;
}

/** The best of some turns, in decisions a second. */
function perSecond(decisions: number, work: () => void): number {
  const times = Array.from({ length: TURNS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.round((decisions / Math.min(...times)) * 1_000);
}

function decideAgain(entries: readonly Folded[]): void {
  const decider = new Decider(EVERYBODY);
  for (const folded of entries) if (!decider.fold(folded).ok) throw new Error("a decider agrees with itself");
}

function deriveAgain(entries: readonly Folded[]): void {
  if (judgeAgain(entries).length > 0) throw new Error("the two judges disagree");
}

const DESK = join(import.meta.dirname, "../charters/desk-assistant");
const desk = readFileSync(join(DESK, "charter.yaml"), "utf8");
const deskTools = pinnedOffice(JSON.parse(readFileSync(join(DESK, "interlock.lock"), "utf8")) as Lock);
for (const [name, entries] of [
  ["desk assistant", day(deskTools, desk)],
  ["bank", day(DOCUMENTED_TOOLS, BANK)],
] as const) {
  const decisions = entries.filter(({ leaf }) => leaf.entry.kind === "decision").length;
  const [decided, derived] = [perSecond(decisions, () => decideAgain(entries)), perSecond(decisions, () => deriveAgain(entries))];
  console.log(
    `${name}: ${decisions} decisions; decider ${decided}/s, auditor ${derived}/s (${(decided / derived).toFixed(1)} times as long)`,
  );
}
