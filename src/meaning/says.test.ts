import { describe, expect, test } from "vitest";
import { says } from "./says.ts";

describe("says", () => {
  test.each([
    [["pay"], "Please PAY the bill.", true],
    [["pay", "transfer"], "transfer it", true],
    [["wire money"], "Wire  money, please", true],
    [["don't"], "don’t do it", true],
    [["überweisen"], "ÜBERWEISEN", true],
    [["café"], "cafe\u0301", true],
    [["pay"], "payment", false],
    [["pay"], "repay", false],
    [["pay"], "p a y", false],
    [["pay"], "pаy", false],
    [["pay"], "p\u200bay", false],
    [["wire money"], "wire the money", false],
    [[], "pay", false],
    [[""], "pay", false],
    [["!"], "!", false],
    [["pay"], "", false],
  ])("%j in %j: %s", (words, text, said) => {
    expect(says(words, text)).toBe(said);
  });

  test("nobody says anything where there is no text", () => {
    expect(says(["pay"], undefined)).toBe(false);
  });
});
