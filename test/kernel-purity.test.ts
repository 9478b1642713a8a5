/** The kernel is a function of its arguments: it decides the same where there is no clock, chance, I/O or any other global. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const PROGRAM = join(import.meta.dirname, "purity/bare-context.ts");

function decideElsewhere(env: { readonly [name: string]: string } = {}, ...flags: string[]): { readonly digest: string } {
  const words = ["--experimental-vm-modules", "--no-warnings", ...flags, PROGRAM];
  const child = spawnSync(process.execPath, words, { encoding: "utf8", env: { ...process.env, ...env } });
  expect(child.stderr).toBe("");
  return JSON.parse(child.stdout) as { readonly digest: string };
}

describe("kernel", () => {
  test("decides the same in a context that has nothing but the language", () => {
    expect(decideElsewhere()).toEqual({
      decisions: 4_000,
      differences: 0,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      // Infinity, NaN and undefined are constants that no context can be rid of.
      globals: [
        "Array",
        "Error",
        "Float64Array",
        "Infinity",
        "Int32Array",
        "Map",
        "Math",
        "NaN",
        "Number",
        "Object",
        "Set",
        "String",
        "undefined",
      ],
    });
  });

  test("decides the same in another process, time zone and language, and while memory is scarce", () => {
    const { digest } = decideElsewhere();
    expect(decideElsewhere({ TZ: "Pacific/Apia", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" }).digest).toBe(digest);
    expect(decideElsewhere({ TZ: "America/St_Johns", LC_ALL: "C" }, "--gc-interval=2000", "--max-semi-space-size=1").digest).toBe(digest);
  });
});
