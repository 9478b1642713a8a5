/**
 * What `path(…)` knows of a text: lexically, by POSIX rules. A text that some program could read as another path than the one
 * it spells (a home folder, a variable, an escape, a pattern, a drive, an invisible or look-alike character) is opaque.
 */
import { posix } from "node:path";
import type { Value } from "../canonical-text.ts";
import { isVisible } from "./visible-text.ts";

/** Of what is opaque nothing else is known. */
export const OPAQUE: { readonly opaque: true } = { opaque: true };

const PATH_BYTES_MAX = 4_096;
const SEGMENT_BYTES_MAX = 255;
const READ_OTHERWISE = [/^~/, /\$[A-Za-z0-9_{(]/, /%[0-9A-Fa-f]{2}/, /[\\*?`]/, /^[A-Za-z][A-Za-z0-9+.-]*:/, /^\/\/([^/]|$)/];
/** Signs that mean something in a path; another character must not turn into one of them (NFKC). */
const SIGNS = [".", "/", "\\", "~", "%", "$", ":", "*", "?"];

export function pathRecord(value: unknown, roots: ReadonlyMap<string, string>): { readonly [field: string]: Value } {
  if (typeof value !== "string" || !value.startsWith("/") || !isVisible(value)) return OPAQUE;
  if (
    READ_OTHERWISE.some((sign) => sign.test(value)) ||
    SIGNS.some((sign) => countOf(sign, value) !== countOf(sign, value.normalize("NFKC")))
  )
    return OPAQUE;
  const all = partsOf(value);
  const absolute = `/${all.join("/")}`;
  if (bytesOf(value) > PATH_BYTES_MAX || all.some((part) => part.trim() !== part || bytesOf(part) > SEGMENT_BYTES_MAX)) return OPAQUE;
  const around = [...roots].sort(([one], [other]) => (one < other ? -1 : 1)).filter(([, folder]) => isWithin(folder, all));
  const [root, folder] = around.sort(([, one], [, other]) => other.length - one.length)[0] ?? ["", "/"];
  const segments = all.slice(partsOf(folder).length);
  return {
    opaque: false,
    absolute,
    inside: root !== "",
    root,
    relative: segments.join("/"),
    segments,
    name: all.at(-1) ?? "",
    extension: posix.extname(absolute).slice(1).toLowerCase(),
    hidden: segments.some((segment) => segment.startsWith(".")),
  };
}

function isWithin(folder: string, parts: readonly string[]): boolean {
  return partsOf(folder).every((part, place) => parts[place] === part);
}

/** The names on the way, with `.`, `..` and empty ones worked out. */
export function partsOf(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts;
}

function countOf(sign: string, text: string): number {
  return text.split(sign).length;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
