/** Charters follow one another as TUF's roots do: each way in which one may not follow is tried, and refused by its code. */
import { describe, expect, test } from "vitest";
import { DEFINITION, LedgerWorld, MACHINE, type PartName, type People } from "../../../test/worlds/ledger-world.ts";
import { digestOf } from "../../crypto/index.ts";
import type { CharterEntry } from "../entry.ts";
import { parseLeaf } from "../entry-shape.ts";
import { charterStatement } from "../leaf.ts";

const PINS = { "files/read": DEFINITION, "files/write": DEFINITION };
const OTHER_PINS = { "files/read": MACHINE };

/** A charter that these have signed besides its writer. */
function charter(people: People, version: number, more: Partial<CharterEntry>, ...signers: readonly PartName[]): CharterEntry {
  const terms: CharterEntry = { kind: "charter", name: "files", version, machine: MACHINE, pins: digestOf(PINS), ...more };
  if (signers.length === 0) return terms;
  const signed = charterStatement(terms);
  return { ...terms, signatures: signers.map((name) => ({ by: people.get(name).id, signature: people.get(name).sign(signed) })) };
}

async function begun(): Promise<LedgerWorld> {
  const world = await LedgerWorld.open();
  world.begin();
  return world;
}

/** From version 2 on, two authors sign together. */
async function joint(): Promise<LedgerWorld> {
  const world = await begun();
  const authors = { threshold: 2, keys: [world.people.get("author").id, world.people.get("second-author").id] };
  world.must("author", charter(world.people, 2, { authors }, "second-author"));
  return world;
}

describe("the next charter", () => {
  test("has exactly the next version: ledger/charter-version", async () => {
    const world = await begun();
    for (const version of [1, 3, Number.MAX_SAFE_INTEGER])
      expect(world.say("author", charter(world.people, version, {}))).toBe("ledger/charter-version");
    expect(typeof world.say("author", charter(world.people, 2, {}))).toBe("object");
    expect(world.say("author", charter(world.people, 2, { name: "again" }))).toBe("ledger/charter-version");
  });

  test("has a threshold that is a number of authors: ledger/malformed", async () => {
    const world = await begun();
    const keys = [world.people.get("author").id];
    for (const authors of [0, -1, 1.5, "2"].map((threshold) => ({ threshold, keys }) as never)) {
      const leaf = { ...world.leaf(1), entry: charter(world.people, 2, { authors }) };
      expect(parseLeaf(leaf as never)).toMatchObject({ ok: false, fault: { code: "ledger/malformed" } });
    }
  });

  test("names authors who can sign: ledger/authors-impossible", async () => {
    const world = await begun();
    const id = (name: PartName): string => world.people.get(name).id;
    for (const authors of [
      { threshold: 2, keys: [id("author")] },
      { threshold: 2, keys: [id("author"), id("author")] },
      { threshold: 1, keys: [id("stranger")] },
      { threshold: 1, keys: [id("host")] },
    ]) {
      expect(world.say("author", charter(world.people, 2, { authors }))).toBe("ledger/authors-impossible");
    }
  });

  test("is signed by a threshold of the authors before it and of its own: ledger/charter-unsigned", async () => {
    const world = await begun();
    const [author, second] = [world.people.get("author").id, world.people.get("second-author").id];
    const both = { threshold: 2, keys: [author, second] };
    expect(world.say("author", charter(world.people, 2, { authors: both }))).toBe("ledger/charter-unsigned");
    world.must("author", charter(world.people, 2, { authors: both }, "second-author"));
    expect(world.say("author", charter(world.people, 3, {}))).toBe("ledger/charter-unsigned");
    const alone = { threshold: 1, keys: [second] };
    expect(world.say("second-author", charter(world.people, 3, { authors: alone }))).toBe("ledger/charter-unsigned");
    world.must("author", charter(world.people, 3, { authors: alone }, "second-author"));
    expect(world.say("author", charter(world.people, 4, {}))).toBe("ledger/charter-unsigned");
    world.must("second-author", charter(world.people, 4, {}));
  });

  test("counts no signature twice, by nobody, or over something else: ledger/charter-unsigned", async () => {
    const world = await joint();
    const { people } = world;
    const honest = charter(people, 3, {}, "second-author");
    const [signature] = honest.signatures ?? [];
    const other = charter(people, 3, { name: "other" }, "second-author").signatures ?? [];
    if (signature === undefined) throw new Error("it is signed");
    for (const signatures of [
      [],
      charter(people, 3, {}, "author").signatures ?? [],
      charter(people, 3, {}, "stranger").signatures ?? [],
      charter(people, 3, {}, "host").signatures ?? [],
      [signature, signature],
      other,
      [{ ...signature, by: people.get("stranger").id }],
    ]) {
      expect(world.say("author", { ...honest, signatures })).toBe("ledger/charter-unsigned");
    }
    expect(typeof world.say("author", honest)).toBe("object");
  });

  test("names the pins that it is signed with, where authors sign together: ledger/pins-differ", async () => {
    const world = await joint();
    expect(world.ledger.sequencer.inForce.pins).toBe(digestOf(PINS));
    world.must("author", { kind: "pin", tools: OTHER_PINS });
    expect(world.ledger.sequencer.inForce.pins).toBe(digestOf(PINS));
    const { pins: _, ...bare } = charter(world.people, 3, {});
    const signed = charterStatement(bare);
    const second = world.people.get("second-author");
    const signatures = [{ by: second.id, signature: second.sign(signed) }];
    expect(world.say("author", { ...bare, signatures })).toBe("ledger/pins-differ");
    expect(world.say("author", charter(world.people, 3, { pins: MACHINE }, "second-author"))).toBe("ledger/pins-differ");
    world.must("author", charter(world.people, 3, { pins: digestOf(OTHER_PINS) }, "second-author"));
    expect(world.ledger.sequencer.inForce.pins).toBe(digestOf(OTHER_PINS));
  });
});

describe("a ledger that is opened again", () => {
  test("knows who signs the next charter", async () => {
    const world = await joint();
    const again = await world.reopen();
    expect(again.ledger.sequencer.inForce).toEqual(world.ledger.sequencer.inForce);
    expect(again.say("author", charter(again.people, 3, {}))).toBe("ledger/charter-unsigned");
    expect(again.say("author", charter(again.people, 1, {}, "second-author"))).toBe("ledger/charter-version");
  });
});
