/** The units and the container file in docs/deploy start commands that exist, with options that these have; systemd takes the units. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Terminal } from "./transcripts/terminal.ts";

const DEPLOY = join(import.meta.dirname, "../docs/deploy");
const files = readdirSync(DEPLOY).toSorted();
const units = files.filter((name) => name.endsWith(".service"));
const read = (name: string): string => readFileSync(join(DEPLOY, name), "utf8");
const terminal = new Terminal("Deployment");
afterAll(() => terminal.close());

/** The words after `interlock` in a file; none where it starts none. */
function wordsIn(name: string): readonly string[] {
  const text = read(name);
  const started = /^ExecStart=\S+ \S+\/main\.js (.+)$/m.exec(text)?.[1]?.split(" ");
  const contained = /^CMD (\[.+\])$/m.exec(text)?.[1];
  return started ?? (contained === undefined ? [] : (JSON.parse(contained) as readonly string[]));
}

test("are two units and a container file", () => {
  expect(files).toEqual(["Containerfile", "interlock-witness.service", "interlock.service"]);
});

test.each(files)("%s names a command and options that interlock has", async (name) => {
  const [command = "", ...words] = wordsIn(name);
  const help = await terminal.run([command, "--help"]);
  expect(help).toContain(`Usage: interlock ${command} `);
  // Those that a comment advises as well.
  const advised = name === "interlock.service" ? [...read(name).matchAll(/`(--[a-z-]+) \d+`/g)].map(([, option = ""]) => option) : [];
  const options = [...words.filter((word) => word.startsWith("--")), ...advised];
  expect(options.length).toBeGreaterThanOrEqual(name === "interlock.service" ? 4 : 2);
  for (const option of options) expect(help).toMatch(new RegExp(`^ +${option}[ ,]`, "m"));
});

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

test.skipIf(!hasSystemd).each(units)("%s is taken by systemd (needs systemd-analyze)", (name) => {
  const folder = mkdtempSync(join(tmpdir(), "interlock-unit-"));
  // Node lies elsewhere on this machine.
  writeFileSync(join(folder, name), read(name).replace("/usr/bin/node", process.execPath));
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", join(folder, name)], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  expect([status, stderr.split("\n").filter((line) => line.includes(name))]).toEqual([0, []]);
});
