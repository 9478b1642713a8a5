/** The console's hostile calls on a terminal: the dangerous part is in sight, and nothing that an agent writes looks like our word. */
import { describe, expect, test } from "vitest";
import type { Json } from "../../crypto/index.ts";
import type { Showing } from "../terminal/exact-text.ts";
import { showArguments } from "./show-arguments.ts";
import type { WaitingCall } from "./waiting-call.ts";

const CALL = { ticket: "t7", proposal: 7, rewritten: [], secrets: [] };

function shown(args: Json, showing: Showing = "folded", given: Partial<WaitingCall> = {}): readonly string[] {
  const lines: string[] = [];
  const [line, nothing] = [(text = ""): void => void lines.push(text), (): void => undefined];
  showArguments({ json: false, line, value: nothing, note: nothing, fault: nothing }, { ...CALL, args, ...given }, showing);
  return lines;
}
const words = (text: string): string => shown(text)[0]?.trim() ?? "";

describe("a hostile text", () => {
  test("of 5,000 empty lines, an override, markup and terminal controls is one line with its dangerous end", () => {
    const args = {
      command: `ls${"\n".repeat(5_000)}rm -rf / # \u202egnp.exe`,
      html: "<img src=x onerror=alert(1)></script>",
      terminal: "\u001b[2J\u001b[31mall fine\u001b[0m",
    };
    for (const showing of ["folded", "whole"] as const) {
      expect(shown(args, showing)).toEqual([
        "    {",
        '      "command": "ls\\n" (4,999 empty lines) "rm -rf / # \\u{202e}gnp.exe",',
        '      "html": "<img src=x onerror=alert(1)></script>",',
        '      "terminal": "\\u001b[2J\\u001b[31mall fine\\u001b[0m"',
        "    }",
      ]);
    }
  });

  test("that writes our words writes them within its quotes", () => {
    expect(words('x" (4,999 empty lines) "')).toBe('"x\\" (4,999 empty lines) \\""');
    expect(words("")).toBe('""');
    expect(words(" ".repeat(900))).toBe("(900 spaces)");
  });

  test("in another alphabet says so, and letters between those that they look like are code points", () => {
    expect(words("p\u0430ypal")).toBe('"p\\u{430}ypal"');
    expect(words("\u0440\u0430\u0443\u0440\u0430\u04cf")).toBe('"\u0440\u0430\u0443\u0440\u0430\u04cf" (Cyrillic letters)');
    expect(words("\u05e9\u05dc\u05d5\u05dd 1")).toBe(
      '"\u05e9\u05dc\u05d5\u05dd 1" (Hebrew letters, which a terminal may draw from right to left)',
    );
    expect(words("\uff50ay \u{1d429}ay")).toBe('"\\u{ff50}ay \\u{1d429}ay"');
    expect(words("Zürich café")).toBe('"Zürich café"');
    expect(words("\u0336cafe\u0301")).toBe('"\\u{336}cafe\\u{301}"');
    expect(words("PDF\u30d5\u30a1\u30a4\u30eb")).toBe('"PDF\u30d5\u30a1\u30a4\u30eb" (Katakana letters)');
  });

  test("no two of those that look alike are shown alike", () => {
    const texts = ["pay ann", "pay\u200b ann", "p\u0430y ann", "pay\u00a0ann", "pay\u202e ann", "pay  ann", "pay ann\u00ad", "pay ann "];
    const more = ["pay\nann", "pay ann\u001b[8m", "pay\tann", "pay\\nann", `pay${" ".repeat(13)}ann`, "pay (13 spaces) ann"];
    expect(new Set([...texts, ...more].map(words)).size).toBe(texts.length + more.length);
  });
});

describe("a huge call", () => {
  const args = {
    list: Array.from({ length: 5_000 }, (_, index) => `item ${index}`),
    note: `${"word ".repeat(20_000)}; rm -rf /`,
    path: "x ".repeat(5_000),
  };

  test("is folded with counts, both ends of a long text and all that a clause looks at in sight", () => {
    const lines = shown(args, "folded", { lookedAt: ["/list/4321", "/path"] });
    expect(lines.length).toBeLessThan(40);
    expect(lines).toContain('  >     "item 4321",');
    expect(lines).toContain("        (4,975 more items folded: see them with --all)");
    const [note = "", path = ""] = lines.filter((line) => /"(note|path)":/.test(line));
    expect(note).toMatch(/"note": "word .*" \([0-9,]+ characters folded: see them with --all\) ".*; rm -rf \/",$/);
    expect(path).toBe(`  >   "path": "${args.path}"`);
    expect(lines.at(-1)).toBe("  > marks what a clause looks at");
  });

  test("is there to its last character for whoever signs for it", () => {
    const lines = shown(args, "whole");
    expect(lines).toContain(`      "note": "${args.note}",`);
    expect(lines.filter((line) => line.includes('"item ')).length).toBe(5_000);
    expect(lines.join("\n")).not.toContain("folded");
  });

  test("says in a fold what is marked there, and folds what was proposed too", () => {
    const hidden = `${"word ".repeat(1_000)}\u202e${"word ".repeat(1_000)}`;
    expect(words(hidden)).toMatch(/ \([0-9,]+ characters folded, 1 of them marked: see them with --all\) /);
    const rewritten = [{ at: "/query", proposed: hidden }];
    const lines = shown({ query: "SELECT 1" }, "folded", { rewritten, lookedAt: [] });
    expect(lines[2]).toMatch(/^ {8}as proposed: "word .* characters folded, 1 of them marked/);
    expect(shown({ query: "SELECT 1" }, "whole", { rewritten })[2]).toContain("\\u{202e}");
  });
});
