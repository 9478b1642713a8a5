/** A witness as a process of its own: what it prints, what it refuses to start with, and how it ends. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createIdentity,
  formatCheckpoint,
  identityToText,
  makeRing,
  noteKeyOf,
  openNote,
  parseNoteKey,
  publicIdentity,
  ringToText,
  signNote,
} from "../crypto/index.ts";
import { originOf } from "../ledger/index.ts";
import { formatAddCheckpoint } from "./add-checkpoint.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-witness-"));
const ledger = createIdentity("ledger");

beforeAll(() => {
  const ring = makeRing([{ identity: publicIdentity(ledger), duties: ["ledger"] }]);
  if (!ring.ok) throw new Error(ring.fault.message);
  writeFileSync(join(folder, "witness.key"), identityToText(createIdentity("witness")));
  writeFileSync(join(folder, "ring.json"), ringToText(ring.value));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts the process with a configuration; gives its first words, and its end. */
async function start(
  change: { readonly [member: string]: unknown } = {},
): Promise<{ words: string; exit: Promise<number | null>; stop: () => void }> {
  const file = join(folder, "config.json");
  const config = { state: folder, key: join(folder, "witness.key"), ring: join(folder, "ring.json"), port: 0, ...change };
  writeFileSync(file, JSON.stringify(config));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "process.ts"), file], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  const exit = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const words = await new Promise<string>((resolve) => child.stderr.setEncoding("utf8").once("data", resolve));
  return { words, exit, stop: () => child.stdin.end() };
}

describe("the process of a witness", () => {
  test("prints its line for a policy, cosigns heads of the ring's ledger, and ends with whoever started it", async () => {
    const { words, exit, stop } = await start();
    const [, key = "", address = ""] = /^witness: (\S+) (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(words) ?? [];
    const origin = originOf(ledger);
    const note = signNote(formatCheckpoint({ origin, size: 7, root: new Uint8Array(32) }), [{ name: origin, identity: ledger }]);
    const answered = await fetch(`${address}/add-checkpoint`, { method: "POST", body: formatAddCheckpoint({ old: 0, proof: [], note }) });
    const cosigner = parseNoteKey(key);
    if (!cosigner.ok) throw new Error(cosigner.fault.message);
    const opened = openNote(note + (await answered.text()), [noteKeyOf(origin, ledger.signKey), cosigner.value]);
    expect(opened.ok && opened.value.signedBy.length).toBe(2);
    stop();
    expect(await exit).toBe(0);
  });

  test.each([{ port: "80" }, { ring: "/nowhere" }, { key: "ring.json" }])(
    "does not start with %o: witness/config-malformed",
    async (change) => {
      const { words, exit } = await start(change);
      expect(words).toContain("[witness/config-malformed]");
      expect(await exit).toBe(1);
    },
  );

  test("needs its port: witness/cannot-listen", async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", () => resolve()));
    const address = busy.address();
    expect((await start({ port: typeof address === "object" ? address?.port : 0 })).words).toContain("[witness/cannot-listen]");
    busy.close();
  });
});
