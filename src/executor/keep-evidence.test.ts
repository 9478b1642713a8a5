/** Two heads of one size that a ledger has shown an executor are kept, over its restarts, and convict that ledger offline. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ring, who } from "../../test/governed/warrants.ts";
import { Terminal } from "../../test/transcripts/terminal.ts";
import { formatCheckpoint, noteKeyOf, noteKeyToText, signNote } from "../crypto/index.ts";
import { leafHash, originOf, Tree } from "../ledger/index.ts";
import { HeadFile, readHead } from "./head-file.ts";
import { evidenceOf, withEvidence } from "./keep-evidence.ts";
import { type Shown, verifyHead } from "./verify-head.ts";

const ORIGIN = originOf(who.ledger);
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-evidence-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The head of a ledger with one entry of these words, as it is shown to whom saw `from` entries. */
function shown(words: string, from: number): Shown {
  const tree = new Tree();
  tree.append(leafHash(Buffer.from(words)));
  const checkpoint = signNote(formatCheckpoint({ origin: ORIGIN, size: 1, root: tree.root() }), [{ name: ORIGIN, identity: who.ledger }]);
  return { checkpoint, consistency: { from, proof: [] } };
}

test("a fork that is shown after a restart is kept, named, and convicts: executor/ledger-forked", async () => {
  const file = join(folder, "heads", "files.json");
  const first = verifyHead(shown("one history", 0), ring, undefined);
  if (!first.ok) throw new Error(first.fault.message);
  const heads = new HeadFile(file, () => undefined);
  heads.keep(first.value);
  heads.save();
  const kept = readHead(file);
  if (!kept.ok || kept.value === undefined) throw new Error("a head was kept");
  const offered = shown("another", 1);
  const forked = verifyHead(offered, ring, kept.value);
  const evidence = evidenceOf(kept.value, offered);
  if (forked.ok || evidence === undefined) throw new Error("it is a fork");
  const { code, message } = withEvidence(forked.fault, evidence, join(folder, "heads"));
  const [name = ""] = readdirSync(join(folder, "heads")).filter((one) => one.endsWith(".evidence.json"));
  expect([code, message]).toEqual(["executor/ledger-forked", expect.stringContaining(join(folder, "heads", name))]);
  const key = noteKeyToText(noteKeyOf(ORIGIN, who.ledger.signKey));
  const said = await new Terminal("", folder).run(["convict", join("heads", name), "--ledger", key]);
  expect(said).toContain("FORKED");
});

test("of a head that was kept without its note there is no evidence", () => {
  expect(evidenceOf({ origin: ORIGIN, size: 1, root: new Uint8Array(32) }, shown("another", 1))).toBeUndefined();
});

test("what cannot be kept, or is kept often enough, is said", () => {
  const evidence = { origin: ORIGIN, held: "a", offered: "b", old: 1, proof: [] };
  const fault = { code: "executor/ledger-forked", message: "it forks" } as const;
  writeFileSync(join(folder, "file"), "");
  expect(withEvidence(fault, evidence, join(folder, "file")).message).toMatch(/^it forks; its evidence cannot be kept: /);
  for (let number = 0; number < 100; number += 1) writeFileSync(join(folder, `${number}.evidence.json`), "");
  expect(withEvidence(fault, evidence, folder).message).toBe(`it forks; \`${folder}\` holds evidence enough`);
  expect(readdirSync(folder)).toHaveLength(101);
});
