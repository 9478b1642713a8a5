/** The countersigner's process: what it says, and how it ends, where it can't start. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createIdentity, identityToText, makeRing, publicIdentity, ringToText } from "../crypto/index.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-countersigner-"));
afterAll(() => rmSync(folder, { recursive: true }));

const identity = createIdentity("countersigner-files");
const ring = makeRing([{ identity: publicIdentity(identity), duties: ["countersigner:files"] }]);
if (!ring.ok) throw new Error(ring.fault.message);
const files = { key: join(folder, "countersigner.key"), ring: join(folder, "ring.json") };
writeFileSync(files.key, identityToText(identity));
writeFileSync(files.ring, ringToText(ring.value));
const WHOLE = { socket: join(folder, "none.sock"), server: "files", grade: "embedded", ...files };

function start(config: string): { readonly status: number | null; readonly words: string } {
  const file = join(folder, "config.json");
  writeFileSync(file, config);
  const process_ = join(import.meta.dirname, "process.ts");
  const child = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", process_, file], { encoding: "utf8", input: "" });
  return { status: child.status, words: child.stderr };
}

describe("the countersigner's process", () => {
  test("refuses a configuration that it can't read: countersigner/config-malformed", () => {
    for (const config of ["{", "[]", JSON.stringify({ ...WHOLE, grade: "none" }), JSON.stringify({ ...WHOLE, key: files.ring })]) {
      const { status, words } = start(config);
      expect(status).toBe(1);
      expect(words).toMatch(/^countersigner: .* \[countersigner\/config-malformed\]/);
      expect(words.trimEnd().split("\n").length).toBe(1);
    }
  });

  test("ends where no ledger listens: countersigner/ledger-unreachable", () => {
    const { status, words } = start(JSON.stringify(WHOLE));
    expect(status).toBe(1);
    expect(words).toContain("[countersigner/ledger-unreachable]");
  });
});
