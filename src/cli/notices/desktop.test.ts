/** The desktop: the program gets each text as one word, as a shell would never see it. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openDesktop } from "./desktop.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-desktop-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that writes its words down, one a line, and ends as told once it shows something. */
function program(name: string, exit: number): string {
  const file = join(folder, name);
  const text = `#!/bin/sh\n[ "$1" = --version ] && exit 0\nprintf '%s\\n' "$@" > ${join(folder, `${name}.words`)}\nexit ${exit}\n`;
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

test("shows title and lines, as text and nothing else", async () => {
  const opened = await openDesktop(program("shows", 0));
  const sent = opened.ok && (await opened.value.send({ title: "Interlock", lines: ["--icon=x $(id) <a href='x'>", "\\033[2J"] }));
  expect(sent).toEqual({ ok: true, value: undefined });
  const words = readFileSync(join(folder, "shows.words"), "utf8");
  expect(words).toBe("--app-name=Interlock\n--\nInterlock\n--icon=x $(id) &lt;a href='x'&gt;\n\\\\033[2J\n");
});

test("a program that is not there, or fails, is said: cli/notify-send-missing, cli/notice-undelivered", async () => {
  expect(await openDesktop(join(folder, "none"))).toMatchObject({ fault: { code: "cli/notify-send-missing" } });
  const opened = await openDesktop(program("fails", 1));
  expect(opened.ok && (await opened.value.send({ title: "a", lines: [] }))).toMatchObject({ fault: { code: "cli/notice-undelivered" } });
});
