/**
 * What conditions know of a shell command line: the record of docs/meaning.md, by the auditor's own reading of its words. A program
 * outside the table may reach anything; its command is opaque, and known by its words only.
 */
import type { Value } from "../canonical-text.ts";
import { type GivenWords, givenWords, type Options } from "./command-options.ts";
import { commandWords } from "./command-words.ts";
import { gitCommand } from "./git-record.ts";
import { OPAQUE } from "./path-record.ts";
import type { MeaningRecord } from "./plain-records.ts";
import { urlRecord } from "./url-record.ts";

interface Reach {
  readonly subcommand: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly hosts: readonly string[];
}

type Reaches = (words: GivenWords) => Partial<Reach> | undefined;

/** They change what later words mean, or run words. */
const STEERING = new Set(
  (
    ". alias bind break builtin caller cd command compgen complete compopt continue declare dirs disown enable eval exec exit export fc " +
    "fg getopts hash history jobs let local logout mapfile popd pushd read readarray readonly return set shift shopt source suspend trap " +
    "typeset ulimit umask unalias unset wait"
  ).split(" "),
);

const isFile = (word: string): boolean => word !== "-";
const nothing: Reaches = () => ({});
const reads: Reaches = ({ operands }) => ({ reads: operands.filter(isFile) });
const readsHere: Reaches = ({ operands }) => ({ reads: operands.length > 0 ? operands : ["."] });
const writes: Reaches = ({ operands }) => (operands.length > 0 ? { writes: operands } : undefined);
const alone: Reaches = ({ operands }) => (operands.length > 0 ? undefined : {});

