/** Where secrets must never be: in arguments and environments of processes, in words that are printed, and open in the ledger's folder. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filesUnder } from "../worlds/files-under.ts";
import { type Connection, Desk } from "./desk.ts";

/** In the environment of whoever starts Interlock, and in a call. */
const TOKEN = "planted-token-8f2c61";
const WRITTEN = "planted-content-55ab07";
const hasProc = existsSync("/proc/self/environ");

let desk: Desk;
let agent: Connection;

beforeAll(async () => {
  desk = await Desk.set();
  agent = await desk.connect({ environment: { PLANTED_TOKEN: TOKEN, AWS_SECRET_ACCESS_KEY: TOKEN } });
  expect((await agent.call("files__write_file", { path: desk.path("secret.md"), content: WRITTEN })).isError).toBe(false);
  expect((await agent.call("files__write_file", { path: desk.path("../outside.md"), content: WRITTEN })).isError).toBe(true);
}, 120_000);
afterAll(() => desk.close());

/** Everything that a process descends from Interlock's own shows to others of its user: its arguments and its environment. */
function shownBy(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8") + readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return "";
  }
}

function descendantsOf(pid: number): readonly number[] {
  const all = readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name));
  const children = all.map(Number).filter((child) => {
    try {
      return readFileSync(`/proc/${child}/status`, "utf8").includes(`\nPPid:\t${pid}\n`);
    } catch {
      return false;
    }
  });
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** The secret halves of every key in the state folder. */
function keySecrets(): readonly string[] {
  const { keys } = desk.stage.state;
  return readdirSync(keys)
    .filter((name) => name.endsWith(".key"))
    .flatMap((name) => {
      const { signSecret, sealSecret } = JSON.parse(readFileSync(join(keys, name), "utf8")) as { [member: string]: string };
      return [signSecret ?? "", sealSecret ?? ""];
    });
}

describe("a secret", () => {
  test.skipIf(!hasProc)("is in no argument and no environment of any part or tool server (needs /proc)", () => {
    const processes = descendantsOf(agent.pid);
    const parts = ["ledger", "decider", "countersigner-files", "executor-files", "gateway"].map((part) => desk.pidOf(part));
    for (const part of parts) expect(processes).toContain(part);
    const secrets = [TOKEN, WRITTEN, ...keySecrets()];
    expect(secrets.length).toBeGreaterThan(20);
    for (const pid of processes) {
      const shown = shownBy(pid);
      for (const secret of secrets) expect(shown.includes(secret), `process ${pid} shows a secret`).toBe(false);
    }
  });

  test("is in no word that is printed, and in no answer to a denied call", async () => {
    const { text } = await agent.call("files__write_file", { path: desk.path("../outside.md"), content: WRITTEN });
    const said = [...agent.words, text].join("\n");
    for (const secret of [TOKEN, WRITTEN, ...keySecrets()]) expect(said.includes(secret)).toBe(false);
  });

  test("is not open in the ledger's folder or in a part's configuration", () => {
    const { ledger, run, keys } = desk.stage.state;
    const ring = join(keys, "ring.json");
    const files = [...filesUnder(ledger), ...filesUnder(run), { path: ring, bytes: readFileSync(ring) }];
    expect(files.length).toBeGreaterThan(5);
    for (const { path, bytes } of files)
      for (const secret of [TOKEN, WRITTEN, ...keySecrets()]) expect(bytes.includes(secret), path).toBe(false);
  });
});
