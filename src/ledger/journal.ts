/**
 * The journal: the one file form in which entries are first, and durably, stored. One append is one commit: one write and
 * one fdatasync, whole or not there. Opening cuts off a commit that a crash has torn, which nobody was told of, and refuses
 * any other damage with the number of the entry. Knows nothing of what leaves say.
 */
import { assert, fail, ok, type Result } from "../fault/index.ts";
import type { Disk, DiskCode, DiskFile } from "./disk/disk.ts";
import type { LedgerCode } from "./faults.ts";
import { encodeFrame, FRAME_HEADER_BYTES, readRecord, recordBytes, type StoredEntry, scanSegment, segmentHeader } from "./journal-frame.ts";
import { type Rewritten, withoutBlobs } from "./journal-rewrite.ts";
import { SEGMENT_BYTES_MAX } from "./limits.ts";
import { Turns } from "./turns.ts";

const FOLDER = "journal";
const NAME = /^[0-9]{16}\.journal$/;

interface Segment {
  readonly first: number;
  readonly path: string;
  /** Bytes up to the end of the last commit. */
  end: number;
  file?: DiskFile;
  /** What was put in its place, where the disk has not said that it is there for good: until then nothing is read of it or added to it. */
  doubtful?: Rewritten;
}

/** Is given every stored entry, in order; a fault ends the opening. */
export type Replay = (index: number, stored: StoredEntry) => Result<void, LedgerCode>;

/**
 * Opens the journal and replays it. `coveredSize` is what signed checkpoints cover: a journal that ends before is refused
 * untouched. Faults: `ledger/corrupt` (`at` names the entry), `ledger/rolled-back`, those of the disk and of `replay`.
 */
export async function openJournal(disk: Disk, coveredSize: number, replay: Replay): Promise<Result<Journal, LedgerCode>> {
  const names = await disk.list(FOLDER);
  if (!names.ok) return names;
  const journal = new Journal(disk);
  const segments = names.value.filter((name) => NAME.test(name));
  for (const [place, name] of segments.entries()) {
    const isLast = place === segments.length - 1;
    const loaded = await loadSegment(disk, journal, name, isLast ? coveredSize : Number.POSITIVE_INFINITY, replay);
    if (!loaded.ok) return loaded;
  }
  if (journal.size < coveredSize) return rolledBack(journal.size, coveredSize);
  return ok(journal);
}

