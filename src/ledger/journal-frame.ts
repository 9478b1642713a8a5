/**
 * The bytes of the journal: segments of frames, one frame for each commit, one record for each entry in it. Every byte is
 * under a CRC-32, so damage is found and located; every frame says which entries it holds, so a lost one is noticed. All
 * numbers are big-endian. Positions only: what is stored, and when, is `journal.ts`.
 *
 *     segment  "ILSEGM/1" | first entry (8) | crc of the 16 bytes before (4) | frames | zero bytes, if any
 *     frame    "ILCOMMIT" | first entry (8) | count (4) | bytes of records (4) | crc of the 24 bytes before (4) | records
 *     record   leaf bytes (4) | blob bytes (4) | crc of the 8 bytes before, leaf and blob (4) | leaf | blob
 */
import { crc32 } from "node:zlib";
import { assert } from "../fault/index.ts";
import { BLOB_BYTES_MAX, COMMIT_BYTES_MAX, COMMIT_ENTRIES_MAX, LEAF_BYTES_MAX } from "./limits.ts";

/** What is stored of one entry: its leaf, and its sealed blob where it has one. */
export interface StoredEntry {
  readonly leaf: Uint8Array;
  readonly blob?: Uint8Array;
}

const SEGMENT_MAGIC = Buffer.from("ILSEGM/1");
const FRAME_MAGIC = Buffer.from("ILCOMMIT");
const SEGMENT_HEADER_BYTES = 20;
export const FRAME_HEADER_BYTES = 28;
const RECORD_HEADER_BYTES = 12;
const RECORDS_BYTES_MAX: number = COMMIT_BYTES_MAX + RECORD_HEADER_BYTES + LEAF_BYTES_MAX + BLOB_BYTES_MAX;

export function segmentHeader(first: number): Buffer {
  return withChecksum(Buffer.concat([SEGMENT_MAGIC, uint64(first)]));
}

/** The first entry of a segment, or undefined where this is no segment's header. */
function readSegmentHeader(bytes: Buffer): number | undefined {
  const header = bytes.subarray(0, SEGMENT_HEADER_BYTES);
  if (!hasChecksum(header, SEGMENT_HEADER_BYTES) || !header.subarray(0, 8).equals(SEGMENT_MAGIC)) return undefined;
  return Number(header.readBigUInt64BE(8));
}

/** Bytes that a record takes. */
export function recordBytes({ leaf, blob }: StoredEntry): number {
  return RECORD_HEADER_BYTES + leaf.length + (blob?.length ?? 0);
}

/** One commit. */
export function encodeFrame(first: number, entries: readonly StoredEntry[]): Buffer {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const entry of entries) {
    const { leaf, blob } = entry;
    const sizes = Buffer.alloc(RECORD_HEADER_BYTES);
    sizes.writeUInt32BE(leaf.length, 0);
    sizes.writeUInt32BE(blob?.length ?? 0, 4);
    sizes.writeUInt32BE(recordChecksum(sizes, leaf, blob), 8);
    parts.push(sizes, leaf);
    if (blob !== undefined) parts.push(blob);
    length += recordBytes(entry);
  }
  assert(entries.length > 0 && entries.length <= COMMIT_ENTRIES_MAX && length <= RECORDS_BYTES_MAX, "a commit is within its limits");
  const header = withChecksum(Buffer.concat([FRAME_MAGIC, uint64(first), uint32(entries.length), uint32(length)]));
  return Buffer.concat([header, ...parts]);
}

/** A frame that is whole, or where the first damage is: the entry it lies in, and what is wrong. */
type FrameRead =
  | { readonly is: "frame"; readonly end: number; readonly entries: readonly { readonly position: number; readonly stored: StoredEntry }[] }
  | { readonly is: "end" }
  | { readonly is: "damage"; readonly entry: number; readonly message: string };

/** Reads the frame at `position`, which must begin with entry `first`. `end`: nothing but zero bytes follows, or nothing. */
function readFrame(segment: Buffer, position: number, first: number): FrameRead {
  const header = segment.subarray(position, position + FRAME_HEADER_BYTES);
  if (isZero(segment.subarray(position))) return { is: "end" };
  const damage = (entry: number, message: string): FrameRead => ({ is: "damage", entry, message });
  if (!isFrameHeader(header)) return damage(first, "the commit's header is damaged");
  if (Number(header.readBigUInt64BE(8)) !== first) return damage(first, "the commit begins with another entry");
  const count = header.readUInt32BE(16);
  const end = position + FRAME_HEADER_BYTES + header.readUInt32BE(20);
  if (end > segment.length) return damage(first, "the commit is cut short");
  const entries: { position: number; stored: StoredEntry }[] = [];
  for (let at = position + FRAME_HEADER_BYTES; entries.length < count || at < end; ) {
    const stored = entries.length < count ? readRecord(segment.subarray(at, end)) : undefined;
    if (stored === undefined) return damage(first + Math.min(entries.length, count - 1), "the record does not fit its checksum");
    entries.push({ position: at, stored });
    at += recordBytes(stored);
  }
  return { is: "frame", end, entries };
}

