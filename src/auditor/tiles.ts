/** The published files: each must hold exactly what follows from the leaves (c2sp.org/tlog-tiles), partial ones too. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MerkleTree } from "./merkle.ts";
import type { Findings } from "./report.ts";

const WIDTH = 256;
const PATH = /^tile\/(entries|[0-5])\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** What the leaves say. */
export interface Leaves {
  readonly tree: MerkleTree;
  /** Whether the journal could be read to its end. */
  readonly isWhole: boolean;
  readonly leafAt: (entry: number) => Buffer;
}

/** The files of a ledger's folder that are there to be read by others, with `/` between names. */
export function listTiles(folder: string): string[] {
  try {
    return readdirSync(join(folder, "tile"), { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name).slice(folder.length).replace(/^\/+/, ""));
  } catch {
    return [];
  }
}

/** Checks the listed files, and that those which a checkpoint of `covered` entries needs are among them. */
export function checkTiles(folder: string, listed: readonly string[], covered: number, leaves: Leaves, findings: Findings): void {
  for (const path of listed) {
    // A draft that was never renamed is nobody's.
    if (path.endsWith(".new")) continue;
    checkTile(folder, path, leaves, findings);
  }
  const there = new Set(listed);
  for (const { path, first } of neededTiles(covered)) {
    if (!there.has(path)) findings.add("auditor/tile-missing", first, `\`${path}\` is not there`);
  }
}

function checkTile(folder: string, path: string, leaves: Leaves, findings: Findings): void {
  const bytes = readIfThere(join(folder, path));
  // A partial tile goes when a wider one comes.
  if (bytes !== undefined) checkTileBytes(path, bytes, leaves, findings);
}

/** Checks the bytes of one published file. */
export function checkTileBytes(path: string, bytes: Buffer, { tree, isWhole, leafAt }: Leaves, findings: Findings): void {
  const [, level = "", groups = "", partial] = PATH.exec(path) ?? [];
  if (level === "") return findings.add("auditor/file-unknown", undefined, `\`${path}\` is no tile's name`);
  const index = Number(groups.replaceAll(/[x/]/g, ""));
  const width = partial === undefined ? WIDTH : Number(partial);
  const height = level === "entries" ? 0 : Number(level) * 8;
  const span = 2 ** height;
  const first = index * WIDTH * span;
  if (width > WIDTH || (partial !== undefined && width === WIDTH))
    return findings.add("auditor/file-unknown", first, `\`${path}\` is no tile's name`);
  if (first + width * span > tree.size) {
    if (isWhole) findings.add("auditor/tile-differs", tree.size, `\`${path}\` covers entries that the journal does not have`);
    return;
  }
  let position = 0;
  for (let place = 0; place < width; place += 1) {
    const expected = level === "entries" ? bundled(leafAt(first + place)) : tree.hashAt(height, index * WIDTH + place);
    if (!bytes.subarray(position, position + expected.length).equals(expected)) {
      return findings.add("auditor/tile-differs", first + place * span, `\`${path}\` differs from the leaves in its place ${place}`);
    }
    position += expected.length;
  }
  if (position !== bytes.length) findings.add("auditor/tile-differs", first + width * span - 1, `\`${path}\` goes on after its last place`);
}

function bundled(leaf: Buffer): Buffer {
  return Buffer.concat([Buffer.of(leaf.length >> 8, leaf.length & 255), leaf]);
}

/** Paths that a tree of `size` leaves needs, with the first entry of each. */
function* neededTiles(size: number): Generator<{ readonly path: string; readonly first: number }> {
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / WIDTH)) {
    for (let index = 0; index * WIDTH < count; index += 1) {
      const width = Math.min(WIDTH, count - index * WIDTH);
      const name = `${tileName(index)}${width < WIDTH ? `.p/${width}` : ""}`;
      const first = index * WIDTH ** (level + 1);
      yield { path: `tile/${level}/${name}`, first };
      if (level === 0) yield { path: `tile/entries/${name}`, first };
    }
  }
}

/** 1234067 is `x001/x234/067`. */
function tileName(index: number): string {
  let name = String(index % 1000).padStart(3, "0");
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    name = `x${String(rest % 1000).padStart(3, "0")}/${name}`;
  return name;
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
