/** The gateway's process: a configuration that it cannot use ends it, with one line that says why; and what its session refuses. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must, npmServer, System } from "../../test/governed/system.ts";
import { StartedPart } from "../../test/worlds/started-part.ts";
import { createIdentity, makeRing, publicIdentity } from "../crypto/index.ts";
import { openSession } from "./house.ts";
import { CALLS_OPEN_MAX } from "./limits.ts";

const identity = createIdentity("gateway");
const ring = makeRing([
  { identity: publicIdentity(identity), duties: ["gateway"] },
  { identity: publicIdentity(createIdentity("ledger")), duties: ["ledger"] },
]);
const part = new StartedPart(join(import.meta.dirname, "process.ts"), identity, must(ring));
const { folder, key, ring: ringFile } = part;
afterAll(() => part.remove());

const good = (): { [name: string]: unknown } => ({
  part: "gateway",
  state: folder,
  socket: join(folder, "socket"),
  key,
  ring: ringFile,
  grade: "embedded",
  agent: "a",
  lock: { format: "interlock-lock/1", servers: { one: { methods: [], tools: {} } } },
  chartered: [],
});

describe("the gateway's process", () => {
  test.each<readonly [string, unknown]>([
    ["no JSON", "{"],
    ["no object", []],
    ["no key", { ...good(), key: undefined }],
    ["a key that is not there", { ...good(), key: "/none" }],
    ["another grade", { ...good(), grade: "perfect" }],
    ["no agent", { ...good(), agent: "" }],
    ["no lock", { ...good(), lock: {} }],
    ["no servers", { ...good(), lock: { format: "interlock-lock/1", servers: {} } }],
    ["a list of nothing", { ...good(), chartered: [1] }],
    ["an endless patience", { ...good(), parkedMs: -1 }],
    ["a page that carries a secret", { ...good(), page: "http://localhost:7325/#link=x" }],
    ["an odd port", { ...good(), http: { port: 70_000 } }],
  ])("ends with gateway/config-malformed for %s", (_, config) => {
    const { status, words } = part.run(typeof config === "object" && !Array.isArray(config) ? { ...good(), ...config } : config);
    expect(words).toMatch(/^gateway: .+ \[gateway\/config-malformed\].*\n$/);
    expect(status).toBe(1);
  });

  test("ends with gateway/ledger-unreachable where no ledger listens", () => {
    const { status, words } = part.run(good());
    expect([status, words]).toEqual([
      1,
      expect.stringMatching(/^gateway: .+ \[gateway\/ledger-unreachable\], because .+ \[link\/cannot-connect\]\n$/),
    ]);
  });
});

describe("a session", () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start({
      servers: { everything: { command: process.execPath, args: [npmServer("everything"), "stdio"] } },
      charter: "charter: asking\nescalate: [everything/echo]\n",
    });
  }, 120_000);
  afterAll(async () => {
    await system?.stop();
  });
  const events = { onAsk: () => undefined, onView: () => undefined };
  const echo = (message: string): { tool: string; args: { message: string } } => ({ tool: "everything/echo", args: { message } });

  test("that has ended takes no call: gateway/not-recorded", async () => {
    const session = must(await openSession(await system.house(), "2025-11-25", {}, events));
    await session.end();
    expect(await session.propose(echo("late"))).toMatchObject({
      ok: false,
      fault: { code: "gateway/not-recorded", cause: { code: "ledger/session-over" } },
    });
  });

  test("takes only so many calls at once: gateway/too-many-calls", async () => {
    const session = must(await openSession(await system.house(), "2025-11-25", {}, events));
    const proposed = await Promise.all(Array.from({ length: CALLS_OPEN_MAX + 1 }, async (_, n) => await session.propose(echo(String(n)))));
    expect(proposed.filter(({ ok }) => !ok)).toMatchObject([{ fault: { code: "gateway/too-many-calls" } }]);
  });
});
