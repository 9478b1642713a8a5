/**
 * A text that somebody hostile may have written, cut into pieces that can be shown without lying: what has no shape of its own
 * gets a name, what looks like another letter gets a mark, what repeats gets a count.
 * INVARIANT: the texts of the pieces, one after another, are the text; every code point outside printable ASCII is in a marked piece.
 */

/** Whatever is not `plain` is drawn so that it cannot be overlooked. */
export type Piece =
  | { readonly kind: "plain"; readonly text: string }
  /** Shown as itself, underlined: letters and signs beyond ASCII. `mixed`: in one word with letters of another script. */
  | { readonly kind: "foreign"; readonly text: string; readonly name: string; readonly mixed: boolean }
  /** Has no shape, or would change how its neighbours look: only its name is shown. */
  | { readonly kind: "unseen"; readonly text: string; readonly name: string }
  /** A line feed. */
  | { readonly kind: "line"; readonly text: string }
  /** Many empty lines, or one character many times: shown as a count. */
  | { readonly kind: "repeated"; readonly text: string; readonly name: string; readonly count: number };

const EMPTY_LINES_SHOWN_MAX = 2;
const REPEATS_SHOWN_MAX = 12;

const SCRIPTS = ["Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Hebrew", "Arabic", "Devanagari", "Thai", "Han"].concat([
  "Hiragana",
  "Katakana",
  "Hangul",
  "Georgian",
]);
const SCRIPT_OF = SCRIPTS.map((name) => ({ name, pattern: new RegExp(`\\p{Script=${name}}`, "u") }));
/** Written together in one word by people who mean no harm. */
const TOGETHER = new Set(["Han", "Hiragana", "Katakana"]);

const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;
const ANSI = /(?:\u001b\[|\u009b)[0-9;:?<=>]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/u;
const WORD = /[\p{L}\p{M}\p{N}_]+/u;
/** Terminal controls, words, printable ASCII between words, then whatever is left, one by one. */
const TOKENS = new RegExp(`(${ANSI.source})|(${WORD.source})|((?:(?![a-zA-Z0-9_])[ -~])+)|([^])`, "gu");

const NAMES: { readonly [point: number]: string } = {
  0: "NUL",
  7: "bell",
  8: "backspace",
  9: "tab",
  13: "carriage return",
  27: "escape",
  127: "delete",
  160: "no-break space",
  173: "soft hyphen",
  847: "grapheme joiner",
  8203: "zero-width space",
  8204: "zero-width non-joiner",
  8205: "zero-width joiner",
  8206: "left-to-right mark",
  8207: "right-to-left mark",
  8232: "line separator",
  8233: "paragraph separator",
  8234: "left-to-right embedding",
  8235: "right-to-left embedding",
  8236: "end of direction",
  8237: "left-to-right override",
  8238: "right-to-left override",
  8239: "narrow no-break space",
  8288: "word joiner",
  8294: "left-to-right isolate",
  8295: "right-to-left isolate",
  8296: "first-strong isolate",
  8297: "end of isolate",
  10240: "blank braille",
  12288: "wide space",
  12644: "Hangul filler",
  65279: "byte-order mark",
};

/** Cuts `text` into pieces. Time and space grow linearly with its length. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const [token, ansi, word, signs] of text.matchAll(TOKENS)) {
    if (ansi !== undefined) pieces.push({ kind: "unseen", text: token, name: `terminal control ${printable(ansi)}` });
    else if (word !== undefined) addWord(pieces, word);
    else if (signs !== undefined) addPlain(pieces, signs);
    else if (token === "\n") pieces.push({ kind: "line", text: token });
    else if (UNSEEN.test(token)) pieces.push({ kind: "unseen", text: token, name: nameOf(token) });
    else pieces.push({ kind: "foreign", text: token, name: nameOf(token), mixed: false });
  }
  return foldRepeats(pieces);
}

/** Whether a piece is more than ordinary text: what a person must not overlook. */
export function isAlarming(piece: Piece): boolean {
  return piece.kind === "unseen" || piece.kind === "repeated" || (piece.kind === "foreign" && piece.mixed);
}

/** `U+202E right-to-left override`. */
export function nameOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const number = `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
  const known = NAMES[point];
  if (known !== undefined) return `${number} ${known}`;
  if (point >= 0xe0000 && point <= 0xe007f) return `${number} hidden tag`;
  if (point >= 0xd800 && point <= 0xdfff) return `${number} half of a character`;
  const script = scriptOf(character);
  return script === undefined ? number : `${number} ${script}`;
}

function addWord(pieces: Piece[], word: string): void {
  if (isPlain(word)) {
    addPlain(pieces, word);
    return;
  }
  const mixed = isMixed(word);
  for (const character of word) {
    if (isPlain(character)) addPlain(pieces, character);
    else if (UNSEEN.test(character)) pieces.push({ kind: "unseen", text: character, name: nameOf(character) });
    else pieces.push({ kind: "foreign", text: character, name: nameOf(character), mixed });
  }
}

function isMixed(word: string): boolean {
  const families = new Set<string>();
  for (const character of new Set(word)) {
    const script = scriptOf(character);
    if (script !== undefined) families.add(TOGETHER.has(script) ? "Japanese" : script);
  }
  // Letters made to look like Latin ones (𝐩𝐚𝐲, ｐａｙ) are of the script Latin, or of none; only their normal form betrays them.
  return families.size > 1 || word.normalize("NFKC") !== word.normalize("NFC");
}

function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

function addPlain(pieces: Piece[], text: string): void {
  const last = pieces.at(-1);
  if (last?.kind === "plain") pieces[pieces.length - 1] = { kind: "plain", text: last.text + text };
  else pieces.push({ kind: "plain", text });
}

/** The script of a letter, by its Unicode name; undefined for signs, and for scripts that are not told apart here. */
export function scriptOf(character: string): string | undefined {
  return SCRIPT_OF.find(({ pattern }) => pattern.test(character))?.name;
}

function printable(text: string): string {
  return text.replace(/[^ -~]/gu, (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`);
}

