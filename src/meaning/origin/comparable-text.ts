/**
 * Text in the form in which origin compares it: normal form C, runs of white space as one space, and each word in the
 * canonical form of its type: mail addresses and words of letters without case, URLs serialised, account and telephone numbers
 * without what stands between their groups. Nothing else is folded: look-alikes, punctuation and digits stay what they are.
 */
import { interpretEmail } from "../text/email.ts";
import { interpretIban } from "../text/iban.ts";
import { interpretPhone } from "../text/phone.ts";
import { interpretUrl } from "../text/url.ts";

export interface Word {
  /** Canonical, without spaces. */
  readonly word: string;
  /** Where it stands in the comparable text. */
  readonly start: number;
  readonly end: number;
  /** Where it starts in the text as written (in normal form C). */
  readonly from: number;
}

export interface ComparableText {
  readonly text: string;
  readonly words: readonly Word[];
}

/** Ends a segment where several stand in one string; it is in no comparable text. */
export const SEGMENT_END = "\u0000";

/** Signs that stand between words; every other sign is part of a word. */
const SIGNS = `"“”‘’«»()[\\]{}<>,;|=*\`'${SEGMENT_END}`;
const SPACE = /\s+/uy;
const WORD = new RegExp(`https?://[^\\s<>"'\`${SEGMENT_END}]+|[^\\s${SIGNS}]+`, "uy");
const GROUPS = /(?:[A-Z]{2}[0-9]{2}(?: [A-Z0-9]{1,4}){2,8}|\+[0-9]+(?:[ .-][0-9]+|[ .-]?\([0-9]+\))+)(?![^\s,;.:!?)])/uy;
const BETWEEN = new RegExp(`[\\s${SIGNS}]`, "u");
const LETTERS = /^[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*$/u;
const NO_CONTEXT = { roots: {} };

/** Linear in the text. */
export function comparableText(written: string): ComparableText {
  const source = written.normalize("NFC").replaceAll(SEGMENT_END, "\u0001");
  const words: Word[] = [];
  let text = "";
  let at = 0;
  while (at < source.length) {
    const space = matchAt(SPACE, source, at);
    const number = space === undefined ? groupedNumberAt(source, at) : undefined;
    const word = space === undefined && number === undefined ? matchAt(WORD, source, at) : undefined;
    if (number !== undefined || word !== undefined) {
      const { canonical, rest } = number ?? canonicalWord(word ?? "");
      words.push({ word: canonical, start: text.length, end: text.length + canonical.length, from: at });
      text += canonical + rest;
    } else {
      text += space === undefined ? source[at] : " ";
    }
    at += number?.size ?? word?.length ?? space?.length ?? 1;
  }
  return { text, words };
}

/** Where `part`, itself comparable text, stands in `text` as whole words, from `from` on; -1 where it does not. */
export function indexOfWhole(text: string, part: string, from: number): number {
  for (let at = text.indexOf(part, from); at >= 0; at = text.indexOf(part, at + 1)) {
    if (isBetween(text, at - 1) && isEnd(text, at + part.length)) return at;
  }
  return -1;
}

function isBetween(text: string, at: number): boolean {
  const sign = text[at];
  return sign === undefined || BETWEEN.test(sign);
}

/** A full stop or the like ends a word only if the word ends there. */
function isEnd(text: string, at: number): boolean {
  let end = at;
  while (end < text.length && end < at + 3 && ".:!?…".includes(text[end] ?? "")) end += 1;
  return isBetween(text, end);
}

function canonicalWord(piece: string): { readonly canonical: string; readonly rest: string } {
  const isUrl = /^https?:\/\//i.test(piece);
  const word = isUrl ? piece.replace(/[.,;:!?…)\]}*|]{1,3}$/, "") : piece.replace(/[.:!?…]{1,3}$/, "");
  const rest = piece.slice(word.length);
  if (isUrl) return { canonical: canonicalText(interpretUrl(word, NO_CONTEXT)?.canonical, word), rest };
  if (word.includes("@")) return { canonical: canonicalText(interpretEmail(word, NO_CONTEXT)?.canonical, word), rest };
  if (LETTERS.test(word)) return { canonical: word.toLowerCase(), rest };
  return { canonical: canonicalText(interpretIban(word, NO_CONTEXT)?.canonical, word), rest };
}

/** An account or telephone number in groups; the pattern may have taken a group too many. */
function groupedNumberAt(source: string, at: number): { readonly canonical: string; readonly rest: ""; readonly size: number } | undefined {
  if (!/[A-Z+]/.test(source[at] ?? "") || !isBetween(source, at - 1)) return undefined;
  for (let written = matchAt(GROUPS, source, at) ?? ""; written.includes(" "); written = written.slice(0, written.lastIndexOf(" "))) {
    const meaning = interpretIban(written, NO_CONTEXT) ?? interpretPhone(written, NO_CONTEXT);
    if (typeof meaning?.canonical === "string") return { canonical: meaning.canonical, rest: "", size: written.length };
  }
  return undefined;
}

function canonicalText(canonical: unknown, otherwise: string): string {
  return typeof canonical === "string" ? canonical : otherwise;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
