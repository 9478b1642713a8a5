import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ok } from "../fault/index.ts";
import { type Failure, SimulatedDisk } from "./disk/simulated-disk.ts";
import { type Journal, openJournal } from "./journal.ts";
import type { StoredEntry } from "./journal-frame.ts";

const FIRST = "journal/0000000000000000.journal";

/** Repeatable dice (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function entry(number: number): StoredEntry {
  const leaf = Buffer.from(`{"leaf":${number}}`);
  return number % 3 === 0 ? { leaf } : { leaf, blob: Buffer.alloc(1 + (number % 7) * 90, number) };
}

function entries(from: number, count: number): StoredEntry[] {
  return Array.from({ length: count }, (_, offset) => entry(from + offset));
}

/** Entries as text: comparing buffers byte by byte is slow. */
function asText(stored: readonly StoredEntry[]): string[] {
  return stored.map(
    ({ leaf, blob }) => `${Buffer.from(leaf).toString()} ${blob === undefined ? "-" : Buffer.from(blob).toString("base64")}`,
  );
}

async function open(
  disk: SimulatedDisk,
  coveredSize = 0,
): Promise<{ journal: Journal | undefined; found: string[]; code: string; at: string }> {
  const found: string[] = [];
  const journal = await openJournal(disk, coveredSize, (_, stored) => {
    found.push(...asText([stored]));
    return ok(undefined);
  });
  return journal.ok
    ? { journal: journal.value, found, code: "", at: "" }
    : { journal: undefined, found, code: journal.fault.code, at: journal.fault.at ?? "" };
}

/** A disk with commits of 2, 3, 1 and 2 entries. */
async function written(): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(dice(1));
  const { journal } = await open(disk);
  for (const count of [2, 3, 1, 2]) await journal?.append(entries(journal.size, count));
  return disk;
}

/** Where each commit of `written` starts in the file, and where the last ends. */
async function commitEdges(): Promise<number[]> {
  const disk = new SimulatedDisk(dice(1));
  const { journal } = await open(disk);
  const edges = [20];
  for (const count of [2, 3, 1, 2]) {
    await journal?.append(entries(journal.size, count));
    edges.push(disk.contents(FIRST)?.length ?? 0);
  }
  return edges;
}

describe("the journal", () => {
  test("gives back what was appended, from memory of nothing", async () => {
    const { journal, found } = await open(await written());
    expect(found).toEqual(asText(entries(0, 8)));
    const read = async (from: number, to: number, bytesMax: number): Promise<string[]> => {
      const some = await journal?.read(from, to, bytesMax);
      return some?.ok ? asText(some.value) : [];
    };
    for (let from = 0; from < 8; from += 1) {
      for (let to = from + 1; to <= 8; to += 1) expect(await read(from, to, 1e6)).toEqual(asText(entries(from, to - from)));
    }
    expect(await read(1, 8, 1)).toEqual(asText(entries(1, 1)));
    expect(await read(0, 8, 200)).toEqual(asText(entries(0, 2)));
  });

  test("goes on after opening, and begins a new segment after a large one", async () => {
    const disk = await written();
    const { journal } = await open(disk);
    const large = { leaf: Buffer.from("{}"), blob: Buffer.alloc(8 * 1_048_576, 9) };
    for (let count = 0; count < 9; count += 1) await journal?.append([large]);
    await journal?.append(entries(17, 2));
    expect(disk.paths()).toEqual([FIRST, "journal/0000000000000016.journal"]);
    const again = await open(disk);
    expect(again.found).toHaveLength(19);
    expect(again.found.slice(17)).toEqual(asText(entries(17, 2)));
    const acrossSegments = await again.journal?.read(15, 19, 1e8);
    expect(acrossSegments?.ok && acrossSegments.value).toHaveLength(1);
    const rest = await again.journal?.read(16, 19, 1e8);
    expect(rest?.ok && asText(rest.value.slice(1))).toEqual(asText(entries(17, 2)));
  });
});