/** Reads the record that the bytes begin with; undefined where it is damaged or cut short. */
export function readRecord(bytes: Buffer): StoredEntry | undefined {
  if (bytes.length < RECORD_HEADER_BYTES) return undefined;
  const leafEnd = RECORD_HEADER_BYTES + bytes.readUInt32BE(0);
  const end = leafEnd + bytes.readUInt32BE(4);
  if (end > bytes.length) return undefined;
  const leaf = bytes.subarray(RECORD_HEADER_BYTES, leafEnd);
  const blob = end === leafEnd ? undefined : bytes.subarray(leafEnd, end);
  if (recordChecksum(bytes, leaf, blob) !== bytes.readUInt32BE(8)) return undefined;
  return blob === undefined ? { leaf } : { leaf, blob };
}

/** What a segment holds: its entries up to `end`, and the damage that ends them, if any. */
export interface SegmentScan {
  readonly entries: readonly { readonly position: number; readonly stored: StoredEntry }[];
  readonly end: number;
  /** `isTail`: no whole commit is there or follows, so a crash in the middle of the last commit explains it. */
  readonly damage?: { readonly entry: number; readonly message: string; readonly isTail: boolean };
}

/** Reads a whole segment that begins with entry `first`. */
export function scanSegment(segment: Buffer, first: number): SegmentScan {
  if (readSegmentHeader(segment) !== first) {
    return { entries: [], end: 0, damage: { entry: first, message: "the segment's header is damaged", isTail: !hasFrameFrom(segment, 0) } };
  }
  const entries: { position: number; stored: StoredEntry }[] = [];
  for (let end = SEGMENT_HEADER_BYTES; ; ) {
    const next = first + entries.length;
    const frame = readFrame(segment, end, next);
    if (frame.is === "end") return { entries, end };
    if (frame.is === "damage") {
      return { entries, end, damage: { entry: frame.entry, message: frame.message, isTail: !hasFrameFrom(segment, end) } };
    }
    for (const entry of frame.entries) entries.push(entry);
    end = frame.end;
  }
}

/** The commits of a segment that begins with entry `first`, each with its entries; undefined where one is damaged. */
export function scanCommits(segment: Buffer, first: number): readonly (readonly StoredEntry[])[] | undefined {
  const commits: (readonly StoredEntry[])[] = [];
  for (let [end, next] = [SEGMENT_HEADER_BYTES, first]; readSegmentHeader(segment) === first; ) {
    const frame = readFrame(segment, end, next);
    if (frame.is === "end") return commits;
    if (frame.is === "damage") return undefined;
    commits.push(frame.entries.map(({ stored }) => stored));
    [end, next] = [frame.end, next + frame.entries.length];
  }
  return undefined;
}

/** Whether a whole commit, of whatever entries, stands anywhere from `position` on. */
function hasFrameFrom(segment: Buffer, position: number): boolean {
  for (let at = segment.indexOf(FRAME_MAGIC, position); at >= 0; at = segment.indexOf(FRAME_MAGIC, at + 1)) {
    const header = segment.subarray(at, at + FRAME_HEADER_BYTES);
    if (isFrameHeader(header) && readFrame(segment, at, Number(header.readBigUInt64BE(8))).is === "frame") return true;
  }
  return false;
}

function isFrameHeader(header: Buffer): boolean {
  return hasChecksum(header, FRAME_HEADER_BYTES) && header.subarray(0, 8).equals(FRAME_MAGIC) && header.readUInt32BE(16) > 0;
}

function recordChecksum(sizes: Uint8Array, leaf: Uint8Array, blob: Uint8Array | undefined): number {
  const checksum = crc32(leaf, crc32(sizes.subarray(0, 8)));
  return blob === undefined ? checksum : crc32(blob, checksum);
}

function withChecksum(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, uint32(crc32(bytes))]);
}

function hasChecksum(bytes: Buffer, length: number): boolean {
  return bytes.length === length && crc32(bytes.subarray(0, length - 4)) === bytes.readUInt32BE(length - 4);
}

/** Every byte is the one before it, and the first is zero. */
function isZero(bytes: Buffer): boolean {
  return bytes.length === 0 || (bytes[0] === 0 && bytes.subarray(1).equals(bytes.subarray(0, -1)));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
