import { describe, expect, test } from "vitest";
import { jsonText, visible } from "./output.ts";

const HIDDEN: readonly (readonly [name: string, text: string])[] = [
  ["an escape", "\u001b[2K"],
  ["an escape of one character", "\u009b2K"],
  ["a direction", "\u202e"],
  ["a new line", "\n"],
  ["a space that is none", "\u00a0"],
  ["a wide space", "\u3000"],
  ["a Hangul filler", "\u3164"],
  ["a joiner of graphemes", "\u034f"],
  ["a blank sign of braille", "\u2800"],
  ["a selector", "\ufe0f"],
  ["a hidden tag", "\u{e0041}"],
  ["half of a character", "\ud800"],
];

describe("foreign text on a terminal", () => {
  test.each(HIDDEN)("shows %s", (_name, text) => {
    expect(visible(`a${text}b`)).toMatch(/^a\\u\{[0-9a-f]+\}[!-~]*b$/);
  });

  test.each(HIDDEN)("shows %s in JSON, which says the same", (_name, text) => {
    const written = jsonText({ [text]: [`a${text}b`] });
    expect(written).toMatch(/^[ -~]+$/);
    expect(JSON.parse(written)).toEqual({ [text]: [`a${text}b`] });
  });

  test("tells alphabets apart in one word", () => {
    expect(visible("pay аnn@bank.com")).toBe("pay \\u{430}nn@bank.com");
    expect(visible("gооd.com, добро")).toBe("g\\u{43e}\\u{43e}d.com, добро");
  });

  test("leaves letters as they are", () => {
    expect(visible("Grüße, 世界 ✓ Webサイト")).toBe("Grüße, 世界 ✓ Webサイト");
    expect(jsonText("Grüße")).toBe('"Grüße"');
  });
});
