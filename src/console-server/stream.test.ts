/** The event stream: what changed, to every page that is open, and an end for a page that does not read. */
import { afterEach, expect, test } from "vitest";
import { type Browser, ConsoleWorld } from "../../test/worlds/console-world.ts";
import type { ApiEvent, ApiSessions } from "./api.ts";
import { SESSION_LIFETIME_MS, SESSIONS_MAX } from "./limits.ts";
import { EventStreams, type StreamReader } from "./stream.ts";
import type { WebSessions } from "./web/web-sessions.ts";

const worlds: ConsoleWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

const HELLO: ApiEvent = { event: "hello", now: 0, size: 0 };

const reader = (onEnd: () => void): StreamReader => ({ mayRead: () => true, over: new AbortController().signal, onEnd });

/** Reads events until one is of a kind. */
async function untilEvent(body: ReadableStream<Uint8Array>, kind: ApiEvent["event"]): Promise<readonly ApiEvent[]> {
  const seen: ApiEvent[] = [];
  for await (const bytes of body) {
    for (const [, data = ""] of Buffer.from(bytes)
      .toString("utf8")
      .matchAll(/^data: (.*)$/gm))
      seen.push(JSON.parse(data) as ApiEvent);
    if (seen.at(-1)?.event === kind) break;
  }
  return seen;
}

test("a page is told of a call with its decision, of its session and of the inbox", async () => {
  const world = await ConsoleWorld.open();
  worlds.push(world);
  const body = world.console.streams.open(
    world.console.hello(),
    reader(() => undefined),
  );
  const events = untilEvent(body, "inbox");
  const ticket = await world.propose();
  const seen = await events;
  expect(seen.map(({ event }) => event)).toEqual(expect.arrayContaining(["hello", "step", "session", "inbox"]));
  const step = seen.find((one) => one.event === "step");
  expect(step?.event === "step" && `t${step.step.proposal}`).toBe(ticket);
});

test("a page that does not read is let go, and whoever counts it is told once", () => {
  const streams = new EventStreams();
  let ends = 0;
  streams.open(
    HELLO,
    reader(() => (ends += 1)),
  );
  for (let count = 0; count < 2_000; count += 1) streams.send(HELLO);
  expect([streams.size, ends]).toEqual([0, 1]);
});

test("a page that goes away is forgotten", async () => {
  const streams = new EventStreams();
  let ends = 0;
  const body = streams.open(
    HELLO,
    reader(() => (ends += 1)),
  );
  await body.cancel();
  expect([streams.size, ends]).toEqual([0, 1]);
});

test.each([
  ["ends", (_: ConsoleWorld, browser: Browser) => browser.post("/api/session/end", {})],
  ["runs out", ({ time }: ConsoleWorld) => Object.assign(time, { lateMs: SESSION_LIFETIME_MS })],
  ["makes room for others", ({ sessions }: ConsoleWorld) => fill(sessions)],
] as const)("a session that %s is told nothing more", async (_, over) => {
  const world = await ConsoleWorld.open();
  worlds.push(world);
  const browser = await world.browser();
  const { stream } = await browser.get("/api/stream");
  if (stream === undefined) throw new Error("no stream");
  await over(world, browser);
  expect((await browser.get("/api/me")).status).toBe(401);
  await world.propose({ to: "nobody who is signed out" });
  expect((await untilEvent(stream, "inbox")).map(({ event }) => event)).toEqual(["hello"]);
  expect(world.console.streams.size).toBe(0);
});

test("streams end with their session at once, not with the next call", async () => {
  const world = await ConsoleWorld.open();
  worlds.push(world);
  const browser = await world.browser();
  await browser.get("/api/stream");
  await browser.get("/api/stream");
  const other = await world.browser();
  await other.get("/api/stream");
  await browser.post("/api/session/end", {});
  expect(world.console.streams.size).toBe(1);
  fill(world.sessions);
  expect(world.console.streams.size).toBe(0);
});

/** Lets so many in that nobody who came before has room. */
function fill(sessions: WebSessions): void {
  for (let count = 0; count < SESSIONS_MAX; count += 1) sessions.admit(undefined, { reads: 1, changes: 1 });
}

test("sessions are listed the newest first, found by their words, and continued", async () => {
  const world = await ConsoleWorld.open();
  worlds.push(world);
  const entry = { kind: "session", agent: "other", protocol: "p", capabilities: {} } as const;
  const opened = await world.gateway.append({ session: "session-22", entry });
  if (!opened.ok) throw new Error(opened.fault.message);
  await world.console.chronicle.reached(opened.value.index + 1);
  const browser = await world.browser();
  const list = async (query: string): Promise<ApiSessions> => (await browser.get(`/api/sessions${query}`)).body as ApiSessions;
  const first = await list("?limit=1");
  expect([first.sessions.map(({ id }) => id), first.total, first.next]).toEqual([["session-22"], 2, "session-22"]);
  expect((await list(`?limit=1&after=${first.next}`)).sessions.map(({ agent }) => agent)).toEqual(["agent"]);
  expect((await list("?find=OTHER")).sessions.map(({ id }) => id)).toEqual(["session-22"]);
});
