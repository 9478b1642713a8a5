import { describe, expect, test } from "vitest";
import { isAlarming, type Piece, piecesOf } from "./pieces.ts";

/** What a person sees, in words: marks in brackets. */
function shown(text: string): string {
  return piecesOf(text)
    .map((piece) => {
      if (piece.kind === "plain") return piece.text;
      if (piece.kind === "line") return "⏎";
      if (piece.kind === "repeated") return `[${piece.count} ${piece.name}]`;
      return piece.kind === "unseen" ? `[${piece.name}]` : `{${piece.text}${piece.mixed ? "!" : ""}}`;
    })
    .join("");
}

describe("piecesOf", () => {
  test("leaves ordinary text alone", () => {
    expect(piecesOf("rm -rf ./build && echo 'done'")).toEqual([{ kind: "plain", text: "rm -rf ./build && echo 'done'" }]);
    expect(piecesOf("")).toEqual([]);
  });

  test("names what would turn the text around", () => {
    expect(shown("pay\u202e001\u202c")).toBe("pay[U+202E right-to-left override]001[U+202C end of direction]");
    expect(shown("\u2066x\u2069")).toBe("[U+2066 left-to-right isolate]x[U+2069 end of isolate]");
  });

  test("names what has no shape", () => {
    expect(shown("a\u200bb\u00adc\ufeffd\u3164e\u2800f")).toBe(
      "a[U+200B zero-width space]b[U+00AD soft hyphen]c[U+FEFF byte-order mark]d[U+3164 Hangul filler]e[U+2800 blank braille]f",
    );
    expect(shown("a\u00a0b\tc\u0000d\u0085e\ud800f")).toContain("[U+00A0 no-break space]b[U+0009 tab]c[U+0000 NUL]d[U+0085]e[U+D800 half");
    expect(shown("x\u{e0041}\u{e0042}")).toBe("x[U+E0041 hidden tag][U+E0042 hidden tag]");
  });

  test("marks letters that look like others, most of all within one word", () => {
    expect(shown("pаypal.com")).toBe("p{а!}ypal.com");
    expect(shown("αlpha")).toBe("{α!}lpha");
    expect(shown("ｐay 𝐩ay")).toBe("{ｐ!}ay {𝐩!}ay");
    expect(shown("привет")).toBe("{п}{р}{и}{в}{е}{т}");
    expect(shown("Zürich café")).toBe("Z{ü}rich caf{é}");
    expect(shown("東京タワー").includes("!")).toBe(false);
  });

  test("counts empty lines and repeated signs, and shows what comes after", () => {
    expect(shown(`ls${"\n".repeat(5001)}rm -rf /`)).toBe("ls⏎[5000 empty lines]rm -rf /");
    expect(shown("a\n\nb")).toBe("a⏎⏎b");
    expect(shown(`ls${" ".repeat(4000)}; rm`)).toBe("ls[4000 spaces]; rm");
    expect(shown(`A${"=".repeat(100)}B`)).toBe("A[100 “=”]B");
    expect(shown("\u200b".repeat(50))).toBe("[50 U+200B zero-width space]");
  });

  test("shows terminal controls as one thing each", () => {
    expect(shown("\u001b[31mred\u001b[0m\u001b[2J")).toBe(
      "[terminal control \\x1b[31m]red[terminal control \\x1b[0m][terminal control \\x1b[2J]",
    );
    expect(shown("\u001b]8;;http://x\u0007")).toBe("[terminal control \\x1b]8;;http://x\\x07]");
  });

  test("the pieces are the text, and nothing beyond printable ASCII is plain, for every text", () => {
    const points = [10, 32, 97, 122, 27, 91, 109, 61, 0x202e, 0x200b, 0x430, 0x3b1, 0x301, 0xd800, 0xdc00, 0x1f600, 0xe0041, 0xa0, 0x85];
    let seed = 7;
    const next = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % below;
    };
    for (let round = 0; round < 2000; round += 1) {
      const text = Array.from({ length: next(40) }, () =>
        String.fromCodePoint(points[next(points.length)] ?? 0).repeat(next(9) === 0 ? next(30) : 1),
      ).join("");
      const pieces = piecesOf(text);
      expect(pieces.map((piece) => piece.text).join("")).toBe(text);
      expect(pieces.filter(({ kind, text: part }: Piece) => kind === "plain" && !/^[ -~]+$/.test(part))).toEqual([]);
    }
  });

  test("is linear: a hundred thousand characters of the worst kind are cut in a moment", () => {
    for (const part of ["a", "а", "\u202e", "\u001b[", "a\n", "ab ", "= "]) {
      expect(piecesOf(part.repeat(100_000 / part.length)).length).toBeGreaterThan(0);
    }
  });

  test("alarms for what hides, not for what is merely foreign", () => {
    const alarming = (text: string): boolean => piecesOf(text).some(isAlarming);
    expect([alarming("Zürich"), alarming("привет"), alarming("pаypal"), alarming("a\u200b"), alarming("\n".repeat(9))]).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});
