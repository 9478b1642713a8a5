/** What docs/machine-format.md shows is true: its example loads and decides as it says, and its limits are the kernel's. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contain, decide, initialState, loadMachine, type MachineDocument, ruling } from "./index.ts";
import * as limits from "./limits.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/machine-format.md"), "utf8");

describe("docs/machine-format.md", () => {
  test("shows a machine that allows amounts from 1 to 500, unless the session is contained", () => {
    const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "") as MachineDocument;
    const loaded = loadMachine(example);
    if (!loaded.ok) throw new Error(`${loaded.fault.code} at ${loaded.fault.at}`);
    const machine = loaded.value;
    const verdict = (amount: number, state: Int32Array): string =>
      ruling(machine, decide(machine, 0, state, { args: { amount }, facts: {} })).verdict;
    const free = initialState(machine);
    expect([0, 1, 500, 501].map((amount) => verdict(amount, free))).toEqual(["deny", "allow", "allow", "deny"]);
    expect(verdict(5, contain(machine, free))).toBe("deny");
  });

  test("names every limit", () => {
    const table = page.slice(page.indexOf("## Limits"), page.indexOf("## An example"));
    // How deep values nest is the parser's limit, and not one of documents.
    for (const [name, value] of Object.entries(limits)) {
      if (name !== "DEPTH_MAX") expect(table, name).toMatch(new RegExp(`\\b${value.toLocaleString("en-US")}\\b`));
    }
  });
});
