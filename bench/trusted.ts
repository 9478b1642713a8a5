/**
 * How much has to be right: for each part, the code that its process runs, found by following imports, beside the figures of others.
 * It reads the sources and package-lock.json and times nothing. `npm run bench trusted`.
 */
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, posix } from "node:path";
import { readSourceTree, type SourceFile } from "../scripts/source-tree.ts";
import { functionsOf } from "../test/architecture/functions.ts";
import { codeLines } from "../test/architecture/rule.ts";

const ROOT = join(import.meta.dirname, "..");

/** What a reviewer may want to read whole, and where its code begins. */
const PARTS = [
  { part: "the kernel: what is decided", entry: "src/kernel/index.ts" },
  { part: "the checker of proofs", entry: "src/verifier/certificate/certificate-checker.ts" },
  { part: "the executor's check of a warrant", entry: "src/executor/verify-warrant.ts" },
  { part: "ledger", entry: "src/ledger/process.ts" },
  { part: "decider", entry: "src/execution/process.ts" },
  { part: "countersigner", entry: "src/countersigner/process.ts" },
  { part: "auditor", entry: "src/auditor/process.ts" },
  { part: "executor", entry: "src/executor/process.ts" },
  { part: "gateway", entry: "src/gateway/process.ts" },
] as const;

/** Others, in lines of code without blanks and comments, counted in their public sources in 2026. */
const OTHERS = [
  ["Cedar (Rust): authorizer and its formal model", "208"],
  ["Go's note, tlog and tile packages", "1,104"],
  ["seL4 (C), as its authors count it", "8,700"],
  ["Microsoft's agent-governance-toolkit: core; packages it locks", "14,444; 416"],
] as const;

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
}

const tree = readSourceTree(ROOT);
const sources = new Map(tree.sources.map((source) => [source.path, source]));
const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
  packages: Readonly<Record<string, LockedPackage>>;
};

/** The files that an entry runs; what it imports only as a type is not among them. */
function reach(entry: string): readonly SourceFile[] {
  const reached = new Set<SourceFile>();
  const follow = (path: string): void => {
    const source = sources.get(path);
    if (source === undefined || reached.has(source)) return;
    reached.add(source);
    for (const { target, typeOnly } of source.imports) if (target !== undefined && !typeOnly) follow(target);
  };
  follow(entry);
  if (reached.size === 0) throw new Error(`${entry} is not in the tree`);
  return [...reached];
}

/** Where Node finds package `name` from inside the package at `from`. */
function located(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    const path = posix.join(folder === "." ? "" : folder, "node_modules", name);
    if (path in packages) return path;
    if (folder === "." || folder === "") return undefined;
  }
}

/** The installed packages behind some names: they, and all that they depend on. */
function packagesBehind(names: Iterable<string>): number {
  const found = new Set<string>();
  const follow = (name: string, from: string): void => {
    const path = located(name, from);
    if (path === undefined || found.has(path)) return;
    found.add(path);
    for (const next of Object.keys(packages[path]?.dependencies ?? {})) follow(next, path);
  };
  for (const name of names) follow(name, "");
  return found.size;
}

/** The name of the package that a specifier belongs to: `@scope/name/path` is `@scope/name`. */
function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

const columns = ["files", "lines of code", "longest function", "packages", "of Node"];
const widths = [38, 7, 15, 18, 10, 9];
const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, at) => (at === 0 ? `${cell}`.padEnd(widths[at] ?? 0) : `${cell}`.padStart(widths[at] ?? 0))).join("");

console.log(row(["part", ...columns]));
for (const { part, entry } of PARTS) {
  const files = reach(entry);
  const outside = files.flatMap(({ imports }) => imports.filter(({ target, typeOnly }) => target === undefined && !typeOnly));
  const names = outside.map(({ specifier }) => specifier);
  const ofNode = new Set(names.map((name) => name.replace(/^node:/, "")).filter((name) => builtinModules.includes(name)));
  const foreign = new Set(names.map(packageName).filter((name) => !name.startsWith("node:")));
  const lines = files.reduce((sum, { text }) => sum + codeLines(text).length, 0);
  const longest = Math.max(...files.flatMap((file) => functionsOf(file).map((each) => each.lines)));
  console.log(row([part, files.length, lines.toLocaleString("en"), longest, packagesBehind(foreign), ofNode.size]));
}
console.log("\nothers, for comparison:");
for (const [name, figure] of OTHERS) console.log(`  ${name}: ${figure}`);
