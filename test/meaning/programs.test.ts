/**
 * What the table of everyday programs says is what the programs do: each is run with every letter and every name of its options before a
 * word that may be read as a value, as an operand or as another option. Whatever it changes is among what it was said to write, and what it
 * prints of a file outside is among what it was said to read. Programs that are not installed are passed over, by name.
 */
import { spawnSync } from "node:child_process";
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interpret } from "../../src/meaning/index.ts";

const PROGRAMS = (
  "basename cat chmod cmp comm cp cut date diff dirname du echo egrep fgrep file find grep head ls md5sum mkdir mv nl rm rmdir seq sort " +
  "stat tac tail tee touch tr tree uniq wc"
).split(" ");
const GIT = "add blame branch commit diff log ls-files mv reset rev-parse rm show status switch tag"
  .split(" ")
  .map((name) => ["git", name]);
const COMMANDS: readonly (readonly string[])[] = [...PROGRAMS.map((name) => [name]), ...GIT];
const LETTERS = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"];
const NAMES = [
  ...["after", "all", "author", "before", "brief", "color", "format", "graph", "grep", "max-count", "max-depth", "message", "patch"],
  ...["pretty", "since", "stat", "unified", "until"],
];
const TIMEOUT_MS = 60_000;
const SECRET = "never to be printed";
const ENV = {
  ...{ PATH: process.env["PATH"] ?? "", LC_ALL: "C", GIT_CONFIG_NOSYSTEM: "1", GIT_EDITOR: "touch", GIT_TERMINAL_PROMPT: "0" },
  ...{ GIT_AUTHOR_NAME: "n", GIT_AUTHOR_EMAIL: "n@example.com", GIT_COMMITTER_NAME: "n", GIT_COMMITTER_EMAIL: "n@example.com" },
};

let folder = "";
let work = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-programs-"));
  work = join(folder, "now/work");
  const first = join(folder, "first/work");
  for (const name of ["below", "lone/deep"]) mkdirSync(join(first, name), { recursive: true });
  writeFileSync(join(folder, "first/secret"), `${SECRET}\n`);
  for (const name of ["a", "b", "2", "below/c"]) writeFileSync(join(first, name), `${name}\n`);
  const git = (...words: readonly string[]) => spawnSync("git", words, { cwd: first, env: { ...ENV, HOME: folder } });
  for (const words of [
    ["init", "-q", "--template="],
    ["add", "."],
    ["commit", "-qm", "one"],
  ])
    git(...words);
  writeFileSync(join(first, "a"), "changed\n");
  git("commit", "-qam", "two");
  begin();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function begin(): void {
  rmSync(join(folder, "now"), { recursive: true, force: true });
  cpSync(join(folder, "first"), join(folder, "now"), { recursive: true, preserveTimestamps: true });
}

/** Each file and folder with what shows that it was changed; what git keeps for itself is left out. */
function state(at: string): ReadonlyMap<string, string> {
  const below = readdirSync(at, { withFileTypes: true }).filter(({ name }) => name !== ".git");
  const own = below.map((entry): [string, string] => {
    const { mode, size, mtimeMs, ino } = lstatSync(join(at, entry.name));
    return [join(at, entry.name), `${mode} ${entry.isDirectory() ? "" : `${size} ${mtimeMs} ${ino}`}`];
  });
  const deeper = below.filter((entry) => entry.isDirectory()).flatMap(({ name }) => [...state(join(at, name))]);
  return new Map([...own, ...deeper]);
}

/** The options of a command before words that can be taken in several ways. */
function* vectors(command: readonly string[]): Generator<readonly string[]> {
  for (const option of ["", ...LETTERS.map((letter) => `-${letter}`), ...NAMES.map((name) => `--${name}`)]) {
    const given = option === "" ? [] : [option];
    for (const baits of [["--output=NEW"], ["-oNEW"], ["../secret", "-"]]) yield [...command, ...given, ...baits, "a"];
    if (option !== "") for (const bait of ["2o", "o", "=--output=NEW"]) yield [...command, `${option}${bait}`, "2", "NEW"];
  }
  for (const option of [[], ["-p"], ["-a"]]) for (const name of ["NEW", "lone/deep", "+NEW"]) yield [...command, ...option, name];
}

interface Said {
  readonly opaque: boolean;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

function saidOf(argv: readonly string[]): Said | undefined {
  const line = argv.map((word) => `'${word}'`).join(" ");
  const commands = interpret({ from: "meaning", interpreter: "shell", of: [], field: "commands", parameters: [] }, line, { roots: {} });
  const [said] = Array.isArray(commands) ? (commands as unknown as readonly Said[]) : [];
  return said?.opaque === false ? said : undefined;
}

function isAmong(path: string, named: readonly string[]): boolean {
  return named.some((name) => path === resolve(work, name) || path.startsWith(`${resolve(work, name)}/`));
}

describe("what everyday programs do is what was said", () => {
  const installed = COMMANDS.filter(([program = ""]) => spawnSync("sh", ["-c", 'command -v "$1"', "sh", program]).status === 0);
  const missing = COMMANDS.filter((command) => !installed.includes(command)).map((command) => command.join(" "));

  test.each(installed.map((command) => [command.join(" "), command] as const))(
    `%s (not installed: ${missing.join(", ") || "none"})`,
    { timeout: TIMEOUT_MS },
    (_, command) => {
      let ran = 0;
      let before = state(join(folder, "now"));
      for (const argv of vectors(command)) {
        const said = saidOf(argv);
        if (said === undefined) continue;
        ran += 1;
        const [program = "", ...words] = argv;
        const { stdout, stderr } = spawnSync(program, words, { cwd: work, env: { ...ENV, HOME: folder }, input: "", timeout: 5_000 });
        const after = state(join(folder, "now"));
        const changed = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
        expect({ argv, said, changed: changed.filter((path) => !isAmong(path, said.writes)) }).toMatchObject({ changed: [] });
        const prints = `${String(stdout)}${String(stderr)}`.includes(SECRET);
        expect({ argv, said, prints: prints && !isAmong(join(folder, "now/secret"), said.reads) }).toMatchObject({ prints: false });
        if (changed.length > 0 || said.writes.length > 0) {
          begin();
          before = state(join(folder, "now"));
        }
      }
      expect(ran).toBeGreaterThan(0);
    },
  );
});
