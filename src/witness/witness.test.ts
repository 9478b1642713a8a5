/** A witness over real HTTP and on real files, asked as other people's ledgers would ask it: each answer by its status and its code. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createIdentity, formatCheckpoint, noteKeyOf, openNote, signNote } from "../crypto/index.ts";
import { leafHash, Tree } from "../ledger/index.ts";
import { formatAddCheckpoint } from "./add-checkpoint.ts";
import { convicts } from "./evidence.ts";
import { headFiles } from "./head-files.ts";
import { Witness } from "./witness.ts";
import { serveWitness } from "./witness-server.ts";

const ORIGIN = "interlock/test";
const ledger = createIdentity("ledger");
const other = createIdentity("other");
const seer = createIdentity("seer");
const LEDGER_KEY = noteKeyOf(ORIGIN, ledger.signKey);
const SEER_KEY = noteKeyOf("witness.example/w1", seer.signKey, "cosignature/v1");
let folder = "";
let server: Server | undefined;
let url = "";
let witness: Witness;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "interlock-witness-"));
  await start();
});
afterEach(() => {
  server?.close();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<void> {
  server?.close();
  const clock = (): number => 1_679_315_147_500;
  witness = new Witness({ name: SEER_KEY.name, identity: seer, ledgers: [LEDGER_KEY], store: headFiles(join(folder, "heads")), clock });
  const served = await serveWitness(witness, "127.0.0.1", 0);
  if (!served.ok) throw new Error(served.fault.message);
  server = served.value;
  url = `http://127.0.0.1:${(served.value.address() as AddressInfo).port}/add-checkpoint`;
}

/** A tree whose leaves are these words. */
function treeOf(...words: readonly string[]): Tree {
  const tree = new Tree();
  for (const word of words) tree.append(leafHash(Buffer.from(word)));
  return tree;
}

const WORDS = Array.from({ length: 9 }, (_, index) => `entry ${index}`);

function noteOf(tree: Tree, size: number, identity = ledger, origin = ORIGIN): string {
  return signNote(formatCheckpoint({ origin, size, root: tree.root(size) }), [{ name: origin, identity }]);
}

function requestOf(tree: Tree, old: number, size: number): string {
  return formatAddCheckpoint({ old, proof: old === 0 || old > size ? [] : tree.consistencyProof(old, size), note: noteOf(tree, size) });
}

async function ask(body: string | Uint8Array, method = "POST"): Promise<{ status: number; type: string | null; text: string }> {
  const answer = await fetch(url, { method, ...(method === "GET" ? {} : { body: body as string }) });
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}

