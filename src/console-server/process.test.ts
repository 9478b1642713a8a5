/** The console as a process: how it starts, what it prints, and how it ends. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HubWorld } from "../../test/worlds/hub-world.ts";
import { identityToText, ringToText } from "../crypto/index.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-console-"));
let hub: HubWorld;
beforeAll(async () => {
  hub = await new HubWorld().start();
  await hub.begin();
  writeFileSync(join(folder, "console.key"), identityToText(hub.people.get("console")));
  writeFileSync(join(folder, "ring.json"), ringToText(hub.people.ring));
});
afterAll(async () => {
  await hub.close();
  rmSync(folder, { recursive: true });
});

/** Starts the process with a configuration; gives its first words, and its end. */
async function start(
  change: { readonly [member: string]: unknown } = {},
): Promise<{ words: string; exit: Promise<number | null>; stop: () => void }> {
  const file = join(folder, "config.json");
  const config = { socket: hub.socket, key: join(folder, "console.key"), ring: join(folder, "ring.json"), port: 0, ...change };
  writeFileSync(file, JSON.stringify(config));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "process.ts"), file], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  const exit = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const words = await new Promise<string>((resolve) => child.stderr.setEncoding("utf8").once("data", resolve));
  return { words, exit, stop: () => child.stdin.end() };
}

describe("the process", () => {
  test("prints a link to the page on loopback, serves it, and ends with whoever started it", async () => {
    const { words, exit, stop } = await start();
    const [, origin = ""] = /^console: (http:\/\/localhost:\d+)\/#link=[\w-]{43}\n$/.exec(words) ?? [];
    expect(origin).not.toBe("");
    const answered = await fetch(`${origin}/api/me`);
    expect([answered.status, answered.headers.get("x-frame-options")]).toEqual([401, "DENY"]);
    stop();
    expect(await exit).toBe(0);
  });

  test.each([{ port: "80" }, { ring: "/nowhere" }, { origin: "http://example.org" }, { witnesses: { policy: 1 } }])(
    "does not start with %o: console-server/config-malformed",
    async (change) => {
      const { words, exit } = await start(change);
      expect(words).toContain("[console-server/config-malformed]");
      expect(await exit).toBe(1);
    },
  );

  test("needs a port and a ledger: console-server/listen-failed, console-server/ledger-unreachable", async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", () => resolve()));
    const address = busy.address();
    const port = typeof address === "object" ? address?.port : 0;
    expect((await start({ port })).words).toContain("[console-server/listen-failed]");
    busy.close();
    expect((await start({ socket: join(folder, "none") })).words).toContain("[console-server/ledger-unreachable]");
  });
});
