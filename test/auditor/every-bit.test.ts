/**
 * Every single bit, and every truncation, of a ledger of 1,000 entries: found, and the entry named. The journal is read commit by commit,
 * and nothing of a commit but its count bears on how the next is read; so each flip is read in its own commit, behind a segment's header
 * and before the commit that follows, and whole audits of whole ledgers say that what the reader finds is what the audit says.
 * `npm run tamper` flips every bit; `npm test` those of one commit, and of one byte of the published files, in so many.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  audit,
  checkTileBytes,
  Findings,
  type Leaves,
  type Member,
  MerkleTree,
  type Report,
  readCheckpoint,
  readRing,
  readSealKey,
  readSegment,
} from "../../src/auditor/index.ts";
import { identityToText, ringToText } from "../../src/crypto/index.ts";
import { SimulatedDisk } from "../../src/ledger/index.ts";
import { createDice } from "../generators/dice.ts";
import { LedgerWorld } from "../worlds/ledger-world.ts";

const ENTRIES = 1_000;
const IS_ALL = process.env["INTERLOCK_BITS"] === "all";
/** One commit in so many, one tile byte in so many, and so many whole audits, where not all are flipped. */
const [COMMIT_STEP, TILE_STEP, AUDITS] = IS_ALL ? [1, 1, ENTRIES] : [80, 200, 20];
const JOURNAL = "journal/0000000000000000.journal";
const HOURS_MS = 36_000_000;

interface Commit {
  readonly first: number;
  readonly bytes: Buffer;
  /** Where each record ends in the commit. */
  readonly ends: readonly number[];
}

const folder = mkdtempSync(join(tmpdir(), "interlock-bits-"));
const files = new Map<string, Buffer>();
const commits: Commit[] = [];
const leafTexts: Buffer[] = [];
let members: ReadonlyMap<string, Member>;
let auditFolder: () => Promise<Report>;

