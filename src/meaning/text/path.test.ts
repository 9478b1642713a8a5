import { describe, expect, test } from "vitest";
import type { Json } from "../../kernel/index.ts";
import { canonicalForm, interpret } from "../interpret.ts";
import { recordOf } from "../interpreter.contract.ts";

const CONTEXT = { roots: { data: "/srv/data", sub: "/srv/data/sub/" }, base: "/srv/data" };

function isIn(root: string, path: string): Json | undefined {
  return interpret({ from: "meaning", interpreter: "path", of: [], field: "in", parameters: [root] }, path, CONTEXT);
}

describe("path", () => {
  test("tells a root from its prefix twin", () => {
    expect(isIn("data", "/srv/data/a")).toBe(true);
    expect(isIn("data", "/srv/data")).toBe(true);
    expect(isIn("data", "/srv/data-evil/a")).toBe(false);
    expect(isIn("data", "/srv/dat")).toBe(false);
  });

  test("resolves dots before it judges", () => {
    expect(isIn("data", "/srv/data/../secret")).toBe(false);
    expect(isIn("data", "/srv/data/x/../y")).toBe(true);
    expect(isIn("data", "/../srv/data/y")).toBe(true);
    expect(canonicalForm("path", "a//./b/../c/", CONTEXT)).toBe("/srv/data/a/c");
  });

  test("knows nothing of a root that the charter does not bind", () => {
    expect(isIn("other", "/srv/data")).toBeUndefined();
    expect(isIn("toString", "/srv/data")).toBeUndefined();
  });

  test("says which root a path is in, and judges what is below it", () => {
    const deep = { root: "sub", inside: true, relative: "a/b.TS", segments: ["a", "b.TS"], name: "b.TS", extension: "ts", hidden: false };
    const asked = (path: string): Json => {
      const fields = ["root", "inside", "relative", "segments", "name", "extension", "hidden"];
      const reading = { from: "meaning", interpreter: "path", of: [], parameters: [] } as const;
      return Object.fromEntries(fields.map((field) => [field, interpret({ ...reading, field }, path, CONTEXT) ?? null]));
    };
    expect(asked("/srv/data/sub/a/b.TS")).toEqual(deep);
    expect(asked("/srv/data/.git/config")).toMatchObject({ root: "data", hidden: true });
    expect(asked("/etc/passwd")).toMatchObject({ root: "", inside: false, relative: "etc/passwd" });
  });

  test("needs a folder to start from for a relative path", () => {
    expect(canonicalForm("path", "a", { roots: CONTEXT.roots })).toBeUndefined();
    expect(canonicalForm("path", "/a", { roots: CONTEXT.roots })).toBe("/a");
  });

  test.each([
    ["a home folder", "~/x"],
    ["a home folder of another", "~root/x"],
    ["a variable", "/srv/data/$HOME"],
    ["a variable in braces", "/srv/data/$" + "{HOME}"],
    ["a substitution", "/srv/data/$(id)"],
    ["an escape", "/srv/data/%2e%2e/secret"],
    ["a backslash", "/srv/data\\..\\secret"],
    ["a drive", "C:/data"],
    ["a URI", "file:///srv/data/a"],
    ["a network path", "//host/share"],
    ["a pattern", "/srv/data/*"],
    ["NUL", "/srv/data/a\u0000.txt"],
    ["a new line", "/srv/data/a\nb"],
    ["a direction mark", "/srv/data/\u202etxt.a"],
    ["a zero-width space", "/srv/data/.\u200bgit"],
    ["a filler", "/srv/data/a\u3164"],
    ["a joiner of graphemes", "/srv/data/.\u034fgit"],
    ["a blank sign of braille", "/srv/data/\u2800"],
    ["a no-break space", "/srv/data/\u00a0a"],
    ["a space at the end", "/srv/data/a "],
    ["look-alike dots", "/srv/data/．．/secret"],
    ["a look-alike slash", "/srv/data／..／secret"],
    ["a one-sign pair of dots", "/srv/data/‥/secret"],
    ["letters composed otherwise", "/srv/data/e\u0301"],
    ["a lone surrogate", "/srv/data/\ud800"],
    ["a name of 256 bytes", `/srv/data/${"a".repeat(256)}`],
    ["a path of 4,097 bytes", `/${"a/".repeat(2048)}`],
    ["nothing", ""],
  ])("refuses %s", (_name, path) => {
    expect(recordOf("path", path)).toEqual({ opaque: true });
  });
});
