/**
 * Understands a path as a name in a file system, lexically: POSIX rules, no link is followed and no file is touched. The
 * canonical form is the normalised absolute path. Whatever some consumer might expand, decode, fold or split differently
 * (home folders, variables, percent-escapes, backslashes, drive letters, globs, look-alike dots and slashes) is opaque.
 */
import { posix } from "node:path";
import type { Interpreter, MeaningContext } from "../interpreter.ts";
import { PATH_SIZE_MAX_BYTES, SEGMENT_SIZE_MAX_BYTES } from "../limits.ts";
import { isPlainText, keepsSigns } from "./plain-text.ts";

const EXPANDED = /^~|\$[\w{(]|%[0-9a-f]{2}|[\\*?`]|^[a-z][a-z0-9+.-]*:|^\/\/(?!\/)/i;
const SIGNS = /[./\\~%$:*?]/g;

/** Fields as in the vocabulary; `segments`, `relative` and `hidden` are judged below the innermost root, where there is one. */
export const interpretPath: Interpreter = (value, context) => {
  const absolute = absolutePath(value, context.base);
  if (absolute === undefined) return undefined;
  const root = innermostRoot(absolute, context);
  const relative = root === undefined ? absolute.slice(1) : posix.relative(root.folder, absolute);
  const segments = relative === "" ? [] : relative.split("/");
  return {
    record: {
      absolute,
      inside: root !== undefined,
      root: root?.name ?? "",
      relative,
      segments,
      name: posix.basename(absolute),
      extension: posix.extname(absolute).slice(1).toLowerCase(),
      hidden: segments.some((segment) => segment.startsWith(".")),
    },
    canonical: absolute,
    methods: {
      in: ([name]) => {
        const folder = typeof name === "string" ? rootFolder(name, context) : undefined;
        return folder === undefined ? undefined : isWithin(folder, absolute);
      },
    },
  };
};

function absolutePath(value: unknown, base: string | undefined): string | undefined {
  if (typeof value !== "string" || value === "" || Buffer.byteLength(value) > PATH_SIZE_MAX_BYTES) return undefined;
  if (!isPlainText(value) || EXPANDED.test(value) || !keepsSigns(value, SIGNS)) return undefined;
  if (!value.startsWith("/") && base === undefined) return undefined;
  const absolute = withoutTrailingSlash(posix.resolve("/", base ?? "/", value));
  return absolute.split("/").every(isSegment) && Buffer.byteLength(absolute) <= PATH_SIZE_MAX_BYTES ? absolute : undefined;
}

/** A consumer that trims would open another file than the one judged. */
function isSegment(segment: string): boolean {
  return segment.trim() === segment && Buffer.byteLength(segment) <= SEGMENT_SIZE_MAX_BYTES;
}

function innermostRoot(absolute: string, context: MeaningContext): { readonly name: string; readonly folder: string } | undefined {
  let found: { name: string; folder: string } | undefined;
  for (const name of Object.keys(context.roots).sort()) {
    const folder = rootFolder(name, context);
    if (folder !== undefined && isWithin(folder, absolute) && folder.length > (found?.folder.length ?? 0)) found = { name, folder };
  }
  return found;
}

function rootFolder(name: string, context: MeaningContext): string | undefined {
  const folder = Object.hasOwn(context.roots, name) ? context.roots[name] : undefined;
  return folder?.startsWith("/") ? withoutTrailingSlash(posix.normalize(folder)) : undefined;
}

/** Whole segments: `/srv/data-evil` is not within `/srv/data`. */
function isWithin(folder: string, absolute: string): boolean {
  return absolute === folder || absolute.startsWith(folder === "/" ? "/" : `${folder}/`);
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
