/**
 * The digest of everything that a start runs besides Node itself: Interlock's own files, and of each package that they can reach by a
 * declared dependency every file that a program can load. It says nothing of a program that is changed after the start has read it.
 */
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { isJsonObject, type Json, sha256, toHex } from "../../crypto/index.ts";
import { measureCode } from "../../ledger/index.ts";

/** What no program loads: declarations, sources that Node doesn't run there, maps, and words for people. */
const NOT_LOADED = /\.([cm]?ts|map|md)$/;
/** The folder whose package.json declares what this program needs. */
const PACKAGE = join(import.meta.dirname, "../../..");

/** SHA-256 in hex. Reads some twenty megabytes: a tenth of a second where they are in memory. Throws what `node:fs` throws. */
export function measureProgram(program: string = measureCode(), root: string = PACKAGE): string {
  const digests = packagesOf(root).map((folder) => `${measureFolder(folder)}  ${nameOf(folder)}\n`);
  return toHex(sha256(Buffer.from([program, "\n", ...digests.toSorted()].join(""), "utf8")));
}

/** The folders of all packages that these declare, as Node finds them from where they are needed. */
function packagesOf(root: string): readonly string[] {
  const found = new Set<string>();
  const waiting = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const name of neededBy(folder)) {
      const at = resolvePackage(folder, name);
      if (at === undefined || found.has(at)) continue;
      found.add(at);
      waiting.push(at);
    }
  }
  return [...found];
}

function neededBy(folder: string): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Json;
  if (!isJsonObject(manifest)) return [];
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  return [dependencies, optionalDependencies, peerDependencies].flatMap((needs) =>
    isJsonObject(needs ?? null) ? Object.keys(needs ?? {}) : [],
  );
}

/** Where Node finds a package from a folder; undefined where it is not installed, as optional ones may be. */
function resolvePackage(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const at = join(folder, "node_modules", name);
    if (existsSync(join(at, "package.json"))) return realpathSync(at);
    if (folder === dirname(folder)) return undefined;
  }
}

/** Of one package, without those that lie in it. */
function measureFolder(folder: string): string {
  const lines: string[] = [];
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== "node_modules") waiting.push(path);
      } else if (!NOT_LOADED.test(entry.name)) {
        const held = entry.isSymbolicLink() ? Buffer.from(readlinkSync(path)) : readFileSync(path);
        lines.push(`${toHex(sha256(held))}  ${relative(folder, path).split(sep).join("/")}\n`);
      }
    }
  }
  return toHex(sha256(Buffer.from(lines.toSorted().join(""), "utf8")));
}

/** From its last node_modules on: another place on another machine is no other package. */
function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf(`node_modules${sep}`));
}
