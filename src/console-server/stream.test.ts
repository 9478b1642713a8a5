/** The event stream: what changed, to every page that is open, and an end for a page that does not read. */
import { afterEach, expect, test } from "vitest";
import { ConsoleWorld } from "../../test/worlds/console-world.ts";
import type { ApiEvent, ApiSessions } from "./api.ts";
import { EventStreams } from "./stream.ts";

const worlds: ConsoleWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

const HELLO: ApiEvent = { event: "hello", now: 0, size: 0 };

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
  const body = world.console.streams.open(world.console.hello(), () => undefined);
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
  streams.open(HELLO, () => (ends += 1));
  for (let count = 0; count < 2_000; count += 1) streams.send(HELLO);
  expect([streams.size, ends]).toEqual([0, 1]);
});

test("a page that goes away is forgotten", async () => {
  const streams = new EventStreams();
  let ends = 0;
  const body = streams.open(HELLO, () => (ends += 1));
  await body.cancel();
  expect([streams.size, ends]).toEqual([0, 1]);
});

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
