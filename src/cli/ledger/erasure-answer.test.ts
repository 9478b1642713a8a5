/** What `interlock erase` tells of the judges' answers, each by its code. */
import { afterEach, expect, test } from "vitest";
import { HubWorld, must } from "../../../test/worlds/hub-world.ts";
import { People } from "../../../test/worlds/ledger-world.ts";
import { erasureAnswer } from "./erasure-answer.ts";

const worlds: HubWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

/** A ledger with one grant, whose erasure a host has asked for. */
async function asked(): Promise<{ readonly world: HubWorld; readonly erasure: number }> {
  const world = await new HubWorld({ people: new People({ judges: "two" }) }).start();
  worlds.push(world);
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
  expect(await answer).toMatchObject({ fault: { code: "cli/erasure-refused", at: `entry ${erasure + 1}` } });
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
