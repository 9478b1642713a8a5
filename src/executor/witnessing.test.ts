/** What an executor makes of cosigned heads: how old and how far behind they may be, old ones shown again, and ledgers that fork. */
import { describe, expect, test } from "vitest";
import { ring, who } from "../../test/governed/warrants.ts";
import { cosign, createIdentity, formatCheckpoint, type Identity, noteKeyOf, noteKeyToText, signNote, toBase64 } from "../crypto/index.ts";
import { type CosignedHead, leafHash, originOf, Tree } from "../ledger/index.ts";
import { parseQuorum } from "../witness/index.ts";
import { type Head, verifyCosigned } from "./verify-head.ts";
import { Witnessing } from "./witnessing.ts";

const NOW = 1_800_000_000_000;
const ORIGIN = originOf(who.ledger);
const seers = [createIdentity("one"), createIdentity("two"), createIdentity("three")];
const lines = seers.map(({ name, signKey }) => `witness ${name} ${noteKeyToText(noteKeyOf(name, signKey, "cosignature/v1"))}`);
const policy = parseQuorum([...lines, "group most 2 one two three", "quorum most", ""].join("\n"));
if (!policy.ok) throw new Error(policy.fault.message);
const terms = { quorum: policy.value, ageMaxMs: 30_000, behindMax: 100 };

function treeOf(size: number, words = "entry"): Tree {
  const tree = new Tree();
  for (let index = 0; index < size; index += 1) tree.append(leafHash(Buffer.from(`${words} ${index}`)));
  return tree;
}

/** The head of a tree, cosigned by some at some time (milliseconds). */
function cosigned(tree: Tree, size: number, by: readonly (readonly [Identity, number])[], ledger: Identity = who.ledger): string {
  const text = formatCheckpoint({ origin: ORIGIN, size, root: tree.root(size) });
  const seen = by.map(([identity, atMs]) => cosign(text, { name: identity.name, identity }, Math.floor(atMs / 1_000)));
  return [signNote(text, [{ name: ORIGIN, identity: ledger }]), ...seen].join("");
}

const [one, two, three] = seers as unknown as readonly [Identity, Identity, Identity];
const tree = treeOf(500);
const both = (atMs: number): readonly (readonly [Identity, number])[] => [
  [one, atMs],
  [two, atMs],
];

describe("an executor does not act: executor/not-witnessed", () => {
  const codeAfter = (takes: readonly (readonly [size: number, note: string])[], size: number, nowMs: number): string => {
    const witnessing = new Witnessing(terms);
    for (const [of, note] of takes) witnessing.take(of, note, NOW);
    return witnessing.whyNot(size, nowMs)?.code ?? "acts";
  };

  test("before it has seen a head that enough have cosigned", () => {
    expect(codeAfter([], 10, NOW)).toBe("executor/not-witnessed");
    expect(codeAfter([[10, cosigned(tree, 10, [[one, NOW]])]], 10, NOW)).toBe("executor/not-witnessed");
    expect(codeAfter([[10, cosigned(tree, 10, [...[[one, NOW]], [createIdentity("two"), NOW]] as never)]], 10, NOW)).toBe(
      "executor/not-witnessed",
    );
    expect(codeAfter([[10, cosigned(tree, 10, both(NOW))]], 10, NOW)).toBe("acts");
  });

  test("on one that is older than the limit, by the time that enough witnesses say", () => {
    const seen = [[10, cosigned(tree, 10, both(NOW))]] as const;
    expect(codeAfter(seen, 10, NOW + 30_000)).toBe("acts");
    expect(codeAfter(seen, 10, NOW + 30_001)).toBe("executor/not-witnessed");
    const torn = cosigned(tree, 10, [
      [one, NOW],
      [two, NOW - 29_000],
      [three, NOW - 60_000],
    ]);
    expect(codeAfter([[10, torn]], 10, NOW + 1_000)).toBe("acts");
    expect(codeAfter([[10, torn]], 10, NOW + 1_001)).toBe("executor/not-witnessed");
  });

  test("in a ledger that is too many entries ahead of it", () => {
    const seen = [[10, cosigned(tree, 10, both(NOW))]] as const;
    expect(codeAfter(seen, 110, NOW)).toBe("acts");
    expect(codeAfter(seen, 111, NOW)).toBe("executor/not-witnessed");
  });

  test("on an old head that is shown again: what counts is when witnesses saw it", () => {
    const old = cosigned(tree, 10, both(NOW - 31_000));
    expect(codeAfter([[10, old]], 10, NOW)).toBe("executor/not-witnessed");
    const mixed = [
      [20, cosigned(tree, 20, both(NOW - 10_000))],
      [10, old],
    ] as const;
    expect(codeAfter(mixed, 20, NOW + 20_000)).toBe("acts");
    expect(codeAfter(mixed, 20, NOW + 20_001)).toBe("executor/not-witnessed");
  });

  test("longer because a witness's clock is ahead", () => {
    expect(codeAfter([[10, cosigned(tree, 10, both(NOW + 3_600_000))]], 10, NOW + 30_001)).toBe("executor/not-witnessed");
  });
});

describe("a cosigned head", () => {
  const head = (of: Tree, size: number): Head => ({ origin: ORIGIN, size, root: of.root(size) });
  const shown = (of: Tree, size: number, from: number, to: number): CosignedHead => ({
    checkpoint: cosigned(of, size, both(NOW)),
    consistency: { from, proof: of.consistencyProof(from, to).map(toBase64) },
  });
  const codeOf = (cosignedHead: CosignedHead, last: Head | undefined): string => {
    const read = verifyCosigned(cosignedHead, ring, last);
    return read.ok ? `size ${read.value.size}` : read.fault.code;
  };

  test("extends the last one that was seen, or is a part of it", () => {
    expect(codeOf({ ...shown(tree, 20, 10, 20), consistency: { from: 0, proof: [] } }, undefined)).toBe("size 20");
    expect(codeOf(shown(tree, 20, 10, 20), head(tree, 10))).toBe("size 20");
    expect(codeOf(shown(tree, 10, 10, 20), head(tree, 20))).toBe("size 10");
    expect(codeOf({ ...shown(tree, 20, 10, 20), consistency: { from: 20, proof: [] } }, head(tree, 20))).toBe("size 20");
  });

  test("of another history convicts the ledger, whichever is the longer: executor/ledger-forked", () => {
    const fork = treeOf(500, "another");
    expect(codeOf(shown(fork, 20, 10, 20), head(tree, 10))).toBe("executor/ledger-forked");
    expect(codeOf(shown(fork, 10, 10, 20), head(tree, 20))).toBe("executor/ledger-forked");
    expect(codeOf(shown(fork, 20, 20, 30), head(tree, 20))).toBe("executor/ledger-forked");
  });

  test("of another ledger, or signed by nobody, is none: executor/checkpoint-refused", () => {
    const others = { checkpoint: cosigned(tree, 10, both(NOW), who.decider), consistency: { from: 0, proof: [] } };
    expect(codeOf(others, undefined)).toBe("executor/checkpoint-refused");
    expect(codeOf(shown(tree, 20, 10, 20), { ...head(tree, 10), origin: "interlock/another" })).toBe("executor/checkpoint-refused");
  });
});
