/**
 * THE one way in which a terminal shows a value of a call: a JSON string whose every character is there, named, or counted. What stands in
 * quotes is the text, escaped; what stands outside of them, in parentheses, is ours: no text can close its quotes.
 */
import { foldPieces, type Piece, piecesOf, scriptOf } from "../../exact/index.ts";
import { paint, visible } from "./output.ts";

/** `whole`: counts repetitions, which says all of them, and leaves nothing out. */
export type Showing = "folded" | "whole";

/** Letters of these are taken for no Latin ones, and people write them together with Latin ones in one word. */
const UNLIKE_LATIN: ReadonlySet<string> = new Set(["Han", "Hiragana", "Katakana", "Hangul"]);
/** Some terminals draw a line with these in another order than it is written. */
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["Hebrew", "Arabic"]);

/** A text in quotes, with what has to be said of it: which parts repeat, what is folded, and of which other alphabets its letters are. */
export function exactText(text: string, showing: Showing): string {
  const pieces = piecesOf(text);
  const { head, fold, tail } = showing === "whole" ? { head: pieces, fold: undefined, tail: [] } : foldPieces(pieces);
  const marked = fold === undefined || fold.alarming === 0 ? "" : `, ${numberText(fold.alarming)} of them marked`;
  const folded = fold === undefined ? [] : [remark(`${numberText(fold.characters)} characters folded${marked}: see them with --all`)];
  const parts = [...quotedParts(head), ...folded, ...quotedParts(tail)];
  return [...(parts.length === 0 ? ['""'] : parts), ...alphabetRemarks(pieces)].join(" ");
}

/** What this program says of a text, beside it. */
export function remark(words: string): string {
  return paint("yellow", `(${words})`);
}

export function numberText(count: number): string {
  return count.toLocaleString("en");
}

/** The texts between counts, each in its quotes, and the counts. */
function quotedParts(pieces: readonly Piece[]): readonly string[] {
  const parts: string[] = [];
  let inside = "";
  const close = (): void => {
    if (inside !== "") parts.push(`"${inside}"`);
    inside = "";
  };
  for (const piece of pieces) {
    if (piece.kind !== "repeated") inside += drawn(piece);
    else {
      close();
      parts.push(remark(`${numberText(piece.count)} ${piece.name}`));
    }
  }
  close();
  return parts;
}

function drawn(piece: Piece): string {
  const escaped = visible(JSON.stringify(piece.text).slice(1, -1));
  if (piece.kind !== "foreign") return escaped;
  return isDisguised(piece) ? codePoint(piece.text) : paint("underline", escaped);
}

/** A letter between letters that it could be taken for, one that is only the look of another, or a mark drawn over its neighbour. */
function isDisguised({ text, mixed }: Extract<Piece, { readonly kind: "foreign" }>): boolean {
  const script = scriptOf(text);
  return (mixed && !UNLIKE_LATIN.has(script ?? "")) || (script === undefined && /^\p{M}/u.test(text));
}

function codePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** A whole word of another alphabet may look like one of ours: which alphabets there are is said. */
function alphabetRemarks(pieces: readonly Piece[]): readonly string[] {
  const scripts = new Set(pieces.flatMap((piece) => (piece.kind === "foreign" && !isDisguised(piece) ? (scriptOf(piece.text) ?? []) : [])));
  return [...scripts]
    .filter((script) => script !== "Latin")
    .map((script) => remark(`${script} letters${RIGHT_TO_LEFT.has(script) ? ", which a terminal may draw from right to left" : ""}`));
}
