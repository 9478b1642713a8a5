/** A charter and its pins are changed while the power fails at any write: what is in force afterwards is old or new, never a mix. */
import { expect, test } from "vitest";
import { LedgerWorld } from "../../test/worlds/ledger-world.ts";
import { digestOf } from "../crypto/index.ts";
import { SimulatedDisk } from "./disk/simulated-disk.ts";
import type { InForce } from "./protocol.ts";

const NEXT = ["a", "b"].map((digit) => ({ machine: digit.repeat(64), tools: { "files/read": digit.repeat(64) } }));

/** Pins tools and puts a charter in force that names them, as the launcher does. */
function update({ ledger, must }: Pick<LedgerWorld, "ledger" | "must">, { machine, tools }: (typeof NEXT)[number]): void {
  must("author", { kind: "pin", tools }, undefined, {});
  const version = (ledger.sequencer.inForce.version ?? 0) + 1;
  must("author", { kind: "charter", name: "files", version, machine, pins: digestOf(tools) }, undefined, {});
}

/** What is in force when the power has failed at the `cut`-th write of a second update; undefined where it has fewer. */
async function inForceAfter(cut: number, dice: () => number): Promise<InForce | undefined> {
  const disk = new SimulatedDisk(dice);
  const world = await LedgerWorld.open(disk);
  const to = { ledger: world.ledger, must: world.must.bind(world) };
  world.begin();
  for (const next of NEXT.slice(0, 1)) update(to, next);
  await world.settle();
  const before = disk.changes;
  let found: SimulatedDisk | undefined;
  disk.plan = ({ number }) => {
    if (number === before + cut) found = disk.powerCut();
    return undefined;
  };
  for (const next of NEXT.slice(1)) update(to, next);
  await world.settle();
  await world.clock.advance(10_000);
  await world.settle();
  if (found === undefined) return undefined;
  const after = await LedgerWorld.open(found, world.people, world.clock);
  return after.ledger.sequencer.inForce;
}

test.each([
  ["nothing", 0],
  ["everything", 0.999],
])("of a write under way %s is stored: the charter in force has its own pins", async (_, dice) => {
  const seen = new Set<string>();
  for (let cut = 0; ; cut += 1) {
    const inForce = await inForceAfter(cut, () => dice);
    if (inForce === undefined) break;
    const { machine, pins } = inForce;
    expect(NEXT.map((next) => [next.machine, digestOf(next.tools)])).toContainEqual([machine, pins]);
    seen.add(machine ?? "");
  }
  expect([...seen]).toEqual(NEXT.map(({ machine }) => machine));
});
