/** The decider's process: what it says, and how it ends, where it can't start. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createIdentity, identityToText, makeRing, publicIdentity, ringToText } from "../crypto/index.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-decider-"));
afterAll(() => rmSync(folder, { recursive: true }));

function start(config: string): { readonly status: number | null; readonly words: string } {
  const file = join(folder, "config.json");
  writeFileSync(file, config);
  const process_ = join(import.meta.dirname, "process.ts");
  const child = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", process_, file], { encoding: "utf8", input: "" });
  return { status: child.status, words: child.stderr };
}

describe("the decider's process", () => {
  test("refuses a configuration that it can't read: execution/config-malformed", () => {
    for (const config of [
      "{",
      "[]",
      '{"socket":"/x"}',
      JSON.stringify({ socket: "/x", key: join(folder, "none"), ring: join(folder, "none") }),
    ]) {
      const { status, words } = start(config);
      expect(status).toBe(1);
      expect(words).toMatch(/^decider: .* \[execution\/config-malformed\]/);
      expect(words.trimEnd().split("\n").length).toBe(1);
    }
  });

  test("ends where no ledger listens: execution/ledger-unreachable", () => {
    const identity = createIdentity("decider");
    const ring = makeRing([{ identity: publicIdentity(identity), duties: ["decider"] }]);
    if (!ring.ok) throw new Error(ring.fault.message);
    const [key, ringFile] = [join(folder, "decider.key"), join(folder, "ring.json")];
    writeFileSync(key, identityToText(identity));
    writeFileSync(ringFile, ringToText(ring.value));
    const { status, words } = start(JSON.stringify({ socket: join(folder, "none.sock"), key, ring: ringFile }));
    expect(status).toBe(1);
    expect(words).toContain("[execution/ledger-unreachable]");
    expect(words).toContain("[link/cannot-connect]");
  });
});
