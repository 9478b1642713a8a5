/** A server that is given only its roots, in real bubblewrap: a link that leads out of them leads nowhere, also while it is swapped in. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
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
  });
});

describe.skipIf(!works)("a server whose own folder holds charter, pins and state (needs bwrap)", () => {
  const base = join(folder, "desk");
  const own = { "charter.yaml": "charter", "interlock.lock": "lock", ".interlock/keys/author.key": "key" };
  for (const place of [base, join(base, ".interlock"), join(base, ".interlock/keys"), join(base, "scratch")]) mkdirSync(place);
  for (const [name, text] of Object.entries(own)) writeFileSync(join(base, name), text);
  const inside = (line: string): { readonly status: number | null; readonly stdout: string } => {
    const walls = {
      writable: [base],
      readOnly: [join(base, "charter.yaml"), join(base, "interlock.lock")],
      hidden: [join(base, ".interlock")],
      scratch: join(base, "scratch"),
    };
    const launch = behindWalls({ command: "sh", args: ["-c", line], env: { PATH: process.env["PATH"] ?? "", HOME: base } }, walls);
    return spawnSync(launch.command, [...launch.args], { cwd: base, env: { ...launch.env }, encoding: "utf8" });
  };

  // None of these names anything of Interlock's: what no rule can read from a call, walls keep out.
  test.each([
    ["removes everything", "touch made; rm -rf * .??*"],
    ["removes where it is", `rm -rf "${base}"`],
    ["finds and removes", "find . -delete"],
    ["moves the folder", `mv "${base}" "${base}-moved"`],
    ["changes rights", "chmod -R 777 ."],
    ["writes over patterns", "for each in *.yaml inter*; do sed -i s/charter/evil/ $each; echo evil > $each; cp /etc/passwd $each; done"],
    [
      "has git bring other files",
      "git init -q . && git add -f . && git -c user.name=x -c user.email=x commit -qm x && git rm -rqf . ; " +
        "git checkout -f HEAD~0 -- . ; git clean -fdxq",
    ],
  ])("that %s harms none of them", (_, line) => {
    const { mode } = statSync(join(base, "charter.yaml"));
    inside(line);
    for (const [name, text] of Object.entries(own)) expect([name, readFileSync(join(base, name), "utf8")]).toEqual([name, text]);
    expect(statSync(join(base, "charter.yaml")).mode).toBe(mode);
  });

  test("that ends every process that it can name ends none of ours", () => {
    const bystander = spawn("sleep", ["60"], { stdio: "ignore" });
    expect(inside(`kill -9 ${bystander.pid} ${process.pid}`).status).not.toBe(0);
    inside("kill -9 -1");
    expect([bystander.exitCode, bystander.signalCode, bystander.kill("SIGKILL")]).toEqual([null, null, true]);
  });
});
