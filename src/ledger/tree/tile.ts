/**
 * Where a tree lies in files: the C2SP tlog-tiles layout (https://c2sp.org/tlog-tiles). A tile holds 256 hashes of one
 * level of every eighth, an entry bundle 256 leaves with their lengths; partial ones end in `.p/<width>`.
 */
import type { Tree } from "./tree.ts";

/** Hashes in a full tile, and leaves in a full bundle. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** `level` from 0, or `entries` for a bundle; `width` from 1 to 256. */
export interface Tile {
  readonly level: number | "entries";
  readonly index: number;
  readonly width: number;
}

/** `tile/<level>/<index>[.p/<width>]`, the index in groups of three digits: `x001/x234/067`. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${path}${width < TILE_WIDTH ? `.p/${width}` : ""}`;
}

/** The hash tiles and bundles that a tree of `size` leaves has and one of `from` leaves does not, lowest level first. */
export function newTiles(from: number, size: number): Tile[] {
  const tiles: Tile[] = [];
  const add = (level: number | "entries", before: number, count: number): void => {
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < count; index += 1) {
      const width = Math.min(TILE_WIDTH, count - index * TILE_WIDTH);
      if (index * TILE_WIDTH + width > before) tiles.push({ level, index, width });
    }
  };
  add("entries", from, size);
  for (let level = 0, [before, count] = [from, size]; count > 0; level += 1) {
    add(level, before, count);
    before = Math.floor(before / TILE_WIDTH);
    count = Math.floor(count / TILE_WIDTH);
  }
  return tiles;
}

/** The tiles and the bundle of a tree of `size` leaves that are not full: at most one of each level. */
export function partialTiles(size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, count = size; count > 0; level += 1) {
    const index = Math.floor(count / TILE_WIDTH);
    const width = count % TILE_WIDTH;
    if (width > 0) tiles.push({ level, index, width });
    if (width > 0 && level === 0) tiles.push({ level: "entries", index, width });
    count = index;
  }
  return tiles;
}

/** The bytes of a hash tile: its hashes, one after the other. */
export function hashTile(tree: Tree, level: number, index: number, width: number): Uint8Array {
  const hashes = Array.from({ length: width }, (_, place) => tree.node(level * TILE_HEIGHT, index * TILE_WIDTH + place));
  return Buffer.concat(hashes);
}

/** The bytes of an entry bundle: each leaf (at most 65,535 bytes) after its length as two bytes, big-endian. */
export function entryBundle(leaves: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(leaves.flatMap((leaf) => [Buffer.of(leaf.length >> 8, leaf.length & 0xff), leaf]));
}
