import { describe, expect, test } from "vitest";
import type { ApiCheckpoints, ApiInclusion } from "../../console-server/api.ts";
import { createIdentity, formatCheckpoint, signNote } from "../../crypto/index.ts";
import { Tree } from "../../ledger/index.ts";
import { type Bytes, base64ToBytes, base64urlToBytes, bytesToBase64url, textToBytes } from "./bytes.ts";
import { isConsistent, leafHash, rootOfInclusion } from "./merkle.ts";
import { isSignedBy, parseCheckpoint } from "./note.ts";
import { verifyEntry, verifyHeads } from "./verify-entry.ts";

const SIZE = 34;
const ledger = createIdentity("interlock/ledger");
const leaves = Array.from({ length: SIZE }, (_, index) => textToBytes(`leaf ${index}`));

async function treeOf(count: number): Promise<Tree> {
  const tree = new Tree();
  for (const leaf of leaves.slice(0, count)) tree.append(await leafHash(leaf));
  return tree;
}

const bytes = (hash: Uint8Array): Bytes => Uint8Array.from(hash);
const base64 = (hash: Uint8Array): string => Buffer.from(hash).toString("base64");
const noteOf = (size: number, tree: Tree): string =>
  signNote(formatCheckpoint({ origin: ledger.name, size, root: tree.root(size) }), [{ name: ledger.name, identity: ledger }]);
const key = { name: ledger.name, publicKey: ledger.signKey };

describe("merkle proofs in the browser", () => {
  test("hold for every leaf of every tree, and for nothing else", async () => {
    const tree = await treeOf(SIZE);
    for (let size = 1; size <= SIZE; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = tree.inclusionProof(index, size).map(bytes);
        const leaf = await leafHash(leaves[index] ?? textToBytes(""));
        expect(await rootOfInclusion(leaf, index, size, proof)).toEqual(bytes(tree.root(size)));
        expect(await rootOfInclusion(leaf, index, size, [...proof, leaf])).toBeUndefined();
        if (size === 1) continue;
        expect(await rootOfInclusion(leaf, index, size, proof.slice(1))).not.toEqual(bytes(tree.root(size)));
        expect(await rootOfInclusion(leaf, (index + 1) % size, size, proof)).not.toEqual(bytes(tree.root(size)));
      }
    }
    expect(await rootOfInclusion(await leafHash(textToBytes("")), 1, 1, [])).toBeUndefined();
    expect(await rootOfInclusion(await leafHash(textToBytes("")), -1, 1, [])).toBeUndefined();
  });

  test("say of every two heads whether one extends the other", async () => {
    const tree = await treeOf(SIZE);
    const head = (size: number): { size: number; root: Bytes } => ({ size, root: bytes(tree.root(size)) });
    for (let size = 1; size <= SIZE; size += 1) {
      for (let from = 1; from <= size; from += 1) {
        const proof = tree.consistencyProof(from, size).map(bytes);
        expect(await isConsistent(head(from), head(size), proof)).toBe(true);
        expect(await isConsistent({ size: from, root: new Uint8Array(32) }, head(size), proof)).toBe(false);
        expect(await isConsistent(head(from), { size, root: new Uint8Array(32) }, proof)).toBe(false);
        expect(await isConsistent(head(from), head(size), [...proof, new Uint8Array(32)])).toBe(false);
      }
    }
    expect(await isConsistent(head(5), head(3), [])).toBe(false);
  });
});

describe("checkpoints in the browser", () => {
  test("are read strictly", async () => {
    const note = noteOf(3, await treeOf(3));
    expect(parseCheckpoint(note)).toMatchObject({ origin: ledger.name, size: 3 });
    expect(parseCheckpoint(note.replace("\n3\n", "\n03\n"))).toBeUndefined();
    expect(parseCheckpoint(note.trimEnd())).toBeUndefined();
    expect(parseCheckpoint(`${note}and more\n`)).toBeUndefined();
    expect(parseCheckpoint("")).toBeUndefined();
  });

  test("count only under the ledger's own key, name and text", async () => {
    const note = noteOf(3, await treeOf(3));
    const publicKey = base64ToBytes(ledger.signKey) ?? new Uint8Array(32);
    const other = base64ToBytes(createIdentity("other").signKey) ?? new Uint8Array(32);
    expect(await isSignedBy(note, { name: ledger.name, publicKey })).toBe(true);
    expect(await isSignedBy(note, { name: "other", publicKey })).toBe(false);
    expect(await isSignedBy(note, { name: ledger.name, publicKey: other })).toBe(false);
    expect(await isSignedBy(note.replace("\n3\n", "\n4\n"), { name: ledger.name, publicKey })).toBe(false);
  });
});

describe("verifyEntry", () => {
  async function proofOf(index: number): Promise<ApiInclusion> {
    const tree = await treeOf(SIZE);
    return { index, size: SIZE, hashes: tree.inclusionProof(index, SIZE).map(base64), checkpoint: noteOf(SIZE, tree), key };
  }

  const failing = async (leaf: string, proof: ApiInclusion, known?: string): Promise<readonly string[]> =>
    (await verifyEntry(leaf, proof, known)).filter(({ holds }) => !holds).map(({ name }) => name);

  test("accepts what the ledger recorded", async () => {
    expect(await failing(base64(leaves[7] ?? new Uint8Array()), await proofOf(7), ledger.signKey)).toEqual([]);
  });

  test("refuses another leaf, another head, another key, and what it cannot read", async () => {
    const leaf = base64(leaves[7] ?? new Uint8Array());
    const proof = await proofOf(7);
    const foreign = createIdentity(ledger.name);
    expect(await failing(base64(textToBytes("leaf 8")), proof)).toEqual([`It is entry 7 of a tree of ${SIZE}`]);
    expect(await failing(leaf, { ...proof, key: { ...key, publicKey: foreign.signKey } })).toEqual(["The head is signed by the ledger"]);
    expect(await failing(leaf, proof, foreign.signKey)).toEqual(["It is the key that this browser knows"]);
    expect(await failing("no base64", proof)).toEqual(["The proof can be read"]);
    expect(await failing(leaf, { ...proof, checkpoint: "no note" })).toEqual(["The proof can be read"]);
  });
});

test("verifyHeads names the head before which history was changed", async () => {
  const tree = await treeOf(SIZE);
  const changed = new Tree();
  for (const leaf of [...leaves.slice(0, 5), textToBytes("another past"), ...leaves.slice(6)]) changed.append(await leafHash(leaf));
  const head = (of: Tree, size: number, from?: number): ApiCheckpoints["heads"][number] => ({
    ...{ size, root: base64(of.root(size)), seen: 0, note: noteOf(size, of) },
    ...(from === undefined ? {} : { consistency: { from, hashes: of.consistencyProof(from, size).map(base64) } }),
  });
  const heads = [head(changed, 30, 20), head(tree, 20, 9), head(tree, 9)];
  const verified = await verifyHeads({ heads, key });
  expect(verified.map(({ checks }) => checks.map(({ holds }) => holds))).toEqual([[true, false], [true, true], [true]]);
});

test("bytes travel as WebAuthn writes them", () => {
  const all = Uint8Array.from({ length: 256 }, (_, index) => index);
  expect(base64urlToBytes(bytesToBase64url(all))).toEqual(all);
  expect(base64urlToBytes("a*b")).toBeUndefined();
});
