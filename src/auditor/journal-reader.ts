/**
 * Reads the journal as docs/ledger-format.md describes it: segments of commits of records, every byte under a checksum.
 * Says where the first damage is, and whether a torn last commit explains it. Knows nothing of what leaves say.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

export interface StoredRecord {
  readonly leaf: Buffer;
  readonly blob: Buffer | undefined;
}

/** The first damage: in which entry, and whether it may be a commit that was never completed. */
export interface Damage {
  readonly entry: number;
  readonly message: string;
  readonly isTail: boolean;
}

const SEGMENT_MAGIC = "ILSEGM/1";
const COMMIT_MAGIC = "ILCOMMIT";
const SEGMENT_HEADER = 20;
const COMMIT_HEADER = 28;
const RECORD_HEADER = 12;

/** Gives every whole record in order to `take`, up to the first damage, which is returned. */
export function readJournal(folder: string, take: (record: StoredRecord, entry: number) => void): Damage | undefined {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".journal"))
    .sort();
  let entry = 0;
  for (const [place, name] of names.entries()) {
    const segment = readFileSync(join(folder, name));
    if (name !== `${String(entry).padStart(16, "0")}.journal`)
      return { entry, message: `no segment begins with it, \`${name}\` comes next`, isTail: false };
    const read = readSegment(segment, entry, take);
    entry = read.next;
    if (read.damage !== undefined) return { ...read.damage, isTail: read.damage.isTail && place === names.length - 1 };
  }
  return undefined;
}

export interface SegmentRead {
  /** The entry after the last whole one. */
  readonly next: number;
  readonly damage?: Damage;
}

/** The same of one segment, which begins with entry `first`. A commit is read without regard to those before it, but for their count. */
export function readSegment(segment: Buffer, first: number, take: (record: StoredRecord, entry: number) => void): SegmentRead {
  const damaged = (entry: number, position: number, message: string): SegmentRead => ({
    next: entry,
    damage: { entry, message, isTail: !hasCommitFrom(segment, position) },
  });
  const isHeader = hasChecksum(segment, 0, SEGMENT_HEADER) && segment.toString("latin1", 0, 8) === SEGMENT_MAGIC;
  if (!isHeader || Number(segment.readBigUInt64BE(8)) !== first) return damaged(first, 0, "the header of its segment is damaged");
  let next = first;
  for (let position = SEGMENT_HEADER; !isZeroFrom(segment, position); ) {
    const commit = readCommit(segment, position);
    if (typeof commit === "string") return damaged(next, position, commit);
    if (commit.first !== next) return damaged(next, position, `its commit begins with entry ${commit.first}`);
    if (commit.records.length < commit.count)
      return damaged(next + commit.records.length, position, "its record does not fit the checksum");
    for (const record of commit.records) {
      take(record, next);
      next += 1;
    }
    position = commit.end;
  }
  return { next };
}

interface Commit {
  readonly first: number;
  readonly count: number;
  readonly end: number;
  /** Fewer than `count` where one is damaged. */
  readonly records: readonly StoredRecord[];
}

/** The commit at a position, or what is wrong with its header. */
function readCommit(segment: Buffer, position: number): Commit | string {
  if (!hasChecksum(segment, position, COMMIT_HEADER) || segment.toString("latin1", position, position + 8) !== COMMIT_MAGIC) {
    return "the header of its commit is damaged";
  }
  const first = Number(segment.readBigUInt64BE(position + 8));
  const count = segment.readUInt32BE(position + 16);
  const end = position + COMMIT_HEADER + segment.readUInt32BE(position + 20);
  if (count === 0) return "its commit is empty";
  if (end > segment.length) return "its commit is cut short";
  const records: StoredRecord[] = [];
  let at = position + COMMIT_HEADER;
  while (records.length < count && at + RECORD_HEADER <= end) {
    const leafEnd = at + RECORD_HEADER + segment.readUInt32BE(at);
    const blobEnd = leafEnd + segment.readUInt32BE(at + 4);
    if (blobEnd > end) break;
    const covered = crc32(segment.subarray(at + RECORD_HEADER, blobEnd), crc32(segment.subarray(at, at + 8)));
    if (covered !== segment.readUInt32BE(at + 8)) break;
    records.push({
      leaf: segment.subarray(at + RECORD_HEADER, leafEnd),
      blob: blobEnd > leafEnd ? segment.subarray(leafEnd, blobEnd) : undefined,
    });
    at = blobEnd;
  }
  if (records.length === count && at !== end) records.pop();
  return { first, count, end, records };
}

/** Whether a whole commit, of whatever entries, stands from a position on: then what is wrong there is no torn tail. */
function hasCommitFrom(segment: Buffer, position: number): boolean {
  for (let at = segment.indexOf(COMMIT_MAGIC, position, "latin1"); at >= 0; at = segment.indexOf(COMMIT_MAGIC, at + 1, "latin1")) {
    const commit = readCommit(segment, at);
    if (typeof commit !== "string" && commit.records.length === commit.count) return true;
  }
  return false;
}

/** Whether the bytes end in the checksum of those before. */
function hasChecksum(bytes: Buffer, position: number, length: number): boolean {
  const end = position + length;
  return end <= bytes.length && crc32(bytes.subarray(position, end - 4)) === bytes.readUInt32BE(end - 4);
}

/** Room that was never written to is zero bytes. */
function isZeroFrom(bytes: Buffer, position: number): boolean {
  const rest = bytes.subarray(position);
  return rest.length === 0 || (rest[0] === 0 && rest.subarray(1).equals(rest.subarray(0, -1)));
}
