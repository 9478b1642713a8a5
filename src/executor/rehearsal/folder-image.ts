/**
 * A folder as it is at one moment: what each path in it is, and a digest of each file. It can be copied while it is looked at. It follows
 * no link, opens nothing but plain files, and takes no more than it has room for; a path that goes away meanwhile is a fault.
 */
import { hash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { chmod, lstat, mkdir, open, readdir, readlink, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { ExecutorCode } from "../faults.ts";

export type Image =
  | { readonly is: "file"; readonly mode: number; readonly bytes: number; readonly digest: string }
  | { readonly is: "folder"; readonly mode: number }
  | { readonly is: "link"; readonly target: string };

/** By path below the folder, in the order of a walk. */
export type FolderImage = ReadonlyMap<string, Image>;

/** What may still be taken; looking takes it. */
export interface Room {
  bytes: number;
  entries: number;
}

export interface Copying {
  /** A folder that does not exist yet. */
  readonly copyTo: string;
  /** Folders of which only the name is taken. */
  readonly passOver: readonly string[];
}

/**
 * What is in a folder; with `copying`, a copy of it is made on the way. Sockets, pipes and devices are passed over. Takes from `room`.
 * Codes: `executor/rehearsal-too-large`, `executor/rehearsal-failed`.
 */
export async function imageOf(folder: string, room: Room, copying?: Copying): Promise<Result<FolderImage, ExecutorCode>> {
  const images = new Map<string, Image>();
  try {
    if (copying !== undefined) await mkdir(copying.copyTo, { mode: 0o700 });
    for await (const { path, stats } of walk(folder, copying?.passOver ?? [])) {
      room.entries -= 1;
      const image = await imageAt(join(folder, path), stats, room, copying === undefined ? undefined : join(copying.copyTo, path));
      if (room.entries < 0 || image === "no room") {
        return fail("executor/rehearsal-too-large", `\`${folder}\` holds more than a rehearsal copies`, {
          remedy: "name smaller folders in `rehearse`",
        });
      }
      if (image !== undefined) images.set(path, image);
    }
    return ok(images);
  } catch (thrown) {
    return fail(
      "executor/rehearsal-failed",
      `\`${folder}\` cannot be copied: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  }
}

/** The content of a plain file; undefined where there is none, or a larger one. */
export async function contentOf(path: string, bytesMax: number): Promise<Buffer | undefined> {
  try {
    return await readPlain(path, bytesMax);
  } catch {
    return undefined;
  }
}

async function* walk(
  folder: string,
  passOver: readonly string[],
  below = "",
): AsyncGenerator<{ readonly path: string; readonly stats: Stats }> {
  for (const name of (await readdir(join(folder, below))).sort()) {
    const path = join(below, name);
    const stats = await lstat(join(folder, path));
    yield { path, stats };
    if (stats.isDirectory() && !passOver.includes(join(folder, path))) yield* walk(folder, passOver, path);
  }
}

async function imageAt(path: string, stats: Stats, room: Room, copy: string | undefined): Promise<Image | "no room" | undefined> {
  const mode = stats.mode & 0o777;
  if (stats.isDirectory()) {
    if (copy !== undefined) await mkdir(copy, { mode: mode | 0o700 });
    return { is: "folder", mode };
  }
  if (stats.isSymbolicLink()) {
    const target = await readlink(path);
    if (copy !== undefined) await symlink(target, copy);
    return { is: "link", target };
  }
  if (!stats.isFile()) return undefined;
  const content = await readPlain(path, room.bytes);
  if (content === undefined) return "no room";
  room.bytes -= content.length;
  if (copy !== undefined) {
    await writeFile(copy, content, { flag: "wx", mode: 0o600 });
    await chmod(copy, mode);
  }
  return { is: "file", mode, bytes: content.length, digest: hash("sha256", content, "hex") };
}

/** Opens the file itself, never what a link leads to, and reads no further than `bytesMax`. */
async function readPlain(path: string, bytesMax: number): Promise<Buffer | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > bytesMax) return undefined;
    const content = await file.readFile();
    return content.length > bytesMax ? undefined : content;
  } finally {
    await file.close();
  }
}
