/**
 * What conditions know of an HTTP message, of JSON and of free text: the records of docs/meaning.md, by the auditor's own reading.
 * What two programs could read in two ways is opaque.
 */
import { parse } from "tldts";
import type { Value } from "../canonical-text.ts";
import { membersOf } from "../members.ts";
import { OPAQUE } from "./path-record.ts";
import type { MeaningRecord } from "./plain-records.ts";
import { readJson } from "./result-data.ts";
import { mailAddress } from "./typed-text.ts";
import { kindOfHost, urlRecord } from "./url-record.ts";

const TEXT_MAX = 65_536;
const HEADERS_MAX = 100;
const DEPTH_MAX = 64;
const NAMES_MAX = 10_000;

const LOOKING = ["GET", "HEAD", "OPTIONS"];
const CHANGING = ["POST", "PUT", "PATCH", "DELETE"];
/** Headers that say where a message goes, how long it is, or what its method is. */
const STEERING = (
  "host connection keep-alive upgrade te trailer transfer-encoding content-length expect forwarded via x-http-method " +
  "x-http-method-override x-method x-method-override x-original-url x-rewrite-url"
).split(" ");

export function httpRecord(value: Value): MeaningRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return OPAQUE;
  const { method, url, headers = {}, body = "", ...others } = membersOf(value);
  if (Object.keys(others).length > 0 || typeof method !== "string" || ![...LOOKING, ...CHANGING].includes(method)) return OPAQUE;
  const target = urlRecord(url);
  const names = headerNames(headers);
  const { scheme = "", host = "", domain = "", path = "" } = target;
  if (target["opaque"] !== false || (scheme !== "http" && scheme !== "https") || names === undefined) return OPAQUE;
  if (typeof body !== "string" || body.length > TEXT_MAX || !body.isWellFormed()) return OPAQUE;
  return {
    opaque: false,
    method,
    safe: LOOKING.includes(method),
    scheme,
    host,
    domain,
    path,
    header_names: names,
    body_bytes: Buffer.byteLength(body),
  };
}

/** In lower case, sorted; undefined where one steers, stands twice, or is not one line of visible ASCII. */
function headerNames(headers: Value): readonly string[] | undefined {
  if (typeof headers !== "object" || headers === null || Array.isArray(headers)) return undefined;
  const entries = Object.entries(headers as { readonly [name: string]: Value });
  const names = entries.map(([name]) => name.toLowerCase()).sort();
  const isLine = (text: Value): boolean => typeof text === "string" && /^[ -~]+$/.test(text) && text.trim() === text;
  const steers = (name: string): boolean => STEERING.includes(name) || /^(proxy-|x-forwarded-)/.test(name);
  if (entries.length > HEADERS_MAX || new Set(names).size < names.length || !entries.every(([, text]) => isLine(text))) return undefined;
  return names.every((name) => /^[a-z0-9][a-z0-9-]*$/.test(name) && !steers(name)) ? names : undefined;
}

export function jsonRecord(value: Value): MeaningRecord {
  const read = typeof value !== "string" ? value : value.length > TEXT_MAX ? undefined : readJson(value);
  if (read === undefined) return OPAQUE;
  const { depth, names } = measure(read);
  const text = JSON.stringify(read);
  if (depth > DEPTH_MAX || names > NAMES_MAX || text.length > TEXT_MAX) return OPAQUE;
  const isObject = typeof read === "object" && read !== null;
  const kind = read === null ? "null" : Array.isArray(read) ? "array" : typeof read;
  const keys = kind === "object" ? Object.keys(membersOf(read)).sort() : [];
  return { opaque: false, kind, size: isObject ? Object.keys(read).length : 0, keys, depth, bytes: Buffer.byteLength(text) };
}

function measure(value: Value): { readonly depth: number; readonly names: number } {
  if (typeof value !== "object" || value === null) return { depth: 0, names: 0 };
  let [depth, names] = [0, Array.isArray(value) ? 0 : Object.keys(value).length];
  for (const inner of Object.values(value)) {
    const below = measure(inner as Value);
    depth = Math.max(depth, below.depth);
    names += below.names;
  }
  return { depth: depth + 1, names };
}

/** Different names and addresses that a text may seem to hold. */
const NAMED_MAX = 500;
const LIKE_HOSTS = /(?<![a-z0-9_-])[a-z0-9_-]+(\.[a-z0-9_-]+)+|\[[0-9a-f:.]+\]/g;

/** What a reader cannot see, or sees turned round. Joiners and selectors are part of an emoji, after one. */
const HIDDEN = [/[^\P{Cc}\n\r\t]/u, /[\p{Zl}\p{Zp}\p{Co}\p{Cn}\u2800]/u, /(?!\u200d)\p{Cf}/u, /(?![\u200d\ufe0e\ufe0f])\p{DI}/u];
const IN_EMOJI = /[\u200d\ufe0e\ufe0f]/u;
const BEFORE_JOINER = /^(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}#*0-9]|\ufe0f)$/u;
const SCRIPTS = "Latin Cyrillic Greek Han Hiragana Katakana Hangul Arabic Hebrew Devanagari Thai".split(" ");
const LETTERS = SCRIPTS.map((name) => [name.toLowerCase(), new RegExp(`\\p{Script=${name}}`, "u")] as const);

export function textRecord(value: Value): MeaningRecord {
  if (typeof value !== "string" || value.length > TEXT_MAX || !value.isWellFormed()) return OPAQUE;
  const signs = [...value];
  const isLoose = (sign: string, at: number): boolean => IN_EMOJI.test(sign) && !BEFORE_JOINER.test(signs[at - 1] ?? "");
  if (HIDDEN.some((hidden) => hidden.test(value)) || signs.some(isLoose)) return OPAQUE;
  const named = new Set(value.toLowerCase().match(LIKE_HOSTS));
  const addressed = new Set(value.split(/[\s<>()[\]{},;:"|]+/).filter((piece) => piece.includes("@")));
  if (named.size > NAMED_MAX || addressed.size > NAMED_MAX) return OPAQUE;
  return {
    opaque: false,
    size: signs.length,
    words: [...value.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu)].length,
    lines: value === "" ? 0 : value.replaceAll("\r\n", "\n").split(/[\n\r]/).length,
    script: scriptOf(signs),
    hosts: [...named].filter(isHost).sort(),
    addresses: addressesIn([...addressed]),
  };
}

function scriptOf(signs: readonly string[]): string {
  const found = new Set<string>();
  for (const sign of new Set(signs)) {
    const known = LETTERS.filter(([, letter]) => letter.test(sign)).map(([name]) => name);
    for (const name of known) found.add(name);
    if (known.length === 0 && /\p{L}/u.test(sign) && !/\p{Script=Common}/u.test(sign)) found.add("other");
  }
  const [only = "none"] = found;
  return found.size > 1 ? "mixed" : only;
}

/** Addresses, and names below a suffix of the public list that is no private one. */
function isHost(piece: string): boolean {
  const kind = kindOfHost(piece);
  if (kind === "name") return parse(piece).isIcann === true;
  const isName = kind === "loopback" && !/^[0-9.]+$|^\[/.test(piece);
  return isName || (kind !== undefined && new URL(`http://${piece}/`).hostname === piece);
}

function addressesIn(pieces: readonly string[]): readonly string[] {
  return [...new Set(pieces.flatMap((piece) => mailAddress(piece.replace(/[.!?]{1,3}$/, "")) ?? []))].sort();
}