async function loadSegment(
  disk: Disk,
  journal: Journal,
  name: string,
  coveredSize: number,
  replay: Replay,
): Promise<Result<void, LedgerCode>> {
  const path = `${FOLDER}/${name}`;
  const first = journal.size;
  if (Number(name.slice(0, 16)) !== first) return corrupt(first, `no segment begins with it, and \`${name}\` comes next`);
  const read = await disk.read(path);
  if (!read.ok) return read;
  const { entries, end, damage } = scanSegment(asBuffer(read.value ?? new Uint8Array(0)), first);
  if (damage !== undefined && (!damage.isTail || first + entries.length < coveredSize)) return corrupt(damage.entry, damage.message);
  for (const [offset, { stored }] of entries.entries()) {
    const replayed = replay(first + offset, stored);
    if (!replayed.ok) return replayed;
  }
  return journal.adopt(
    { first, path, end },
    entries.map(({ position }) => position),
    damage !== undefined,
  );
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function corrupt(entry: number, message: string): Result<never, LedgerCode> {
  return fail("ledger/corrupt", `the journal is damaged: ${message}`, {
    at: `entry ${entry}`,
    remedy: "restore the folder from a copy, or have an auditor say what is lost",
  });
}

function rolledBack(size: number, coveredSize: number): Result<never, LedgerCode> {
  return fail("ledger/rolled-back", `the journal ends after ${size} entries, a signed checkpoint covers ${coveredSize}`, {
    at: `entry ${size}`,
    remedy: "restore the folder from a newer copy",
  });
}

export class Journal {
  readonly #disk: Disk;
  readonly #segments: Segment[] = [];
  /** Where each record starts in its segment. */
  readonly #positions: number[] = [];
  /** Whoever writes a segment anew does it alone. */
  readonly #turns = new Turns();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Count of durable entries. */
  get size(): number {
    return this.#positions.length;
  }

  /** Takes over a segment as it was found; one with a torn tail is cut first. */
  async adopt(segment: Segment, positions: readonly number[], isTorn: boolean): Promise<Result<void, LedgerCode>> {
    assert(segment.first === this.size, "segments are adopted in order");
    const file = await this.#fileOf(segment);
    if (!file.ok) return file;
    const cut = isTorn ? await file.value.cut(segment.end) : ok(undefined);
    if (!cut.ok) return cut;
    this.#segments.push(segment);
    for (const position of positions) this.#positions.push(position);
    return ok(undefined);
  }

  /**
   * Makes entries durable, all of them in one commit. After a fault none of them counts, though some may be on the disk:
   * the next append must be of the same entries, so that it writes the same bytes to the same place. Faults: the disk's.
   */
  append(entries: readonly StoredEntry[]): Promise<Result<void, DiskCode>> {
    return this.#turns.together(() => this.#append(entries));
  }

  async #append(entries: readonly StoredEntry[]): Promise<Result<void, DiskCode>> {
    const segment = this.#segmentForMore();
    const file = await this.#fileOf(segment);
    if (!file.ok) return file;
    const frame = encodeFrame(this.size, entries);
    const isNew = segment.end === 0;
    const bytes = isNew ? Buffer.concat([segmentHeader(segment.first), frame]) : frame;
    const written = await file.value.writeDurably(segment.end, bytes);
    if (!written.ok) {
      // The descriptor may be of a disk that is gone: the next attempt opens the file anew.
      await file.value.close();
      delete segment.file;
      return written;
    }
    let position = segment.end + bytes.length - frame.length + FRAME_HEADER_BYTES;
    for (const entry of entries) {
      this.#positions.push(position);
      position += recordBytes(entry);
    }
    segment.end = position;
    return ok(undefined);
  }

  /** Entries `[from, to)`, or as many as `bytesMax` allows, but at least one. Faults: `ledger/corrupt`, the disk's. */
  read(from: number, to: number, bytesMax: number): Promise<Result<StoredEntry[], LedgerCode>> {
    return this.#turns.together(() => this.#read(from, to, bytesMax));
  }

  /**
   * Deletes the blobs of these durable entries: each segment that holds one is written anew with the same leaves and put in the place of
   * the old one. What is deleted already stays so. Faults: those of the disk; what was not reached then has its blobs.
   */
  async erase(entries: ReadonlySet<number>): Promise<Result<void, LedgerCode>> {
    for (const [place, segment] of this.#segments.entries()) {
      const past = this.#segments[place + 1]?.first ?? this.size;
      if (![...entries].some((entry) => entry >= segment.first && entry < past)) continue;
      const erased = await this.#turns.alone(() => this.#eraseIn(segment, entries));
      if (!erased.ok) return erased;
    }
    return ok(undefined);
  }

  async #eraseIn(segment: Segment, entries: ReadonlySet<number>): Promise<Result<void, LedgerCode>> {
    const read = await this.#disk.read(segment.path);
    if (!read.ok) return read;
    const bytes = asBuffer(read.value ?? new Uint8Array(0));
    const { doubtful, file } = segment;
    // A fault does not say whether what was to be put there is there: it may be, and not for good.
    const isThere = doubtful !== undefined && bytes.subarray(0, doubtful.bytes.length).equals(doubtful.bytes);
    const rewritten = isThere ? doubtful : withoutBlobs(bytes.subarray(0, segment.end), segment.first, entries);
    delete segment.doubtful;
    if (rewritten === undefined) return ok(undefined);
    delete segment.file;
    await file?.close();
    segment.doubtful = rewritten;
    const replaced = await this.#disk.replace(segment.path, rewritten.bytes);
    if (!replaced.ok) return replaced;
    delete segment.doubtful;
    for (const [offset, position] of rewritten.positions.entries()) this.#positions[segment.first + offset] = position;
    segment.end = rewritten.bytes.length;
    return isThere ? await this.#eraseIn(segment, entries) : ok(undefined);
  }

  async #read(from: number, to: number, bytesMax: number): Promise<Result<StoredEntry[], LedgerCode>> {
    assert(from >= 0 && from < to && to <= this.size, "a journal is asked only for entries that it has");
    const place = this.#segments.findLastIndex(({ first }) => first <= from);
    const segment = this.#segments[place];
    assert(segment !== undefined, "every entry lies in a segment");
    const past = this.#segments[place + 1]?.first ?? this.size;
    const startOf = (entry: number): number => (entry < past ? (this.#positions[entry] ?? 0) : segment.end);
    const start = startOf(from);
    let until = from + 1;
    while (until < Math.min(to, past) && startOf(until + 1) - start <= bytesMax) until += 1;
    const file = await this.#fileOf(segment);
    if (!file.ok) return file;
    const bytes = await file.value.read(start, startOf(until) - start);
    if (!bytes.ok) return bytes;
    const entries: StoredEntry[] = [];
    for (let entry = from; entry < until; entry += 1) {
      const stored = readRecord(asBuffer(bytes.value).subarray(startOf(entry) - start));
      if (stored === undefined) return corrupt(entry, "the record does not fit its checksum");
      entries.push(stored);
    }
    return ok(entries);
  }

  async close(): Promise<void> {
    for (const segment of this.#segments) await segment.file?.close();
  }

  /** Whether the next commit has a place to go to. Writes nothing. */
  async look(): Promise<Result<void, DiskCode>> {
    return this.#turns.together(async () => (await this.#segments.at(-1)?.file?.look()) ?? ok(undefined));
  }

  /** The segment that the next commit goes to; a new one where the last is full. */
  #segmentForMore(): Segment {
    const last = this.#segments.at(-1);
    if (last !== undefined && (last.end < SEGMENT_BYTES_MAX || last.first === this.size)) return last;
    const segment = { first: this.size, path: `${FOLDER}/${String(this.size).padStart(16, "0")}.journal`, end: 0 };
    this.#segments.push(segment);
    return segment;
  }

  async #fileOf(segment: Segment): Promise<Result<DiskFile, DiskCode>> {
    if (segment.doubtful !== undefined) return fail("ledger/disk-failed", `it is not known whether \`${segment.path}\` was written anew`);
    if (segment.file !== undefined) return ok(segment.file);
    const file = await this.#disk.open(segment.path);
    if (file.ok) segment.file = file.value;
    return file;
  }
}
