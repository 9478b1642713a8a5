/**
 * FOREIGN TEXT, SHOWN WITHOUT LYING: what the page in the browser and the terminal both draw from, each in its own way. It draws nothing
 * itself, and decides nothing.
 */

// A text in pieces: what is plain, what is named, what is counted.
export { type Piece, piecesOf, scriptOf } from "./pieces.ts";

// A long text, folded in its middle.
export { type Folded, foldPieces } from "./folding.ts";
