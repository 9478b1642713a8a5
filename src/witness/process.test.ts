/** A witness as a process of its own: what it prints, what it refuses to start with, and how it ends. */
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { must } from "../../test/governed/system.ts";
import { type FirstWords, StartedPart } from "../../test/worlds/started-part.ts";
import {
  createIdentity,
  formatCheckpoint,
  makeRing,
  noteKeyOf,
  openNote,
  parseNoteKey,
  publicIdentity,
  signNote,
} from "../crypto/index.ts";
import { originOf } from "../ledger/index.ts";
import { formatAddCheckpoint } from "./add-checkpoint.ts";

const ledger = createIdentity("ledger");
const ring = must(makeRing([{ identity: publicIdentity(ledger), duties: ["ledger"] }]));
const part = new StartedPart(join(import.meta.dirname, "process.ts"), createIdentity("witness"), ring);
afterAll(() => part.remove());

async function start(change: { readonly [member: string]: unknown } = {}): Promise<FirstWords> {
  return await part.start({ state: part.folder, key: part.key, ring: part.ring, port: 0, ...change });
}

describe("the process of a witness", () => {
  test("prints its line for a policy, cosigns heads of the ring's ledger, and ends with whoever started it", async () => {
    const { words, exit, stop } = await start();
    const [, key = "", address = ""] = /^witness: (\S+) (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(words) ?? [];
    const origin = originOf(ledger);
    const note = signNote(formatCheckpoint({ origin, size: 7, root: new Uint8Array(32) }), [{ name: origin, identity: ledger }]);
    const answered = await fetch(`${address}/add-checkpoint`, { method: "POST", body: formatAddCheckpoint({ old: 0, proof: [], note }) });
    const cosigner = must(parseNoteKey(key));
    const opened = openNote(note + (await answered.text()), [noteKeyOf(origin, ledger.signKey), cosigner]);
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
