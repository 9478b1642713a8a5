/**
 * The rule that no charter can remove: what names Interlock's own things is denied under the most generous charter, by the decider and,
 * with its own code, by the auditor; the two are compared on texts put together at random.
 */
import { expect, test } from "vitest";
import { digestOf, type Json } from "../../src/crypto/index.ts";
import { lockedDigests } from "../../src/execution/index.ts";
import { compileTexts, lockOf } from "../execution/compile-texts.ts";
import { PaperLedger } from "../execution/paper-ledger.ts";
import { judgeAgain } from "../execution/second-judge.ts";
import { createDice } from "../generators/dice.ts";

const LOCK = lockOf({ "files/any": ["a", "b"] });
const OPEN = "charter: open\nallow: [files/any]\n";
const BASE = "/home/ann/desk";
const PROTECTS = [
  `${BASE}/.interlock`,
  `${BASE}/charter.yaml`,
  `${BASE}/interlock.lock`,
  "/srv/policy/outer.yaml",
  "/tmp/interlock-0-0123456789ab",
];
/** `CASES=100000` for a night. */
const CASES = Number(process.env.CASES ?? 1_500);

function office(): PaperLedger {
  const ledger = new PaperLedger(LOCK);
  const { document } = compileTexts([OPEN], LOCK);
  ledger.write({ kind: "pin", tools: lockedDigests(LOCK) }, { sealed: LOCK as unknown as Json });
  const machine = document as unknown as Json;
  const sources = [{ file: "charter.yaml", text: OPEN }];
  const entry = { kind: "charter", name: "open", version: 1, machine: digestOf(machine) } as const;
  ledger.write(entry, { sealed: { machine, sources, base: BASE, protects: PROTECTS } });
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  return ledger;
}

/** The verdict on one argument; an allowed call returns at once. */
function codesOf(ledger: PaperLedger, a: Json): readonly string[] {
  const { proposal, decision } = ledger.propose("files/any", { a });
  if (decision.entry.verdict === "allow") ledger.outcome(proposal);
  return decision.entry.codes;
}

const OWN: readonly Json[] = [
  ".interlock",
  ".interlock/keys/author.key",
  `${BASE}/.interlock/ledger/journal/0000000000000000.journal`,
  "notes/../.interlock/new-file",
  "./.INTERLOCK/keys",
  "..\\desk\\.interlock\\ring.json",
  "%2einterlock/keys",
  `file://${BASE}/.interlock/keys/ring.json`,
  "charter.yaml",
  `${BASE}/x/../charter.yaml`,
  "/srv//policy/./outer.yaml",
  "interlock.lock",
  "/tmp/interlock-0-0123456789ab/ledger.sock",
  "/tmp/interlock-1000-ba9876543210/ledger.sock",
  "/proc/1/environ",
  "/proc/self/../self/fd/3",
  "cat .interlock/keys/author.key",
  "git mv notes.txt .interlock/notes.txt",
  "ln -s $PWD/.interlock/keys x",
  "rm -rf .inter'lo'ck",
  "cat .interl*/keys/*",
  "git --git-dir=.interlock add charter.yaml",
  "ls\ncat .interlock/run/gateway.json",
  `echo ${"so long a command ".repeat(800)}; cat .interlock/run/gateway.json`,
  '{"from":"notes.txt","to":"\\u002einterlock/keys"}',
  '{"from":"notes.txt","to":".inter\\u006Cock\\/keys"}',
  "\\x2einterlock/keys",
  ["notes.txt", { deep: ["x", ".interlock"] }],
  { ".interlock/keys": "a member's name" },
];

const FREE: readonly Json[] = [
  "notes.txt",
  "interlock",
  "interlocked/keys",
  "docs/interlock.md",
  "/home/ann/charter.yaml",
  "/home/ann/desk/charter.yaml.bak",
  "/proc/cpuinfo",
  "*",
  "i*",
  "see x.interlock for more",
  7,
  null,
  `${"a document ".repeat(1_600)}.interlock`,
];

test("what is Interlock's own is named in many ways, and each is denied: call/out-of-reach", () => {
  const ledger = office();
  for (const named of OWN) expect([named, codesOf(ledger, named)]).toEqual([named, ["call/out-of-reach"]]);
  for (const free of FREE) expect([free, codesOf(ledger, free)]).toEqual([free, []]);
  expect(judgeAgain(ledger.entries)).toEqual([]);
});

test("a parked or repeated spelling changes nothing, and a charter that records no paths has the names all the same", () => {
  const ledger = new PaperLedger(LOCK);
  ledger.charter(OPEN);
  ledger.startExecutors();
  ledger.open("s1", { user: "ann" });
  expect(codesOf(ledger, "x/.interlock/keys")).toEqual(["call/out-of-reach"]);
  expect(codesOf(ledger, "charter.yaml")).toEqual([]);
});

const PIECES = [
  ...[".interlock", "interlock.lock", "charter.yaml", "outer.yaml", "keys", "desk", "home", "ann", "srv", "policy", "proc", "self", "12"],
  ...["/", "/", "/", "//", "..", ".", "\\", "%2e", "%2f", "%", " ", "'", '"', "=", ":", ";", "*", "?", "[", "$", "\n", "\u00a0", "\u2003"],
  ...[
    "file://",
    "FILE://",
    "localhost",
    "interlock-1-0123456789ab",
    ".inter",
    "lock",
    "I",
    "x",
    "é",
    "\\u002e",
    "\\u006",
    "\\x2E",
    "İ",
    "\u{1f600}",
  ],
];

test(`the decider and the auditor agree on ${CASES} texts at random`, () => {
  const dice = createDice(20_261);
  const ledger = office();
  let denied = 0;
  for (let number = 0; number < CASES; number += 1) {
    const words = Array.from({ length: 1 + dice.below(7) }, () => dice.pick(PIECES));
    if (codesOf(ledger, `${words.join("")}`).length > 0) denied += 1;
  }
  expect(judgeAgain(ledger.entries)).toEqual([]);
  expect(denied).toBeGreaterThan(CASES / 20);
  expect(denied).toBeLessThan(CASES);
});
