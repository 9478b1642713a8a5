/** Where arguments lead on a real disk: to Interlock's own files by links of every kind, or not. */
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ownFileReached } from "./own-files.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "interlock-own-")));
const work = join(folder, "work");
mkdirSync(join(folder, "state/keys"), { recursive: true });
mkdirSync(join(work, "notes"), { recursive: true });
writeFileSync(join(folder, "charter.yaml"), "charter: x");
writeFileSync(join(folder, "state/keys/author.key"), "");
writeFileSync(join(work, "notes/a.txt"), "");
symlinkSync("../state", join(work, "folder-link"));
symlinkSync("../../state/keys/author.key", join(work, "notes/key-link"));
symlinkSync("../state/not-there-yet", join(work, "dangling"));
symlinkSync("folder-link/keys", join(work, "link-to-link"));
symlinkSync("loop", join(work, "loop"));
linkSync(join(folder, "charter.yaml"), join(work, "hard-link"));
afterAll(() => rmSync(folder, { recursive: true }));

const reached = (args: Parameters<typeof ownFileReached>[0]): string | undefined =>
  ownFileReached(args, work, [join(folder, "state"), join(folder, "charter.yaml")]);

test("a path leads where its links lead, also where there is no file yet", () => {
  for (const path of [
    "folder-link",
    "folder-link/keys/author.key",
    "folder-link/keys/new.key",
    "notes/key-link",
    "notes/../link-to-link/x/y",
    "dangling",
    "dangling/below",
    "hard-link",
    "../state",
    "../charter.yaml",
    join(folder, "state/ledger"),
  ]) {
    expect([path, reached({ path })]).toEqual([path, path]);
  }
});

test("a rename is two paths, and each is looked at; so is each word of a command, and each file's address", () => {
  expect(reached({ source: "notes/a.txt", destination: "folder-link/a.txt" })).toBe("folder-link/a.txt");
  expect(reached({ paths: ["notes/a.txt", { deep: "dangling" }] })).toBe("dangling");
  expect(reached({ command: "cp notes/a.txt 'folder-link/a.txt'" })).toBe("folder-link/a.txt");
  expect(reached({ uri: `file://${work}/folder-link/keys` })).toBe(`${work}/folder-link/keys`);
});

test("a word behind many others is looked at, and one behind too many counts as if it led there", () => {
  const many = (count: number): string => Array.from({ length: count }, (_, at) => `w${at}`).join(" ");
  expect(reached({ command: `echo ${many(2_000)}; cat dangling` })).toBe("dangling");
  expect(reached(Array.from({ length: 10 }, (_, at) => many(1_900).replaceAll("w", `w${at}-`)))).toMatch(/^w[0-9]+-[0-9]+$/);
});

test("everything else does not, and neither loops nor NUL nor length are trouble", () => {
  for (const path of ["notes/a.txt", "notes/new/deep/file", "loop", "loop/x", "a\0b", "..", "/", `x/${"y".repeat(300)}`, "x".repeat(9_000)])
    expect([path, reached({ path })]).toEqual([path, undefined]);
  expect(reached({ n: 7, none: null, list: [true] })).toBeUndefined();
});
