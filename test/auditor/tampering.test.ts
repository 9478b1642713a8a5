/** A ledger that the real ledger wrote, then changed behind its back: every byte of every file, every truncation, every exchange. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { audit, type Report, readRing, readSealKey } from "../../src/auditor/index.ts";
import { identityToText, ringToText } from "../../src/crypto/index.ts";
import { SimulatedDisk } from "../../src/ledger/index.ts";
import { LedgerWorld, SESSION } from "../worlds/ledger-world.ts";

const folder = mkdtempSync(join(tmpdir(), "interlock-tampered-"));
const files = new Map<string, Uint8Array>();
let auditFolder: () => Promise<Report>;
/** Where each entry's record lies in the journal, and where its commit begins. */
const records: { readonly commit: number; readonly start: number; readonly end: number }[] = [];

const JOURNAL = "journal/0000000000000000.journal";

beforeAll(async () => {
  const disk = new SimulatedDisk(() => 0.5);
  const world = await LedgerWorld.open(disk);
  world.must("gateway", { kind: "session", agent: "a", protocol: "p", capabilities: {} }, SESSION);
  await world.settle();
  const proposal = world.propose();
  world.decide(proposal, "deny", { machine: "" });
  await world.settle();
  world.propose();
  world.must("author", { kind: "pin", tools: {} });
  await world.close();
  for (const path of disk.paths()) files.set(path, disk.contents(path) ?? new Uint8Array(0));
  for (const [path, bytes] of files) put(path, bytes);
  const ring = readRing(ringToText(world.people.ring));
  const key = readSealKey(identityToText(world.people.get("auditor")));
  if (typeof ring === "string" || typeof key === "string") throw new Error("ring and key are good");
  auditFolder = () => audit({ folder, ring, key, decisions: "as-recorded" });
  findRecords(Buffer.from(files.get(JOURNAL) ?? []));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}

/** Walks the journal by the lengths in it. */
function findRecords(journal: Buffer): void {
  for (let at = 20; at < journal.length; ) {
    const commit = at;
    const count = journal.readUInt32BE(at + 16);
    at += 28;
    for (let record = 0; record < count; record += 1) {
      const end = at + 12 + journal.readUInt32BE(at) + journal.readUInt32BE(at + 4);
      records.push({ commit, start: at, end });
      at = end;
    }
  }
}

/** The entry that a damaged byte is named by: its record's; for a commit's header, the first of the commit. */
function entryOf(byte: number): number {
  const inside = records.findIndex(({ start, end }) => byte >= start && byte < end);
  return inside >= 0 ? inside : Math.max(0, records.findLastIndex(({ commit }) => commit <= byte) - countBehind(byte));
}

/** How many entries of the commit with a header at this byte come after its first. */
function countBehind(byte: number): number {
  const { commit } = records.findLast((record) => record.commit <= byte) ?? { commit: 20 };
  return records.filter((record) => record.commit === commit).length - 1;
}

describe("a tampered ledger", () => {
  test("untouched, is OK", async () => {
    const { verdict, findings, entries } = await auditFolder();
    expect([verdict, findings, entries]).toEqual(["OK", [], 5]);
    expect(existsSync(join(folder, "checkpoint"))).toBe(true);
  });

  test("with one bit flipped in any byte of any file is found WRONG; in the journal, at its entry: auditor/journal-damaged", async () => {
    for (const [path, bytes] of files) {
      for (let byte = 0; byte < bytes.length; byte += 1) {
        const flipped = Buffer.from(bytes);
        flipped[byte] = (flipped[byte] ?? 0) ^ (1 << (byte % 8));
        put(path, flipped);
        const { verdict, findings } = await auditFolder();
        const where = `${path} byte ${byte}`;
        expect([where, verdict]).toEqual([where, "WRONG"]);
        if (path === JOURNAL) expect([where, findings[0]?.entry]).toEqual([where, entryOf(byte)]);
      }
      put(path, bytes);
    }
  });

  test("cut at any byte is found WRONG, at the first entry that is lost", async () => {
    const journal = files.get(JOURNAL) ?? new Uint8Array(0);
    for (let size = 0; size < journal.length; size += 1) {
      put(JOURNAL, journal.slice(0, size));
      const { verdict, findings } = await auditFolder();
      const lost = records.findIndex(({ end }) => end > size);
      const [first] = findings;
      expect([size, verdict, records[first?.entry ?? -1]?.commit]).toEqual([size, "WRONG", records[lost]?.commit]);
    }
    put(JOURNAL, journal);
  });

  test("with a commit dropped, doubled or moved is found WRONG", async () => {
    const journal = Buffer.from(files.get(JOURNAL) ?? []);
    const commits = splitCommits(journal);
    const header = journal.subarray(0, 20);
    const [one = Buffer.alloc(0), two = Buffer.alloc(0), three = Buffer.alloc(0)] = commits;
    for (const order of [
      [two, three],
      [one, three],
      [one, two],
      [one, one, two, three],
      [one, two, three, three],
      [two, one, three],
      [one, three, two],
    ]) {
      put(JOURNAL, Buffer.concat([header, ...order]));
      expect((await auditFolder()).verdict).toBe("WRONG");
    }
    put(JOURNAL, journal);
    expect((await auditFolder()).verdict).toBe("OK");
  });
});

function splitCommits(journal: Buffer): Buffer[] {
  const commits: Buffer[] = [];
  for (let at = 20; at < journal.length; ) {
    const end = at + 28 + journal.readUInt32BE(at + 20);
    commits.push(journal.subarray(at, end));
    at = end;
  }
  return commits;
}
