import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ENTRY_KINDS } from "./entry-kinds.ts";

test("the ledger can be searched by every kind of entry that it has", () => {
  const source = readFileSync(join(import.meta.dirname, "../../ledger/entry.ts"), "utf8");
  const kinds = [...source.matchAll(/^ {2}readonly kind: (.+);$/gm)].flatMap(([, words = ""]) => [...words.matchAll(/"(\w+)"/g)]);
  expect([...ENTRY_KINDS].sort()).toEqual(kinds.map(([, kind]) => kind).sort());
});
