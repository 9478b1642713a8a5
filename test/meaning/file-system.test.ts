/**
 * What the path interpreter understood is what the file system opens: if the text as written leads to a file, it is the file to which
 * the path that is sent leads, and it lies in the root that was judged of that path.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interpret } from "../../src/meaning/index.ts";
import { createDice } from "../generators/dice.ts";
import { sentValue } from "./sent-value.ts";

const PATHS = 60_000;
const FILES = [
  "work/a.txt",
  "work/b/c.txt",
  "work/b/.hidden/d",
  "work/é",
  "work/b c",
  "work-evil/a.txt",
  "a.txt",
  "work/sub/b/c.txt",
  "work/[id].ts",
];
const PIECES = [
  ..."work work-evil wor a.txt b c.txt .hidden d é e\u0301 b\\ c sub / / / // . .. ../ ./ ~ %2e \\ * ? [id].ts $HOME .. /.. -".split(" "),
  "b c",
  " ",
  "．．",
  "\u0000",
  "\u200b",
  "a.txt/",
  "../work/",
  "../work-evil/",
];

let folder = "";
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "interlock-paths-")));
  for (const file of FILES) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), file);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where the operating system is led, by its own rules; undefined where it is led nowhere. */
function opened(path: string): string | undefined {
  try {
    const { ino } = statSync(path);
    return `${ino} ${realpathSync.native(path)}`;
  } catch {
    return undefined;
  }
}

describe("path against the file system", () => {
  test("opens what was judged, in the root that was said", () => {
    const dice = createDice(20_261);
    const base = join(folder, "work");
    const context = { roots: { work: base, sub: join(base, "sub") }, base };
    let compared = 0;
    for (let at = 0; at < PATHS; at += 1) {
      const absolute = dice.oneIn(3) ? `${folder}/` : "";
      const text = absolute + dice.times(1 + dice.below(6), () => dice.pick(PIECES) + (dice.oneIn(2) ? "/" : "")).join("");
      const sent = sentValue("path", text, context);
      const found = typeof sent === "string" ? opened(text.startsWith("/") ? text : `${base}/${text}`) : undefined;
      if (found === undefined) continue;
      compared += 1;
      expect(opened(String(sent)), JSON.stringify(text)).toBe(found);
      for (const [name, root] of Object.entries(context.roots)) {
        const isIn = interpret({ from: "meaning", interpreter: "path", of: [], field: "in", parameters: [name] }, sent ?? null, context);
        expect(isIn, JSON.stringify(text)).toBe(`${found.slice(found.indexOf(" ") + 1)}/`.startsWith(`${root}/`));
      }
    }
    expect(compared).toBeGreaterThan(1_000);
  });
});
