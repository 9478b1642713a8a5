/** SECURITY.md says of captures what the tests try, and nothing else. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withCaptures } from "../../scripts/captures-doc.ts";
import { CAPTURES } from "./captured/captures.ts";

test("the table of captures is the one that the tests run", () => {
  const document = readFileSync(join(import.meta.dirname, "../../SECURITY.md"), "utf8");
  expect(withCaptures(document), "run `npm run docs`").toBe(document);
  expect(document).toContain(`| ${CAPTURES[0]?.who} |`);
});

test.each(CAPTURES)("what the $who does with its place ends as its test says", ({ also }) => {
  for (const [file, does] of Object.entries(also)) {
    const text = readFileSync(join(import.meta.dirname, file), "utf8");
    for (const end of Object.values(does).filter((each) => /^[a-z]+\/[a-z-]+$/.test(each))) expect(text, file).toContain(end);
  }
});
