/** What `interlock erase` tells of its judges, each by its code: who is there before it is asked for, and what they answer. */
import { afterEach, expect, test } from "vitest";
import { HubWorld, must, PlainDecider } from "../../../test/worlds/hub-world.ts";
import { People } from "../../../test/worlds/ledger-world.ts";
import type { Fault } from "../../fault/index.ts";
import { erasureAnswer, withJudges } from "./erasure-judges.ts";

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

/** A ledger with one grant, whose erasure a host has asked for. */
async function asked(): Promise<{ readonly world: HubWorld; readonly erasure: number }> {
  const world = await worldOf("two");
  const host = await world.attach("host");
  const terms = { kind: "grant", agent: "agent", user: "ann", role: "clerk", expires: Date.now() + 60_000, fresh: true } as const;
  const { by: _, signature: __, ...grant } = world.people.sign("host", terms, undefined, { task: "", messages: [] });
  const { index } = await must(host.append(grant));
  const { index: erasure } = await must(host.append({ entry: { kind: "erasure", agent: "agent", user: "ann", until: index + 1 } }));
  return { world, erasure };
}

test("nobody has answered: cli/erasure-unanswered", async () => {
  const { world, erasure } = await asked();
  expect(await erasureAnswer(await world.attach("host"), erasure, 50)).toMatchObject({ fault: { code: "cli/erasure-unanswered" } });
});

test("a judge refuses: cli/erasure-refused", async () => {
  const { world, erasure } = await asked();
  const answer = erasureAnswer(await world.attach("host"), erasure, 5_000);
  const decider = await world.attach("decider");
  await must(decider.append({ entry: { kind: "carry", erasure, refused: "carry/left-words" } }));
  const { fault } = (await answer) as { readonly fault?: Fault };
  expect(fault).toMatchObject({ code: "cli/erasure-refused", at: `entry ${erasure + 1}` });
  expect(fault?.message).toMatch(/nothing is erased$/);
  expect(fault?.remedy).toContain("docs/operating.md");
});

test("both stand for it: the second one's entry", async () => {
  const { world, erasure } = await asked();
  const answer = erasureAnswer(await world.attach("host"), erasure, 5_000);
  const { by: _, signature: __, ...carry } = world.people.sign("decider", { kind: "carry", erasure }, undefined, {});
  const { index: confirms } = await must((await world.attach("decider")).append(carry));
  const second = await world.attach("countersigner:files");
  const { index } = await must(second.append({ entry: { kind: "carry", erasure, server: "files", confirms } }));
  expect(await answer).toEqual({ ok: true, value: index });
});
