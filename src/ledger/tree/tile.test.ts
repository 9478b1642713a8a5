import { describe, expect, test } from "vitest";
import { toHex } from "../../crypto/index.ts";
import { leafHash } from "./merkle.ts";
import { entryBundle, hashTile, newTiles, partialTiles, tilePath } from "./tile.ts";
import { Tree } from "./tree.ts";

describe("tile paths", () => {
  test("are those of the tlog-tiles document", () => {
    expect(tilePath({ level: 0, index: 1234067, width: 256 })).toBe("tile/0/x001/x234/067");
    expect(tilePath({ level: 1, index: 3, width: 2 })).toBe("tile/1/003.p/2");
    expect(tilePath({ level: "entries", index: 1000, width: 1 })).toBe("tile/entries/x001/000.p/1");
    expect(tilePath({ level: 5, index: 0, width: 256 })).toBe("tile/5/000");
  });
});

describe("the tiles of a tree", () => {
  test("70,000 leaves have 256 full tiles and a partial one, then one full and one partial, then one partial", () => {
    const tiles = newTiles(0, 70_000);
    const at = (level: number | "entries"): string[] => tiles.filter((tile) => tile.level === level).map(tilePath);
    expect(at(0)).toHaveLength(274);
    expect(at("entries").at(-1)).toBe("tile/entries/273.p/112");
    expect(at(1)).toEqual(["tile/1/000", "tile/1/001.p/17"]);
    expect(at(2)).toEqual(["tile/2/000.p/1"]);
    expect(at(3)).toEqual([]);
  });

  test("growing adds only what changed", () => {
    expect(newTiles(256, 256)).toEqual([]);
    expect(newTiles(255, 258).map(tilePath)).toEqual([
      "tile/entries/000",
      "tile/entries/001.p/2",
      "tile/0/000",
      "tile/0/001.p/2",
      "tile/1/000.p/1",
    ]);
    expect(newTiles(300, 301).map(tilePath)).toEqual(["tile/entries/001.p/45", "tile/0/001.p/45"]);
  });

  test("that are not full are the last of each level", () => {
    for (const size of [0, 1, 255, 256, 257, 65_536, 70_000]) {
      const expected = newTiles(0, size)
        .filter(({ width }) => width < 256)
        .map(tilePath);
      expect(partialTiles(size).map(tilePath).sort()).toEqual(expected.sort());
    }
  });

  test("hold the nodes of every eighth level", () => {
    const tree = new Tree();
    for (let index = 0; index < 600; index += 1) tree.append(leafHash(Buffer.of(index >> 8, index & 255)));
    expect(hashTile(tree, 0, 2, 88).subarray(0, 32)).toEqual(Buffer.from(tree.node(0, 512)));
    expect(hashTile(tree, 1, 0, 2)).toEqual(Buffer.concat([tree.range(0, 256), tree.range(256, 512)]));
  });

  test("a bundle is each leaf after its length", () => {
    expect(toHex(entryBundle([Buffer.from("ab"), Buffer.alloc(0), Buffer.alloc(300, 7)]))).toBe(`00026162${"0000"}012c${"07".repeat(300)}`);
  });
});