beforeAll(async () => {
  const disk = new SimulatedDisk(() => 0.5);
  const world = await LedgerWorld.open(disk);
  world.begin();
  const { machine = "" } = world.ledger.sequencer.inForce;
  while (world.ledger.size < ENTRIES) {
    const proposal = world.propose();
    const decision = world.decide(proposal, "allow", { machine });
    if (world.ledger.size < ENTRIES) world.execute(proposal, decision);
    await world.settle();
  }
  await world.close();
  for (const path of disk.paths()) files.set(path, Buffer.from(disk.contents(path) ?? []));
  for (const [path, bytes] of files) put(path, bytes);
  const ring = readRing(ringToText(world.people.ring));
  const key = readSealKey(identityToText(world.people.get("auditor")));
  if (typeof ring === "string" || typeof key === "string") throw new Error("ring and key are good");
  members = ring;
  auditFolder = () => audit({ folder, ring, key, decisions: "as-recorded" });
  splitCommits(files.get(JOURNAL) ?? Buffer.alloc(0));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}

function splitCommits(journal: Buffer): void {
  let first = 0;
  for (let at = 20; at < journal.length; ) {
    const bytes = journal.subarray(at, at + 28 + journal.readUInt32BE(at + 20));
    const ends: number[] = [];
    for (let record = 28; record < bytes.length; record = ends.at(-1) ?? 0) {
      const leafEnd = record + 12 + bytes.readUInt32BE(record);
      leafTexts.push(bytes.subarray(record + 12, leafEnd));
      ends.push(leafEnd + bytes.readUInt32BE(record + 4));
    }
    commits.push({ first, bytes, ends });
    first += ends.length;
    at += bytes.length;
  }
}

/** A segment of a commit and the one behind it, as the reader comes to them. */
function segmentFrom(place: number, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(20);
  header.write("ILSEGM/1", "latin1");
  header.writeBigUInt64BE(BigInt(commits[place]?.first ?? 0), 8);
  header.writeUInt32BE(crc32(header.subarray(0, 16)), 16);
  return Buffer.concat([header, bytes, commits[place + 1]?.bytes ?? Buffer.alloc(0)]);
}

/** The entry that a damaged byte of a commit is named by: its record's, or for the commit's header the commit's first. */
function entryOf({ first, ends }: Commit, byte: number): number {
  return first + (byte < 28 ? 0 : ends.findIndex((end) => byte < end));
}

const nobody = (): void => undefined;

describe(`a ledger of ${ENTRIES} entries`, () => {
  test("untouched, is OK, and every file of it is looked at below", async () => {
    expect(await auditFolder()).toMatchObject({ verdict: "OK", entries: ENTRIES, covered: ENTRIES, findings: [] });
    const kinds = new Set([...files.keys()].map((path) => path.split("/")[0]));
    expect([...kinds].sort()).toEqual(["checkpoint", "journal", "tile"]);
    expect([...files.keys()].filter((path) => path.startsWith("journal/"))).toEqual([JOURNAL]);
  });

  test("with any bit of its journal flipped is damaged at that entry", { timeout: HOURS_MS }, () => {
    let flips = 0;
    for (let place = 0; place < commits.length; place += COMMIT_STEP) {
      const commit = commits[place] as Commit;
      const segment = segmentFrom(place, commit.bytes);
      const isLast = place === commits.length - 1;
      for (const { byte, bit } of flipsOf(segment.subarray(20, 20 + commit.bytes.length))) {
        const { damage } = readSegment(segment, commit.first, nobody);
        if (damage?.entry !== entryOf(commit, byte) || damage.isTail !== isLast)
          expect([place, byte, bit, damage]).toEqual([place, byte, bit, { entry: entryOf(commit, byte), isTail: isLast }]);
        flips += 1;
      }
    }
    expect(flips).toBeGreaterThan(IS_ALL ? 5_000_000 : 50_000);
  });

  test("with any bit of its segment's header flipped is damaged at its first entry", () => {
    const journal = Buffer.from(files.get(JOURNAL) ?? []);
    for (const _ of flipsOf(journal.subarray(0, 20)))
      expect(readSegment(journal, 0, nobody).damage).toMatchObject({ entry: 0, isTail: false });
  });

  test("cut at any byte ends before the first entry that is lost", { timeout: HOURS_MS }, () => {
    for (let place = 0; place < commits.length; place += COMMIT_STEP) {
      const commit = commits[place] as Commit;
      const segment = segmentFrom(place, commit.bytes);
      for (let size = 0; size < commit.bytes.length; size += 1) {
        const { next, damage } = readSegment(segment.subarray(0, 20 + size), commit.first, nobody);
        if (next !== commit.first || (size > 0 && damage?.entry !== commit.first)) expect([place, size, damage]).toEqual([place, size, {}]);
      }
    }
  });

  test("with any bit of a published file flipped differs from the leaves at that entry", { timeout: HOURS_MS }, () => {
    const tree = new MerkleTree();
    for (const leaf of leafTexts) tree.add(leaf);
    const leaves: Leaves = { tree, isWhole: true, leafAt: (entry) => leafTexts[entry] ?? Buffer.alloc(0) };
    let flips = 0;
    for (const [path, bytes] of [...files].filter(([name]) => name.startsWith("tile/"))) {
      const entryAt = entriesOf(path);
      for (const { byte, bit } of flipsOf(bytes, TILE_STEP)) {
        const findings = new Findings();
        checkTileBytes(path, bytes, leaves, findings);
        const [found] = findings.shown();
        if (found?.code !== "auditor/tile-differs" || found.entry !== entryAt(byte))
          expect([path, byte, bit, found]).toEqual([path, byte, bit, { entry: entryAt(byte) }]);
        flips += 1;
      }
    }
    expect(flips).toBeGreaterThan(IS_ALL ? 3_000_000 : 5_000);
  });

  test("with any bit of its checkpoint flipped has none", async () => {
    const note = Buffer.from(files.get("checkpoint") ?? []);
    expect(typeof (await readCheckpoint(note, members.values()))).toBe("object");
    for (const _ of flipsOf(note)) expect(typeof (await readCheckpoint(note, members.values()))).toBe("string");
  });

  test("with a bit of an entry flipped, or cut there, is WRONG, and the audit names the entry", { timeout: HOURS_MS }, async () => {
    const journal = files.get(JOURNAL) ?? Buffer.alloc(0);
    const dice = createDice(1);
    for (let entry = 0; entry < ENTRIES; entry += ENTRIES / AUDITS) {
      const commit = commits.findLast(({ first }) => first <= entry) as Commit;
      const start = 20 + commits.slice(0, commits.indexOf(commit)).reduce((sum, { bytes }) => sum + bytes.length, 0);
      const [from, to] = [commit.ends[entry - commit.first - 1] ?? 28, commit.ends[entry - commit.first] ?? 28];
      const byte = start + from + dice.below(to - from);
      const flipped = Buffer.from(journal);
      flipped[byte] = (flipped[byte] ?? 0) ^ (1 << dice.below(8));
      put(JOURNAL, flipped);
      const { verdict, findings } = await auditFolder();
      expect([verdict, findings[0]?.code, findings[0]?.entry]).toEqual(["WRONG", "auditor/journal-damaged", entry]);
      put(JOURNAL, journal.subarray(0, byte));
      const cut = await auditFolder();
      expect([cut.verdict, cut.findings[0]?.entry]).toEqual(["WRONG", commit.first]);
    }
    put(JOURNAL, journal);
  });
});

/** Flips one bit after the other, of every `step`th byte, and back again. */
function* flipsOf(bytes: Buffer, step = 1): Generator<{ readonly byte: number; readonly bit: number }> {
  for (let byte = 0; byte < bytes.length; byte += step) {
    for (let bit = 0; bit < 8; bit += 1) {
      bytes.writeUInt8(bytes.readUInt8(byte) ^ (1 << bit), byte);
      yield { byte, bit };
      bytes.writeUInt8(bytes.readUInt8(byte) ^ (1 << bit), byte);
    }
  }
}

/** Which entry a byte of a published file is about. */
function entriesOf(path: string): (byte: number) => number {
  const [, level = "", index = "0"] = /^tile\/(\w+)\/(\d{3})/.exec(path) ?? [];
  const first = Number(index) * 256;
  if (level !== "entries") return (byte) => (first + Math.floor(byte / 32)) * 256 ** Number(level);
  const ends: number[] = [];
  for (const leaf of leafTexts.slice(first, first + 256)) ends.push((ends.at(-1) ?? 0) + 2 + leaf.length);
  return (byte) => first + ends.findIndex((end) => byte < end);
}
