/**
 * What everyday programs read, write and reach, by their arguments: a closed table. A program or an option that is not in
 * it may reach anything. Names of files are given as written; what a program finds below a folder counts as that folder.
 */

import { interpretUrl } from "../text/url.ts";
import { type CommandWords, type OptionTable, readCommandWords } from "./command-options.ts";
import { interpretGitWords } from "./git.ts";

export interface ProgramReach {
  readonly subcommand: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly hosts: readonly string[];
}

type Reach = Partial<ProgramReach> | undefined;
interface Program {
  readonly options: OptionTable;
  readonly reach: (words: CommandWords) => Reach;
}

/** `-` is standard input to the programs that read, not a file. */
function files(operands: readonly string[]): readonly string[] {
  return operands.filter((operand) => operand !== "-");
}

const NOTHING = (): Reach => ({});
const READS = ({ operands }: CommandWords): Reach => ({ reads: files(operands) });
const READS_HERE = ({ operands }: CommandWords): Reach => ({ reads: operands.length === 0 ? ["."] : operands });
const WRITES = ({ operands }: CommandWords): Reach => (operands.length === 0 ? undefined : { writes: operands });
const TAKES_NONE = ({ operands }: CommandWords): Reach => (operands.length === 0 ? {} : undefined);

function copies({ operands }: CommandWords): Reach {
  const sources = operands.slice(0, -1);
  return sources.length === 0 ? undefined : { reads: sources, writes: placed(sources, operands.at(-1) ?? "") };
}

function moves({ operands }: CommandWords): Reach {
  const sources = operands.slice(0, -1);
  return sources.length === 0 ? undefined : { reads: sources, writes: [...sources, ...placed(sources, operands.at(-1) ?? "")] };
}

/** The target, and where the target is a folder, what is put there under the name that it had. `a/.` is what is in `a`. */
function placed(sources: readonly string[], target: string): readonly string[] {
  const names = sources.map((source) => source.replace(/\/+$/, "").split("/").at(-1) ?? "");
  const folder = target.replace(/\/+$/, "");
  return [target, ...names.filter((name) => !["", ".", ".."].includes(name)).map((name) => `${folder}/${name}`)];
}

function searches({ options, operands }: CommandWords): Reach {
  const searched = options.has("e") ? operands : operands.slice(1);
  if (!options.has("e") && operands.length === 0) return undefined;
  return { reads: searched.length === 0 && options.has("r") ? ["."] : files(searched) };
}

/** One URL, fetched without following redirects; the settings file of the user is not looked at. */
function fetches({ options, operands }: CommandWords): Reach {
  const [url, ...others] = operands;
  if (url === undefined || others.length > 0 || /[[\]]/.test(url)) return undefined;
  const host = interpretUrl(url, { roots: {} })?.record.host;
  return typeof host === "string" ? { hosts: [host], writes: [...(options.get("o") ?? []), ...(options.get("output") ?? [])] } : undefined;
}

const DIGEST: Program = { options: { flags: "b" }, reach: READS };
const SEARCH: Program = { options: { flags: "EFGHhiIlLnoqrsvwxc", values: "ABCem", longFlags: ["color"] }, reach: searches };

