/**
 * The shell server, with real bubblewrap: what ran is what was judged, lines end as in a shell, and a command reaches neither
 * the disk outside its roots, nor the network, nor past its limits.
 */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { InMemoryTransport } from "@modelcontextprotocol/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDice } from "../../../test/generators/dice.ts";
import type { Json } from "../../crypto/index.ts";
import { digestOfDefinition } from "../../executor/index.ts";
import { interpret } from "../../meaning/index.ts";
import { type CommandWalls, commandEnvironment, strayPlace, strongestWalls, walledCommand } from "./command-walls.ts";
import { type ShellOptions, shellTools } from "./shell-tools.ts";

const LOCK = join(import.meta.dirname, "../../../charters/coding-agent/interlock.lock");
const MAIN = join(import.meta.dirname, "../main.ts");
const GENERATED = 40;
const PIECES = [
  ..."a b/c é HEAD~1 @ % + -- -n --x=y !! # \\\\ \\' \\\" \\$ '' \"\" $x * ( & > `".split(" "),
  ...["'a b'", '"c  d"', "'x'\\''y'", "a\\ b", "'$HOME'", "'*'", '"`"', "'\n'", "';'", "'&&'"],
];

/** Keeps its words, counted, so that their borders show. */
const TELL = `#!/bin/sh
printf '%s\\0' "$#" "$@" >> said
`;

const folder = mkdtempSync(join(tmpdir(), "interlock-shell-"));
const root = join(folder, "root");
mkdirSync(root);
writeFileSync(join(root, "tell"), TELL);
chmodSync(join(root, "tell"), 0o755);
writeFileSync(join(folder, "secret"), "s3cret");
const bare = { roots: [root], reads: [], network: false, env: commandEnvironment(process.env, []) };
const walls = await strongestWalls(bare);
afterAll(() => rmSync(folder, { recursive: true }));

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Of an error. */
  readonly refused: string;
}

type Call = (args: { readonly [name: string]: unknown } | string, signal?: AbortSignal) => Promise<Answer>;

async function open(
  options: Partial<ShellOptions> & { readonly walls: CommandWalls },
): Promise<{ readonly client: Client; readonly call: Call }> {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await shellTools({ version: "1", ...options }).connect(theirs);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(ours);
  const call: Call = async (args, signal) => {
    const [name, given] = typeof args === "string" ? ["run", { command: args }] : ["run_vector", args];
    const { content, isError, structuredContent } = await client.callTool({ name, arguments: { ...given } }, signal && { signal });
    const [first] = content as readonly { readonly text: string }[];
    const ran = (structuredContent ?? {}) as { exit_code?: number; stdout?: string; stderr?: string };
    const refused = isError === true ? (first?.text ?? "") : "";
    return { code: ran.exit_code ?? -1, stdout: ran.stdout ?? "", stderr: ran.stderr ?? "", refused };
  };
  return { client, call };
}

/** The vectors that `tell` was given since it was last asked. */
function told(): readonly string[] {
  const said = join(root, "said");
  const words = existsSync(said) ? readFileSync(said, "utf8").split("\0").slice(0, -1) : [];
  rmSync(said, { force: true });
  const vectors: string[] = [];
  while (words.length > 0) vectors.push(JSON.stringify(["./tell", ...words.splice(0, 1 + Number(words[0])).slice(1)]));
  return vectors;
}

function judged(line: string): readonly string[] | undefined {
  const reading = { from: "meaning", interpreter: "shell", of: [], field: "commands", parameters: [] } as const;
  const commands = interpret(reading, line, { roots: {} });
  return Array.isArray(commands) ? commands.map(({ argv }: { readonly argv: readonly string[] }) => JSON.stringify(argv)) : undefined;
}

