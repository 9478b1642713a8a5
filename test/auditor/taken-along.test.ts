/** The auditor as one file that is taken along: it needs Node and the files that it reads, and says what the auditor says. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DecisionEntry } from "../../src/ledger/index.ts";
import { lockOf } from "../execution/compile-texts.ts";
import { DecidedLedger } from "../worlds/decided-ledger.ts";

const SCRIPT = join(import.meta.dirname, "../../scripts/build-auditor.ts");
/** PostgreSQL's parser, CEL, regular expressions, domains and shell: what the packages are for. */
const TEXT = `charter: desk
roots: { work: /home/work }
actions:
  ask: { tool: files/query, allow: sql(args.query).read_only }
  open: { tool: files/open, allow: 'url(args.url).within("example.com") && args.url.matches("^https://[a-z./]+$")' }
  run: { tool: files/run, allow: 'shell(args.command).commands.all(c, c.program == "ls")' }
  read: { tool: files/read, allow: 'path(args.path).in("work")' }
`;
const lock = lockOf({ "files/query": ["query"], "files/open": ["url"], "files/run": ["command"], "files/read": ["path"] });
const folders = Array.from({ length: 2 }, () => mkdtempSync(join(tmpdir(), "interlock-taken-")));
const made: DecidedLedger[] = [];
let printed: readonly string[] = [];

beforeAll(() => {
  printed = folders.map((folder, index) => {
    const cwd = index === 0 ? process.cwd() : tmpdir();
    const { stdout, stderr, status } = spawnSync(process.execPath, [SCRIPT, folder], { cwd, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  });
}, 120_000);
afterAll(() => {
  for (const ledger of made) ledger.remove();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const [program = "", other = ""] = folders.map((folder) => join(folder, "interlock-audit.mjs"));

function desk(change: (decision: DecisionEntry) => DecisionEntry = (decision) => decision): DecidedLedger {
  const ledger = new DecidedLedger({ text: TEXT, lock, change });
  made.push(ledger);
  ledger.propose("files/query", { query: "SELECT name FROM people WHERE id = 7" });
  ledger.propose("files/query", { query: "DELETE FROM people" });
  ledger.propose("files/open", { url: "https://docs.example.com/a" });
  ledger.propose("files/run", { command: "ls -l && rm -r /" });
  ledger.propose("files/read", { path: "/home/work/../secret" });
  return ledger;
}

/** Runs it where it may read these files, write none, start nothing and load nothing native (Node's permission model). */
function run(ledger: DecidedLedger, ...without: ("ring" | "key")[]): { readonly status: number | null; readonly said: unknown } {
  const { ledger: folder, ring, key } = ledger.write();
  const named = Object.entries({ ring, key }).filter(([name]) => !without.some((word) => word === name));
  const allowed = [program, folder, ring, key].map((path) => `--allow-fs-read=${path}`);
  const words = [folder, ...named.flatMap(([name, file]) => [`--${name}`, file]), "--json"];
  const child = spawnSync(process.execPath, ["--permission", ...allowed, program, ...words], { cwd: "/", encoding: "utf8", env: {} });
  expect(child.stderr).toBe("");
  return { status: child.status, said: JSON.parse(child.stdout) };
}

describe("the auditor in one file", () => {
  test("has everything in it but Node's own modules", () => {
    const text = readFileSync(program, "utf8");
    const loaded = text.matchAll(/^import\b[^;]*?"([^"]+)";|\b(?:__require|import)\("([^"]+)"\)/gm);
    const names = [...loaded].map(([, imported, required]) => imported ?? required ?? "");
    expect(names).toContain("node:crypto");
    expect(names.filter((name) => !isBuiltin(name))).toEqual([]);
    expect(readFileSync(`${program}.licenses.md`, "utf8")).toContain("libpg-query");
  });

  test("is the same bytes again, wherever it is built, and says which", () => {
    expect(readFileSync(other).equals(readFileSync(program))).toBe(true);
    const [first, second] = printed.map((line) => /SHA-256 [0-9a-f]{64}$/.exec(line)?.[0]);
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });

  test("finds what the auditor finds: OK", async () => {
    const ledger = desk();
    const report = await ledger.report();
    expect(report).toMatchObject({ verdict: "OK", derived: 5 });
    expect(run(ledger)).toEqual({ status: 0, said: JSON.parse(JSON.stringify(report)) });
  });

  test("finds what the auditor finds: WRONG, where a decision does not follow", async () => {
    const ledger = desk((decision) => (decision.verdict === "deny" ? { ...decision, codes: ["clause/deny"] } : decision));
    const report = await ledger.report();
    expect(report).toMatchObject({ verdict: "WRONG", findings: Array(3).fill({ code: "auditor/decision-wrong" }) });
    expect(run(ledger)).toEqual({ status: 1, said: JSON.parse(JSON.stringify(report)) });
  });

  test("says what it lacks: UNDECIDED without the ring", () => {
    expect(run(desk(), "ring", "key")).toMatchObject({ status: 2, said: { verdict: "UNDECIDED", derived: 0 } });
  });
});
