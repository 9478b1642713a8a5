/** What the ledger takes for an erasure, what it deletes and when, and that no leaf, root or proof is another for it. */
import { describe, expect, test } from "vitest";
import { LedgerWorld, People, SESSION, START } from "../../test/worlds/ledger-world.ts";
import { fromBase64 } from "../crypto/index.ts";
import { type Change, SimulatedDisk } from "./disk/simulated-disk.ts";
import type { Entry, ErasureEntry, Index, Leaf } from "./entry.ts";
import { COMMIT_RETRY_MS } from "./limits.ts";
import { verifyConsistency, verifyInclusion } from "./tree/proof.ts";

function erasureNow(world: LedgerWorld): ErasureEntry {
  return { kind: "erasure", agent: "agent", user: "ann", until: world.ledger.size };
}

/** One session of ann with one call that ran, and one of bob. */
async function worked(disk: SimulatedDisk = new SimulatedDisk(() => 0.5)): Promise<{ world: LedgerWorld; disk: SimulatedDisk }> {
  const world = await LedgerWorld.open(disk, new People({ judges: "two" }));
  world.begin();
  call(world, SESSION);
  const terms = { kind: "grant", agent: "agent", user: "bob", role: "clerk", expires: START + 86_400_000, fresh: true } as const;
  world.open("session-bob", world.must("host", terms, undefined, { task: "bob's", messages: [] }));
  call(world, "session-bob");
  await world.settle();
  return { world, disk };
}

function call(world: LedgerWorld, session: string): void {
  const proposal = world.propose(session);
  const decision = world.decide(proposal, "allow", {}, session);
  world.must("countersigner:files", { kind: "countersignature", server: "files", proposal, decision: "0".repeat(64) }, session);
  world.execute(proposal, decision, {}, session);
}

function end(world: LedgerWorld, session: string = SESSION): Index {
  return world.must("gateway", { kind: "session", agent: "agent", protocol: "p", capabilities: {}, ended: true }, session);
}

/** Both judges stand for an erasure. */
function erase(world: LedgerWorld): Index {
  const erasure = world.must("host", erasureNow(world));
  const carry = world.must("decider", { kind: "carry", erasure }, undefined, { steps: [] });
  world.must("countersigner:files", { kind: "carry", erasure, server: "files", confirms: carry });
  return erasure;
}

interface Stored {
  readonly text: string;
  readonly blob: string | undefined;
  readonly owner: "ann" | "another";
}

async function stored(world: LedgerWorld): Promise<Stored[]> {
  const all: Stored[] = [];
  while (all.length < world.ledger.head.size) {
    const read = await world.ledger.read(all.length, world.ledger.head.size);
    if (!read.ok) throw new Error(read.fault.message);
    for (const { leaf, text, blob } of read.value) {
      const isHers = leaf.session === SESSION || (leaf.entry.kind === "grant" && leaf.entry.user === "ann");
      all.push({ text, blob, owner: isHers ? "ann" : "another" });
    }
  }
  return all;
}

function isOnDisk(disk: SimulatedDisk, blob: string): boolean {
  const bytes = Buffer.from(fromBase64(blob) ?? []);
  return disk.paths().some((path) => Buffer.from(disk.contents(path) ?? []).includes(bytes));
}

describe("an erasure", () => {
  test("deletes what is sealed of one context once two judges stand for it, from memory and disk, and nothing else", async () => {
    const { world, disk } = await worked();
    end(world);
    await world.settle();
    const before = await stored(world);
    const erasure = world.must("host", erasureNow(world));
    const carry = world.must("decider", { kind: "carry", erasure }, undefined, { steps: [] });
    await world.settle();
    expect((await stored(world)).slice(0, before.length)).toEqual(before);
    world.must("countersigner:files", { kind: "carry", erasure, server: "files", confirms: carry });
    await world.settle();
    const hers = before.filter(({ owner, blob }) => owner === "ann" && blob !== undefined);
    expect(hers).toHaveLength(4);
    for (const { blob } of hers) expect(isOnDisk(disk, blob ?? "")).toBe(false);
    for (const { blob, owner } of before) if (owner === "another" && blob !== undefined) expect(isOnDisk(disk, blob)).toBe(true);
    const after = before.map(({ blob, ...rest }) => (rest.owner === "ann" ? { ...rest, blob: undefined } : { ...rest, blob }));
    expect((await stored(world)).slice(0, before.length)).toEqual(after);
    const again = await world.reopen();
    expect((await stored(again)).slice(0, before.length)).toEqual(after);
    call(again, "session-bob");
    await again.settle();
    await again.reopen();
  });

  test("changes no root, and every proof of before still holds", async () => {
    const { world } = await worked();
    end(world);
    await world.settle();
    const { tree } = world.ledger.sequencer;
    const size = tree.size;
    const sizes = Array.from({ length: size }, (_, index) => index + 1);
    const roots = sizes.map((each) => tree.root(each));
    const inclusions = sizes.map((each) => tree.inclusionProof(each - 1, size));
    const hashes = sizes.map((each) => tree.node(0, each - 1));
    erase(world);
    await world.settle();
    const again = await world.reopen();
    const after = again.ledger.sequencer.tree;
    const root = after.root(size);
    for (const [index, hash] of hashes.entries()) {
      expect(after.root(index + 1)).toEqual(roots[index]);
      expect(verifyInclusion(index, size, hash, root, inclusions[index] ?? [])).toBe(true);
      const proof = after.consistencyProof(index + 1, after.size);
      expect(verifyConsistency(index + 1, after.size, roots[index] ?? root, after.root(after.size), proof)).toBe(true);
    }
  });

  test("of a context where a session or a call is open, or nothing sealed: ledger/context-open, ledger/nothing-to-erase", async () => {
    const { world } = await worked();
    expect(world.say("host", erasureNow(world))).toBe("ledger/context-open");
    expect(world.say("host", { ...erasureNow(world), until: 7 })).toBe("ledger/context-open");
    const proposal = world.propose();
    end(world);
    expect(world.say("host", erasureNow(world))).toBe("ledger/context-open");
    world.decide(proposal, "deny");
    expect(world.say("host", { ...erasureNow(world), user: "carol" })).toBe("ledger/nothing-to-erase");
    expect(world.say("author", erasureNow(world))).toBe("ledger/wrong-duty");
    erase(world);
    expect(world.say("host", erasureNow(world))).toBe("ledger/nothing-to-erase");
  });

  test("is possible where a gateway died before it could end its sessions, which then are over: ledger/session-over", async () => {
    const { world } = await worked();
    const epoch = "f".repeat(32);
    world.must("gateway", { kind: "attestation", part: "gateway", epoch, grade: "embedded", code: "c".repeat(64) });
    erase(world);
    const late: Entry = { kind: "proposal", from: "agent", deadline: START + 1, patience: START + 1 };
    expect(world.say("gateway", late, SESSION, { tool: "x", args: {} })).toBe("ledger/session-over");
  });

  test("leaves the grants whose words it takes: a session under one is of the same context, and what it says can be erased", async () => {
    const { world } = await worked();
    end(world);
    erase(world);
    world.open("session-3", 5);
    call(world, "session-3");
    expect(world.say("host", erasureNow(world))).toBe("ledger/context-open");
    end(world, "session-3");
    erase(world);
    await world.settle();
    const isHers = (leaf: Leaf): boolean => ["session-3", SESSION].includes(leaf.session ?? "") || leaf.entry === world.leaf(5).entry;
    const read = await world.ledger.read(0, world.ledger.head.size);
    if (!read.ok) throw new Error(read.fault.message);
    for (const { leaf, blob } of read.value) if (isHers(leaf)) expect(blob).toBeUndefined();
  });
});

