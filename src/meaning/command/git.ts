/**
 * Understands one git command by its arguments: what it does to the repository, which remote, refs and paths it names. It
 * reads no repository: what the configuration, hooks and filters in there do is outside, so a charter that admits git
 * must not admit writes to the repository's own folder. Commands and options outside the table are opaque.
 */

import type { Interpreter } from "../interpreter.ts";
import { TEXT_SIZE_MAX, WORDS_MAX } from "../limits.ts";
import { interpretUrl } from "../text/url.ts";
import { parseCommandLine } from "./command-line.ts";
import { type CommandWords, type OptionTable, readCommandWords } from "./command-options.ts";

/** The type is that of the vocabulary's record, without `opaque`. */
export type GitRecord = {
  readonly subcommand: string;
  /** Nothing, what is staged, the commits and refs, the files, or another repository. */
  readonly changes: "nothing" | "index" | "history" | "worktree" | "remote";
  /** The remote as named, or "" where none is. */
  readonly remote: string;
  readonly refs: readonly string[];
  readonly paths: readonly string[];
  /** Whether it overwrites or throws away what others may have, or what was not saved. */
  readonly force: boolean;
  readonly network: boolean;
};

interface Subcommand {
  readonly options: OptionTable;
  readonly reads: (words: CommandWords) => Partial<GitRecord> | undefined;
}

const REF = /^[A-Za-z0-9_][A-Za-z0-9_./@^~-]*$/;
const REMOTE = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const LOOKS: OptionTable = {
  flags: "psz",
  values: "nSG",
  joined: "U",
  count: true,
  longFlags: [
    "oneline",
    "graph",
    "all",
    "stat",
    "shortstat",
    "numstat",
    "decorate",
    "name-only",
    "name-status",
    "staged",
    "cached",
    "no-color",
    "reverse",
    "follow",
    "patch",
  ],
  longValues: ["since", "until", "after", "before", "author", "grep", "max-count"],
  longJoined: ["format", "pretty"],
};
const LOOKS_AT_LINES: OptionTable = { ...LOOKS, values: "nSGL" };

/** Before `--` a word may be a ref or a path, after it a path; a path that leaves the folder makes `diff` read any file. */
function looks({ operands, beforeDashes }: CommandWords): Partial<GitRecord> | undefined {
  if (operands.some(leavesFolder)) return undefined;
  return { changes: "nothing", refs: operands.slice(0, beforeDashes), paths: operands.slice(beforeDashes) };
}

function names(changes: GitRecord["changes"], force: readonly string[] = []): Subcommand["reads"] {
  return ({ options, operands }) => {
    if (!operands.every((operand) => REF.test(operand))) return undefined;
    return { changes: operands.length === 0 ? "nothing" : changes, refs: operands, force: force.some((option) => options.has(option)) };
  };
}

function touches(changes: GitRecord["changes"]): Subcommand["reads"] {
  return ({ options, operands }) => {
    if (operands.some(leavesFolder)) return undefined;
    return { changes, paths: operands, force: options.has("f") || options.has("force") };
  };
}

function sends({ options, operands }: CommandWords): Partial<GitRecord> | undefined {
  const [remote = "", ...specs] = operands;
  const targets = specs.map((spec) => /^(\+?)(?:([^:]*):)?([^:]+)$/.exec(spec));
  if (!isRemote(remote) || !targets.every((target) => target !== null && REF.test(target[3] ?? ""))) return undefined;
  const overwrites = targets.some((target) => target?.[1] === "+" || target?.[2] === "");
  const forced = ["f", "force", "force-with-lease", "d", "delete"].some((option) => options.has(option));
  return { changes: "remote", remote, refs: targets.map((target) => target?.[3] ?? ""), force: overwrites || forced, network: true };
}

function receives(changes: GitRecord["changes"]): Subcommand["reads"] {
  return ({ operands: [remote = "", ...refs] }) => {
    if (!isRemote(remote) || !refs.every((ref) => REF.test(ref))) return undefined;
    return { changes, remote, refs, network: true };
  };
}