describe.skipIf(walls === undefined)("a command line (needs bwrap and prlimit)", () => {
  let call: Call;
  beforeAll(async () => {
    if (walls !== undefined) ({ call } = await open({ walls }));
  });

  test("runs as the vectors that were judged, or not at all", async () => {
    const dice = createDice(20_262);
    let understood = 0;
    for (let at = 0; at < 4 * GENERATED && understood < GENERATED; at += 1) {
      const command = (): string => `./tell ${Array.from({ length: dice.below(5) }, () => dice.pick(PIECES)).join(" ")}`;
      const line = [command(), ...(dice.oneIn(2) ? [command()] : [])].join(dice.pick([" ; ", " && ", "\n"]));
      const { refused } = await call(line);
      expect(refused.includes("cli/command-opaque")).toBe(judged(line) === undefined);
      expect({ line, ran: told() }).toEqual({ line, ran: judged(line) ?? [] });
      if (refused === "") understood += 1;
    }
    expect(understood).toBe(GENERATED);
  });

  test("ends as in a shell", async () => {
    const dice = createDice(20_263);
    for (let at = 0; at < GENERATED / 2; at += 1) {
      const commands = Array.from({ length: 1 + dice.below(5) }, () => dice.pick(["true", "false", "echo a", "cat", "sh -c 'exit 3'"]));
      const line = commands.reduce((before, command) => `${before} ${dice.pick([";", "&&", "||", "|"])} ${command}`);
      const { status, stdout } = spawnSync("sh", ["-c", line], { encoding: "utf8", input: "" });
      expect({ line, ...(await call(line)) }).toMatchObject({ line, code: status, stdout });
    }
  });

  test("ends a command whose reader has ended, and says what signal ended one", async () => {
    expect(await call("yes | head -n 2")).toMatchObject({ code: 0, stdout: "y\ny\n" });
    expect(await call("sh -c 'kill -9 $$'")).toMatchObject({ code: 137 });
    expect(await call("no-such-program")).toMatchObject({ code: 127 });
  });

  test.each([
    "./tell $HOME",
    "./tell x > y",
    "cd / && ./tell",
    "X=1 ./tell",
    "./tell *",
    "./tell & ./tell",
    "./tell $(./tell)",
    "(./tell)",
    "",
  ])("`%s` is refused, and nothing of it runs: cli/command-opaque", async (line) => {
    expect((await call(line)).refused).toContain("[cli/command-opaque]");
    expect(told()).toEqual([]);
  });

  test("a vector runs as it is, where it is told to, and reads what it is given", async () => {
    mkdirSync(join(root, "sub"), { recursive: true });
    const words = ["a b", "", "$(id)", "'\"\\", "\n", "*", "-x"];
    await call({ argv: ["./tell", ...words] });
    expect(told()).toEqual([JSON.stringify(["./tell", ...words])]);
    expect(await call({ argv: ["sh", "-c", "pwd; cat"], cwd: "sub", stdin: "given" })).toMatchObject({ stdout: `${root}/sub\ngiven` });
    expect((await call({ argv: ["pwd"], cwd: ".." })).refused).toContain("[cli/folder-outside]");
    expect((await call({ argv: ["pwd"], cwd: "/etc" })).refused).toContain("[cli/folder-outside]");
    for (const word of ["a\0b", "\ud800", "x".repeat(70_000)]) {
      expect((await call({ argv: ["./tell", word] })).refused).toContain("[cli/command-opaque]");
    }
    expect(told()).toEqual([]);
  });
});

