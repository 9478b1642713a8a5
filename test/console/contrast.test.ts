import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const palette = readFileSync(join(import.meta.dirname, "../../src/console/design/palette.css"), "utf8");
const [light = "", dark = ""] = palette.split("@media (prefers-color-scheme: dark)");

/** Text that is read on these grounds: WCAG 2.2 AA asks for 4.5:1 (1.4.3). */
const READ: readonly (readonly [text: string, grounds: readonly string[]])[] = [
  ["text", ["ground", "surface", "raised", "tint", "allow-tint", "escalate-tint", "quarantine-tint", "deny-tint", "mark-tint"]],
  ["quiet", ["ground", "surface", "raised", "tint", "escalate-tint", "deny-tint"]],
  ["accent", ["ground", "surface", "raised", "tint"]],
  ["on-accent", ["accent"]],
  ["allow", ["allow-tint"]],
  ["escalate", ["escalate-tint"]],
  ["quarantine", ["quarantine-tint"]],
  ["deny", ["deny-tint", "surface", "raised"]],
  ["mark", ["mark-tint"]],
];

/** Edges and shapes that carry meaning: 3:1 (1.4.11). */
const SEEN: readonly (readonly [shape: string, grounds: readonly string[]])[] = [
  ["edge", ["ground", "surface", "raised"]],
  ["accent", ["ground", "surface"]],
  ["mark", ["surface", "escalate-tint"]],
  ["escalate", ["surface", "escalate-tint"]],
  ["allow", ["surface"]],
  ["quarantine", ["surface"]],
];

function colourOf(css: string, name: string): readonly number[] {
  const hex = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(css)?.[1];
  expect(hex, `--${name} is a colour of six digits`).toBeDefined();
  return (hex?.match(/../g) ?? []).map((part) => Number.parseInt(part, 16) / 255);
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(css: string, one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(colourOf(css, one)), luminance(colourOf(css, other))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ["light", light],
  ["dark", dark],
])("contrast of the %s scheme", (_, css) => {
  test.each([
    ["text", READ, 4.5],
    ["shapes", SEEN, 3],
  ] as const)("%s can be told from the ground", (_kind, pairs, least) => {
    const weak = pairs.flatMap(([front, grounds]) =>
      grounds
        .filter((ground) => contrast(css, front, ground) < least)
        .map((ground) => `${front} on ${ground}: ${contrast(css, front, ground).toFixed(2)}`),
    );
    expect(weak).toEqual([]);
  });
});

test("both schemes define the same colours", () => {
  const names = (css: string): string[] => [...css.matchAll(/--([a-z-]+):/g)].map(([, name]) => name ?? "").sort();
  expect(names(dark)).toEqual(names(light));
});

test("text has a colour that is made for text, placeholders and line ends too", () => {
  const folder = join(import.meta.dirname, "../../src/console");
  const css = globSync("**/*.css", { cwd: folder }).map((file) => readFileSync(join(folder, file), "utf8"));
  const used = css.flatMap((text) => [...text.matchAll(/^ +color: var\(--([a-z-]+)\);$/gm)].map(([, name = ""]) => name));
  const made = READ.map(([name]) => name);
  expect(used.filter((name) => !made.includes(name))).toEqual([]);
  expect(css.join("\n")).toContain("::placeholder {\n  color: var(--quiet);");
});