const PROGRAMS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ["basename", { options: {}, reach: NOTHING }],
  ["cat", { options: { flags: "AbEensTtuv" }, reach: READS }],
  ["chmod", { options: { flags: "v" }, reach: ({ operands }) => (operands.length < 2 ? undefined : { writes: operands.slice(1) }) }],
  ["cmp", { options: { flags: "bls" }, reach: READS }],
  ["comm", { options: { flags: "123" }, reach: READS }],
  ["cp", { options: { flags: "afnprRv" }, reach: copies }],
  [
    "curl",
    {
      options: { flags: "fIsS", values: "o", longFlags: ["fail", "head", "silent", "show-error"], longValues: ["output"] },
      reach: fetches,
    },
  ],
  ["cut", { options: { flags: "s", values: "bcdf" }, reach: READS }],
  ["date", { options: { flags: "u" }, reach: ({ operands }) => (operands.every((word) => word.startsWith("+")) ? {} : undefined) }],
  ["diff", { options: { flags: "bBiNqrsuwy", values: "U", longFlags: ["brief", "unified"] }, reach: READS }],
  ["dirname", { options: {}, reach: NOTHING }],
  ["du", { options: { flags: "abchksm", values: "d", longValues: ["max-depth"] }, reach: READS_HERE }],
  ["echo", { options: { flags: "eEn" }, reach: NOTHING }],
  ["egrep", SEARCH],
  ["false", { options: {}, reach: TAKES_NONE }],
  ["fgrep", SEARCH],
  ["file", { options: { flags: "bi" }, reach: READS }],
  ["grep", SEARCH],
  ["head", { options: { flags: "qv", values: "cn", count: true }, reach: READS }],
  [
    "ls",
    { options: { flags: "1aAcdFghiklnopqrRsStuUvxX", longFlags: ["all", "almost-all", "color", "human-readable"] }, reach: READS_HERE },
  ],
  ["md5sum", DIGEST],
  ["mkdir", { options: { flags: "pv", values: "m" }, reach: WRITES }],
  ["mv", { options: { flags: "fnv" }, reach: moves }],
  ["nl", { options: {}, reach: READS }],
  ["pwd", { options: {}, reach: TAKES_NONE }],
  ["rm", { options: { flags: "dfirRv" }, reach: WRITES }],
  ["rmdir", { options: { flags: "v" }, reach: WRITES }],
  ["seq", { options: { flags: "w", values: "s" }, reach: NOTHING }],
  ["sha1sum", DIGEST],
  ["sha256sum", DIGEST],
  ["sleep", { options: {}, reach: NOTHING }],
  ["sort", { options: { flags: "bdfghinrRsuVz", values: "kt" }, reach: READS }],
  ["stat", { options: { flags: "L", values: "c" }, reach: READS }],
  ["tac", { options: {}, reach: READS }],
  ["tail", { options: { flags: "qv", values: "cn", count: true }, reach: READS }],
  ["tee", { options: { flags: "a" }, reach: ({ operands }) => ({ writes: operands }) }],
  ["touch", { options: { flags: "acm" }, reach: WRITES }],
  ["tr", { options: { flags: "cCds" }, reach: NOTHING }],
  ["tree", { options: { flags: "adfh", apart: "L" }, reach: READS_HERE }],
  ["true", { options: {}, reach: TAKES_NONE }],
  ["uniq", { options: { flags: "cdiu" }, reach: ({ operands }) => (operands.length > 1 ? undefined : { reads: files(operands) }) }],
  ["wc", { options: { flags: "clLmw" }, reach: READS }],
]);

/** Tests of `find` that only look, with the number of words each takes. */
const FIND_TESTS: ReadonlyMap<string, number> = new Map([
  ["-name", 1],
  ["-iname", 1],
  ["-path", 1],
  ["-ipath", 1],
  ["-type", 1],
  ["-maxdepth", 1],
  ["-mindepth", 1],
  ["-size", 1],
  ["-mtime", 1],
  ["-mmin", 1],
  ["-user", 1],
  ["-group", 1],
  ["-perm", 1],
  ["-empty", 0],
  ["-print", 0],
  ["-print0", 0],
  ["-not", 0],
  ["!", 0],
  ["-o", 0],
  ["-or", 0],
  ["-a", 0],
  ["-and", 0],
  ["(", 0],
  [")", 0],
]);

/** What one command reaches, or undefined where that is open. */
export function programReach(argv: readonly string[]): ProgramReach | undefined {
  const [name = "", ...words] = argv;
  const reach = name === "find" ? finds(words) : name === "git" ? commits(argv) : listed(name, words);
  return reach === undefined ? undefined : { subcommand: "", reads: [], writes: [], hosts: [], ...reach };
}

function listed(name: string, words: readonly string[]): Reach {
  const program = PROGRAMS.get(name);
  const read = program === undefined ? undefined : readCommandWords(words, program.options);
  return read === undefined ? undefined : program?.reach(read);
}

function finds(words: readonly string[]): Reach {
  const first = words.findIndex((word) => /^[-(!]/.test(word));
  const folders = first < 0 ? words : words.slice(0, first);
  const tests = first < 0 ? [] : [...words.slice(first)];
  for (let test = tests.shift(); test !== undefined; test = tests.shift()) {
    const size = FIND_TESTS.get(test);
    if (size === undefined || tests.splice(0, size).length < size) return undefined;
  }
  return { reads: folders.length === 0 ? ["."] : folders };
}

/** Git in the current folder, as far as it stays on this machine; a remote's address stands in a file. */
function commits(argv: readonly string[]): Reach {
  const git = interpretGitWords(argv);
  if (git === undefined || git.network) return undefined;
  return { subcommand: git.subcommand, reads: ["."], writes: git.changes === "nothing" ? [] : ["."] };
}
