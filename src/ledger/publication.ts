/**
 * The ledger as other people's tools read it: hash tiles, entry bundles and the signed checkpoint in the C2SP tlog-tiles
 * layout. All of it is derived from the journal, written after it and off its path; what is missing is written again. A
 * checkpoint is written only after every file that it covers.
 */
import { type NoteKey, openNote, parseCheckpoint } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { Disk } from "./disk/disk.ts";
import type { LedgerCode } from "./faults.ts";
import type { Journal } from "./journal.ts";
import { READ_BYTES_MAX } from "./limits.ts";
import type { Hash } from "./tree/merkle.ts";
import { entryBundle, hashTile, newTiles, partialTiles, TILE_WIDTH, type Tile, tilePath } from "./tree/tile.ts";
import type { Tree } from "./tree/tree.ts";

const CHECKPOINT = "checkpoint";

/** The head of a tree, and the signed note that says so. */
export interface Head {
  readonly size: number;
  readonly root: Hash;
  readonly note: string;
}

/** The head that was published last, or undefined where there is none. Faults: `ledger/corrupt`, those of the disk. */
export async function readPublishedHead(
  disk: Disk,
  origin: string,
  keys: readonly NoteKey[],
): Promise<Result<Head | undefined, LedgerCode>> {
  const read = await disk.read(CHECKPOINT);
  if (!read.ok || read.value === undefined) return read as Result<undefined, LedgerCode>;
  const note = Buffer.from(read.value).toString("utf8");
  const opened = openNote(note, keys);
  const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
  if (!checkpoint.ok || checkpoint.value.origin !== origin) {
    return fail("ledger/corrupt", "the checkpoint is not one that this ledger has signed", {
      at: CHECKPOINT,
      ...(checkpoint.ok ? {} : { cause: checkpoint.fault }),
      remedy: "restore it from a copy, or check the ledger's key in the ring",
    });
  }
  return ok({ size: checkpoint.value.size, root: checkpoint.value.root, note });
}

export class Publication {
  readonly #disk: Disk;
  readonly #tree: Tree;
  readonly #journal: Journal;
  /** Size of the head that was published last. */
  #published: number;

  constructor(disk: Disk, tree: Tree, journal: Journal, published: number) {
    this.#disk = disk;
    this.#tree = tree;
    this.#journal = journal;
    this.#published = published;
  }

  /** Brings the files to `head`, whose entries are durable. Faults: those of the disk and of the journal. */
  async publish(head: Head): Promise<Result<void, LedgerCode>> {
    const tiles = newTiles(this.#published, head.size);
    for (const tile of tiles) {
      const written = await this.#write(tile);
      if (!written.ok) return written;
    }
    const replaced = await this.#disk.replace(CHECKPOINT, Buffer.from(head.note, "utf8"));
    if (!replaced.ok) return replaced;
    const current = new Set(tiles.map(tilePath));
    for (const old of partialTiles(this.#published)) {
      const isReplaced = tiles.some((tile) => tile.level === old.level && tile.index === old.index);
      if (isReplaced && !current.has(tilePath(old))) await this.#disk.remove(tilePath(old));
    }
    this.#published = head.size;
    return ok(undefined);
  }

  /** Writes again whatever the published head covers and is not there. Faults: those of `publish`. */
  async repair(): Promise<Result<void, LedgerCode>> {
    for (const tile of newTiles(0, this.#published)) {
      const size = await this.#disk.sizeOf(tilePath(tile));
      if (!size.ok) return size;
      if (size.value !== undefined) continue;
      const written = await this.#write(tile);
      if (!written.ok) return written;
    }
    return ok(undefined);
  }

  async #write(tile: Tile): Promise<Result<void, LedgerCode>> {
    const { level, index, width } = tile;
    if (level !== "entries") return this.#disk.replace(tilePath(tile), hashTile(this.#tree, level, index, width));
    const leaves: Uint8Array[] = [];
    const first = index * TILE_WIDTH;
    while (leaves.length < width) {
      const read = await this.#journal.read(first + leaves.length, first + width, READ_BYTES_MAX);
      if (!read.ok) return read;
      for (const { leaf } of read.value) leaves.push(leaf);
    }
    return this.#disk.replace(tilePath(tile), entryBundle(leaves));
  }
}
