/**
 * What our code asks of node:fs below one folder, in its order; and a disk that takes nothing more from some change on, as if the
 * process had been killed there. Of a write that it does not take the first half is stored.
 */
import fs, { type PathLike, type PathOrFileDescriptor } from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { relative } from "node:path";

export interface WatchedFiles {
  /** `write a.new`, `sync a.new`, `rename a.new a`, `sync .`: paths from the folder. */
  readonly seen: readonly string[];
  /** Gives node:fs back as it was. */
  release(): void;
}

const NEVER = Number.POSITIVE_INFINITY;

/** Watches `folder` until released; changes from number `deadFrom` on (from 0) are not taken. */
export function watchFiles(folder: string, deadFrom: number = NEVER): WatchedFiles {
  const seen: string[] = [];
  const opened = new Map<number, string>();
  const place = (file: PathOrFileDescriptor): string | undefined => {
    const path = typeof file === "number" ? opened.get(file) : relative(folder, String(file));
    return path === undefined || path.startsWith("..") ? undefined : path || ".";
  };
  /** Whether the disk takes this change; it throws where it does not, after `half` of it. */
  const note = (what: string, files: readonly PathOrFileDescriptor[], half?: () => void): void => {
    const paths = files.map(place);
    if (paths.includes(undefined)) return;
    seen.push([what, ...paths].join(" "));
    if (seen.length <= deadFrom) return;
    if (seen.length === deadFrom + 1) half?.();
    throw Object.assign(new Error(`EIO: the disk is gone, ${what}`), { code: "EIO" });
  };
  const { openSync, closeSync, writeFileSync, fsyncSync, renameSync, linkSync, mkdirSync, rmSync } = fs;
  const real = { openSync, closeSync, writeFileSync, fsyncSync, renameSync, linkSync, mkdirSync, rmSync };
  const realPromises = { open: promises.open, rename: promises.rename };
  const sync = {
    openSync: (file: PathLike, flags?: string | number, mode?: number) => {
      if (typeof flags === "string" && /^[wa]/.test(flags)) note("open", [String(file)]);
      const descriptor = real.openSync(file, flags ?? "r", mode);
      const path = place(String(file));
      if (path !== undefined) opened.set(descriptor, path);
      return descriptor;
    },
    closeSync: (descriptor: number) => {
      opened.delete(descriptor);
      real.closeSync(descriptor);
    },
    writeFileSync: (file: PathOrFileDescriptor, text: string, options?: fs.WriteFileOptions) => {
      note("write", [file], () => real.writeFileSync(file, text.slice(0, text.length / 2), options));
      real.writeFileSync(file, text, options);
    },
    fsyncSync: (descriptor: number) => {
      // Said, not done: a test that counts syncs need not wait for the disk.
      note("sync", [descriptor]);
      if (place(descriptor) === undefined) real.fsyncSync(descriptor);
    },
    renameSync: (from: PathLike, to: PathLike) => {
      note("rename", [String(from), String(to)]);
      real.renameSync(from, to);
    },
    linkSync: (from: PathLike, to: PathLike) => {
      note("link", [String(from), String(to)]);
      real.linkSync(from, to);
    },
    mkdirSync: (path: PathLike, options?: fs.MakeDirectoryOptions) => {
      if (!fs.existsSync(path)) note("mkdir", [String(path)]);
      return real.mkdirSync(path, options);
    },
    rmSync: (path: PathLike, options?: fs.RmOptions) => {
      if (fs.existsSync(path)) note("remove", [String(path)]);
      real.rmSync(path, options);
    },
  };
  const later = {
    open: async (file: PathLike, flags?: string | number, mode?: number) => {
      const handle = await realPromises.open(file, flags, mode);
      const sync = handle.sync.bind(handle);
      return Object.assign(handle, {
        sync: async () => {
          note("sync", [String(file)]);
          await sync();
        },
      });
    },
    rename: async (from: PathLike, to: PathLike) => {
      note("rename", [String(from), String(to)]);
      await realPromises.rename(from, to);
    },
  };
  Object.assign(fs, sync);
  Object.assign(promises, later);
  syncBuiltinESMExports();
  return {
    seen,
    release: () => {
      Object.assign(fs, real);
      Object.assign(promises, realPromises);
      syncBuiltinESMExports();
    },
  };
}
