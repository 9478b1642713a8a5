/** The published form: the signed checkpoint (C2SP signed-note, tlog-checkpoint) and the tiles and bundles (tlog-tiles), against the tree. */
import { createHash, verify } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Finding, undecided, wrong } from "./finding.ts";
import type { HashTree } from "./hash-tree.ts";
import { ed25519, type KeyRing } from "./key-ring.ts";

/** Checks the checkpoint and every tile and bundle that it covers. `leafAt` gives a leaf's bytes. */
export function checkPublished(folder: string, ring: KeyRing, tree: HashTree, leafAt: (index: number) => Buffer): Finding[] {
  const file = join(folder, "checkpoint");
  if (!existsSync(file)) return [undecided("auditor/checkpoint-missing", "the ledger has no checkpoint file")];
  const checkpoint = readCheckpoint(readFileSync(file, "utf8"), ring);
  if (checkpoint === undefined) return [wrong("auditor/checkpoint-wrong", "no enrolled ledger key has signed the checkpoint")];
  if (checkpoint.size > tree.size) return [wrong("auditor/checkpoint-wrong", `it covers ${checkpoint.size} entries, the journal holds ${tree.size}`, tree.size)];
  if (!tree.root(checkpoint.size).equals(checkpoint.root)) return [wrong("auditor/checkpoint-wrong", `the first ${checkpoint.size} entries have another root`)];
  return checkTiles(folder, tree, checkpoint.size, leafAt);
}

function readCheckpoint(note: string, ring: KeyRing): { readonly size: number; readonly root: Buffer } | undefined {
  const split = note.indexOf("\n\n");
  const text = note.slice(0, split + 1);
  const [origin = "", size = "", root = ""] = text.split("\n");
  const ledgers = [...ring.values()].filter(({ duties }) => duties.includes("ledger"));
  const signed = note
    .slice(split + 2)
    .split("\n")
    .some((line) => {
      const [dash, name, encoded = ""] = line.split(" ");
      const bytes = Buffer.from(encoded, "base64");
      if (dash !== "—" || name !== origin || bytes.length !== 68) return false;
      return ledgers.some(({ key }) => {
        const raw = key.export({ format: "der", type: "spki" }).subarray(-32);
        const hash = createHash("sha256").update(`${name}\n`).update(Buffer.of(1)).update(raw).digest().subarray(0, 4);
        return hash.equals(bytes.subarray(0, 4)) && verify(undefined, Buffer.from(text), ed25519(raw), bytes.subarray(4));
      });
    });
  return signed && /^[0-9]{1,15}$/.test(size) ? { size: Number(size), root: Buffer.from(root, "base64") } : undefined;
}

function checkTiles(folder: string, tree: HashTree, size: number, leafAt: (index: number) => Buffer): Finding[] {
  const findings: Finding[] = [];
  const check = (path: string, expected: Buffer, entry: number): void => {
    const file = join(folder, path);
    if (!existsSync(file)) findings.push(undecided("auditor/tile-wrong", `\`${path}\` is missing; the ledger writes it again when it starts`));
    else if (!readFileSync(file).equals(expected)) findings.push(wrong("auditor/tile-wrong", `\`${path}\` is not what the leaves give`, entry));
  };
  for (let first = 0; first < size; first += 256) {
    const leaves = Array.from({ length: Math.min(256, size - first) }, (_, place) => leafAt(first + place));
    check(tilePath("entries", first / 256, leaves.length), Buffer.concat(leaves.flatMap((leaf) => [Buffer.of(leaf.length >> 8, leaf.length & 0xff), leaf])), first);
  }
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / 256)) {
    for (let first = 0; first < count; first += 256) {
      const hashes = Array.from({ length: Math.min(256, count - first) }, (_, place) => tree.node(level * 8, first + place) ?? Buffer.alloc(32));
      check(tilePath(String(level), first / 256, hashes.length), Buffer.concat(hashes), first * 256 ** level);
    }
  }
  return findings;
}

function tilePath(level: string, index: number, width: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${path}${width < 256 ? `.p/${width}` : ""}`;
}
