import { describe, expect, test } from "vitest";
import { foldPieces } from "./folding.ts";
import { piecesOf } from "./pieces.ts";

describe("foldPieces", () => {
  test("folds nothing that fits", () => {
    expect(foldPieces(piecesOf("short")).fold).toBeUndefined();
    expect(foldPieces(piecesOf(`ls${"\n".repeat(5000)}rm -rf /`)).fold).toBeUndefined();
  });

  test("keeps both ends of a long text, and counts the rest exactly", () => {
    const text = `begin ${"word ".repeat(10_000)}; rm -rf /`;
    const { head, fold, tail } = foldPieces(piecesOf(text));
    const [first, last] = [head, tail].map((pieces) => pieces.map((piece) => piece.text).join(""));
    expect(first).toMatch(/^begin word/);
    expect(last).toMatch(/; rm -rf \/$/);
    expect((first ?? "").length + (fold?.characters ?? 0) + (last ?? "").length).toBe(text.length);
  });

  test("says how much of what it hides is alarming", () => {
    const text = `${"word ".repeat(1000)}\u202epаypal${"word ".repeat(1000)}`;
    expect(foldPieces(piecesOf(text)).fold?.alarming).toBe(2);
  });
});
