/**
 * Reads the journal's segments (docs/ledger-format.md): frames of records, each a leaf and its sealed blob, under CRC-32. A last
 * commit that a crash has torn is left out, as the ledger leaves it out; other damage is a finding with the entry's number.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type Finding, wrong } from "./finding.ts";

export interface StoredEntry {
  readonly leaf: Buffer;
  readonly blob: Buffer | undefined;
}

const SEGMENT_HEADER = 20;
const FRAME_HEADER = 28;
const RECORD_HEADER = 12;

/** Gives every entry to `each`, in order. A finding ends the reading. */
export function readJournal(folder: string, each: (index: number, stored: StoredEntry) => void): Finding | undefined {
  const names = readdirSync(join(folder, "journal")).filter((name) => /^[0-9]{16}\.journal$/.test(name)).sort();
  let next = 0;
  for (const [place, name] of names.entries()) {
    if (Number(name.slice(0, 16)) !== next) return wrong("auditor/journal-damaged", `no segment begins with entry ${next}`, next);
    const segment = readFileSync(join(folder, "journal", name));
    const read = readSegment(segment, next, each);
    next = read.next;
    const isTorn = place === names.length - 1 && !hasCommitAfter(segment, read.at);
    if (read.damage !== undefined && !isTorn) return wrong("auditor/journal-damaged", read.damage, next);
  }
  return undefined;
}

interface SegmentRead {
  readonly next: number;
  readonly at: number;
  readonly damage?: string;
}

function readSegment(segment: Buffer, first: number, each: (index: number, stored: StoredEntry) => void): SegmentRead {
  if (!isWhole(segment, 0, SEGMENT_HEADER, "ILSEGM/1")) return { next: first, at: 0, damage: "the segment's header is damaged" };
  let next = first;
  let at = SEGMENT_HEADER;
  while (at < segment.length && segment.subarray(at).some((byte) => byte !== 0)) {
    const records = isWhole(segment, at, FRAME_HEADER, "ILCOMMIT") ? readCommit(segment, at, next) : undefined;
    if (records === undefined) return { next, at, damage: "a commit does not fit its checksum" };
    for (const stored of records) each(next++, stored);
    at += FRAME_HEADER + segment.readUInt32BE(at + 20);
  }
  return { next, at };
}

function readCommit(segment: Buffer, at: number, first: number): StoredEntry[] | undefined {
  if (Number(segment.readBigUInt64BE(at + 8)) !== first) return undefined;
  const count = segment.readUInt32BE(at + 16);
  const end = at + FRAME_HEADER + segment.readUInt32BE(at + 20);
  if (end > segment.length) return undefined;
  const records: StoredEntry[] = [];
  let position = at + FRAME_HEADER;
  while (records.length < count && position + RECORD_HEADER <= end) {
    const leafEnd = position + RECORD_HEADER + segment.readUInt32BE(position);
    const recordEnd = leafEnd + segment.readUInt32BE(position + 4);
    if (recordEnd > end) return undefined;
    const body = segment.subarray(position + RECORD_HEADER, recordEnd);
    if (crc32(body, crc32(segment.subarray(position, position + 8))) !== segment.readUInt32BE(position + 8)) return undefined;
    records.push({ leaf: segment.subarray(position + RECORD_HEADER, leafEnd), blob: recordEnd > leafEnd ? segment.subarray(leafEnd, recordEnd) : undefined });
    position = recordEnd;
  }
  return position === end && records.length === count ? records : undefined;
}

function isWhole(segment: Buffer, at: number, length: number, magic: string): boolean {
  const header = segment.subarray(at, at + length);
  return header.length === length && header.toString("latin1", 0, 8) === magic && crc32(header.subarray(0, length - 4)) === header.readUInt32BE(length - 4);
}

/** Whether a whole commit stands after `at`: then damage at `at` is no torn tail. */
function hasCommitAfter(segment: Buffer, at: number): boolean {
  for (let found = segment.indexOf("ILCOMMIT", at + 1, "latin1"); found >= 0; found = segment.indexOf("ILCOMMIT", found + 1, "latin1")) {
    if (!isWhole(segment, found, FRAME_HEADER, "ILCOMMIT")) continue;
    if (readCommit(segment, found, Number(segment.readBigUInt64BE(found + 8))) !== undefined) return true;
  }
  return false;
}
