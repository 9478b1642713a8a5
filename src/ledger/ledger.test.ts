/** What the ledger promises: durable before answered, in groups; what it publishes; what it refuses to open; what a failing disk does. */
import { describe, expect, test } from "vitest";
import { CODE, codeOf, EPOCH, LedgerWorld, MACHINE, People, SESSION, START } from "../../test/worlds/ledger-world.ts";
import { ManualClock } from "../../test/worlds/manual-clock.ts";
import { noteKeyOf, openNote, parseCheckpoint, toHex } from "../crypto/index.ts";
import { type Change, type Failure, SimulatedDisk } from "./disk/simulated-disk.ts";
import { openLedger, originOf } from "./ledger.ts";
import { COMMIT_PATIENCE_MS, COMMIT_RETRY_MS, COMMIT_SLOW_MS, PUBLISH_PAUSE_MS } from "./limits.ts";
import { isSameHash } from "./tree/merkle.ts";

function writes(change: Change): boolean {
  return change.what === "write";
}

async function begun(disk: SimulatedDisk = new SimulatedDisk(() => 0.5)): Promise<{ world: LedgerWorld; disk: SimulatedDisk }> {
  const world = await LedgerWorld.open(disk);
  world.begin();
  await world.settle();
  return { world, disk };
}

function indices(world: LedgerWorld): number[] {
  return world.answered.map(({ index }) => index);
}

/** Every leaf of the ledger, as text. */
async function texts(world: LedgerWorld): Promise<string[]> {
  const all: string[] = [];
  while (all.length < world.ledger.size) {
    const read = await world.ledger.read(all.length, world.ledger.size);
    if (!read.ok) throw new Error(read.fault.message);
    for (const { text, blob } of read.value) all.push(`${text} ${blob ?? ""}`);
  }
  return all;
}

describe("an append", () => {
  test("is answered when it is durable, not before; many share one commit", async () => {
    const { world, disk } = await begun();
    const before = world.ledger.size;
    const changes = disk.changes;
    disk.plan = (change) => (writes(change) ? "late" : undefined);
    const first = world.open("session-2");
    await world.settle();
    expect(indices(world)).not.toContain(first);
    for (let session = 3; session < 43; session += 1) world.open(`session-${session}`);
    await world.settle();
    expect([world.ledger.size, world.ledger.head.size]).toEqual([before + 41, before]);
    disk.plan = () => undefined;
    disk.settle();
    await world.settle();
    expect(world.ledger.head.size).toBe(before + 41);
    expect(indices(world).slice(-41)).toEqual(Array.from({ length: 41 }, (_, offset) => before + offset));
    expect(disk.changes - changes).toBe(2);
  });

  test("of a proposal waits a moment for its decision, and is then durable together with it", async () => {
    const { world, disk } = await begun();
    const changes = disk.changes;
    const proposal = world.propose();
    await world.settle();
    expect(disk.changes).toBe(changes);
    world.decide(proposal, "deny");
    await world.settle();
    expect(disk.changes).toBe(changes + 1);
    expect(indices(world).slice(-2)).toEqual([proposal, proposal + 1]);
    const alone = world.propose();
    await world.clock.advance(COMMIT_PATIENCE_MS);
    await world.settle();
    expect(indices(world).at(-1)).toBe(alone);
  });

  test("has a blob that is sealed, or none, and within the limit: ledger/malformed, ledger/entry-too-large", async () => {
    const { world } = await begun();
    const { blob, ...sealed } = world.people.sign("gateway", { kind: "proposal", from: "agent", deadline: 1, patience: 1 }, SESSION, {
      tool: "x",
      args: {},
    });
    const bare = world.people.sign("gateway", { kind: "proposal", from: "agent", deadline: 1, patience: 1 }, SESSION);
    expect(world.append(sealed)).toBe("ledger/malformed");
    expect(world.append({ ...bare, blob: blob ?? "" })).toBe("ledger/malformed");
    expect(world.append({ ...sealed, blob: "no base64" })).toBe("ledger/malformed");
    expect(world.append({ ...sealed, blob: Buffer.alloc(8 * 1_048_576 + 3).toString("base64") })).toBe("ledger/entry-too-large");
    const capabilities = { note: "x".repeat(66_000) };
    expect(world.say("gateway", { kind: "session", agent: "a", protocol: "p", capabilities }, "session-9")).toBe("ledger/entry-too-large");
  });

  test("is refused where too much waits: ledger/overloaded", async () => {
    const { world, disk } = await begun();
    disk.plan = (change) => (writes(change) ? "late" : undefined);
    const proposal = world.people.sign("gateway", { kind: "proposal", from: "agent", deadline: 1, patience: 1 }, SESSION, {
      data: "x".repeat(6_000_000),
    });
    expect(typeof world.append(proposal)).toBe("object");
    let last: unknown;
    for (let count = 0; count < 12 && typeof last !== "string"; count += 1) {
      last = world.say("gateway", { kind: "proposal", from: "agent", deadline: count, patience: 1 }, SESSION, {
        data: "x".repeat(6_000_000),
      });
    }
    expect(last).toBe("ledger/overloaded");
    disk.plan = () => undefined;
    disk.settle();
    await world.clock.advance(COMMIT_PATIENCE_MS);
    await world.settle();
    expect(typeof world.say("gateway", { kind: "proposal", from: "agent", deadline: 99, patience: 1 }, SESSION)).toBe("object");
  });
});

