/**
 * The rule that no charter can remove: a call that names Interlock's own files, sockets or a process is denied. Read anew from
 * docs/meaning.md: every text of the arguments, whole and word by word, as written and decoded.
 */
import { posix } from "node:path";
import type { Value } from "../canonical-text.ts";

/** All in lower case. */
export interface Protected {
  /** The folder that relative paths start from. */
  readonly base: string;
  readonly paths: readonly string[];
}

/** Nothing longer is read as a command. */
const LONGEST = 16_384;
const SEPARATORS = /[\s'"`;|&<>()=,:{}$!]+/;
const NAMES: readonly string[] = [".interlock", "interlock.lock", "interlock.signatures"];

/** Whether some text in a value, or the name of a member, names what is protected. */
export function reachesProtected(value: Value, protects: Protected): boolean {
  if (typeof value === "string") return textReaches(value, protects);
  if (value === null || typeof value !== "object") return false;
  if (Array.isArray(value)) return (value as readonly Value[]).some((one) => reachesProtected(one, protects));
  return Object.entries(value as { readonly [name: string]: Value }).some(
    ([name, member]) => textReaches(name, protects) || reachesProtected(member, protects),
  );
}

function textReaches(text: string, protects: Protected): boolean {
  if (text.length > LONGEST) return false;
  const unquoted = text.replace(/['"\\]/g, "");
  const read = text.replace(/\\(u[0-9a-f]{4}|x[0-9a-f]{2})/gi, (escape) => String.fromCharCode(Number(`0x${escape.slice(2)}`)));
  const words = new Set([text, ...[...new Set([text, unquoted, read])].flatMap((spelling) => spelling.split(SEPARATORS))]);
  words.delete("");
  return [...words].some((word) => wordReaches(word, protects));
}

function wordReaches(word: string, { base, paths }: Protected): boolean {
  const bare =
    word.slice(0, 7).toLowerCase() === "file://" ? word.slice(word.indexOf("/", 7) < 0 ? word.length : word.indexOf("/", 7)) : word;
  return (bare.includes("%") ? [bare, unescape(bare)] : [bare]).some((spelling) => {
    const path = spelling.replaceAll("\\", "/").toLowerCase();
    const names = path.split("/");
    if (names.some(isProtectedName)) return true;
    const [first, second = ""] = names.filter((name) => name !== "");
    if (path.startsWith("/") && first === "proc" && /^([0-9]+|self|thread-self)$/.test(second)) return true;
    const resolved = posix.resolve("/", path.startsWith("/") ? path : `${base}/${path}`);
    return paths.some((one) => `${resolved}/`.startsWith(`${one}/`));
  });
}

function isProtectedName(name: string): boolean {
  if (NAMES.includes(name) || /^interlock-[0-9]+-[0-9a-f]{12}$/.test(name)) return true;
  const wild = name.search(/[*?[]/);
  return wild >= 2 && NAMES.some((one) => one.startsWith(name.slice(0, wild)));
}

function unescape(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
