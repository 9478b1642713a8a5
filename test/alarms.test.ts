/** Whoever is awake at 3 a.m. finds what to do for each code that turns health red. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LEDGER_FAULTS } from "../src/ledger/index.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

const reasons = new Set([...read("src/ledger/hub/readiness.ts").matchAll(/code: "(ledger\/[a-z-]+)"/g)].map(([, code = ""]) => code));
const disk = Object.keys(LEDGER_FAULTS).filter((code) => code.startsWith("ledger/disk-"));
const [, section = ""] = read("docs/operating.md").split("## What to do for …");
const [table = ""] = section.split("\n## ");

test("the codes of readiness are found, and they are codes", () => {
  expect(reasons.size).toBeGreaterThanOrEqual(10);
  for (const code of reasons) expect(Object.keys(LEDGER_FAULTS)).toContain(code);
});

test.each([...reasons, ...disk])("%s has a row in docs/operating.md", (code) => {
  expect(table).toContain(`\`${code}\``);
});

/** Files whose faults end the part that they belong to, or keep it from starting: its process, and what that hands to `end` or `giveUp`. */
const STOPPING = [
  ...["execution", "countersigner", "executor", "console-server", "gateway", "ledger", "witness"].map((layer) => `${layer}/process.ts`),
  ...["verify-head.ts", "head-file.ts", "uses-file.ts", "config.ts"].map((file) => `executor/${file}`),
  ...["decider.ts", "world.ts", "live/take-entry.ts", "live/vouched.ts"].map((file) => `execution/${file}`),
  "countersigner/countersigner.ts",
];
const FAULT = /\bfail\(\s*"([a-z-]+\/[a-z-]+)"/g;
const stopping = new Set(STOPPING.flatMap((file) => [...read(`src/${file}`).matchAll(FAULT)].map(([, code = ""]) => code)));
/** What reaches `end` from further away, and a passkey that answers for two. */
const FURTHER = [
  "executor/entry-forged",
  "gateway/entry-forged",
  "ledger/passkey-copied",
  "auditor/passkey-copied",
  "witness/cannot-listen",
];

test("the codes that stop a part are found in what the parts hand on", () => {
  expect([...stopping]).toEqual(
    expect.arrayContaining(["executor/head-unreadable", "executor/ledger-forked", "execution/entry-forged", "countersigner/entry-forged"]),
  );
});

test.each([...stopping, ...FURTHER])("%s, which stops a part, has a row in docs/operating.md", (code) => {
  const ofAnyPart = `…/${code.split("/")[1]}`;
  expect(table.includes(`\`${code}\``) || table.includes(`\`${ofAnyPart}\``)).toBe(true);
});