describe("the head", () => {
  test("is signed over what is durable, and the checkpoint and its tiles follow it", async () => {
    const { world, disk } = await begun();
    for (let count = 0; count < 300; count += 1) world.open(`session-x${count}`);
    await world.settle();
    const { head } = world.ledger;
    const origin = originOf(world.people.get("ledger"));
    const opened = openNote(head.note, [noteKeyOf(origin, world.people.get("ledger").signKey)]);
    const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
    expect(checkpoint.ok && [checkpoint.value.origin, checkpoint.value.size, toHex(checkpoint.value.root)]).toEqual([
      origin,
      head.size,
      toHex(head.root),
    ]);
    expect(disk.contents("checkpoint")).toBeUndefined();
    await world.clock.advance(PUBLISH_PAUSE_MS);
    await world.settle();
    expect(Buffer.from(disk.contents("checkpoint") ?? []).toString()).toBe(head.note);
    const partial = `.p/${head.size % 256}`;
    expect(disk.paths().filter((path) => path.startsWith("tile/"))).toEqual([
      "tile/0/000",
      `tile/0/001${partial}`,
      "tile/1/000.p/1",
      "tile/entries/000",
      `tile/entries/001${partial}`,
    ]);
    world.open("session-y");
    await world.settle();
    await world.clock.advance(PUBLISH_PAUSE_MS);
    expect(disk.paths()).toContain(`tile/0/001.p/${world.ledger.head.size % 256}`);
    expect(disk.paths()).not.toContain(`tile/0/001${partial}`);
  });

  test("covers files that are written again where they are missing", async () => {
    const { world, disk } = await begun();
    for (let count = 0; count < 300; count += 1) world.open(`session-x${count}`);
    await world.close();
    const whole = disk.paths();
    for (const path of ["tile/0/000", "tile/entries/000", "tile/1/000.p/1"]) await disk.remove(path);
    const before = disk.contents("tile/entries/001.p/51");
    const again = await LedgerWorld.open(disk, world.people, world.clock);
    await again.settle();
    expect(disk.paths()).toEqual(whole);
    expect(disk.contents("tile/entries/001.p/51")).toEqual(before);
    await again.close();
    expect(disk.paths()).toEqual(whole);
  });
});