describe("a carry", () => {
  test("is about an erasure that waits for it, once, sealed by the decider alone: ledger/no-erasure", async () => {
    const { world } = await worked();
    end(world);
    const none = "ledger/no-erasure";
    expect(world.say("decider", { kind: "carry", erasure: 3 }, undefined, {})).toBe(none);
    const erasure = world.must("host", erasureNow(world));
    expect(world.say("countersigner:files", { kind: "carry", erasure, server: "files", confirms: erasure })).toBe(none);
    expect(world.say("decider", { kind: "carry", erasure })).toBe(none);
    const carry = world.must("decider", { kind: "carry", erasure }, undefined, {});
    expect(world.say("decider", { kind: "carry", erasure }, undefined, {})).toBe(none);
    expect(world.say("countersigner:files", { kind: "carry", erasure, server: "files", confirms: erasure })).toBe(none);
    expect(world.say("decider", { kind: "carry", erasure, server: "files", confirms: carry })).toBe("ledger/wrong-duty");
    world.must("countersigner:files", { kind: "carry", erasure, server: "files", confirms: carry });
    expect(world.say("decider", { kind: "carry", erasure, refused: "carry/undecided" })).toBe(none);
  });

  test("that a judge refuses erases nothing, and the host may try again", async () => {
    const { world } = await worked();
    end(world);
    await world.settle();
    const before = await stored(world);
    const first = world.must("host", erasureNow(world));
    const carry = world.must("decider", { kind: "carry", erasure: first }, undefined, {});
    world.must("countersigner:files", { kind: "carry", erasure: first, server: "files", confirms: carry, refused: "carry/differs" });
    const second = world.must("host", erasureNow(world));
    world.must("decider", { kind: "carry", erasure: second, refused: "carry/left-words" });
    await world.settle();
    expect((await stored(world)).slice(0, before.length)).toEqual(before);
    erase(world);
    await world.settle();
    expect((await stored(world)).some(({ owner, blob }) => owner === "ann" && blob !== undefined)).toBe(false);
  });
});

describe("a disk that fails while blobs are deleted", () => {
  const replaces = ({ what, path }: Change): boolean => what === "replace" && path.startsWith("journal/");

  test.each(["failed", "failed-but-stored", "torn"] as const)("(%s) is asked again, and what came meanwhile is there", async (failure) => {
    const { world, disk } = await worked();
    end(world);
    let failures = 2;
    disk.plan = (change) => (replaces(change) && failures-- > 0 ? failure : undefined);
    const erasure = erase(world);
    await world.settle();
    call(world, "session-bob");
    for (let count = 0; count < 3; count += 1) {
      await world.clock.advance(COMMIT_RETRY_MS);
      await world.settle();
    }
    const again = await world.reopen();
    const all = await stored(again);
    expect(all.some(({ owner, blob }) => owner === "ann" && blob !== undefined)).toBe(false);
    expect(all.length).toBe(erasure + 7);
  });

  test("or a machine that loses power then leaves the old file or the new one, and the next start deletes", async () => {
    for (const failure of ["late", "failed", "failed-but-stored", "torn"] as const) {
      const { world, disk } = await worked();
      end(world);
      await world.settle();
      const before = await stored(world);
      disk.plan = (change) => (replaces(change) ? failure : undefined);
      erase(world);
      await world.settle();
      const found = disk.powerCut();
      const again = await LedgerWorld.open(found, world.people, world.clock);
      await again.settle();
      await again.settle();
      for (const { blob, owner } of before) if (blob !== undefined) expect(isOnDisk(found, blob)).toBe(owner === "another");
      await again.close();
    }
  });
});
