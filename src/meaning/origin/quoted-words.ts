/**
 * What a person sets in quotation marks: in the user's own words such a piece is delimited on purpose, so it counts as a
 * whole field, however short. Only for text that the user signed for: in anybody else's it would be an attacker's field.
 */

const MARKS = ["''", '""', "‘’", "“”", "«»", "``"];
const PIECES = MARKS.map(([open, close]) => `${open}([^${close}\\n]{1,64})${close}`).join("|");
/** A mark opens at the start, after white space or an opening sign, and closes before white space, a sign or the end. */
const QUOTED = new RegExp(`(?<=^|[\\s([{:,;=])(?:${PIECES})(?=$|[\\s.,;:!?)\\]}])`, "g");

/** The pieces in order, without their marks. Linear in the text. */
export function quotedWords(text: string): readonly string[] {
  return [...text.matchAll(QUOTED)].map((match) => match.slice(1).find((piece) => piece !== undefined) ?? "");
}
