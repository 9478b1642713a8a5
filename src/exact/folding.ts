/**
 * Long text, folded in the middle so that its beginning and its end stay in sight. A fold always says how much it hides and how
 * much of that is alarming; nothing is hidden without being counted.
 */
import { isAlarming, type Piece } from "./pieces.ts";

export interface Folded {
  readonly head: readonly Piece[];
  /** Undefined where everything fits. */
  readonly fold?: { readonly characters: number; readonly alarming: number };
  readonly tail: readonly Piece[];
}

/** What fits on a screen beside everything else: about twenty lines, and six from the end. */
const HEAD_ROOM = 1600;
const TAIL_ROOM = 480;
/** A line feed takes the room of a line. */
const LINE_ROOM = 80;

/** Keeps what fits at both ends; pieces are never cut, but for plain text, which can be. */
export function foldPieces(pieces: readonly Piece[]): Folded {
  const small = pieces.flatMap(cutPlain);
  if (roomOf(small) <= HEAD_ROOM + TAIL_ROOM) return { head: small, tail: [] };
  const headEnd = fitting(small, HEAD_ROOM);
  const tailStart = Math.max(headEnd, small.length - fitting([...small].reverse(), TAIL_ROOM));
  const hidden = small.slice(headEnd, tailStart);
  if (hidden.length === 0) return { head: small, tail: [] };
  const characters = hidden.reduce((sum, piece) => sum + piece.text.length, 0);
  const fold = { characters, alarming: hidden.filter(isAlarming).length };
  return { head: small.slice(0, headEnd), fold, tail: small.slice(tailStart) };
}

function cutPlain(piece: Piece): readonly Piece[] {
  if (piece.kind !== "plain" || piece.text.length <= LINE_ROOM) return [piece];
  return (piece.text.match(/.{1,80}/g) ?? []).map((text) => ({ kind: "plain", text }));
}

function room(piece: Piece): number {
  if (piece.kind === "plain") return piece.text.length;
  return piece.kind === "line" ? LINE_ROOM : 20;
}

function roomOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + room(piece), 0);
}

function fitting(pieces: readonly Piece[], most: number): number {
  let taken = 0;
  let count = 0;
  for (const piece of pieces) {
    taken += room(piece);
    if (taken > most) break;
    count += 1;
  }
  return count;
}
