/**
 * Whether an argument leads to a file of Interlock's own, as the disk is now: through links, under another name, or to a place where no
 * file is yet. The decision has judged the text; this looks where the text leads. A server that is faster than its own executor could still
 * change a link in between: against that stand the walls around it.
 */
import { lstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Json } from "../crypto/index.ts";
import { textsOf, wordsOf } from "../meaning/index.ts";
import { LINKS_MAX, NAMED_PATHS_MAX } from "./limits.ts";

/**
 * The first word in `args` that leads to one of `own` or below; relative ones start in `folder`. Beyond the limit a word is not looked up,
 * and may lead anywhere: it counts.
 */
export function ownFileReached(args: Json, folder: string, own: readonly string[]): string | undefined {
  const known: Targets = new Map();
  const places = own.map((path) => targetOf(path, known));
  const files = new Set(own.flatMap(fileOf));
  const words = [...new Set(textsOf(args).flatMap(wordsOf))].filter((word) => !word.includes("\0"));
  const reached = words.slice(0, NAMED_PATHS_MAX).find((word) => {
    const path = resolve(folder, word);
    const target = targetOf(path, known);
    return places.some((place) => target === place || target.startsWith(`${place}/`)) || fileOf(path).some((file) => files.has(file));
  });
  return reached ?? words[NAMED_PATHS_MAX];
}

/** Where folders lead, as they were found for one call: its words share most of them. */
type Targets = Map<string, string>;

/** Where a path leads: through links as far as there is something, also behind one that leads to nothing yet. */
function targetOf(path: string, known: Targets, linksLeft = LINKS_MAX): string {
  if (path === dirname(path)) return path;
  const isSomething = isThere(path);
  const target = isSomething ? realTarget(path) : undefined;
  if (target !== undefined) return target;
  const here = join(folderTarget(dirname(path), known, linksLeft), basename(path));
  const link = isSomething && linksLeft > 0 ? linkIn(here) : undefined;
  return link === undefined ? here : targetOf(resolve(dirname(here), link), known, linksLeft - 1);
}

/** The same for a path's folder, which is looked up once. */
function folderTarget(folder: string, known: Targets, linksLeft: number): string {
  const found = linksLeft === LINKS_MAX ? known.get(folder) : undefined;
  if (found !== undefined) return found;
  const target = targetOf(folder, known, linksLeft);
  if (linksLeft === LINKS_MAX) known.set(folder, target);
  return target;
}

/** Whether there may be something: what can't be looked at is something. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** What the system says that a path leads to; undefined where it leads to nothing. */
function realTarget(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function linkIn(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** A file by its place on the disk: the same under every hard link. */
function fileOf(path: string): readonly string[] {
  try {
    const file = statSync(path, { throwIfNoEntry: false });
    return file !== undefined && file.nlink > 1 ? [`${file.dev}:${file.ino}`] : [];
  } catch {
    return [];
  }
}
