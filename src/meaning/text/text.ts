/**
 * Understands free text only on its surface: its size, its script, and which hosts and mail addresses it spells out. What
 * it says is nobody's to compute. Text with invisible or direction-changing characters is opaque; it may read differently
 * to a person and to a model. A host written with tricks (`example dot com`) is not found: use it to narrow, never to admit.
 */
import { parse } from "tldts";
import type { Interpreter } from "../interpreter.ts";
import { TEXT_NAMES_MAX, TEXT_SIZE_MAX } from "../limits.ts";
import { interpretEmail } from "./email.ts";
import { parseHost } from "./host.ts";

/** Controls but for white space, separators, bidi marks, zero-width signs, fillers, tags; joiners and selectors only within emoji. */
const UNSEEN = new RegExp(
  [
    "[^\\P{Cc}\\n\\r\\t]",
    "[\\p{Zl}\\p{Zp}\\p{Co}\\p{Cn}\\u2800]",
    "(?![\\u200d\\ufe0e\\ufe0f])[\\p{Cf}\\p{Default_Ignorable_Code_Point}]",
    "(?<![\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f#*0-9])[\\u200d\\ufe0e\\ufe0f]",
  ].join("|"),
  "u",
);
const SCRIPTS = ["Latin", "Cyrillic", "Greek", "Han", "Hiragana", "Katakana", "Hangul", "Arabic", "Hebrew", "Devanagari", "Thai"] as const;
const SCRIPT_TESTS = SCRIPTS.map((script) => ({ name: script.toLowerCase(), test: new RegExp(`\\p{Script=${script}}`, "u") }));
const OTHER_LETTER = new RegExp(`[\\p{L}--[${SCRIPTS.map((script) => `\\p{Script=${script}}`).join("")}\\p{Script=Common}]]`, "v");

/** Fields as in the vocabulary; `size` in code points, `script` is `none`, one script in lower case, or `mixed`. */
export const interpretText: Interpreter = (value) => {
  if (typeof value !== "string" || value.length > TEXT_SIZE_MAX || !value.isWellFormed() || UNSEEN.test(value)) return undefined;
  const [named, addressed] = [piecesLikeHosts(value), piecesLikeAddresses(value)];
  if (named.length > TEXT_NAMES_MAX || addressed.length > TEXT_NAMES_MAX) return undefined;
  return {
    record: {
      size: [...value].length,
      words: value.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu)?.length ?? 0,
      lines: value === "" ? 0 : value.split(/\r\n|\n|\r/).length,
      script: scriptOf(value),
      hosts: hostsIn(named),
      addresses: addressesIn(addressed),
    },
  };
};

function scriptOf(text: string): string {
  const found = SCRIPT_TESTS.filter(({ test }) => test.test(text)).map(({ name }) => name);
  if (OTHER_LETTER.test(text)) found.push("other");
  return found.length > 1 ? "mixed" : (found[0] ?? "none");
}

/** Each once. */
function piecesLikeHosts(text: string): readonly string[] {
  return [...new Set(text.toLowerCase().match(/(?<![a-z0-9_-])[a-z0-9_-]+(\.[a-z0-9_-]+)+|\[[0-9a-f:.]+\]/g) ?? [])];
}

/** Each once. */
function piecesLikeAddresses(text: string): readonly string[] {
  return [...new Set(text.split(/[\s<>()[\]{},;:"|]+/).filter((piece) => piece.includes("@")))];
}

/** Whatever looks like a host: an address, or a name below a suffix of the public list. */
function hostsIn(pieces: readonly string[]): readonly string[] {
  return sortedOnce(
    pieces.filter((host) => {
      const parsed = parseHost(host);
      return parsed !== undefined && (parsed.address !== "name" || parse(host).isIcann === true);
    }),
  );
}

function addressesIn(pieces: readonly string[]): readonly string[] {
  return sortedOnce(
    pieces.map((piece) => interpretEmail(piece.replace(/[.!?]{1,3}$/, ""), { roots: {} })?.record.address).filter(isString),
  );
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function sortedOnce(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
