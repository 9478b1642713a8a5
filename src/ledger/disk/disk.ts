/**
 * The disk as the ledger sees it: a port with a real form and a simulated one that fails on purpose. Every operation says
 * what is durable when it returns, and answers with a fault in place of an exception.
 */
import type { Result } from "../../fault/index.ts";

export type DiskCode = "ledger/disk-failed" | "ledger/disk-full" | "ledger/disk-read-only" | "ledger/locked";

/** Paths are relative to the folder that the disk was made for, with `/` between names. */
export interface Disk {
  /** Names in a folder, sorted; none where the folder does not exist. */
  readonly list: (folder: string) => Promise<Result<readonly string[], DiskCode>>;
  /** A whole file, or undefined where there is none. */
  readonly read: (path: string) => Promise<Result<Uint8Array | undefined, DiskCode>>;
  /** Size of a file in bytes, or undefined where there is none. */
  readonly sizeOf: (path: string) => Promise<Result<number | undefined, DiskCode>>;
  /** Opens a file for reading and writing; makes it, durably, where there is none. */
  readonly open: (path: string) => Promise<Result<DiskFile, DiskCode>>;
  /** Makes a file hold exactly these bytes, durably: after a crash it has the old bytes or the new ones, never others. */
  readonly replace: (path: string, bytes: Uint8Array) => Promise<Result<void, DiskCode>>;
  /** Removes a file, if it is there. Not durable by itself. */
  readonly remove: (path: string) => Promise<Result<void, DiskCode>>;
  /** Takes the folder for this process, until released or until the process ends, however it ends. Fault: `ledger/locked`. */
  readonly lock: () => Promise<Result<{ readonly release: () => void }, DiskCode>>;
}

export interface DiskFile {
  /** Up to `length` bytes from `position`; fewer at the end of the file. */
  readonly read: (position: number, length: number) => Promise<Result<Uint8Array, DiskCode>>;
  /**
   * Writes all bytes at `position` and returns when they are durable (as by fdatasync). After a fault they may be there in part. Zero
   * bytes may follow.
   */
  readonly writeDurably: (position: number, bytes: Uint8Array) => Promise<Result<void, DiskCode>>;
  /** Whether what is written now could be found again: the file is still the one at its path, and may be written. Writes nothing. */
  readonly look: () => Promise<Result<void, DiskCode>>;
  /** Cuts the file to `size` bytes, durably. */
  readonly cut: (size: number) => Promise<Result<void, DiskCode>>;
  readonly close: () => Promise<void>;
}
