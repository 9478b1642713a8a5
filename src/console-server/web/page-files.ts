/** The page's own files, read once: each under its name, with its type and an ETag of its bytes. Nothing outside the folder is served. */
import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { sha256, toHex } from "../../crypto/index.ts";

export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
  /** Its name says its content, so it never changes. */
  readonly isForever: boolean;
}

const TYPES: { readonly [extension: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
  ".json": "application/json",
};

/** Every file of a folder that a page may need, by its path in URLs; none where there is no such folder. */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const entry of entriesIn(folder)) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = new Uint8Array(readFileSync(path));
    const name = relative(folder, path).replaceAll("\\", "/");
    files.set(`/${name}`, { bytes, type, etag: `"${toHex(sha256(bytes)).slice(0, 32)}"`, isForever: name.startsWith("assets/") });
  }
  return files;
}

function entriesIn(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true });
  } catch {
    return [];
  }
}
