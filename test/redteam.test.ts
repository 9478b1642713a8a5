/** The table of the red team names every case once, and only tests that there are. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RED_TEAM_CASES } from "../scripts/redteam-cases.ts";

const ROOT = join(import.meta.dirname, "..");

test("has 78 cases, each tried by a test or said not to be", () => {
  expect(RED_TEAM_CASES.length).toBe(78);
  expect(new Set(RED_TEAM_CASES.map(({ what }) => what)).size).toBe(78);
  for (const { what, tests, lacks } of RED_TEAM_CASES) expect([what, tests.length > 0 || lacks !== undefined]).toEqual([what, true]);
});

test.each(RED_TEAM_CASES.map((one, index) => ({ ...one, number: index + 1 })))("case $number names tests that there are", ({ tests }) => {
  for (const [file, words] of tests) expect(readFileSync(join(ROOT, file), "utf8"), file).toContain(words);
});
