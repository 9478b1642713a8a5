/** The difference of two texts, as people read it: small ones line by line, whatever it is within limits. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DIFF_LINE_MAX, DIFF_LINES_MAX } from "../limits.ts";
import { lineDiff } from "./line-diff.ts";

const SIGNS = { kept: " ", removed: "-", added: "+", place: "@" } as const;
const shown = (before: string, after: string): string[] => lineDiff(before, after).lines.map(({ is, text }) => `${SIGNS[is]}${text}`);

describe("a difference", () => {
  test("of equal texts is empty", () => {
    expect(lineDiff("a\nb\n", "a\nb\n")).toEqual({ lines: [], left: 0 });
  });

  test("shows three lines around, and says where it goes on", () => {
    const before = Array.from({ length: 20 }, (_, index) => `${index + 1}\n`).join("");
    expect(shown(before, before.replace("5\n", "five\n").replace("20\n", ""))).toEqual([
      "@line 2, then 2",
      " 2",
      " 3",
      " 4",
      "-5",
      "+five",
      " 6",
      " 7",
      " 8",
      "@line 17, then 17",
      " 17",
      " 18",
      " 19",
      "-20",
    ]);
  });

  test("says when the end of the last line changes", () => {
    expect(shown("a\n", "a")).toEqual(["@line 1, then 1", " a", "+\\ no line feed at the end"]);
  });

  test("is cut in lines and in their length, and says so", () => {
    const { lines, left } = lineDiff("", `${"x".repeat(DIFF_LINE_MAX + 5)}\n${"y\n".repeat(DIFF_LINES_MAX)}`);
    expect([lines.length, left, lines[1]?.cut]).toEqual([DIFF_LINES_MAX, 2, 5]);
  });

  test("counts blank lines, so that they push nothing out of what is shown", () => {
    const after = `ls\n${"\n \n".repeat(2_500)}rm -rf /\n\n\n\n`;
    expect(shown("", after)).toEqual(["@line 1, then 1", "+ls", "@5000 blank lines added", "+rm -rf /", "+", "+", "+"]);
  });

  test("of large texts that have little in common is all of both", () => {
    const [before, after] = ["a", "b"].map((letter) => Array.from({ length: 2_500 }, (_, index) => `${letter}${index}\n`).join(""));
    expect(lineDiff(before ?? "", after ?? "").left).toBe(5_001 - DIFF_LINES_MAX);
  });
});

test("removing and adding what it says makes the one text of the other", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 6 }).map((lines) => lines.map((line) => `${line}\n`).join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { lines } = lineDiff(before, after);
      const side = (left: "removed" | "added") => lines.filter(({ is }) => is === "kept" || is === left).map((line) => `${line.text}\n`);
      const isAll =
        lines.length === 0 ? before === after : before.includes(side("removed").join("")) && after.includes(side("added").join(""));
      expect(isAll).toBe(true);
    }),
    { numRuns: 500 },
  );
});
