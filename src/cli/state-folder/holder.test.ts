/** Folders that processes leave behind: what is swept away, and what is left alone. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { forgetHolder, holderOf, noteHolder, sweep } from "./holder.ts";
import { SOCKET_NAME } from "./state-folder.ts";

const parent = mkdtempSync(join(tmpdir(), "interlock-holders-"));
afterAll(() => rmSync(parent, { recursive: true }));

/** The number of a process that has ended. */
const gone = spawnSync(process.execPath, ["--version"]).pid;

function folder(name: string, holder?: number): string {
  const path = join(parent, name);
  mkdirSync(path);
  if (holder !== undefined) writeFileSync(join(path, "holder.json"), JSON.stringify({ pid: holder, since: 0 }));
  return path;
}

test("a note names its process until it is taken back", () => {
  const path = folder("noted");
  expect(holderOf(path)).toBeUndefined();
  noteHolder(path);
  expect(holderOf(path)?.pid).toBe(process.pid);
  forgetHolder(path);
  expect(holderOf(path)).toBeUndefined();
  writeFileSync(join(path, "holder.json"), "{}");
  expect(holderOf(path)).toBeUndefined();
});

test("only what this user's processes have left, and nobody uses, is swept away", async () => {
  const [left, empty] = [folder("mine-left", gone), folder("mine-empty")];
  utimesSync(empty, 0, 0);
  const kept = [folder("mine-new"), folder("mine-used", process.pid), folder("other-left", gone), folder("mine-heard", gone)];
  const full = folder("mine-full");
  writeFileSync(join(full, "x"), "");
  utimesSync(full, 0, 0);
  symlinkSync(folder("elsewhere", gone), join(parent, "mine-link"));
  const server = createServer().listen(join(parent, "mine-heard", SOCKET_NAME));
  await new Promise((resolve) => server.once("listening", resolve));
  await sweep(parent, "mine-");
  server.close();
  expect([left, empty].filter((path) => existsSync(path))).toEqual([]);
  expect([...kept, full, join(parent, "elsewhere")].filter((path) => !existsSync(path))).toEqual([]);
  await sweep(join(parent, "nowhere"), "mine-");
});
