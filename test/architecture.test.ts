import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSourceTree } from "../scripts/source-tree.ts";
import { RULES } from "./architecture/rules.ts";

/** The house, checked: see STYLE.md. A failure lists every offender; the message says what to do. */
describe("architecture", () => {
  const tree = readSourceTree(join(import.meta.dirname, ".."));

  for (const { name, remedy, offences } of RULES) {
    test(name, () => {
      expect(offences(tree), remedy).toEqual([]);
    });
  }
});
