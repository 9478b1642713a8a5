/**
 * The inside of JSON strings (RFC 8259, section 7), from bytes to bytes: without its escapes a string is the same text in
 * UTF-8, and never a longer one.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** 1 for a byte that a string holds as it is: all but controls, `"` and `\`. */
export const IS_PLAIN: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** What the letter behind a backslash stands for; 0 where it is none of the eight. */
const ESCAPED_BYTE: Uint8Array = new Uint8Array(256);
for (const pair of ['""', "\\\\", "//", "b\b", "f\f", "n\n", "r\r", "t\t"]) ESCAPED_BYTE[pair.charCodeAt(0)] = pair.charCodeAt(1);

/** Value of a hex digit, -1 for any other byte. */
const HEX_VALUE: Int8Array = Int8Array.from({ length: 256 }, (_, byte) =>
  "0123456789abcdef".indexOf(String.fromCharCode(byte).toLowerCase()),
);

/** In place of a code point: these are no four hex digits; this surrogate has no partner. */
const NOT_HEX = -1;
const LONE_SURROGATE = -2;

export interface Unescaped {
  /** The byte that no string holds: its closing quote, a control, a wrong escape, or the end of the text. */
  readonly end: number;
  /** Count of bytes written. */
  readonly length: number;
}

/** Writes a string without its escapes into `room`, from behind its opening quote. `room` is at least as long as the text. */
export function unescapeString(bytes: Uint8Array, start: number, room: Uint8Array): Unescaped {
  let length = 0;
  let at = start;
  for (;;) {
    const byte = bytes[at] ?? QUOTE;
    if (IS_PLAIN[byte] === 1) {
      room[length] = byte;
      length += 1;
      at += 1;
      continue;
    }
    if (byte !== BACKSLASH) return { end: at, length };
    const meant = ESCAPED_BYTE[bytes[at + 1] ?? 0] as number;
    const codePoint = meant === 0 ? codePointAt(bytes, at) : meant;
    if (codePoint < 0) return { end: at, length };
    length += writeCodePoint(codePoint, room, length);
    at += meant !== 0 ? 2 : codePoint < 0x10000 ? 6 : 12;
  }
}

/** Whether the escape at an offset is a surrogate without its partner. */
export function isLoneSurrogate(bytes: Uint8Array, at: number): boolean {
  return codePointAt(bytes, at) === LONE_SURROGATE;
}

/** The code point of the escape `\uXXXX` at an offset, or of the two that make a pair; `NOT_HEX` or `LONE_SURROGATE`. */
function codePointAt(bytes: Uint8Array, at: number): number {
  const unit = codeUnitAt(bytes, at);
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const low = unit < 0xdc00 ? codeUnitAt(bytes, at + 6) : LONE_SURROGATE;
  return low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00) : LONE_SURROGATE;
}

function codeUnitAt(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== BACKSLASH || bytes[at + 1] !== 0x75) return NOT_HEX;
  let unit = 0;
  for (let index = at + 2; index < at + 6; index += 1) {
    const value = HEX_VALUE[bytes[index] ?? QUOTE] as number;
    if (value < 0) return NOT_HEX;
    unit = unit * 16 + value;
  }
  return unit;
}

/** Writes a code point in UTF-8 (RFC 3629, section 3); how many bytes that took. */
function writeCodePoint(codePoint: number, room: Uint8Array, at: number): number {
  if (codePoint < 0x80) {
    room[at] = codePoint;
    return 1;
  }
  const length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  let rest = codePoint;
  for (let index = length - 1; index > 0; index -= 1) {
    room[at + index] = 0x80 | (rest & 0x3f);
    rest >>= 6;
  }
  // The first byte starts with as many ones as there are bytes.
  room[at] = ((0xf00 >> length) & 0xff) | rest;
  return length;
}
