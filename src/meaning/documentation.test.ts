/** The page on meaning names every interpreter, field and method of the vocabulary. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PARTS, VOCABULARY } from "../vocabulary/index.ts";

const page = readFileSync(new URL("../../docs/meaning.md", import.meta.url), "utf8");

/** The text under the heading that names the interpreter. */
function sectionOf(interpreter: string): string {
  const sections = page.split(/^### /m).filter((section) => (section.split("\n")[0] ?? "").split(", ").includes(interpreter));
  return sections.join("\n");
}

describe("docs/meaning.md", () => {
  test.each(Object.entries(VOCABULARY))("names everything of %s", (interpreter, { fields, methods }) => {
    const section = sectionOf(interpreter);
    const names = [...Object.keys(fields), ...Object.keys(methods)].filter((name) => name !== "opaque");
    expect(names.filter((name) => !section.includes(`\`${name}\``) && !section.includes(`\`${name}("`))).toEqual([]);
    expect(section.toLowerCase()).toContain("opaque");
  });

  test.each(Object.entries(PARTS))("names everything of %s", (kind, fields) => {
    const section = sectionOf(kind === "commands" ? "shell" : "sql");
    expect(Object.keys(fields).filter((name) => !section.includes(`\`${name}\``))).toEqual([]);
  });
});
