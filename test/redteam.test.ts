/** The table of the red team names every case once, and only tests that there are. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RED_TEAM_CASES } from "../scripts/redteam-cases.ts";

const ROOT = join(import.meta.dirname, "..");

test("has 78 cases, each tried by a test or said not to be", () => {
  expect(RED_TEAM_CASES.length).toBe(78);
  expect(new Set(RED_TEAM_CASES.map(({ what }) => what)).size).toBe(78);
  for (const { what, tests, lacks } of RED_TEAM_CASES) expect([what, tests.length > 0 || lacks !== undefined]).toEqual([what, true]);
});

/** The text of a test's file; the rules of the house stand beside theirs. */
function textOf(file: string): string {
  const beside = file.replace(/\.test\.ts$/, "");
  const files = [file, ...(existsSync(join(ROOT, beside)) ? readdirSync(join(ROOT, beside)).map((name) => join(beside, name)) : [])];
  return files.map((name) => readFileSync(join(ROOT, name), "utf8")).join("\n");
}

test.each(RED_TEAM_CASES.map((one, index) => ({ ...one, number: index + 1 })))("case $number names tests that there are", ({ tests }) => {
  for (const [file, words] of tests) {
    expect(words, file).not.toBe("");
    expect(textOf(file), file).toContain(words);
  }
});