describe("a witness", () => {
  test("cosigns heads that extend one another; the line verifies beside the ledger's", async () => {
    const tree = treeOf(...WORDS);
    for (const [old, size] of [
      [0, 3],
      [3, 3],
      [3, 4],
      [4, 9],
    ] as const) {
      const { status, text } = await ask(requestOf(tree, old, size));
      expect(status).toBe(200);
      const opened = openNote(noteOf(tree, size) + text, [LEDGER_KEY, SEER_KEY]);
      expect(opened.ok && opened.value.signedBy).toEqual([LEDGER_KEY, SEER_KEY]);
    }
  });

  test("says which size it knows: witness/size-differs (409, text/x.tlog.size), also after a restart", async () => {
    const tree = treeOf(...WORDS);
    await ask(requestOf(tree, 0, 5));
    await start();
    for (const [old, size] of [
      [0, 9],
      [3, 9],
      [6, 9],
      [3, 3],
    ] as const) {
      expect(await ask(requestOf(tree, old, size))).toEqual({ status: 409, type: "text/x.tlog.size", text: "5\n" });
    }
    expect((await ask(requestOf(tree, 5, 9))).status).toBe(200);
  });

  test("refuses what it must: 400, 403, 404, 413, 422, and cosigns none of it", async () => {
    const tree = treeOf(...WORDS);
    await ask(requestOf(tree, 0, 4));
    const good = requestOf(tree, 4, 9);
    const refused: readonly (readonly [number, string, string | Uint8Array])[] = [
      [400, "witness/request-malformed", ""],
      [400, "witness/request-malformed", good.replace("old 4", "old 04")],
      [400, "witness/request-malformed", good.replace("old 4", "old -4")],
      [400, "witness/request-malformed", good.replace("\n", "\nx\n")],
      [400, "witness/request-malformed", good.replace("\n", `\n${"A".repeat(44)}`.repeat(70))],
      [400, "witness/request-malformed", formatAddCheckpoint({ old: 9, proof: [], note: noteOf(tree, 4) })],
      [403, "witness/not-signed", formatAddCheckpoint({ old: 4, proof: tree.consistencyProof(4, 9), note: noteOf(tree, 9, other) })],
      [403, "witness/not-signed", good.replace(/.{4}\n$/, "AAA=\n")],
      [404, "witness/origin-unknown", formatAddCheckpoint({ old: 0, proof: [], note: noteOf(tree, 9, ledger, "interlock/else") })],
      [422, "witness/not-consistent", formatAddCheckpoint({ old: 4, proof: [], note: noteOf(tree, 9) })],
      [422, "witness/not-consistent", formatAddCheckpoint({ old: 4, proof: tree.consistencyProof(3, 9), note: noteOf(tree, 9) })],
      [413, "", "x".repeat(70_000)],
      [413, "", Buffer.from([0xff, 0xfe])],
    ];
    for (const [status, code, body] of refused) {
      const answer = await ask(body);
      expect([answer.status, answer.text.includes(code), answer.text.includes("—")]).toEqual([status, true, false]);
    }
    expect((await ask("", "GET")).status).toBe(405);
    expect((await fetch(url.replace("add-", "sub-"), { method: "POST" })).status).toBe(404);
    expect((await ask(good)).status).toBe(200);
  });

  test("signs no second root of one size, and keeps what convicts the ledger offline: witness/root-differs", async () => {
    const [tree, fork] = [treeOf(...WORDS), treeOf(...WORDS.slice(0, 4), "another", ...WORDS.slice(5))];
    await ask(requestOf(tree, 0, 9));
    const { status, text } = await ask(requestOf(fork, 9, 9));
    expect([status, text]).toEqual([409, "9\n"]);
    const code = await witness.addCheckpoint(requestOf(fork, 9, 9));
    expect(code).toMatchObject({ refusal: { code: "witness/root-differs" } });
    const files = readdirSync(join(folder, "heads")).filter((file) => file.endsWith(".evidence.json"));
    expect(files).toHaveLength(1);
    const evidence = JSON.parse(readFileSync(join(folder, "heads", files[0] ?? ""), "utf8"));
    expect(convicts(evidence, LEDGER_KEY)).toBe(true);
    expect(convicts(evidence, noteKeyOf(ORIGIN, other.signKey))).toBe(false);
    expect(convicts({ ...evidence, offered: evidence.held }, LEDGER_KEY)).toBe(false);
    expect(convicts({ ...evidence, offered: noteOf(tree, 4) }, LEDGER_KEY)).toBe(false);
  });

  test("never goes back, however many ask at once", async () => {
    const tree = treeOf(...Array.from({ length: 60 }, (_, index) => `${index}`));
    await ask(requestOf(tree, 0, 1));
    const sizes = Array.from({ length: 40 }, (_, index) => 2 + ((index * 17) % 58));
    const answers = await Promise.all(sizes.map(async (size) => ({ size, ...(await ask(requestOf(tree, 1, size))) })));
    const cosigned = answers.filter(({ status }) => status === 200);
    expect(cosigned).toHaveLength(1);
    const stale = await ask(requestOf(tree, 1, 60));
    expect(stale.text).toBe(`${cosigned[0]?.size}\n`);
  });

  test("that cannot keep the head cosigns nothing, and trusts no head that it did not keep: witness/store-failed", async () => {
    const tree = treeOf(...WORDS);
    writeFileSync(join(folder, "heads"), "a file where the folder should be");
    expect(await ask(requestOf(tree, 0, 3))).toMatchObject({ status: 503, text: expect.stringContaining("witness/store-failed") });
    rmSync(join(folder, "heads"));
    await ask(requestOf(tree, 0, 3));
    const [file = ""] = readdirSync(join(folder, "heads"));
    writeFileSync(join(folder, "heads", file), noteOf(tree, 2, other));
    expect((await ask(requestOf(tree, 3, 9))).status).toBe(503);
  });

  test("says where it can't listen: witness/cannot-listen", async () => {
    const port = Number(new URL(url).port);
    expect(await serveWitness(witness, "127.0.0.1", port)).toMatchObject({ ok: false, fault: { code: "witness/cannot-listen" } });
  });
});
