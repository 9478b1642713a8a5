/**
 * What conditions know of one git command: the record of docs/meaning.md, by the auditor's own reading of its words. Subcommands and
 * options outside the table leave nothing known.
 */
import type { Value } from "../canonical-text.ts";
import { type GivenWords, givenWords, type Options } from "./command-options.ts";
import { commandWords } from "./command-words.ts";
import { OPAQUE } from "./path-record.ts";
import type { MeaningRecord } from "./plain-records.ts";
import { urlRecord } from "./url-record.ts";

export type GitCommand = {
  readonly subcommand: string;
  readonly changes: "nothing" | "index" | "history" | "worktree" | "remote";
  readonly remote: string;
  readonly refs: readonly string[];
  readonly paths: readonly string[];
  readonly force: boolean;
  readonly network: boolean;
};

type Said = Partial<GitCommand> | undefined;

const WORDS_MAX = 1_000;
const WORD_MAX = 65_536;

const LOOKING: Options = {
  flags: "psz",
  values: "nSG",
  joined: "U",
  counts: true,
  long: "oneline graph all stat shortstat numstat decorate name-only name-status staged cached no-color reverse follow patch",
  longValues: "since until after before author grep max-count",
  longJoined: "format pretty",
};
/** A part of a file by its lines, or by the name of a function. */
const LOOKING_AT_LINES: Options = { ...LOOKING, values: "nSGL" };

const isRef = (word: string): boolean => /^\w[\w./@^~-]*$/.test(word);
const isName = (word: string): boolean => /^\w[\w.-]*$/.test(word);
const isRemote = (word: string): boolean => word === "" || isName(word) || (/^https?:/i.test(word) && urlRecord(word)["opaque"] === false);
/** Absolute, in a home folder, magic, or upwards. */
const isOutside = (word: string): boolean => /^[/~:]/.test(word) || word.split("/").includes("..");
const anyGiven = ({ given }: GivenWords, ...names: readonly string[]): boolean => names.some((name) => given.has(name));

function looks({ operands, free }: GivenWords): Said {
  return operands.some(isOutside) ? undefined : { changes: "nothing", refs: operands.slice(0, free), paths: operands.slice(free) };
}

function touches(words: GivenWords, changes: GitCommand["changes"]): Said {
  return words.operands.some(isOutside) ? undefined : { changes, paths: words.operands, force: anyGiven(words, "f", "force") };
}

function names({ operands }: GivenWords, force: boolean): Said {
  return operands.every(isRef) ? { changes: operands.length === 0 ? "nothing" : "history", refs: operands, force } : undefined;
}

function receives({ operands: [remote = "", ...refs] }: GivenWords, changes: GitCommand["changes"]): Said {
  return isRemote(remote) && refs.every(isRef) ? { changes, remote, refs, network: true } : undefined;
}

/** `+from:to`; an empty `from` deletes. */
function sends(words: GivenWords): Said {
  const [remote = "", ...specs] = words.operands;
  const read = specs.map((spec) => {
    const bare = spec.replace(/^\+/, "");
    const colon = bare.indexOf(":");
    return { to: bare.slice(colon + 1), isForced: bare !== spec || colon === 0 };
  });
  if (!isRemote(remote) || !read.every(({ to }) => isRef(to))) return undefined;
  const force = read.some(({ isForced }) => isForced) || anyGiven(words, "f", "force", "force-with-lease", "d", "delete");
  return { changes: "remote", remote, refs: read.map(({ to }) => to), force, network: true };
}