/** Long runs of empty lines, of one invisible character, and of one printable character become counts. */
function foldRepeats(pieces: readonly Piece[]): readonly Piece[] {
  const split = pieces.flatMap((piece) => (piece.kind === "plain" ? splitRuns(piece.text) : [piece]));
  const folded: Piece[] = [];
  for (let start = 0; start < split.length; ) {
    const end = runEnd(split, start);
    const first = split[start];
    if (first === undefined) break;
    folded.push(...foldRun(first, split.slice(start, end)));
    start = end;
  }
  return folded;
}

function foldRun(first: Piece, run: readonly Piece[]): readonly Piece[] {
  const text = run.map((piece) => piece.text).join("");
  if (first.kind === "line" && run.length > EMPTY_LINES_SHOWN_MAX + 1) {
    // The first line feed ends the line before; the others are the empty lines.
    return [first, { kind: "repeated", text: text.slice(1), name: "empty lines", count: run.length - 1 }];
  }
  if (first.kind !== "line" && run.length > REPEATS_SHOWN_MAX) {
    return [{ kind: "repeated", text, name: first.kind === "unseen" ? first.name : nameOf(first.text), count: run.length }];
  }
  return run;
}

function runEnd(pieces: readonly Piece[], start: number): number {
  const first = pieces[start];
  let end = start + 1;
  if (first === undefined || first.kind === "plain" || first.kind === "repeated") return end;
  while (pieces[end]?.kind === first.kind && pieces[end]?.text === first.text) end += 1;
  return end;
}

function splitRuns(text: string): readonly Piece[] {
  return (text.match(new RegExp(`(.)\\1{${REPEATS_SHOWN_MAX},}|(?:(?!(.)\\2{${REPEATS_SHOWN_MAX},}).)+`, "g")) ?? []).map((part) => {
    const first = part.charAt(0);
    const isRun = part.length > REPEATS_SHOWN_MAX && part === first.repeat(part.length);
    if (!isRun) return { kind: "plain", text: part };
    return { kind: "repeated", text: part, name: first === " " ? "spaces" : `“${first}”`, count: part.length };
  });
}
