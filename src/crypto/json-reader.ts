/**
 * The recursive-descent reader behind `parseJson`. Its input is valid UTF-8; recursion is bounded by the depth limit. A
 * method that fails records one refusal and returns undefined, which no JSON value is.
 *
 * It walks a one-character-per-byte view of the text, so that positions are byte offsets, and takes strings from the bytes.
 */
import { assert, type Fault } from "../fault/index.ts";
import type { CryptoCode } from "./faults.ts";
import type { Json, JsonObject } from "./json.ts";
import { doubleOf } from "./json-number.ts";
import type { JsonLimits } from "./limits.ts";

/** An object without inherited names. A constructor, because objects from `Object.create(null)` are slow in V8. */
const Members = function Members() {
  // The reader adds the members.
} as unknown as new () => { [name: string]: Json };
Members.prototype = Object.create(null);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const ARRAY_START = 0x5b;
const ARRAY_END = 0x5d;
const OBJECT_START = 0x7b;
const OBJECT_END = 0x7d;

/** From this length on, V8's substring would keep the whole text alive, so the bytes are copied instead. */
const COPIED_LENGTH_MIN = 13;
/** Integers of so many digits are exact in a double. */
const EXACT_DIGITS_MAX = 15;
/** Characters of a name that a message quotes. */
const QUOTED_LENGTH_MAX = 40;
/** Category Cc of Unicode. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const ESCAPES: { readonly [letter: string]: string } = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

export class JsonReader {
  readonly #bytes: Buffer;
  readonly #text: string;
  readonly #limits: JsonLimits;
  #at = 0;
  #depth = 0;
  #names = 0;
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
    return this.#at === this.#text.length ? value : this.#malformed("the end of the text");
  }

  /** Why `read` returned undefined. */
  fault(): Fault<CryptoCode> {
    const refusal = this.#refusal;
    assert(refusal !== undefined, "a reader that failed has said why");
    const before = this.#bytes.toString("utf8", 0, refusal.at).split("\n");
    return { code: refusal.code, message: refusal.message, at: `${before.length}:${(before.at(-1) ?? "").length + 1}` };
  }

  /** Skips white space (RFC 8259, section 2); the next byte, or NaN at the end. */
  #next(): number {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      this.#at += 1;
      code = this.#text.charCodeAt(this.#at);
    }
    return code;
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
    const start = this.#at;
    this.#names += 1;
    if (this.#names > this.#limits.namesMax) {
      return this.#refuse("crypto/json-too-many-names", `the text has more than ${this.#limits.namesMax} names`);
    }
    const name = this.#string();
    if (name !== undefined && CONTROL.test(name)) {
      return this.#refuse("crypto/json-control-in-name", `the name ${shown(name)} contains a control character`, start);
    }
    return name;
  }

  #string(): string | undefined {
    const text = this.#text;
    const start = this.#at + 1;
    let at = start;
    let seen = 0;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) return this.#escapedString(start, at);
      if (!(code >= 0x20)) return this.#unclosed(at);
      seen |= code;
      at += 1;
    }
    this.#at = at + 1;
    return this.#slice(start, at, seen < 0x80);
  }

  /** Goes on with a string at its first escape. Every piece is copied once. */
  #escapedString(start: number, firstEscape: number): string | undefined {
    const text = this.#text;
    let string = "";
    let from = start;
    let at = firstEscape;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) {
        string += this.#slice(from, at, false);
        const escape = ESCAPES[text.charAt(at + 1)] ?? this.#unicodeEscape(at);
        if (escape === undefined) return undefined;
        string += escape;
        at += text.charAt(at + 1) === "u" ? 6 : 2;
        from = at;
      } else if (code === QUOTE) {
        break;
      } else if (code >= 0x20) {
        at += 1;
      } else {
        return this.#unclosed(at);
      }
    }
    string += this.#slice(from, at, false);
    if (!string.isWellFormed()) return this.#refuse("crypto/json-not-unicode", "a string has a lone surrogate", start - 1);
    this.#at = at + 1;
    return string;
  }

  #unicodeEscape(at: number): string | undefined {
    const digits = this.#text.slice(at + 2, at + 6);
    if (this.#text.charAt(at + 1) !== "u" || !/^[0-9A-Fa-f]{4}$/.test(digits)) return this.#malformed("an escape of RFC 8259", at);
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #slice(start: number, end: number, ascii: boolean): string {
    if (!ascii) return this.#bytes.toString("utf8", start, end);
    return end - start < COPIED_LENGTH_MIN ? this.#text.slice(start, end) : this.#bytes.toString("latin1", start, end);
  }

  #unclosed(at: number): undefined {
    return this.#malformed(at < this.#text.length ? "an escape in place of a control character" : '`"`', at);
  }

  #number(): number | undefined {
    const text = this.#text;
    const start = this.#at;
    const isNegative = text.charCodeAt(start) === 0x2d;
    const whole = isNegative ? start + 1 : start;
    let at = whole;
    let integer = 0;
    let code = text.charCodeAt(at);
    while (code >= 0x30 && code <= 0x39) {
      integer = integer * 10 + (code - 0x30);
      at += 1;
      code = text.charCodeAt(at);
    }
    if (at === whole) return this.#malformed("a value", start);
    if (at > whole + 1 && text.charCodeAt(whole) === 0x30) return this.#malformed("no digit after a leading `0`", whole + 1);
    const isInteger = code !== 0x2e && code !== 0x65 && code !== 0x45;
    if (!isInteger || at - whole > EXACT_DIGITS_MAX) return this.#longNumber(start, at);
    this.#at = at;
    return isNegative && integer !== 0 ? -integer : integer;
  }

  /** Goes on with a number that has a fraction, an exponent or many digits. `at` is behind its integer part. */
  #longNumber(start: number, integerEnd: number): number | undefined {
    let at = integerEnd;
    if (this.#text.charCodeAt(at) === 0x2e) {
      const fraction = at + 1;
      at = this.#digitsEnd(fraction);
      if (at === fraction) return this.#malformed("a digit", at);
    }
    if ((this.#text.charCodeAt(at) | 0x20) === 0x65) {
      const sign = this.#text.charCodeAt(at + 1);
      const exponent = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1;
      at = this.#digitsEnd(exponent);
      if (at === exponent) return this.#malformed("a digit", at);
    }
    const literal = this.#text.slice(start, at);
    const number = doubleOf(literal);
    if (number === undefined) {
      return this.#refuse("crypto/json-inexact-number", `the number ${shown(literal)} would be changed by a double`, start);
    }
    this.#at = at;
    return number;
  }

  #digitsEnd(from: number): number {
    let at = from;
    for (let code = this.#text.charCodeAt(at); code >= 0x30 && code <= 0x39; code = this.#text.charCodeAt(at)) at += 1;
    return at;
  }

  #malformed(expected: string, at: number = this.#at): undefined {
    return this.#refuse("crypto/json-malformed", `expected ${expected}`, at);
  }

  #refuse(code: CryptoCode, message: string, at: number = this.#at): undefined {
    this.#refusal ??= { code, message, at };
    return undefined;
  }
}

/** Foreign text in backticks, on one line, cut short. */
function shown(text: string): string {
  const cut = text.length > QUOTED_LENGTH_MAX ? `${text.slice(0, QUOTED_LENGTH_MAX)}…` : text;
  return `\`${JSON.stringify(cut).slice(1, -1)}\``;
}