describe("a ledger that is opened again", () => {
  test("goes on where it was: entries, numbers, open calls, what is in force, time", async () => {
    const { world } = await begun();
    const parked = world.propose();
    const parkedBy = world.decide(parked, "quarantine");
    const running = world.propose();
    const allowed = world.decide(running, "allow");
    world.clock.set(START + 60_000);
    world.propose();
    const before = await texts(world);
    world.clock.set(START);
    const again = await world.reopen();
    expect(await texts(again)).toEqual(before);
    expect(isSameHash(again.ledger.sequencer.tree.root(), world.ledger.sequencer.tree.root())).toBe(true);
    expect(again.ledger.sequencer.inForce).toEqual(world.ledger.sequencer.inForce);
    expect(again.ledger.sequencer.calls.parked()).toEqual([{ proposal: parked, decision: parkedBy }]);
    const outcome = again.execute(running, allowed);
    expect(again.leaf(outcome)).toMatchObject({ at: START + 60_000, number: 7 });
  });

  test("is opened by one at a time: ledger/locked", async () => {
    const { world, disk } = await begun();
    const options = { disk, identity: world.people.get("ledger"), ring: world.people.ring, clock: world.clock };
    expect(codeOf(await openLedger(options))).toBe("ledger/locked");
    await world.close();
    expect(codeOf(await openLedger(options))).toBe("");
  });

  test("refuses a journal that is shorter than its checkpoint: ledger/rolled-back", async () => {
    const { world, disk } = await begun();
    const older = disk.contents("journal/0000000000000000.journal") ?? new Uint8Array(0);
    world.propose();
    await world.close();
    disk.tamper("journal/0000000000000000.journal", older);
    const options = { disk, identity: world.people.get("ledger"), ring: world.people.ring, clock: world.clock };
    expect(codeOf(await openLedger(options))).toBe("ledger/rolled-back");
  });

  test("refuses other entries than its checkpoint covers: ledger/forked", async () => {
    const { world, disk } = await begun();
    const clock = new ManualClock(START + 5);
    const other = await LedgerWorld.open(new SimulatedDisk(() => 0.5), world.people, clock);
    other.begin();
    await other.settle();
    await world.close();
    disk.tamper(
      "journal/0000000000000000.journal",
      (other.disk as SimulatedDisk).contents("journal/0000000000000000.journal") ?? new Uint8Array(0),
    );
    const options = { disk, identity: world.people.get("ledger"), ring: world.people.ring, clock: world.clock };
    expect(codeOf(await openLedger(options))).toBe("ledger/forked");
  });

  test("refuses a checkpoint that it has not signed: ledger/corrupt", async () => {
    const { world, disk } = await begun();
    await world.close();
    const note = Buffer.from(disk.contents("checkpoint") ?? []).toString();
    const options = { disk, identity: world.people.get("ledger"), ring: world.people.ring, clock: world.clock };
    for (const forged of ["", note.slice(0, -2), note.replace(/\n\d+\n/, "\n1\n"), note.replaceAll("interlock/", "interlocc/")]) {
      disk.tamper("checkpoint", Buffer.from(forged));
      expect(codeOf(await openLedger(options))).toBe("ledger/corrupt");
    }
    const stranger = new People();
    const origin = { ...options, identity: stranger.get("ledger"), ring: stranger.ring };
    disk.tamper("checkpoint", Buffer.from(note));
    expect(codeOf(await openLedger(origin))).toBe("ledger/corrupt");
  });

  test("refuses entries behind its checkpoint that it would not have taken: ledger/corrupt", async () => {
    const people = new People();
    const forged = await LedgerWorld.open(new SimulatedDisk(() => 0.5), people);
    const disk = new SimulatedDisk(() => 0.5);
    const other = new People();
    const foreign = await LedgerWorld.open(disk, other);
    foreign.must("gateway", { kind: "session", agent: "a", protocol: "p", capabilities: {} }, SESSION);
    await foreign.settle();
    expect(forged.ledger.size).toBe(0);
    const options = { disk: disk.powerCut(), identity: people.get("ledger"), ring: people.ring, clock: forged.clock };
    expect(codeOf(await openLedger(options))).toBe("ledger/corrupt");
  });
});

