/** The console as a process: how it starts, what it prints, and how it ends. */
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HubWorld } from "../../test/worlds/hub-world.ts";
import { type FirstWords, StartedPart } from "../../test/worlds/started-part.ts";

let hub: HubWorld;
let part: StartedPart;
beforeAll(async () => {
  hub = await new HubWorld().start();
  await hub.begin();
  part = new StartedPart(join(import.meta.dirname, "process.ts"), hub.people.get("console"), hub.people.ring);
});
afterAll(async () => {
  await hub.close();
  part.remove();
});

async function start(change: { readonly [member: string]: unknown } = {}): Promise<FirstWords> {
  return await part.start({ socket: hub.socket, key: part.key, ring: part.ring, port: 0, ...change });
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
    expect((await start({ socket: join(part.folder, "none") })).words).toContain("[console-server/ledger-unreachable]");
  });
});
