/** A server that is given only its roots, in real bubblewrap: a link that leads out of them leads nowhere, also while it is swapped in. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { behindWalls, sandboxWorks } from "./sandbox.ts";

const works = await sandboxWorks();
const folder = mkdtempSync(join(tmpdir(), "interlock-roots-"));
const root = join(folder, "root");
for (const name of ["root", "root/kept", "root/swap", "scratch", "state"]) mkdirSync(join(folder, name));
for (const name of ["secret", "charter", "root/lock", "root/swap/secret"]) writeFileSync(join(folder, name), name);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program as a tool server would be. */
function run(...[command = "", ...args]: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  const walls = {
    writable: [folder],
    readOnly: [join(folder, "charter"), join(root, "lock")],
    hidden: [join(folder, "state")],
    scratch: join(folder, "scratch"),
    only: { roots: [root], reads: [join(root, "kept")] },
  };
  const launch = behindWalls({ command, args, env: { PATH: process.env["PATH"] ?? "" } }, walls);
  return spawnSync(launch.command, [...launch.args], { cwd: root, env: { ...launch.env }, encoding: "utf8" });
}

describe.skipIf(!works)("a server that sees only its roots (needs bwrap)", () => {
  test("writes its roots, but not what is only read there, and sees nothing beside them", () => {
    expect(run("touch", "made", join(folder, "scratch", "made")).status).toBe(0);
    expect(existsSync(join(root, "made"))).toBe(true);
    for (const path of ["kept/x", "lock", "/usr/x", "/x"]) expect(run("touch", path).status).not.toBe(0);
    for (const path of [join(folder, "secret"), join(folder, "charter")]) expect(run("cat", path)).toMatchObject({ status: 1, stdout: "" });
    expect(run("ls", folder).stdout).toBe("root\nscratch\nstate\n");
  });

  test("follows a link out of a root to nowhere", () => {
    symlinkSync(join(folder, "secret"), join(root, "link"));
    symlinkSync(folder, join(root, "out"));
    for (const path of ["link", "out/secret"]) expect(run("cat", path)).toMatchObject({ status: 1, stdout: "" });
    run("sh", "-c", "echo x > out/secret");
    expect(readFileSync(join(folder, "secret"), "utf8")).toBe("secret");
  });

  test("reads nothing else while a folder is swapped for a link that leads out", () => {
    const swap = `while :; do mv swap aside && ln -s ${folder} swap; rm swap; mv aside swap; done`;
    const swapper = spawn("sh", ["-c", swap], { cwd: root, stdio: "ignore", detached: true });
    const { stdout } = run("sh", "-c", "i=0; while [ $i -lt 400 ]; do cat swap/secret; echo; i=$((i+1)); done");
    process.kill(-(swapper.pid ?? 0), "SIGKILL");
    expect(new Set(stdout.split("\n"))).toEqual(new Set(["root/swap/secret", ""]));
  }, 20_000);
});
