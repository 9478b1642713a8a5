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