describe.skipIf(walls === undefined)("the walls of a command (needs bwrap and prlimit)", () => {
  let call: Call;
  beforeAll(async () => {
    if (walls !== undefined) ({ call } = await open({ walls }));
  });

  test("hold the disk: what is not in a root or the system's can't be read or written, by a link neither", async () => {
    symlinkSync(join(folder, "secret"), join(root, "link"));
    symlinkSync(folder, join(root, "out"));
    for (const path of [join(folder, "secret"), "link", "out/secret"]) {
      expect(await call({ argv: ["cat", path] })).toMatchObject({ code: 1, stdout: "" });
      await call({ argv: ["sh", "-c", 'echo x > "$1"', "sh", path] }); // In a `/tmp` of its own it may write such a name.
    }
    expect(await call({ argv: ["touch", "/usr/x", "/etc/x", "/x", join(folder, "x")] })).toMatchObject({ code: 1 });
    expect(readFileSync(join(folder, "secret"), "utf8")).toBe("s3cret");
    expect(await call("touch kept && ls kept")).toMatchObject({ code: 0 });
    expect(existsSync(join(root, "kept"))).toBe(true);
    expect((await call("ls /")).stdout).not.toContain("root");
  });

  test("hold it while another swaps a folder for a link that leads out", async () => {
    mkdirSync(join(root, "swap"));
    writeFileSync(join(root, "swap", "secret"), "harmless");
    const swap = `while :; do mv swap aside && ln -s ${folder} swap; rm swap; mv aside swap; done`;
    const swapper = spawn("sh", ["-c", swap], { cwd: root, stdio: "ignore", detached: true });
    const read = await call({ argv: ["sh", "-c", "i=0; while [ $i -lt 400 ]; do cat swap/secret; echo; i=$((i+1)); done"] });
    process.kill(-(swapper.pid ?? 0), "SIGKILL");
    expect(new Set(read.stdout.split("\n"))).toEqual(new Set(["harmless", ""]));
  });

  test("hold the environment and the other processes", async () => {
    process.env["INTERLOCK_TEST_SECRET"] = "s3cret";
    const { stdout } = await call("env");
    delete process.env["INTERLOCK_TEST_SECRET"];
    const names = stdout
      .trim()
      .split("\n")
      .map((line) => line.split("=")[0] ?? "");
    const known = ["HOME", "TMPDIR", "TERM", "PATH", "PWD", "LANG", "LC_ALL", "LC_CTYPE", "TZ"];
    expect(names.filter((name) => !known.includes(name) && !/^GIT_CONFIG_[A-Z_0]+$/.test(name))).toEqual([]);
    expect((await call({ argv: ["sh", "-c", `kill -0 ${process.pid}`] })).code).not.toBe(0);
  });

  test("hold git: files that look like a repository are none, and their configuration runs nothing", async () => {
    const look = `[core]\n\trepositoryformatversion = 0\n\tworktree = ${root}\n\tfsmonitor = touch ran; false\n`;
    for (const name of ["objects", "refs"]) mkdirSync(join(root, name));
    writeFileSync(join(root, "HEAD"), "ref: refs/heads/main\n");
    writeFileSync(join(root, "config"), look);
    const { code, stderr } = await call("git status");
    const ran = existsSync(join(root, "ran"));
    for (const name of ["objects", "refs", "HEAD", "config", "ran"]) rmSync(join(root, name), { recursive: true, force: true });
    expect({ code, ran }).toEqual({ code: 128, ran: false });
    expect(stderr).toContain("safe.bareRepository");
  });

  test("hold the network, this machine's own too, unless it is opened", async () => {
    const listening = createServer((socket) => socket.end("reached\n"));
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    const address = listening.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const argv = ["bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3`];
    expect(await call({ argv })).toMatchObject({ code: 1, stdout: "" });
    const opened = await strongestWalls({ ...bare, network: true });
    const { call: reaching } = await open({ walls: opened ?? { ...bare, kind: "confined" } });
    expect(await reaching({ argv })).toMatchObject({ code: 0, stdout: "reached\n" });
    listening.close();
  });

  test("keep what may only be read as it is, and refuse where a link took a root's place: cli/folder-outside", async () => {
    const work = join(folder, "work");
    for (const name of [work, join(work, ".git"), join(folder, "moved")]) mkdirSync(name, { recursive: true });
    const reading = await strongestWalls({ ...bare, roots: [work], reads: [join(work, ".git")] });
    if (reading === undefined) return;
    const { call: at } = await open({ walls: reading });
    expect(await at("touch .git/hook")).toMatchObject({ code: 1 });
    expect(await at("mv .git aside")).toMatchObject({ code: 1 });
    expect(await at("touch file")).toMatchObject({ code: 0 });
    rmSync(work, { recursive: true });
    symlinkSync(folder, work);
    expect((await at("cat secret")).refused).toContain("[cli/folder-outside]");
  });
});

describe.skipIf(walls === undefined)("the limits of a command (needs bwrap and prlimit)", () => {
  const stopped = "[cli/command-stopped]";
  /** Command lines of this machine that hold a text. */
  const living = (mark: string): number =>
    readdirSync("/proc").filter((name) => {
      try {
        return /^[0-9]+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, "latin1").split("\0").includes(mark);
      } catch {
        return false;
      }
    }).length;

  test("time: it ends with all that it started, in sessions of their own too", async () => {
    if (walls === undefined) return;
    const { call } = await open({ walls, timeMs: 600 });
    const mark = `9${process.pid}`;
    const ended = await call({ argv: ["sh", "-c", `setsid sleep ${mark} & sleep ${mark} & sleep ${mark}`] });
    expect(ended.refused).toContain(stopped);
    await expect.poll(() => living(mark)).toBe(0);
    expect(await call("echo still here")).toMatchObject({ code: 0 });
  });

  test("what it leaves behind in the background ends with it", async () => {
    if (walls === undefined) return;
    const { call } = await open({ walls });
    const mark = `8${process.pid}`;
    expect(await call({ argv: ["sh", "-c", `setsid sleep ${mark} > /dev/null 2>&1 & echo done`] })).toMatchObject({ stdout: "done\n" });
    await expect.poll(() => living(mark)).toBe(0);
  });

  test("output, and whoever asked is gone", async () => {
    if (walls === undefined) return;
    const { call } = await open({ walls, outputBytesMax: 1_000 });
    expect((await call("yes")).refused).toContain(stopped);
    const mark = `7${process.pid}`;
    const leaving = new AbortController();
    const call_ = call({ argv: ["sleep", mark] }, leaving.signal).catch(() => undefined);
    await expect.poll(() => living(mark)).toBeGreaterThan(0);
    leaving.abort();
    await call_;
    await expect.poll(() => living(mark)).toBe(0);
  });

  test("files, memory, open files, calls at once: cli/commands-full", async () => {
    if (walls === undefined) return;
    const { call } = await open({ walls });
    expect((await call("truncate -s 2G big")).code).not.toBe(0);
    const { stdout } = await call({ argv: ["sh", "-c", "ulimit -d; ulimit -n; ulimit -c"] });
    expect(stdout).toBe("4194304\n1024\n0\n");
    const all = await Promise.all(Array.from({ length: 9 }, () => call("sleep 0.5")));
    expect(all.filter(({ refused }) => refused.includes("[cli/commands-full]")).length).toBe(1);
  });

  test("processes, of anybody but root", () => {
    if (walls === undefined) return;
    const script = "i=0; while [ $i -lt 600 ]; do sleep 5 & i=$((i+1)); done";
    const { command, args, env } = walledCommand({ ...walls, roots: [], reads: [] }, "/", ["sh", "-c", script]);
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const { stderr } = spawnSync(command, [...args], { env: { ...env }, encoding: "utf8", timeout: 20_000, ...nobody });
    expect(stderr).toMatch(/fork/i);
  }, 25_000);
});