const SUBCOMMANDS = new Map<string, { readonly options: Options; readonly says: (words: GivenWords) => Said }>([
  ["add", { options: { flags: "Afuv", long: "all force update verbose" }, says: (words) => touches(words, "index") }],
  ["blame", { options: { values: "L" }, says: looks }],
  [
    "branch",
    {
      options: { flags: "adDfrv", long: "all delete force list show-current" },
      says: (words) => names(words, anyGiven(words, "D", "f", "force")),
    },
  ],
  [
    "clone",
    {
      options: { flags: "q", longValues: "depth" },
      says: ({ operands: [remote = "", ...paths] }) =>
        remote === "" || isName(remote) || !isRemote(remote) || paths.length > 1 || paths.some(isOutside)
          ? undefined
          : { changes: "worktree", remote, paths, network: true },
    },
  ],
  [
    "commit",
    {
      options: { flags: "anqv", values: "m", long: "all allow-empty amend no-edit no-verify quiet", longValues: "message" },
      says: (words) => {
        const hasMessage = anyGiven(words, "m", "message") || (anyGiven(words, "amend") && anyGiven(words, "no-edit"));
        const said = { changes: "history", paths: words.operands, force: anyGiven(words, "amend") } as const;
        return hasMessage && !words.operands.some(isOutside) ? said : undefined;
      },
    },
  ],
  ["diff", { options: LOOKING, says: looks }],
  ["fetch", { options: { flags: "pqv", long: "prune quiet tags verbose" }, says: (words) => receives(words, "history") }],
  ["log", { options: LOOKING_AT_LINES, says: looks }],
  ["ls-files", { options: { flags: "cdmos" }, says: looks }],
  ["mv", { options: { flags: "fv" }, says: (words) => touches(words, "worktree") }],
  ["pull", { options: { flags: "qv", long: "ff-only quiet verbose" }, says: (words) => receives(words, "worktree") }],
  [
    "push",
    {
      options: { flags: "dfnquv", long: "delete dry-run force force-with-lease quiet set-upstream tags verbose" },
      says: sends,
    },
  ],
  [
    "reset",
    {
      options: { flags: "q", long: "hard mixed soft quiet" },
      says: (words) =>
        words.operands.length > 1 || !words.operands.every(isRef)
          ? undefined
          : { changes: anyGiven(words, "hard") ? "worktree" : "history", refs: words.operands, force: true },
    },
  ],
  ["rev-parse", { options: { long: "abbrev-ref short show-toplevel verify" }, says: looks }],
  ["rm", { options: { flags: "fqr", long: "cached force quiet" }, says: (words) => touches(words, "worktree") }],
  ["show", { options: LOOKING_AT_LINES, says: looks }],
  ["status", { options: { flags: "bsz", long: "branch porcelain short" }, says: looks }],
  [
    "switch",
    {
      options: { flags: "q", values: "cC", longValues: "create" },
      says: (words) => {
        const refs = ["c", "C", "create"].flatMap((name) => words.given.get(name) ?? []).concat(words.operands);
        return refs.length > 0 && refs.every(isRef) ? { changes: "worktree", refs, force: anyGiven(words, "C") } : undefined;
      },
    },
  ],
  [
    "tag",
    {
      options: { flags: "adf", values: "m", long: "annotate delete force list", longValues: "message" },
      says: (words) => {
        const opensEditor = anyGiven(words, "a", "annotate") && !anyGiven(words, "m", "message");
        return opensEditor ? undefined : names(words, anyGiven(words, "d", "delete", "f", "force"));
      },
    },
  ],
]);

/** The command of a list of words, the program's name first. */
export function gitCommand([program, subcommand = "", ...words]: readonly string[]): GitCommand | undefined {
  const known = program === "git" && words.length <= WORDS_MAX ? SUBCOMMANDS.get(subcommand) : undefined;
  const given = known === undefined ? undefined : givenWords(words, known.options);
  const said = given === undefined ? undefined : known?.says(given);
  if (said === undefined) return undefined;
  return { subcommand, changes: "nothing", remote: "", refs: [], paths: [], force: false, network: false, ...said };
}

/** Of the text of one command, or of its words. */
export function gitMeaning(value: Value): { readonly record: MeaningRecord; readonly canonical: Value | undefined } {
  const line = typeof value === "string" ? commandWords(value) : undefined;
  const words = typeof value === "string" ? (line?.commands.length === 1 ? line.commands[0] : undefined) : value;
  const isList = Array.isArray(words) && words.every((word) => typeof word === "string" && word.length <= WORD_MAX);
  const isClean = isList && !words.some((word) => /[^\P{Cc}\n]/u.test(String(word)));
  const record = isClean ? gitCommand(words.map(String)) : undefined;
  return record === undefined
    ? { record: OPAQUE, canonical: undefined }
    : { record: { opaque: false, ...record }, canonical: line?.text ?? value };
}
