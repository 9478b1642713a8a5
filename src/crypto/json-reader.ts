/**
 * The recursive-descent reader behind `parseJson`. Its input is valid UTF-8; recursion is bounded by the depth limit. A
 * method that fails records one refusal and returns undefined, which no JSON value is.
 *
 * It walks the bytes; beside them it keeps the text with one character for each byte, from which short pieces are cut.
 */
import { assert, type Fault } from "../fault/index.ts";
import type { CryptoCode } from "./faults.ts";
import type { Json, JsonObject } from "./json.ts";
import { doubleOf } from "./json-number.ts";
import { IS_PLAIN, isLoneSurrogate, unescapeString } from "./json-string.ts";
import { KNOWN_LENGTH_MAX, knownName, learnName } from "./known-name.ts";
import type { JsonLimits } from "./limits.ts";

/** An object without inherited names. A constructor, because objects from `Object.create(null)` are slow in V8. */
const Members = function Members() {
  // The reader adds the members.
} as unknown as new () => { [name: string]: Json };
Members.prototype = Object.create(null);

/** No byte: the end of the text. */
const END = -1;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const ARRAY_START = 0x5b;
const ARRAY_END = 0x5d;
const OBJECT_START = 0x7b;
const OBJECT_END = 0x7d;

/** From this length on, V8's substring would keep the whole text alive, so the bytes are copied instead. */
const COPIED_LENGTH_MIN = 13;
/** Decimals of so many digits are told apart by doubles (DBL_DIG), and as integers they are exact. */
const EXACT_DIGITS_MAX = 15;
const POWERS_OF_TEN: Float64Array = Float64Array.from({ length: EXACT_DIGITS_MAX + 1 }, (_, exponent) => 10 ** exponent);
/** Characters of a name that a message quotes. */
const QUOTED_LENGTH_MAX = 40;
/** Category Cc of Unicode. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

export class JsonReader {
  readonly #bytes: Buffer;
  readonly #text: string;
  readonly #limits: JsonLimits;
  #at = 0;
  #depth = 0;
  #names = 0;
  /** Whether what `#plainEnd` has passed last is ASCII. */
  #isAscii = true;
  /** Where strings lose their escapes; made when the first one has any. */
  #room: Buffer | undefined;
  #refusal: { readonly code: CryptoCode; readonly message: string; readonly at: number } | undefined;

  constructor(bytes: Buffer, limits: JsonLimits) {
    this.#bytes = bytes;
    this.#text = bytes.toString("latin1");
    this.#limits = limits;
  }

  /** Reads the whole text as one value. */
  read(): Json | undefined {
    const value = this.#value();
    if (value === undefined) return undefined;
    this.#next();
    return this.#at === this.#bytes.length ? value : this.#malformed("the end of the text");
  }

  /** Why `read` returned undefined. */
  fault(): Fault<CryptoCode> {
    const refusal = this.#refusal;
    assert(refusal !== undefined, "a reader that failed has said why");
    const before = this.#bytes.toString("utf8", 0, refusal.at).split("\n");
    return { code: refusal.code, message: refusal.message, at: `${before.length}:${(before.at(-1) ?? "").length + 1}` };
  }

  /** Skips white space (RFC 8259, section 2); the next byte, or `END`. */
  #next(): number {
    const bytes = this.#bytes;
    while (this.#at < bytes.length) {
      const byte = bytes[this.#at] as number;
      if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return byte;
      this.#at += 1;
    }
    return END;
  }

  #value(): Json | undefined {
    switch (this.#next()) {
      case QUOTE:
        return this.#string();
      case OBJECT_START:
        return this.#object();
      case ARRAY_START:
        return this.#array();
      case 0x74:
        return this.#word("true", true);
      case 0x66:
        return this.#word("false", false);
      case 0x6e:
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  #word(word: string, value: Json): Json | undefined {
    if (!this.#text.startsWith(word, this.#at)) return this.#malformed("a value");
    this.#at += word.length;
    return value;
  }

  #array(): readonly Json[] | undefined {
    if (!this.#enter()) return undefined;
    const array: Json[] = [];
    if (this.#next() === ARRAY_END) return this.#leave(array);
    for (;;) {
      const value = this.#value();
      if (value === undefined) return undefined;
      array.push(value);
      const code = this.#next();
      if (code === ARRAY_END) return this.#leave(array);
      if (code !== COMMA) return this.#malformed("`,` or `]`");
      this.#at += 1;
    }
  }

  #object(): JsonObject | undefined {
    if (!this.#enter()) return undefined;
    const members = new Members();
    if (this.#next() === OBJECT_END) return this.#leave(members);
    for (;;) {
      const name = this.#name();
      if (name === undefined) return undefined;
      if (members[name] !== undefined) return this.#refuse("crypto/json-duplicate-name", `the name ${shown(name)} occurs twice`);
      if (this.#next() !== COLON) return this.#malformed("`:`");
      this.#at += 1;
      const value = this.#value();
      if (value === undefined) return undefined;
      members[name] = value;
      const code = this.#next();
      if (code === OBJECT_END) return this.#leave(members);
      if (code !== COMMA) return this.#malformed("`,` or `}`");
      this.#at += 1;
    }
  }

  #enter(): boolean {
    this.#depth += 1;
    if (this.#depth > this.#limits.depthMax) {
      this.#refuse("crypto/json-too-deep", `values are nested deeper than ${this.#limits.depthMax}`);
      return false;
    }
    this.#at += 1;
    return true;
  }

  #leave<Container>(container: Container): Container {
    this.#depth -= 1;
    this.#at += 1;
    return container;
  }

  #name(): string | undefined {
    if (this.#next() !== QUOTE) return this.#malformed("a name in double quotes");
    this.#names += 1;
    if (this.#names > this.#limits.namesMax) {
      return this.#refuse("crypto/json-too-many-names", `the text has more than ${this.#limits.namesMax} names`);
    }
    const start = this.#at + 1;
    const end = this.#plainEnd(start);
    const isShort = this.#bytes[end] === QUOTE && this.#isAscii && end - start <= KNOWN_LENGTH_MAX;
    const known = isShort ? knownName(this.#bytes, start, end) : undefined;
    if (known !== undefined) {
      this.#at = end + 1;
      return known;
    }
    const name = this.#string();
    if (name !== undefined && CONTROL.test(name)) {
      return this.#refuse("crypto/json-control-in-name", `the name ${shown(name)} contains a control character`, start - 1);
    }
    if (name !== undefined && isShort) learnName(name, this.#bytes, start, end);
    return name;
  }

  #string(): string | undefined {
    const start = this.#at + 1;
    const end = this.#plainEnd(start);
    const byte = this.#bytes[end];
    if (byte === BACKSLASH) return this.#escapedString(start);
    if (byte !== QUOTE) return this.#unclosed(end);
    this.#at = end + 1;
    if (!this.#isAscii) return this.#bytes.toString("utf8", start, end);
    return end - start < COPIED_LENGTH_MIN ? this.#text.slice(start, end) : this.#bytes.toString("latin1", start, end);
  }

  /** Where the plain bytes from `start` on end; says in `#isAscii` whether they are ASCII. */
  #plainEnd(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    let seen = 0;
    while (at < bytes.length) {
      const byte = bytes[at] as number;
      if (IS_PLAIN[byte] === 0) break;
      seen |= byte;
      at += 1;
    }
    this.#isAscii = seen < 0x80;
    return at;
  }

  /** Reads a string that has escapes. */
  #escapedString(start: number): string | undefined {
    const bytes = this.#bytes;
    this.#room ??= Buffer.allocUnsafe(bytes.length);
    const { end, length } = unescapeString(bytes, start, this.#room);
    if (bytes[end] === QUOTE) {
      this.#at = end + 1;
      return this.#room.toString("utf8", 0, length);
    }
    if (bytes[end] !== BACKSLASH) return this.#unclosed(end);
    if (isLoneSurrogate(bytes, end)) return this.#refuse("crypto/json-not-unicode", "a string has a lone surrogate", end);
    return this.#malformed("an escape of RFC 8259", end);
  }

  #unclosed(at: number): undefined {
    return this.#malformed(at < this.#bytes.length ? "an escape in place of a control character" : '`"`', at);
  }

  #number(): number | undefined {
    const bytes = this.#bytes;
    const start = this.#at;
    const isNegative = bytes[start] === MINUS;
    const whole = isNegative ? start + 1 : start;
    let mantissa = 0;
    let at = whole;
    for (; isDigit(bytes[at]); at += 1) mantissa = mantissa * 10 + ((bytes[at] as number) - ZERO);
    if (at === whole) return this.#malformed("a value", start);
    if (at > whole + 1 && bytes[whole] === ZERO) return this.#malformed("no digit after a leading `0`", whole + 1);
    const point = at;
    if (bytes[point] === POINT) {
      for (at += 1; isDigit(bytes[at]); at += 1) mantissa = mantissa * 10 + ((bytes[at] as number) - ZERO);
      if (at === point + 1) return this.#malformed("a digit", at);
    }
    if (at - whole > EXACT_DIGITS_MAX || bytes[at] === 0x65 || bytes[at] === 0x45) return this.#longNumber(start, at);
    this.#at = at;
    // Both are exact in a double, so their quotient is rounded once, as the decimal itself would be.
    const number = at === point ? mantissa : mantissa / (POWERS_OF_TEN[at - point - 1] as number);
    return isNegative && number !== 0 ? -number : number;
  }

  /** Goes on with a number that has an exponent or many digits, at the end of its mantissa. */
  #longNumber(start: number, mantissaEnd: number): number | undefined {
    const bytes = this.#bytes;
    let at = mantissaEnd;
    if (bytes[at] === 0x65 || bytes[at] === 0x45) {
      at += bytes[at + 1] === 0x2b || bytes[at + 1] === MINUS ? 2 : 1;
      if (!isDigit(bytes[at])) return this.#malformed("a digit", at);
      while (isDigit(bytes[at])) at += 1;
    }
    const literal = this.#text.slice(start, at);
    const number = doubleOf(literal);
    if (number === undefined) {
      return this.#refuse("crypto/json-inexact-number", `the number ${shown(literal)} would be changed by a double`, start);
    }
    this.#at = at;
    return number;
  }

  #malformed(expected: string, at: number = this.#at): undefined {
    return this.#refuse("crypto/json-malformed", `expected ${expected}`, at);
  }

  #refuse(code: CryptoCode, message: string, at: number = this.#at): undefined {
    this.#refusal ??= { code, message, at };
    return undefined;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}

/** Foreign text in backticks, on one line, cut short. */
function shown(text: string): string {
  const cut = text.length > QUOTED_LENGTH_MAX ? `${text.slice(0, QUOTED_LENGTH_MAX)}…` : text;
  return `\`${JSON.stringify(cut).slice(1, -1)}\``;
}
