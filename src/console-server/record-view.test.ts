/** The lists over HTTP, of a running ledger: which wait comes first, how each ended, and how much people are asked. */
import { afterEach, expect, test } from "vitest";
import { ConsoleWorld } from "../../test/worlds/console-world.ts";
import type { ApiFeed, ApiHealth, ApiInbox, ApiSessionCourse, ApiSessions } from "./api.ts";

const worlds: ConsoleWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function opened(): Promise<ConsoleWorld> {
  const world = await ConsoleWorld.open();
  worlds.push(world);
  return world;
}

test("an expired call is called expired and a rejected one rejected: in the feed, in its session's course and in the list", async () => {
  const world = await opened();
  const { decider } = world;
  decider.verdict = "deny";
  for (const code of ["approval/expired", "hold/expired", "approval/rejected", "hold/discarded", "clause/deny"]) {
    decider.codes = [code];
    await world.propose({ code });
  }
  const browser = await world.browser();
  const { steps } = (await browser.get("/api/steps")).body as ApiFeed;
  expect(steps.map(({ decisions }) => decisions.at(-1)?.end)).toEqual([undefined, "discarded", "rejected", "expired", "expired"]);
  const [session] = ((await browser.get("/api/sessions")).body as ApiSessions).sessions;
  expect(session).toMatchObject({ verdicts: { deny: 5 }, ends: { expired: 2, rejected: 1, discarded: 1 } });
  const course = (await browser.get(`/api/sessions/${session?.id}`)).body as ApiSessionCourse;
  expect(course.steps.map(({ decisions }) => decisions[0]?.end)).toEqual(["expired", "expired", "rejected", "discarded", undefined]);
});

test("the inbox has the nearest deadline first, and in the same minute what is of high severity", async () => {
  const world = await opened();
  const { decider } = world;
  const minute = Math.ceil(Date.now() / 60_000) + 5;
  const ask = async (until: number, renderers?: number): Promise<string> => {
    decider.parked = { until, ...(renderers === undefined ? {} : { renderers }) };
    return await world.propose({ until });
  };
  const late = await ask((minute + 2) * 60_000, 2);
  const near = await ask(minute * 60_000);
  const high = await ask(minute * 60_000 + 30_000, 2);
  const { items } = (await (await world.browser()).get("/api/inbox")).body as ApiInbox;
  expect(items.map(({ ticket }) => ticket)).toEqual([high, near, late]);
});

test("health says how much each person is asked", async () => {
  const world = await opened();
  await world.enrol("bea");
  for (const amount of [1, 2]) await world.propose({ amount });
  const { people } = (await (await world.browser()).get("/api/health")).body as ApiHealth;
  expect(people.find(({ person }) => person === "bea")).toMatchObject({ roles: ["owner"], waiting: 2, lastHour: 2 });
});
