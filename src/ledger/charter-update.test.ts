/** A charter and its pins are changed while the power fails at any write: what is in force afterwards is old or new, never a mix. */
import { expect, test } from "vitest";
import { LedgerWorld } from "../../test/worlds/ledger-world.ts";
import { digestOf } from "../crypto/index.ts";
import { SimulatedDisk } from "./disk/simulated-disk.ts";
import type { InForce } from "./protocol.ts";

const NEXT = ["a", "b"].map((digit) => ({ machine: digit.repeat(64), tools: { "files/read": digit.repeat(64) } }));

type Dice = () => number;

/** Pins tools and puts a charter in force that names them, as the launcher does. */
function update({ ledger, must }: Pick<LedgerWorld, "ledger" | "must">, { machine, tools }: (typeof NEXT)[number]): void {
  must("author", { kind: "pin", tools }, undefined, {});
  const version = (ledger.sequencer.inForce.version ?? 0) + 1;
  must("author", { kind: "charter", name: "files", version, machine, pins: digestOf(tools) }, undefined, {});
}

/**
 * What is in force when the power fails while the `cut`-th write of a second update, and all after it, are under way; undefined where it
 * has fewer. `dice`: below a half, a sector of what is under way is stored.
 */
async function inForceAfter(cut: number, dice: Dice): Promise<InForce | undefined> {
  const disk = new SimulatedDisk(dice);
  const world = await LedgerWorld.open(disk);
  const to = { ledger: world.ledger, must: world.must.bind(world) };
  world.begin();
  for (const next of NEXT.slice(0, 1)) update(to, next);
  await world.settle();
  const first = disk.changes + cut;
  disk.plan = ({ number }) => (number >= first ? "late" : undefined);
  for (const next of NEXT.slice(1)) update(to, next);
  await world.settle();
  await world.clock.advance(10_000);
  await world.settle();
  if (disk.changes <= first) return undefined;
  const after = await LedgerWorld.open(disk.powerCut(), world.people, world.clock);
  return after.ledger.sequencer.inForce;
}

/** Which sectors of what is under way are stored: by the bits of a number, again and again. */
function bitsOf(bits: number): Dice {
  let place = 0;
  return () => {
    place += 1;
    return (bits >> (place % 4)) % 2 === 1 ? 0 : 0.999;
  };
}

const never: Dice = () => 0.999;
const always: Dice = () => 0;

test.each<readonly [string, readonly Dice[], readonly string[]]>([
  ["nothing", [never], ["old", "new"]],
  ["everything", [always], ["new"]],
  ["any sectors", Array.from({ length: 16 }, (_, bits) => bitsOf(bits)), ["old", "new"]],
])("of writes under way %s is stored: the charter in force has its own pins", async (_, stored, expected) => {
  const seen = new Set<string>();
  for (const dice of stored) {
    let cut = 0;
    for (; ; cut += 1) {
      const inForce = await inForceAfter(cut, dice);
      if (inForce === undefined) break;
      const { machine, pins } = inForce;
      expect(NEXT.map((next) => [next.machine, digestOf(next.tools)])).toContainEqual([machine, pins]);
      seen.add(machine === NEXT[0]?.machine ? "old" : "new");
    }
    expect(cut).toBeGreaterThan(0);
  }
  expect([...seen].toSorted()).toEqual([...expected].toSorted());
});
