/** A machine's name follows from the charters' contents, wherever a command is started and however their files are named. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockOf } from "../../../test/execution/compile-texts.ts";
import { lockText } from "../pins/lock-file.ts";
import { stateFolderBeside } from "../state-folder/state-folder.ts";
import { compileFiles } from "./charter-file.ts";
import { ownPaths } from "./own-paths.ts";

const started = process.cwd();
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-charter-"));
  mkdirSync(join(folder, "team"));
  writeFileSync(join(folder, "house.yaml"), "charter: house\nallow: [files/*]\nescalate: [files/write]\n");
  writeFileSync(join(folder, "team", "charter.yaml"), 'charter: team\nallow:\n  - files/read: args.path != ""\n  - files/write\n');
  writeFileSync(join(folder, "team", "interlock.lock"), lockText(lockOf({ "files/read": ["path"], "files/write": ["path"] })));
});
afterEach(() => {
  process.chdir(started);
  rmSync(folder, { recursive: true });
});

test.each(["", "team", "elsewhere"])("the digest is the same for a command started in `%s`", (place) => {
  const files = [join(folder, "house.yaml"), join(folder, "team", "charter.yaml")];
  const named = compileFiles(files);
  mkdirSync(join(folder, place), { recursive: true });
  process.chdir(join(folder, place));
  const found = compileFiles(files.map((file) => relative(process.cwd(), file)));
  if (!named.ok || !found.ok) throw new Error("the charters compile");
  expect(found.value.digest).toBe(named.value.digest);
  expect(found.value.sources.map(({ file }) => file)).toEqual(["../house.yaml", "charter.yaml"]);
  expect(ownPaths(stateFolderBeside(files[1] ?? ""), found.value)).toEqual(expect.arrayContaining(files));
});

test("what is wrong is said at the path that leads there from here", () => {
  writeFileSync(join(folder, "team", "charter.yaml"), "charter: team\nallow: [files/reed]\n");
  process.chdir(folder);
  const broken = compileFiles(["team/charter.yaml"]);
  expect(broken).toMatchObject({ ok: false, fault: { code: "cli/charter-broken", cause: { at: "team/charter.yaml:2:9" } } });
});