describe("a damaged journal", () => {
  test("cut at any byte: what was whole is there, what was torn is cut off, and the next commit fits", async () => {
    const bytes = (await written()).contents(FIRST) ?? new Uint8Array(0);
    const edges = await commitEdges();
    for (let size = 0; size < bytes.length; size += 1) {
      const disk = new SimulatedDisk(dice(size));
      disk.tamper(FIRST, bytes.slice(0, size));
      const { journal, found } = await open(disk);
      const whole = [0, 2, 5, 6, 8][Math.max(0, edges.filter((edge) => edge <= size).length - 1)] ?? 0;
      expect(found).toHaveLength(whole);
      await journal?.append(entries(whole, 1));
      expect((await open(disk)).found).toEqual(asText(entries(0, whole + 1)));
    }
  });

  test("cut below what a checkpoint covers: refused, untouched, with the entry: ledger/corrupt, ledger/rolled-back", async () => {
    const bytes = (await written()).contents(FIRST) ?? new Uint8Array(0);
    const edges = await commitEdges();
    const disk = new SimulatedDisk(dice(1));
    disk.tamper(FIRST, bytes.slice(0, (edges[3] ?? 0) + 40));
    const torn = await open(disk, 8);
    expect([torn.code, torn.at]).toEqual(["ledger/corrupt", "entry 6"]);
    disk.tamper(FIRST, bytes.slice(0, edges[3]));
    const short = await open(disk, 8);
    expect([short.code, short.at]).toEqual(["ledger/rolled-back", "entry 6"]);
    expect(disk.changes).toBe(0);
    expect((await open(disk, 6)).found).toHaveLength(6);
  });

  test("any flipped bit before the last commit is refused with its commit's or its own entry: ledger/corrupt", async () => {
    const bytes = (await written()).contents(FIRST) ?? new Uint8Array(0);
    const edges = await commitEdges();
    const firstOf = [0, 2, 5, 6, 8];
    for (let bit = 0; bit < (edges[3] ?? 0) * 8; bit += 1) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const disk = new SimulatedDisk(dice(1));
      disk.tamper(FIRST, flipped);
      const { code, at } = await open(disk);
      expect(code).toBe("ledger/corrupt");
      const commit = Math.max(0, edges.filter((edge) => edge <= bit >> 3).length - 1);
      const named = Number(at.replace("entry ", ""));
      expect(named).toBeGreaterThanOrEqual(firstOf[commit] ?? 0);
      expect(named).toBeLessThan(firstOf[commit + 1] ?? 0);
    }
  });

  test("any flipped bit in the last commit is refused where a checkpoint covers it: ledger/corrupt", async () => {
    const bytes = (await written()).contents(FIRST) ?? new Uint8Array(0);
    const [, , , start = 0] = await commitEdges();
    for (let bit = start * 8; bit < bytes.length * 8; bit += 1) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const disk = new SimulatedDisk(dice(1));
      disk.tamper(FIRST, flipped);
      expect((await open(disk, 8)).code).toBe("ledger/corrupt");
    }
  });

  test("a missing, added or swapped segment is refused: ledger/corrupt", async () => {
    const disk = await written();
    disk.tamper("journal/0000000000000009.journal", new Uint8Array(0));
    expect(await open(disk)).toMatchObject({ code: "ledger/corrupt", at: "entry 8" });
    const other = await written();
    other.tamper("journal/0000000000000008.journal", other.contents(FIRST) ?? new Uint8Array(0));
    expect(await open(other)).toMatchObject({ code: "ledger/corrupt", at: "entry 8" });
  });

  test("a commit that stands there twice is refused, not cut off: ledger/corrupt", async () => {
    const disk = await written();
    const bytes = disk.contents(FIRST) ?? new Uint8Array(0);
    disk.tamper(FIRST, Buffer.concat([bytes, bytes.slice((await commitEdges())[3])]));
    expect(await open(disk)).toMatchObject({ code: "ledger/corrupt", at: "entry 8" });
  });

  test("zero bytes after the last commit are room, not damage", async () => {
    const disk = await written();
    disk.tamper(FIRST, Buffer.concat([disk.contents(FIRST) ?? new Uint8Array(0), Buffer.alloc(5000)]));
    const { journal } = await open(disk);
    await journal?.append(entries(8, 1));
    expect((await open(disk)).found).toEqual(asText(entries(0, 9)));
  });
});

describe("an append", () => {
  const FAILURES: readonly Failure[] = ["failed", "failed-but-stored", "torn", "full", "read-only"];

  /** Appends until it is taken; what is refused must not count. */
  async function insist(journal: Journal, batch: readonly StoredEntry[]): Promise<void> {
    for (let tries = 0; tries < 3; tries += 1) {
      const before = journal.size;
      if ((await journal.append(batch)).ok) return;
      expect(journal.size).toBe(before);
    }
  }

  test("each change × each failure: the fault is told, the same append then succeeds, nothing is lost or doubled", async () => {
    for (const [failure, number] of FAILURES.flatMap((each) => [0, 1, 2, 3, 4, 5].map((change) => [each, change] as const))) {
      const disk = new SimulatedDisk(dice(number), (change) => (change.number === number ? failure : undefined));
      const { journal } = await open(disk);
      for (const count of [2, 3, 1]) if (journal !== undefined) await insist(journal, entries(journal.size, count));
      expect((await open(disk)).found).toEqual(asText(entries(0, 6)));
    }
  });

  test("each change × each failure, then a power cut: what was answered is there, and at most the commit under way besides", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.nat(8), fc.constantFrom<Failure>(...FAILURES, "late"), async (seed, number, failure) => {
        const disk = new SimulatedDisk(dice(seed), (change) => (change.number === number ? failure : undefined));
        const { journal } = await open(disk);
        let answered = 0;
        for (const count of [2, 3, 1, 2]) {
          const appended = await Promise.race([
            journal?.append(entries(answered, count)),
            new Promise<undefined>((give) => setImmediate(give, undefined)),
          ]);
          if (!appended?.ok) break;
          answered += count;
        }
        const { found, code } = await open(disk.powerCut());
        expect(code).toBe("");
        expect(found).toEqual(asText(entries(0, found.length)));
        expect([answered, [2, 5, 6, 8].find((size) => size > answered)]).toContain(found.length);
      }),
      { numRuns: 300 },
    );
  });
});
