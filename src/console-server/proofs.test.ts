/** Proofs for the page: they verify, and a head of other entries is trouble. */
import { expect, test } from "vitest";
import { LedgerWorld } from "../../test/worlds/ledger-world.ts";
import { cosign, createIdentity, formatCheckpoint, fromBase64, parseCheckpoint, signNote } from "../crypto/index.ts";
import { leafHash, leafText, originOf, verifyConsistency, verifyInclusion } from "../ledger/index.ts";
import { Proofs } from "./proofs.ts";

const bytes = (text: string): Uint8Array => fromBase64(text) ?? new Uint8Array();

test("every entry is proved under the last head, and every head extends the one before", async () => {
  const world = await LedgerWorld.open();
  const proofs = new Proofs(world.people.ring);
  world.begin();
  await world.settle();
  for (let index = 0; index < world.ledger.head.size; index += 1) proofs.add(leafText(world.leaf(index)));
  expect(proofs.see(world.ledger.head.note, 1).ok).toBe(true);
  const before = proofs.size;
  world.propose();
  world.decide(before, "deny");
  await world.settle();
  for (let index = before; index < world.ledger.head.size; index += 1) proofs.add(leafText(world.leaf(index)));
  expect(proofs.see(world.ledger.head.note, 2).ok).toBe(true);
  const { heads } = proofs.checkpoints();
  const [now, old] = heads;
  if (now?.consistency === undefined || old === undefined) throw new Error("there are two heads");
  expect(verifyConsistency(old.size, now.size, bytes(old.root), bytes(now.root), now.consistency.hashes.map(bytes))).toBe(true);
  for (let index = 0; index < proofs.size; index += 1) {
    const proof = proofs.inclusion(index);
    if (proof === undefined) throw new Error("it is in the head");
    const leaf = leafHash(Buffer.from(leafText(world.leaf(index))));
    expect(verifyInclusion(index, proof.size, leaf, bytes(now.root), proof.hashes.map(bytes))).toBe(true);
  }
  expect(proofs.inclusion(proofs.size)).toBeUndefined();
});

test("a cosigned head takes its place among the heads, and entries are proved under it", async () => {
  const world = await LedgerWorld.open();
  const proofs = new Proofs(world.people.ring);
  world.begin();
  await world.settle();
  for (let index = 0; index < world.ledger.head.size; index += 1) proofs.add(leafText(world.leaf(index)));
  const { size, note } = world.ledger.head;
  const before = { size, note };
  world.propose();
  world.decide(size, "deny");
  await world.settle();
  for (let index = before.size; index < world.ledger.head.size; index += 1) proofs.add(leafText(world.leaf(index)));
  expect(proofs.see(world.ledger.head.note, 1).ok).toBe(true);
  const line = cosign(before.note.slice(0, before.note.indexOf("\n\n") + 1), { name: "w", identity: createIdentity("w") }, 1);
  expect(proofs.witness({ policy: "quorum none\n", cosigned: `${before.note}${line}` }, 2).ok).toBe(true);
  expect(proofs.checkpoints()).toMatchObject({
    policy: "quorum none\n",
    heads: [
      { size: world.ledger.head.size, consistency: { from: before.size } },
      { size: before.size, note: `${before.note}${line}` },
    ],
  });
  expect(proofs.inclusion(0)).toMatchObject({ size: before.size, policy: "quorum none\n" });
  // What witnesses have not seen yet is proved under the ledger's own word.
  expect(proofs.inclusion(before.size)).toMatchObject({ size: world.ledger.head.size });
  const forked = world.ledger.head.note.replace(/^(.*\n.*\n)(.)/, (_, lines, first) => `${lines}${first === "A" ? "B" : "A"}`);
  expect(proofs.witness({ policy: "", cosigned: forked }, 3)).toMatchObject({ fault: { code: "console-server/behind" } });
});

test("a head that is not of what was read, or not signed by the ledger: console-server/behind", async () => {
  const world = await LedgerWorld.open();
  const proofs = new Proofs(world.people.ring);
  proofs.add("{}");
  const ledger = world.people.get("ledger");
  const origin = originOf(ledger);
  const text = formatCheckpoint({ origin, size: 1, root: leafHash(Buffer.from("[]")) });
  const forked = signNote(text, [{ name: origin, identity: ledger }]);
  const unsigned = signNote(text, [{ name: origin, identity: world.people.get("gateway") }]);
  expect(parseCheckpoint(text).ok).toBe(true);
  for (const note of [forked, unsigned]) expect(proofs.see(note, 1)).toMatchObject({ fault: { code: "console-server/behind" } });
});