/** Repeatable dice (Lehmer). */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe("a disk that fails", () => {
  const FAILURES: readonly Failure[] = ["failed", "failed-but-stored", "torn", "full", "read-only"];

  for (const failure of FAILURES) {
    test(`(${failure}) stops what is new with its code, keeps what was begun, loses and doubles nothing`, async () => {
      const { world, disk } = await begun();
      const troubles: (string | undefined)[] = [];
      world.ledger.listen({ onPlaced: () => undefined, onDurable: () => undefined, onTrouble: (trouble) => troubles.push(trouble?.code) });
      const code = { full: "ledger/disk-full", "read-only": "ledger/disk-read-only" }[failure as string] ?? "ledger/disk-failed";
      const proposal = world.propose();
      disk.plan = (change) => (writes(change) ? failure : undefined);
      const decision = world.decide(proposal, "allow");
      await world.settle();
      expect(world.ledger.trouble?.code).toBe(code);
      expect(world.say("gateway", { kind: "proposal", from: "agent", deadline: 1, patience: 1 }, SESSION)).toBe(code);
      expect(world.say("author", { kind: "pin", tools: {} })).toBe(code);
      const outcome = world.execute(proposal, decision);
      await world.clock.advance(3 * COMMIT_RETRY_MS);
      expect(indices(world)).not.toContain(decision);
      disk.plan = () => undefined;
      await world.clock.advance(COMMIT_RETRY_MS);
      await world.clock.advance(COMMIT_PATIENCE_MS);
      await world.settle();
      expect(indices(world).slice(-3)).toEqual([proposal, decision, outcome]);
      expect(troubles).toEqual([code, undefined]);
      const before = await texts(world);
      expect(await texts(await world.reopen())).toEqual(before);
    });
  }

  test("that is slow is told, and recovers by itself: ledger/disk-slow", async () => {
    const { world, disk } = await begun();
    const troubles: (string | undefined)[] = [];
    world.ledger.listen({ onPlaced: () => undefined, onDurable: () => undefined, onTrouble: (trouble) => troubles.push(trouble?.code) });
    disk.plan = (change) => (writes(change) ? "late" : undefined);
    const session = world.open("session-2");
    await world.clock.advance(COMMIT_SLOW_MS - 1);
    expect(troubles).toEqual([]);
    await world.clock.advance(1);
    expect(troubles).toEqual(["ledger/disk-slow"]);
    expect(world.say("gateway", { kind: "session", agent: "a", protocol: "p", capabilities: {} }, "session-3")).toBe("ledger/disk-slow");
    disk.plan = () => undefined;
    disk.settle();
    await world.settle();
    expect(troubles).toEqual(["ledger/disk-slow", undefined]);
    expect(indices(world).at(-1)).toBe(session);
  });

  test("while tiles are written costs nothing but time: each change × each failure", async () => {
    for (const failure of FAILURES) {
      for (let number = 0; number < 6; number += 1) {
        const { world, disk } = await begun();
        let count = -1;
        disk.plan = (change) => {
          if (change.what !== "replace") return undefined;
          count += 1;
          return count === number ? failure : undefined;
        };
        for (let pause = 0; pause < 4; pause += 1) {
          world.open(`session-p${pause}`);
          await world.clock.advance(PUBLISH_PAUSE_MS);
        }
        await world.close();
        const again = await LedgerWorld.open(disk.powerCut(), world.people, world.clock);
        expect(again.ledger.size).toBe(world.ledger.size);
        expect(Buffer.from(disk.contents("checkpoint") ?? []).toString()).toBe(world.ledger.head.note);
      }
    }
  });

  test("at any change, with any failure, and a power cut at any moment: what was answered is there, in its place", async () => {
    for (const failure of [...FAILURES, "late"] as const) {
      for (let number = 0; number < 14; number += 1) {
        const dice = lehmer(number + 1);
        const people = new People();
        const disk = new SimulatedDisk(dice, (change) => (change.number === number ? failure : undefined));
        const world = await LedgerWorld.open(disk, people);
        world.begin();
        await world.clock.advance(600);
        for (let call = 0; call < 4 && world.ledger.trouble === undefined; call += 1) {
          const proposal = world.propose();
          const decision = world.decide(proposal, "allow");
          await world.clock.advance(300);
          world.execute(proposal, decision);
          await world.clock.advance(300);
        }
        const answered = new Map(world.answered.map(({ index }) => [index, world.hashOf(index)]));
        const again = await LedgerWorld.open(disk.powerCut(), people, new ManualClock(START + 60_000));
        for (const [index, hash] of answered) expect(toHex(again.ledger.sequencer.tree.node(0, index))).toBe(hash);
        again.ledger.appendOwn({ kind: "attestation", part: "ledger", epoch: EPOCH, grade: "embedded", code: CODE });
        again.must("author", {
          kind: "charter",
          name: "c",
          version: again.ledger.sequencer.force.succession.version + 1,
          machine: MACHINE,
        });
      }
    }
  });
});
