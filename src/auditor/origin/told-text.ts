/**
 * A text as origin compares it: words in the canonical spelling of their kind, single spaces, and between them the signs that
 * stand between words. Look-alikes, digits and punctuation within a word stay what they are. By docs/meaning.md, "Origin".
 */
import { accountNumber, amount, mailAddress, moment, telephoneNumber, webAddress } from "../meaning/typed-text.ts";

export interface ToldWord {
  readonly word: string;
  /** In the told text. */
  readonly start: number;
  readonly end: number;
}

export interface Told {
  readonly text: string;
  readonly words: readonly ToldWord[];
}

/** A value as a whole field, and as what may be found in prose. */
export interface ToldValue extends Told {
  readonly field: string;
  readonly phrase: string | undefined;
}

/** Stands between the fields of one result, and in no text. */
export const BREAK = "\0";

/** Text that is shorter is too likely to stand somewhere by chance. */
export const PHRASE_MIN = 8;

const BETWEEN = new Set(`"“”‘’«»()[]{}<>,;|=*\`'${BREAK}`);
const CLOSING = ".:!?…";

export function tell(written: string): Told {
  const source = written.normalize("NFC").replaceAll(BREAK, "\u0001");
  const words: ToldWord[] = [];
  let text = "";
  for (let at = 0; at < source.length; ) {
    const space = matchAt(SPACE, source, at);
    const piece = space === undefined ? pieceAt(source, at) : undefined;
    if (piece !== undefined) words.push({ word: piece.word, start: text.length, end: text.length + piece.word.length });
    text += piece !== undefined ? piece.word + piece.tail : space === undefined ? source[at] : " ";
    at += piece?.size ?? space?.length ?? 1;
  }
  return { text, words };
}

interface Piece {
  readonly word: string;
  /** Full stops and the like that stand after it. */
  readonly tail: string;
  /** Of both, as written. */
  readonly size: number;
}

const NUMBER_IN_GROUPS = /(?:[A-Z]{2}\d{2}(?: [A-Z0-9]{1,4}){2,8}|\+\d+(?:[ .-]\d+|[ .-]?\(\d+\))+)(?![^\s,;.:!?)])/uy;
const SPACE = /\s+/uy;
const WEB = /https?:\/\/[^\s<>"'`\0]+/uy;

function pieceAt(source: string, at: number): Piece | undefined {
  const number = groupsAt(source, at);
  if (number !== undefined) return number;
  const web = matchAt(WEB, source, at);
  const written = web ?? wordAt(source, at);
  if (written === "") return undefined;
  const isWeb = /^https?:\/\//i.test(written);
  const tail = (isWeb ? /[.,;:!?…)\]}*|]{1,3}$/ : /[.:!?…]{1,3}$/).exec(written)?.[0] ?? "";
  return { word: spelt(written.slice(0, written.length - tail.length), isWeb), tail, size: written.length };
}

/** A number in groups, if it stands at the start of a word; the last groups may belong to what follows. */
function groupsAt(source: string, at: number): Piece | undefined {
  if (at > 0 && !standsBetween(source, at - 1)) return undefined;
  const groups = (matchAt(NUMBER_IN_GROUPS, source, at) ?? "").split(" ");
  for (let count = groups.length; count > 1; count -= 1) {
    const written = groups.slice(0, count).join(" ");
    const word = accountNumber(written) ?? telephoneNumber(written);
    if (word !== undefined) return { word, tail: "", size: written.length };
  }
  return undefined;
}

function wordAt(source: string, at: number): string {
  let end = at;
  while (end < source.length && !standsBetween(source, end)) end += 1;
  return source.slice(at, end);
}

function spelt(word: string, isWeb: boolean): string {
  if (isWeb) return webAddress(word) ?? word;
  if (word.includes("@")) return mailAddress(word) ?? word;
  if (/^[\p{L}\p{M}]+(-[\p{L}\p{M}]+)*$/u.test(word)) return word.toLowerCase();
  return accountNumber(word) ?? word;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** The end of a text, a space, or a sign that stands between words. */
function standsBetween(text: string, at: number): boolean {
  const sign = text[at];
  return sign === undefined || BETWEEN.has(sign) || /\s/u.test(sign);
}

/** Every place where `phrase`, told itself, stands in a told text as whole words. */
export function placesOf(phrase: string, text: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    let end = at + phrase.length;
    const last = Math.min(end + 3, text.length);
    while (end < last && CLOSING.includes(text[end] ?? "")) end += 1;
    if ((at === 0 || standsBetween(text, at - 1)) && standsBetween(text, end)) places.push(at);
  }
  return places;
}

/** Amounts, numbers and truth values are whole fields only; so is a short text. */
export function tellValue(value: string | number | boolean): ToldValue {
  const told = tell(String(value).trim());
  const text = told.text.trim();
  const worth = typeof value === "boolean" ? undefined : amount(value);
  const isProse =
    typeof value === "string" && (worth === undefined || /^\d+$/.test(value)) && text.split(" ").join("").length >= PHRASE_MIN;
  return { text, words: told.words, field: worth ?? fieldOf(value, text), phrase: isProse ? text : undefined };
}

function fieldOf(value: string | number | boolean, text: string): string {
  if (typeof value === "boolean") return `?${value}`;
  if (typeof value === "number") return `#${value} `;
  return moment(value) ?? `"${text}`;
}
