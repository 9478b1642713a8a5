/**
 * A disk in memory that fails on purpose: each change can fail, fail but be stored, be torn, come late, or meet a full or
 * read-only disk; and the machine can lose power at any moment. Everything it does follows from its plan and its dice, so a
 * run can be repeated. It promises what `Disk` promises, and nothing that a real disk does not.
 */
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Disk, DiskCode, DiskFile } from "./disk.ts";

/** One change, in the order in which they are asked for, from 0. */
export interface Change {
  readonly number: number;
  readonly what: "open" | "write" | "cut" | "replace" | "remove";
  readonly path: string;
}

/** `late`: done, and answered, only when `settle` is called. */
export type Failure = "failed" | "failed-but-stored" | "torn" | "late" | "full" | "read-only";

type Files = Map<string, Uint8Array>;

/** Applies a change, or the part of it from byte `from` on, to files. */
type Apply = (files: Files, bytes: Uint8Array, from: number) => void;

/** Bytes that a disk stores whole or not at all. */
const SECTOR_BYTES = 512;

export class SimulatedDisk implements Disk {
  /** Which changes fail, and how. May be set anew at any time. */
  plan: (change: Change) => Failure | undefined;
  readonly #dice: () => number;
  readonly #files: Files = new Map();
  readonly #late: (() => void)[] = [];
  /** Changes that have not been answered: after a power cut each sector of them is there or not. */
  readonly #unanswered = new Set<(files: Files) => void>();
  #changes = 0;
  #isLocked = false;

  /** `dice` gives numbers in [0, 1). */
  constructor(dice: () => number, plan: (change: Change) => Failure | undefined = () => undefined) {
    this.#dice = dice;
    this.plan = plan;
  }

  /** How many changes were asked for. */
  get changes(): number {
    return this.#changes;
  }

  /** The bytes of a file as they would be read now. */
  contents(path: string): Uint8Array | undefined {
    return this.#files.get(path)?.slice();
  }

  /** Puts bytes into a file behind everybody's back. */
  tamper(path: string, bytes: Uint8Array): void {
    this.#files.set(path, bytes.slice());
  }

  /** Every file with its path, sorted. */
  paths(): readonly string[] {
    return [...this.#files.keys()].sort();
  }

  /** Does and answers what was late. */
  settle(): void {
    for (const finish of this.#late.splice(0)) finish();
  }

  /** The disk as it is found after a power cut now; this one stays as it is. */
  powerCut(): SimulatedDisk {
    const after = new SimulatedDisk(this.#dice);
    for (const [path, bytes] of this.#files) after.#files.set(path, bytes.slice());
    for (const storeSome of this.#unanswered) storeSome(after.#files);
    return after;
  }

  readonly list = async (folder: string): Promise<Result<readonly string[], DiskCode>> => {
    const inside = this.paths().filter((path) => path.startsWith(`${folder}/`));
    return ok([...new Set(inside.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))]);
  };

  readonly read = async (path: string): Promise<Result<Uint8Array | undefined, DiskCode>> => ok(this.contents(path));

  readonly sizeOf = async (path: string): Promise<Result<number | undefined, DiskCode>> => ok(this.#files.get(path)?.length);

  readonly open = async (path: string): Promise<Result<DiskFile, DiskCode>> => {
    const opened = this.#files.has(path)
      ? ok(undefined)
      : await this.#change("open", path, new Uint8Array(0), (files, bytes) => files.set(path, bytes));
    if (!opened.ok) return opened;
    return ok({
      read: async (position, length) => ok(bytesOf(this.#files, path).slice(position, position + length)),
      writeDurably: (position, bytes) =>
        this.#change("write", path, bytes, (files, stored, from) => overwrite(files, path, position + from, stored)),
      look: async () => (this.#files.has(path) ? ok(undefined) : fail("ledger/disk-failed", `\`${path}\` is gone`)),
      cut: (size) => this.#change("cut", path, new Uint8Array(0), (files) => files.set(path, bytesOf(files, path).slice(0, size))),
      close: async () => undefined,
    });
  };

  readonly replace = (path: string, bytes: Uint8Array): Promise<Result<void, DiskCode>> =>
    this.#change("replace", path, bytes, (files, stored) => {
      // A draft that is torn is never renamed.
      if (stored.length === bytes.length) files.set(path, stored);
    });

  readonly remove = (path: string): Promise<Result<void, DiskCode>> =>
    this.#change("remove", path, new Uint8Array(0), (files) => files.delete(path));

  readonly lock = async (): Promise<Result<{ readonly release: () => void }, DiskCode>> => {
    if (this.#isLocked) return fail("ledger/locked", "the simulated folder is locked");
    this.#isLocked = true;
    return ok({ release: () => (this.#isLocked = false) });
  };

  async #change(what: Change["what"], path: string, bytes: Uint8Array, apply: Apply): Promise<Result<void, DiskCode>> {
    const given = bytes.slice();
    const storeAll = (files: Files): void => void apply(files, given, 0);
    const storeSome = (files: Files): void => {
      for (let from = 0; from < given.length; from += SECTOR_BYTES) {
        if (this.#dice() < 0.5) apply(files, given.slice(from, from + SECTOR_BYTES), from);
      }
    };
    const failure = this.plan({ number: this.#changes, what, path });
    this.#changes += 1;
    switch (failure) {
      case "failed":
        return fail("ledger/disk-failed", `simulated failure at \`${path}\``);
      case "failed-but-stored":
        storeAll(this.#files);
        return fail("ledger/disk-failed", `simulated failure at \`${path}\`, after the fact`);
      case "torn":
        storeSome(this.#files);
        return fail("ledger/disk-failed", `simulated torn write at \`${path}\``);
      case "full":
        if (what === "write") apply(this.#files, given.slice(0, Math.floor(this.#dice() * given.length)), 0);
        return fail("ledger/disk-full", `simulated full disk at \`${path}\``);
      case "read-only":
        return fail("ledger/disk-read-only", `simulated read-only disk at \`${path}\``);
      case "late":
        return this.#later(storeAll, storeSome);
      case undefined:
        storeAll(this.#files);
        return ok(undefined);
    }
  }

  #later(storeAll: (files: Files) => void, storeSome: (files: Files) => void): Promise<Result<void, DiskCode>> {
    this.#unanswered.add(storeSome);
    return new Promise((resolve) => {
      this.#late.push(() => {
        storeAll(this.#files);
        this.#unanswered.delete(storeSome);
        resolve(ok(undefined));
      });
    });
  }
}

function bytesOf(files: Files, path: string): Uint8Array {
  return files.get(path) ?? new Uint8Array(0);
}

function overwrite(files: Files, path: string, position: number, bytes: Uint8Array): void {
  const old = bytesOf(files, path);
  const grown = new Uint8Array(Math.max(old.length, position + bytes.length));
  grown.set(old);
  grown.set(bytes, position);
  files.set(path, grown);
}
