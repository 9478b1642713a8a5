/**
 * Decisions that the auditor derives again a second, from the charters' texts, beside the decider that made them.
 * Both take the same entries in memory: no signatures, no files, and the tree's roots at hand (`bench ledger` measures these).
 * `npm run bench redecide [quick]`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MerkleTree, type RecordedEntry, Redecider } from "../src/auditor/index.ts";
import { toHex } from "../src/crypto/index.ts";
import { Decider, EVERYBODY, type Folded, type Lock } from "../src/execution/index.ts";
import { leafText } from "../src/ledger/index.ts";
import { PaperLedger } from "../test/execution/paper-ledger.ts";
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

/** Random steps: refusals of every kind, people's answers, restarts, drift, and the charters again and again. */
function randomDay(tools: OfficeTools, text: string): readonly Folded[] {
  const office = new GovernedOffice(createDice(1), tools, [[text]]);
  office.live(STEPS);
  return office.ledger.entries;
}

/** Nothing but payments that are in order: every condition is asked, and every call runs. */
function workingDay(): readonly Folded[] {
  const ledger = new PaperLedger(DOCUMENTED_TOOLS.lock);
  ledger.charter(BANK.replace("at_most: 64", "of: args.amount, at_most: 100000000"));
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  for (let paid = 0; paid < STEPS / 2; paid += 1) {
    const { proposal, decision } = ledger.propose("bank/pay", { recipient: "acme", amount: 1 + (paid % 2_000), currency: "EUR" });
    if (decision.entry.verdict !== "allow") throw new Error("a payment that is in order is allowed");
    ledger.outcome(proposal);
  }
  return ledger.entries;
}

/** What an audit hands to its interpreter. */
function recorded(entries: readonly Folded[]): readonly RecordedEntry[] {
  const tree = new MerkleTree();
  return entries.map(({ index, leaf, hash, opened }) => {
    tree.add(Buffer.from(leafText(leaf)));
    const root = tree.rootAt(tree.size).toString("hex");
    return { index, leaf, hash: toHex(hash), opened, root: () => root };
  });
}

/** The best of some turns, in decisions a second of processor time: other programs on the machine don't count. */
function perSecond(decisions: number, work: () => void): number {
  const times = Array.from({ length: TURNS }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.round((decisions / Math.min(...times)) * 1_000_000);
}

function decideAgain(entries: readonly Folded[]): void {
  const decider = new Decider(EVERYBODY);
  for (const folded of entries) if (!decider.fold(folded).ok) throw new Error("a decider agrees with itself");
}

function deriveAgain(entries: readonly RecordedEntry[]): void {
  const redecider = new Redecider({ at: EVERYBODY.of, allAt: EVERYBODY.all });
  for (const entry of entries) if (redecider.take(entry) !== undefined) throw new Error("the two judges disagree");
}

const DESK = join(import.meta.dirname, "../charters/desk-assistant");
const desk = readFileSync(join(DESK, "charter.yaml"), "utf8");
const deskTools = pinnedOffice(JSON.parse(readFileSync(join(DESK, "interlock.lock"), "utf8")) as Lock);
const days: readonly (readonly [name: string, entries: readonly Folded[]])[] = [
  ["desk assistant, random steps", randomDay(deskTools, desk)],
  ["bank, random steps", randomDay(DOCUMENTED_TOOLS, BANK)],
  ["bank, payments in order", workingDay()],
];
console.log(`${"".padEnd(34)}${"decisions".padStart(10)}${"decider/s".padStart(12)}${"auditor/s".padStart(12)}`);
for (const [name, entries] of days) {
  const decisions = entries.filter(({ leaf }) => leaf.entry.kind === "decision").length;
  const audited = recorded(entries);
  const [decided, derived] = [perSecond(decisions, () => decideAgain(entries)), perSecond(decisions, () => deriveAgain(audited))];
  console.log(`${name.padEnd(34)}${String(decisions).padStart(10)}${String(decided).padStart(12)}${String(derived).padStart(12)}`);
}
