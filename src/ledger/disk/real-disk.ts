/**
 * The real disk: node:fs with every exception turned into a fault, here and nowhere else. A folder is locked by an
 * exclusive transaction on an empty SQLite file: the one lock in Node that the system drops when its holder dies.
 */
import { constants, write } from "node:fs";
import { access, type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Disk, DiskCode, DiskFile } from "./disk.ts";

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** Room that a growing file gets at once, as zero bytes: a write within it changes no metadata, which a sync would have to store too. */
const ROOM_BYTES = 262_144;

/** The disk below `root`, which is made where it does not exist. */
export function realDisk(root: string): Disk {
  const at = (path: string): string => join(root, path);
  return {
    list: (folder) => attempt(folder, async () => ((await unlessMissing(readdir(at(folder)))) ?? []).sort()),
    read: (path) => attempt(path, () => unlessMissing(readFile(at(path)))),
    sizeOf: (path) => attempt(path, async () => (await unlessMissing(stat(at(path))))?.size),
    open: (path) =>
      attempt(path, async () => {
        await makeFolder(dirname(at(path)));
        const handle = await open(at(path), constants.O_RDWR | constants.O_CREAT | constants.O_DSYNC, FILE_MODE);
        await syncFolder(dirname(at(path)));
        return realFile({ path, place: at(path) }, handle, (await handle.stat()).size);
      }),
    replace: (path, bytes) => attempt(path, () => replace(at(path), bytes)),
    remove: (path) => attempt(path, () => rm(at(path), { force: true })),
    lock: () => attempt("lock", () => lock(root, at("lock"))),
  };
}

/** `place`: the whole path. `size`: the file's when it was opened. */
function realFile({ path, place }: { readonly path: string; readonly place: string }, handle: FileHandle, size: number): DiskFile {
  let room = size;
  const writeWithRoom = async (position: number, bytes: Uint8Array): Promise<void> => {
    const end = position + bytes.length;
    const roomy = Buffer.alloc(Math.ceil(end / ROOM_BYTES) * ROOM_BYTES - position);
    roomy.set(bytes);
    await writeDurably(handle.fd, position, roomy);
    room = position + roomy.length;
  };
  return {
    read: (position, length) =>
      attempt(path, async () => {
        const bytes = Buffer.allocUnsafe(length);
        let filled = 0;
        while (filled < length) {
          const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      }),
    writeDurably: async (position, bytes) => {
      const isWithin = position + bytes.length <= room;
      const written = isWithin ? undefined : await attempt(path, () => writeWithRoom(position, bytes));
      // Where there is no room to spare there may be enough for the bytes themselves.
      return written?.ok === true ? written : await attempt(path, () => writeDurably(handle.fd, position, bytes));
    },
    look: () =>
      attempt(path, async () => {
        const [ours, there] = await Promise.all([handle.stat(), stat(place), access(place, constants.W_OK)]);
        if (ours.ino !== there.ino || ours.dev !== there.dev) throw new Error("another file is in its place");
        // Writes nothing; but a file system that was shut for an error says so here, and nowhere else before the next write.
        await handle.datasync();
      }),
    cut: (end) =>
      attempt(path, async () => {
        await handle.truncate(end);
        await handle.sync();
        room = end;
      }),
    close: async () => void (await attempt(path, () => handle.close())),
  };
}

/** O_DSYNC makes a write and its fdatasync one job of the thread pool; by a callback, as a promise of a FileHandle costs a tenth more. */
function writeDurably(descriptor: number, position: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const writeFrom = (start: number): void => {
      write(descriptor, bytes, start, bytes.length - start, position + start, (failure, written) => {
        if (failure !== null) reject(failure);
        else if (start + written < bytes.length) writeFrom(start + written);
        else resolve();
      });
    };
    writeFrom(0);
  });
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  await makeFolder(dirname(path));
  const draft = `${path}.new`;
  const handle = await open(draft, "w", FILE_MODE);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** Makes a folder and those above it, each durably. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function lock(folder: string, path: string): Promise<{ readonly release: () => void }> {
  await makeFolder(folder);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    throw cause;
  }
  return { release: () => database.close() };
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    throw cause;
  }
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<Result<T, DiskCode>> {
  try {
    return ok(await work());
  } catch (cause) {
    return fail(faultOf(codeOf(cause)), `\`${path}\`: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function codeOf(cause: unknown): string | number | undefined {
  if (!(cause instanceof Error)) return undefined;
  return "errcode" in cause && typeof cause.errcode === "number" ? cause.errcode : (cause as NodeJS.ErrnoException).code;
}

const SQLITE_BUSY = 5;
const SQLITE_READ_ONLY = 8;
const SQLITE_CANT_OPEN = 14;

function faultOf(code: string | number | undefined): DiskCode {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return "ledger/disk-full";
    case "EROFS":
    case "EACCES":
    case "EPERM":
    case SQLITE_READ_ONLY:
    case SQLITE_CANT_OPEN:
      return "ledger/disk-read-only";
    case SQLITE_BUSY:
      return "ledger/locked";
    default:
      return "ledger/disk-failed";
  }
}
