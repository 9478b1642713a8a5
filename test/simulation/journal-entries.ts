/** What a journal's bytes say, read as docs/ledger-format.md describes them, up to the first commit that is not whole. */
import { crc32 } from "node:zlib";
import type { Leaf, SimulatedDisk } from "../../src/ledger/index.ts";

/** A leaf, and how many bytes are sealed beside it. */
export interface Kept {
  readonly leaf: Leaf;
  readonly sealedBytes: number;
}

/** The leaves that would be found on the disk after a power cut now that stores nothing more. */
export function durableLeaves(disk: SimulatedDisk): readonly Leaf[] {
  return durableEntries(disk).map(({ leaf }) => leaf);
}

/** The same, with what is sealed beside them. */
export function durableEntries(disk: SimulatedDisk): readonly Kept[] {
  const segments = disk.paths().filter((path) => path.startsWith("journal/"));
  return segments.flatMap((path) => entriesOf(Buffer.from(disk.contents(path) ?? [])));
}

function entriesOf(segment: Buffer): Kept[] {
  const entries: Kept[] = [];
  for (let at = 20; at + 28 <= segment.length && segment.toString("latin1", at, at + 8) === "ILCOMMIT"; ) {
    const [count, end] = [segment.readUInt32BE(at + 16), at + 28 + segment.readUInt32BE(at + 20)];
    const commit: Kept[] = [];
    for (let record = at + 28; commit.length < count && record + 12 <= segment.length; ) {
      const leafEnd = record + 12 + segment.readUInt32BE(record);
      const next = leafEnd + segment.readUInt32BE(record + 4);
      const sum = crc32(segment.subarray(record + 12, next), crc32(segment.subarray(record, record + 8)));
      if (next > segment.length || sum !== segment.readUInt32BE(record + 8)) return entries;
      const leaf = JSON.parse(segment.toString("utf8", record + 12, leafEnd)) as Leaf;
      commit.push({ leaf, sealedBytes: next - leafEnd });
      record = next;
    }
    entries.push(...commit);
    at = end;
  }
  return entries;
}