/** What a folder takes in keeps its last name, where it has one: nobody knows by the words whether the target is a folder. */
function takenIn(folder: string, sources: readonly string[]): readonly string[] {
  const before = /^(.*?)\/*$/s.exec(folder)?.[1] ?? "";
  return sources.flatMap((source) => {
    const name = /([^/]*)\/*$/.exec(source)?.[1] ?? "";
    return /^\.{0,2}$/.test(name) ? [] : [`${before}/${name}`];
  });
}

const copies: Reaches = ({ operands }) => {
  const [target = "", ...sources] = [operands.at(-1), ...operands.slice(0, -1)].filter((word) => word !== undefined);
  return sources.length === 0 ? undefined : { reads: sources, writes: [target, ...takenIn(target, sources)] };
};

const moves: Reaches = (words) => {
  const { reads: sources, writes: targets } = copies(words) ?? {};
  return sources === undefined || targets === undefined ? undefined : { reads: sources, writes: [...sources, ...targets] };
};

const searches: Reaches = ({ given, operands }) => {
  const hasPattern = given.has("e");
  if (!hasPattern && operands.length === 0) return undefined;
  const found = hasPattern ? operands : operands.slice(1);
  return { reads: found.length === 0 && given.has("r") ? ["."] : found.filter(isFile) };
};

const fetches: Reaches = ({ given, operands: [url = "[", ...others] }) => {
  const { host } = others.length > 0 || /[[\]]/.test(url) ? { host: undefined } : urlRecord(url);
  return typeof host === "string" ? { hosts: [host], writes: [...(given.get("o") ?? []), ...(given.get("output") ?? [])] } : undefined;
};

const SEARCH: readonly [Options, Reaches] = [{ flags: "EFGHhiIlLnoqrsvwxc", values: "ABCem", long: "color" }, searches];
const SLICE: readonly [Options, Reaches] = [{ flags: "qv", values: "cn", counts: true }, reads];

const PROGRAMS = new Map<string, readonly [Options, Reaches]>([
  ["basename", [{}, nothing]],
  ["cat", [{ flags: "AbEensTtuv" }, reads]],
  ["chmod", [{ flags: "v" }, ({ operands }) => (operands.length < 2 ? undefined : { writes: operands.slice(1) })]],
  ["cmp", [{ flags: "bls" }, reads]],
  ["comm", [{ flags: "123" }, reads]],
  ["cp", [{ flags: "afnprRv" }, copies]],
  ["curl", [{ flags: "fIsS", values: "o", long: "fail head silent show-error", longValues: "output" }, fetches]],
  ["cut", [{ flags: "s", values: "bcdf" }, reads]],
  ["date", [{ flags: "u" }, ({ operands }) => (operands.some((word) => !word.startsWith("+")) ? undefined : {})]],
  ["diff", [{ flags: "bBiNqrsuwy", values: "U", long: "brief unified" }, reads]],
  ["dirname", [{}, nothing]],
  ["du", [{ flags: "abchksm", values: "d", longValues: "max-depth" }, readsHere]],
  ["echo", [{ flags: "eEn" }, nothing]],
  ["egrep", SEARCH],
  ["false", [{}, alone]],
  ["fgrep", SEARCH],
  ["file", [{ flags: "bi" }, reads]],
  ["grep", SEARCH],
  ["head", SLICE],
  ["ls", [{ flags: "1aAcdFghiklnopqrRsStuUvxX", long: "all almost-all color human-readable" }, readsHere]],
  ["md5sum", [{ flags: "b" }, reads]],
  ["mkdir", [{ flags: "pv", values: "m" }, writes]],
  ["mv", [{ flags: "fnv" }, moves]],
  ["nl", [{}, reads]],
  ["pwd", [{}, alone]],
  ["rm", [{ flags: "dfirRv" }, writes]],
  ["rmdir", [{ flags: "v" }, writes]],
  ["seq", [{ flags: "w", values: "s" }, nothing]],
  ["sha1sum", [{ flags: "b" }, reads]],
  ["sha256sum", [{ flags: "b" }, reads]],
  ["sleep", [{}, nothing]],
  ["sort", [{ flags: "bdfghinrRsuVz", values: "kt" }, reads]],
  ["stat", [{ flags: "L", values: "c" }, reads]],
  ["tac", [{}, reads]],
  ["tail", SLICE],
  ["tee", [{ flags: "a" }, ({ operands }) => ({ writes: operands })]],
  ["touch", [{ flags: "acm" }, writes]],
  ["tr", [{ flags: "cCds" }, nothing]],
  ["tree", [{ flags: "adfh", apart: "L" }, readsHere]],
  ["true", [{}, alone]],
  ["uniq", [{ flags: "cdiu" }, ({ operands }) => (operands.length > 1 ? undefined : { reads: operands.filter(isFile) })]],
  ["wc", [{ flags: "clLmw" }, reads]],
]);

/** Tests of `find` that only look, by how many words each takes. */
const FIND_TAKES_ONE = "-name -iname -path -ipath -type -maxdepth -mindepth -size -mtime -mmin -user -group -perm".split(" ");
const FIND_TAKES_NONE = "-empty -print -print0 -not ! -o -or -a -and ( )".split(" ");

export function shellMeaning(value: Value): { readonly record: MeaningRecord; readonly canonical: string | undefined } {
  const line = typeof value === "string" ? commandWords(value) : undefined;
  if (line === undefined || line.commands.some(([program = ""]) => STEERING.has(program))) return { record: OPAQUE, canonical: undefined };
  const reaches = line.commands.map(reachOf);
  const commands: readonly MeaningRecord[] = line.commands.map((argv, at) => {
    const reach = reaches[at];
    return reach === undefined ? { opaque: true, program: "", argv } : { opaque: false, program: argv[0] ?? "", argv, ...reach };
  });
  const known = reaches.filter((reach) => reach !== undefined);
  const isOpaque = known.length < reaches.length;
  const all = (field: "reads" | "writes" | "hosts"): readonly string[] => [...new Set(known.flatMap((reach) => reach[field]))];
  const record = {
    opaque: isOpaque,
    count: commands.length,
    pipes: line.pipes,
    programs: commands.map(({ program = "" }) => program),
    commands,
    ...(isOpaque ? {} : { reads: all("reads"), writes: all("writes"), hosts: all("hosts") }),
  };
  return { record, canonical: line.text };
}

function reachOf(argv: readonly string[]): Reach | undefined {
  const [program = "", ...words] = argv;
  const reach = program === "find" ? found(words) : program === "git" ? committed(argv) : listed(program, words);
  return reach === undefined ? undefined : { subcommand: "", reads: [], writes: [], hosts: [], ...reach };
}

function listed(program: string, words: readonly string[]): Partial<Reach> | undefined {
  const [options = {}, reaches] = PROGRAMS.get(program) ?? [];
  const given = reaches === undefined ? undefined : givenWords(words, options);
  return given === undefined ? undefined : reaches?.(given);
}

function found(words: readonly string[]): Partial<Reach> | undefined {
  const folders: string[] = [];
  for (let at = 0, isTest = false; at < words.length; at++) {
    const word = words[at] ?? "";
    isTest ||= /^[-(!]/.test(word);
    if (!isTest) folders.push(word);
    else if (FIND_TAKES_ONE.includes(word) && at + 1 < words.length) at += 1;
    else if (!FIND_TAKES_NONE.includes(word)) return undefined;
  }
  return { reads: folders.length > 0 ? folders : ["."] };
}

/** As far as git stays on this machine. */
function committed(argv: readonly string[]): Partial<Reach> | undefined {
  const git = gitCommand(argv);
  if (git === undefined || git.network) return undefined;
  return { subcommand: git.subcommand, reads: ["."], writes: git.changes === "nothing" ? [] : ["."] };
}