describe("the command `shell-server`", () => {
  const start = (words: readonly string[], env: { readonly [name: string]: string | undefined } = process.env) =>
    spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN, "shell-server", ...words], {
      env: { ...env },
      encoding: "utf8",
      input: "",
    });

  test("does not start where commands can't be confined, unless that is meant: cli/not-confined", () => {
    const refused = start(["--root", root], { PATH: "/nonexistent" });
    expect([refused.status, refused.stderr]).toEqual([3, expect.stringContaining("[cli/not-confined]")]);
    const meant = start(["--root", root, "--unconfined"], { PATH: "/nonexistent" });
    expect([meant.status, meant.stderr]).toEqual([0, expect.stringContaining("UNCONFINED")]);
  });

  test("takes no root that is not there or is a link: cli/file-unreadable", () => {
    const link = join(folder, "a-link");
    symlinkSync(root, link);
    expect(strayPlace(["/none"])).toBe("/none");
    expect(start(["--root", link]).stderr).toContain("[cli/file-unreadable]");
  });

  test("offers the tool that the shipped charter of a coding agent has pinned; unconfined, it is another", async () => {
    const pinned = JSON.parse(readFileSync(LOCK, "utf8")).servers.shell.tools.run as { readonly digest: string };
    const digests = await Promise.all(
      (["confined", "unconfined"] as const).map(async (kind) => {
        const { client } = await open({ walls: { ...bare, kind } });
        const listed = JSON.parse(JSON.stringify(await client.listTools())) as { readonly tools: readonly { readonly name: string }[] };
        return digestOfDefinition(listed.tools.find(({ name }) => name === "run") as unknown as Json);
      }),
    );
    expect(digests[0]).toBe(pinned.digest);
    expect(digests[1]).not.toBe(pinned.digest);
  });
});