const SUBCOMMANDS: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ["add", { options: { flags: "Afuv", longFlags: ["all", "force", "update", "verbose"] }, reads: touches("index") }],
  ["blame", { options: { values: "L" }, reads: looks }],
  [
    "branch",
    {
      options: { flags: "adDfrv", longFlags: ["all", "delete", "force", "list", "show-current"] },
      reads: names("history", ["D", "f", "force"]),
    },
  ],
  ["clone", { options: { flags: "q", longValues: ["depth"] }, reads: clones }],
  [
    "commit",
    {
      options: {
        flags: "anqv",
        values: "m",
        longFlags: ["all", "allow-empty", "amend", "no-edit", "no-verify", "quiet"],
        longValues: ["message"],
      },
      reads: records,
    },
  ],
  ["diff", { options: LOOKS, reads: looks }],
  ["fetch", { options: { flags: "pqv", longFlags: ["prune", "quiet", "tags", "verbose"] }, reads: receives("history") }],
  ["log", { options: LOOKS_AT_LINES, reads: looks }],
  ["ls-files", { options: { flags: "cdmos" }, reads: looks }],
  ["mv", { options: { flags: "fv" }, reads: touches("worktree") }],
  ["pull", { options: { flags: "qv", longFlags: ["ff-only", "quiet", "verbose"] }, reads: receives("worktree") }],
  [
    "push",
    {
      options: {
        flags: "dfnquv",
        longFlags: ["delete", "dry-run", "force", "force-with-lease", "quiet", "set-upstream", "tags", "verbose"],
      },
      reads: sends,
    },
  ],
  ["reset", { options: { flags: "q", longFlags: ["hard", "mixed", "soft", "quiet"] }, reads: resets }],
  ["rev-parse", { options: { longFlags: ["abbrev-ref", "short", "show-toplevel", "verify"] }, reads: looks }],
  ["rm", { options: { flags: "fqr", longFlags: ["cached", "force", "quiet"] }, reads: touches("worktree") }],
  ["show", { options: LOOKS_AT_LINES, reads: looks }],
  ["status", { options: { flags: "bsz", longFlags: ["branch", "porcelain", "short"] }, reads: looks }],
  ["switch", { options: { flags: "q", values: "cC", longValues: ["create"] }, reads: switches }],
  [
    "tag",
    {
      options: { flags: "adf", values: "m", longFlags: ["annotate", "delete", "force", "list"], longValues: ["message"] },
      reads: tags,
    },
  ],
]);

/** Without a message an annotated tag would open an editor. */
function tags(words: CommandWords): Partial<GitRecord> | undefined {
  const { options } = words;
  const opensEditor = (options.has("a") || options.has("annotate")) && !(options.has("m") || options.has("message"));
  return opensEditor ? undefined : names("history", ["d", "delete", "f", "force"])(words);
}

/** Without a message git would open an editor. */
function records({ options, operands }: CommandWords): Partial<GitRecord> | undefined {
  const amends = options.has("amend");
  if (operands.some(leavesFolder) || !(options.has("m") || options.has("message") || (amends && options.has("no-edit")))) return undefined;
  return { changes: "history", paths: operands, force: amends };
}

function resets({ options, operands }: CommandWords): Partial<GitRecord> | undefined {
  if (operands.length > 1 || !operands.every((operand) => REF.test(operand))) return undefined;
  return { changes: options.has("hard") ? "worktree" : "history", refs: operands, force: true };
}

function switches({ options, operands }: CommandWords): Partial<GitRecord> | undefined {
  const created = ["c", "C", "create"].flatMap((option) => options.get(option) ?? []);
  const refs = [...created, ...operands];
  return refs.length > 0 && refs.every((ref) => REF.test(ref)) ? { changes: "worktree", refs, force: options.has("C") } : undefined;
}

function clones({ operands: [remote = "", ...folders] }: CommandWords): Partial<GitRecord> | undefined {
  if (remote === "" || REMOTE.test(remote) || !isRemote(remote) || folders.length > 1 || folders.some(leavesFolder)) return undefined;
  return { changes: "worktree", remote, paths: folders, network: true };
}

/** A configured name, or a URL of the two schemes that run no program of the caller's choice. */
function isRemote(text: string): boolean {
  return text === "" || REMOTE.test(text) || (/^https?:/i.test(text) && interpretUrl(text, { roots: {} }) !== undefined);
}

/** Absolute, upwards, in a home folder, or magic (`:(top)`). Ranges such as `main..dev` stay. */
function leavesFolder(path: string): boolean {
  return /^[/~:]|(^|\/)\.\.(\/|$)/.test(path);
}

/** `argv` with the program's name first. Options before the subcommand can replace all that is understood here: undefined. */
export function interpretGitWords(argv: readonly string[]): GitRecord | undefined {
  const [program, name = "", ...words] = argv;
  const subcommand = program === "git" ? SUBCOMMANDS.get(name) : undefined;
  const read = subcommand === undefined || words.length > WORDS_MAX ? undefined : readCommandWords(words, subcommand.options);
  const record = read === undefined ? undefined : subcommand?.reads(read);
  if (record === undefined) return undefined;
  return { subcommand: name, changes: "nothing", remote: "", refs: [], paths: [], force: false, network: false, ...record };
}

/** Takes the text of exactly one command, or its argument vector. */
export const interpretGit: Interpreter = (value) => {
  const argv = typeof value === "string" ? onlyCommand(value) : value;
  if (!Array.isArray(argv) || !argv.every((word): word is string => typeof word === "string" && word.length <= TEXT_SIZE_MAX))
    return undefined;
  if (argv.some((word) => /\p{Cc}/u.test(word.replaceAll("\n", "")))) return undefined;
  const record = interpretGitWords(argv);
  if (record === undefined) return undefined;
  return { record, canonical: typeof value === "string" ? (parseCommandLine(value)?.text ?? value) : value };
};

function onlyCommand(text: string): readonly string[] | undefined {
  const line = parseCommandLine(text);
  return line?.commands.length === 1 ? line.commands[0] : undefined;
}
