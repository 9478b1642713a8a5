/** What a program in a box finds of the machine. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sandboxWorks } from "../sandbox.ts";
import { inBox } from "./box.ts";

const works = await sandboxWorks();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-box-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** What a program prints in a box, its errors with it. */
function printed(program: string, more: readonly string[] = [], scratch = join(folder, "scratch")): string {
  const walls = { hidden: [], readOnly: [], scratch };
  const { command, args, env } = inBox({ command: "sh", args: [program, ...more], environment: process.env, walls, copies: [] });
  const { stdout, stderr } = spawnSync(command, args, { env, encoding: "utf8" });
  return `${stdout}${stderr}`;
}

describe.skipIf(!works)("a program in a box (needs bwrap)", () => {
  test("that lies in a temporary folder sees its package, and nothing else there", () => {
    written("server/package.json", "{}");
    written("server/words.txt", "its own\n");
    written("secret.txt", "a secret\n");
    const program = written("server/bin/run.sh", `cat ${folder}/server/words.txt ${folder}/secret.txt\ntouch ${folder}/server/new`);
    const text = printed(program);
    expect(text).toContain("its own");
    expect(text).toContain(`${folder}/secret.txt: No such file`);
    expect(text).toContain("Read-only file system");
  });

  test("that is a dependency sees the packages beside it", () => {
    written("app/node_modules/beside/words.txt", "beside\n");
    const program = written("app/node_modules/server/run.sh", `cat ${folder}/app/node_modules/beside/words.txt`);
    expect(printed(program)).toBe("beside\n");
  });

  test("sees what was fetched for its server, and can't change it", () => {
    const scratch = join(folder, "scratch");
    written("scratch/npm/fetched", "fetched\n");
    const program = written("run.sh", 'cat "$npm_config_cache/fetched"; echo more >"$npm_config_cache/fetched"');
    expect(printed(program, [], scratch)).toMatch(/^fetched\n.*Read-only file system/);
  });

  test("is not shown a folder for being named", () => {
    written("data/words.txt", "data\n");
    const program = written("run.sh", 'cat "$1/words.txt"');
    expect(printed(program, [join(folder, "data")])).toContain("No such file");
  });
});
