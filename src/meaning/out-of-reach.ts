/**
 * Whether a call names something of Interlock's own: state folder, charter, pins, sockets, or a process. A fixed rule that no
 * charter can remove, over every text in the arguments of every tool. Lexical: links and renames are for whoever can look at the disk. In
 * doubt it says yes. Texts of more than 16,384 characters are documents, not paths or commands, and are not read.
 */
import type { Json } from "../kernel/index.ts";
import { COMMAND_LINE_SIZE_MAX } from "./limits.ts";

/** Where Interlock's own files lie. */
export interface OwnGround {
  /** The folder that relative paths start from. */
  readonly base: string;
  /** Absolute paths of files and folders that nothing may reach, besides those that the rule knows by name. */
  readonly paths: readonly string[];
}

/** No longer text is understood as a command. */
const TEXT_LENGTH_MAX = COMMAND_LINE_SIZE_MAX;
const OWN_NAMES = [".interlock", "interlock.lock", "interlock.signatures"];
const SOCKET_FOLDER = /^interlock-[0-9]+-[0-9a-f]{12}$/;
const PROCESS = /^\/+proc\/+([0-9]+|self|thread-self)(\/|$)/;
/** What stands between words of a command line, a list or a message. */
const BETWEEN_WORDS = /[\s'"`;|&<>()=,:{}$!]+/;

/** As JSON and most languages write a character. */
const ESCAPE = /\\u([0-9a-f]{4})|\\x([0-9a-f]{2})/gi;

/** The first text in the arguments that names something of Interlock's own; undefined where none does. */
export function ownThingNamed(args: Json, ground: OwnGround): string | undefined {
  const ways = ground.paths.map((path) => path.toLowerCase());
  return textsOf(args).find((text) => wordsOf(text).some((word) => isOwn(word, ground.base, ways)));
}

/** Every text in a value, names of members too. */
export function textsOf(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return value.flatMap((element: Json) => textsOf(element));
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsOf(member)]);
}

/**
 * What in a text may be a path: itself, its words, its words without quotes and backslashes, as a shell joins them, and its words with
 * escapes read.
 */
export function wordsOf(text: string): readonly string[] {
  if (text.length > TEXT_LENGTH_MAX) return [];
  const joined = text.replace(/['"\\]/g, "");
  const read = text.replace(ESCAPE, (_, four?: string, two?: string) => String.fromCharCode(Number.parseInt(four ?? two ?? "", 16)));
  const words = [text, ...[text, joined, read].flatMap((spelling) => spelling.split(BETWEEN_WORDS))];
  return [...new Set(words)].filter((word) => word !== "").map(plainPath);
}

/** Without the scheme of a file's address. */
function plainPath(word: string): string {
  return word.replace(/^file:\/\/[^/]*/i, "");
}

function isOwn(word: string, base: string, ways: readonly string[]): boolean {
  return [word, decoded(word)].some((spelling) => {
    const path = spelling.replaceAll("\\", "/").toLowerCase();
    if (PROCESS.test(path) || path.split("/").some(isOwnName)) return true;
    const absolute = normal(path.startsWith("/") ? path : `${base.toLowerCase()}/${path}`);
    return ways.some((way) => absolute === way || absolute.startsWith(`${way}/`));
  });
}

/** A name, or a pattern of which at least two characters are literal. */
function isOwnName(name: string): boolean {
  if (OWN_NAMES.includes(name) || SOCKET_FOLDER.test(name)) return true;
  const [literal = ""] = name.split(/[*?[]/);
  return literal.length >= 2 && literal.length < name.length && OWN_NAMES.some((own) => own.startsWith(literal));
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

/** An absolute path without `.`, `..` and doubled slashes. */
function normal(path: string): string {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}
