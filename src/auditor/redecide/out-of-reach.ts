/**
 * The rule that no charter can remove: a call that names Interlock's own files, sockets or a process is denied. Read anew from
 * docs/meaning.md: every text of the arguments, whole and word by word, as written and decoded.
 */
import { posix } from "node:path";
import type { Value } from "../canonical-text.ts";

export interface Protected {
  readonly base: string;
  readonly paths: readonly string[];
}

const LONGEST = 4_096;
const SEPARATORS = new Set([..." \t\n\r\v\f\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff'\"`;|&<>()=,:{}$!"]);
for (let space = 0x2000; space <= 0x200a; space += 1) SEPARATORS.add(String.fromCharCode(space));
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
  const unquoted = [...text].filter((letter) => letter !== "'" && letter !== '"' && letter !== "\\").join("");
  return [text, ...split(text), ...split(unquoted)].some((word) => wordReaches(word, protects));
}

function split(text: string): readonly string[] {
  const words: string[] = [];
  let word = "";
  for (const letter of text) {
    if (!SEPARATORS.has(letter)) word += letter;
    else if (word !== "") {
      words.push(word);
      word = "";
    }
  }
  return word === "" ? words : [...words, word];
}

function wordReaches(word: string, { base, paths }: Protected): boolean {
  const bare =
    word.slice(0, 7).toLowerCase() === "file://" ? word.slice(word.indexOf("/", 7) < 0 ? word.length : word.indexOf("/", 7)) : word;
  if (bare === "" && word === "") return false;
  return [bare, unescape(bare)].some((spelling) => {
    const path = spelling.split("\\").join("/").toLowerCase();
    const names = path.split("/");
    if (names.some(isProtectedName)) return true;
    const [first, second = ""] = names.filter((name) => name !== "");
    if (path.startsWith("/") && first === "proc" && /^([0-9]+|self|thread-self)$/.test(second)) return true;
    const resolved = posix.resolve("/", path.startsWith("/") ? path : `${base.toLowerCase()}/${path}`);
    return paths.some((one) => `${resolved}/`.startsWith(`${one.toLowerCase()}/`));
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
