/** The kernel is a function of its arguments: it decides the same where there is no clock, chance, I/O or any other global. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

describe("kernel", () => {
  test("decides the same in a context that has nothing but the language", () => {
    const program = join(import.meta.dirname, "purity/bare-context.ts");
    const child = spawnSync(process.execPath, ["--experimental-vm-modules", "--no-warnings", program], { encoding: "utf8" });
    expect(child.stderr).toBe("");
    expect(JSON.parse(child.stdout)).toEqual({
      decisions: 4_000,
      differences: 0,
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
});
