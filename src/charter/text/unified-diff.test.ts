import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { unifiedDiff } from "./unified-diff.ts";

test("two texts differ in the lines that differ", () => {
  const before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n";
  expect(unifiedDiff(before, before.replace("b\n", "b\nx\n").replace("j\n", ""), ["old", "new"])).toBe(
    "--- old\n+++ new\n@@ -1,5 +1,6 @@\n a\n b\n+x\n c\n d\n e\n@@ -7,5 +8,4 @@\n g\n h\n i\n-j\n k\n",
  );
  expect(unifiedDiff(before, before, ["old", "new"])).toBe("");
});

function hasPatch(): boolean {
  try {
    execFileSync("patch", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!hasPatch())(`\`patch\` makes the new text of the old one${hasPatch() ? "" : " (SKIPPED: there is no `patch`)"}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "interlock-diff-"));
  const text = fc
    .array(fc.constantFrom("a", "b", "c", "", "d"), { maxLength: 30 })
    .map((lines) => lines.map((line) => `${line}\n`).join(""));
  try {
    fc.assert(
      fc.property(text, text, (before, after) => {
        writeFileSync(join(folder, "file"), before);
        const diff = unifiedDiff(before, after, ["file", "file"]);
        if (diff !== "") execFileSync("patch", ["-s", "-p0"], { cwd: folder, input: diff });
        const found = after === "" ? "" : readFileSync(join(folder, "file"), "utf8");
        expect(found).toBe(after);
      }),
      { numRuns: 100 },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
