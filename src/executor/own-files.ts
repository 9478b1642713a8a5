/**
 * Whether an argument leads to a file of Interlock's own, as the disk is now: through links, under another name, or to a place where no
 * file is yet. The decision has judged the text; this looks where the text leads. A server that is faster than its own executor could still
 * change a link in between: against that stand the walls around it.
 */
import { readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Json } from "../crypto/index.ts";
import { textsOf, wordsOf } from "../meaning/index.ts";
import { LINKS_MAX, NAMED_PATHS_MAX } from "./limits.ts";

/** The first word in `args` that leads to one of `own` or below; relative ones start in `folder`. */
export function ownFileReached(args: Json, folder: string, own: readonly string[]): string | undefined {
  const places = own.map((path) => targetOf(path));
  const files = new Set(own.flatMap(fileOf));
  const words = [...new Set(textsOf(args).flatMap(wordsOf))].filter((word) => !word.includes("\0")).slice(0, NAMED_PATHS_MAX);
  return words.find((word) => {
    const path = resolve(folder, word);
    const target = targetOf(path);
    return places.some((place) => target === place || target.startsWith(`${place}/`)) || fileOf(path).some((file) => files.has(file));
  });
}

/** Where a path leads: through links as far as there is something, also behind one that leads to nothing yet. */
function targetOf(path: string, linksLeft = LINKS_MAX): string {
  try {
    return realpathSync(path);
  } catch {
    if (path === dirname(path)) return path;
    const here = join(targetOf(dirname(path), linksLeft), basename(path));
    const link = linksLeft > 0 ? linkIn(here) : undefined;
    return link === undefined ? here : targetOf(resolve(dirname(here), link), linksLeft - 1);
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
    const { dev, ino, nlink } = statSync(path);
    return nlink > 1 ? [`${dev}:${ino}`] : [];
  } catch {
    return [];
  }
}
