/** Before an erasure is asked for: who is there to answer it, and what is said where somebody is not. */
import { afterEach, expect, test } from "vitest";
import { HubWorld, PlainDecider } from "../../../test/worlds/hub-world.ts";
import { People } from "../../../test/worlds/ledger-world.ts";
import { withJudges } from "./judges-there.ts";

const worlds: HubWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function worldOf(judges: "one" | "two"): Promise<HubWorld> {
  const world = await new HubWorld({ people: new People({ judges }) }).start();
  worlds.push(world);
  return world;
}

test("no second judge is enrolled, which is said at once: cli/judges-missing", async () => {
  const world = await worldOf("one");
  const answer = await withJudges(await world.attach("host"), world.people.ring, 60_000);
  expect(answer).toMatchObject({ fault: { code: "cli/judges-missing", remedy: /enrols a second judge/ } });
});

test("the second judge is not there in time: cli/judges-missing, and who; once it is there, it may be asked", async () => {
  const world = await worldOf("two");
  const host = await world.attach("host");
  new PlainDecider(await world.attach("decider"), world.people);
  const missing = await withJudges(host, world.people.ring, 300);
  expect(missing).toMatchObject({ fault: { code: "cli/judges-missing", cause: { code: "ledger/countersigner-missing" } } });
  const answer = withJudges(host, world.people.ring, 5_000);
  const second = await world.attach("countersigner:files");
  second.follow(0, { what: "all" }, ({ index }) => second.observed(index + 1, []));
  expect((await answer).ok).toBe(true);
});
