/** The digest of a program: every byte and every file of it counts, and nothing else does. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { measureCode } from "./measure-code.ts";

test("is another with one byte changed, a file added, renamed or removed, and the same with other tests", () => {
  const folder = mkdtempSync(join(tmpdir(), "interlock-code-"));
  const kernel = join(folder, "kernel");
  mkdirSync(kernel);
  const write = (name: string, text: string): void => writeFileSync(join(kernel, name), text);
  write("decide.js", "export const deny = 0;\n");
  const digests = [measureCode(folder)];
  write("decide.test.ts", "test();\n");
  expect(measureCode(folder)).toBe(digests[0]);
  write("decide.js", "export const deny = 1;\n");
  digests.push(measureCode(folder));
  write("more.js", "");
  digests.push(measureCode(folder));
  rmSync(join(kernel, "more.js"));
  write("other.js", "");
  digests.push(measureCode(folder));
  rmSync(join(kernel, "decide.js"));
  digests.push(measureCode(folder));
  expect(new Set(digests).size).toBe(5);
  expect(measureCode()).toMatch(/^[0-9a-f]{64}$/);
  rmSync(folder, { recursive: true });
});
