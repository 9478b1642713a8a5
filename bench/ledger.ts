/**
 * Durable entries a second, 1 and 1,000 in flight, against SQLite with the same bytes; the way of one decision; the audit.
 * `npm run bench ledger [quick]`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { audit, auditTree, readRing, readSealKey } from "../src/auditor/index.ts";
import type { Ledger } from "../src/ledger/index.ts";
import { auditorKeyText, beginCalls, decideOnce, openBenchLedger, type Prepared, prepare, ringText } from "./ledger/bench-ledger.ts";
import { fileWriter, ledgerWriter, sqliteWriter, type Writer } from "./ledger/writers.ts";

const isQuick = process.argv.includes("quick");
const ALONE = isQuick ? 200 : 1_500;
const CROWD = isQuick ? 3_000 : 15_000;
const CALLS = isQuick ? 200 : 1_000;

/** Entries a second, and the milliseconds that the median and the 99th of a hundred waited. */
interface Rate {
  readonly perSecond: number;
  readonly median: number;
  readonly worst: number;
}

function rank(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Writes all entries with so many in flight at any time. */
async function measureWriter(write: Writer, entries: readonly Prepared[], inFlight: number): Promise<Rate> {
  const waited: number[] = [];
  const started = performance.now();
  let next = 0;
  await new Promise<void>((resolve) => {
    const feed = (): void => {
      const entry = entries[next];
      next += 1;
      if (entry === undefined) return;
      const from = performance.now();
      write(entry, () => {
        waited.push(performance.now() - from);
        if (waited.length === entries.length) resolve();
        else feed();
      });
    };
    for (let count = 0; count < inFlight; count += 1) feed();
  });
  const sorted = waited.toSorted((left, right) => left - right);
  return { perSecond: (entries.length / (performance.now() - started)) * 1_000, median: rank(sorted, 0.5), worst: rank(sorted, 0.99) };
}

async function compareWriters(
  title: string,
  writers: readonly { name: string; write: Writer }[],
  count: number,
  inFlight: number,
): Promise<void> {
  console.log(
    `\n${title}\n${"".padEnd(40)}${"entries/s".padStart(12)}${"p50 ms".padStart(10)}${"p99 ms".padStart(10)}${"ratio".padStart(9)}`,
  );
  const warm = prepare(Math.ceil(count / 4));
  const entries = prepare(count);
  let ours = 0;
  for (const { name, write } of writers) {
    await measureWriter(write, warm, inFlight);
    const { perSecond, median, worst } = await measureWriter(write, entries, inFlight);
    ours ||= perSecond;
    const figures = [
      perSecond.toFixed(0).padStart(12),
      median.toFixed(2).padStart(10),
      worst.toFixed(2).padStart(10),
      `${(perSecond / ours).toFixed(2)}x`.padStart(9),
    ];
    console.log(`${name.padEnd(40)}${figures.join("")}`);
  }
}

/** What the ledger adds to the one fdatasync that a decision needs. */
async function printWayOfADecision(ledger: Ledger, write: Writer): Promise<void> {
  beginCalls(ledger);
  const ours: number[] = [];
  const bare: number[] = [];
  const pair = prepare(1)[0];
  for (let call = 0; call < CALLS; call += 1) {
    ours.push(await decideOnce(ledger, call));
    const from = performance.now();
    if (pair !== undefined)
      await new Promise<void>((resolve) => write({ ...pair, leaf: Buffer.concat([pair.leaf, pair.leaf, pair.blob]) }, resolve));
    bare.push(performance.now() - from);
  }
  const [median = 0, bareMedian = 0] = [ours, bare].map((all) =>
    rank(
      all.toSorted((left, right) => left - right),
      0.5,
    ),
  );
  console.log(`\none call at a time: proposal and decision checked, ordered and durable, head signed, proofs made`);
  console.log(
    `p50 ${median.toFixed(3)} ms; one write and fdatasync of the same bytes ${bareMedian.toFixed(3)} ms; ` +
      `the ledger adds ${(median - bareMedian).toFixed(3)} ms`,
  );
}

async function printAudit(folder: string): Promise<void> {
  const ring = readRing(ringText);
  const key = readSealKey(auditorKeyText);
  if (typeof ring === "string" || typeof key === "string") throw new Error("the ring and the key can't be read");
  const time = async (work: () => Promise<number>): Promise<string> => {
    await work();
    const before = process.cpuUsage();
    const entries = await work();
    const { user, system } = process.cpuUsage(before);
    return `${((entries / (user + system)) * 1_000_000).toFixed(0)} entries/s`.padStart(20);
  };
  const checked = async (report: Promise<{ readonly verdict: string; readonly entries: number }>): Promise<number> => {
    const { verdict, entries } = await report;
    if (verdict === "WRONG") throw new Error("the audit finds fault with a ledger that was written in order");
    return entries;
  };
  console.log(`\naudit, by processor time of all threads (decisions derived again: \`npm run bench redecide\`)`);
  const recorded = { folder, ring, key, decisions: "as-recorded" } as const;
  for (const [what, work] of [
    ["journal read, tree recomputed, signature of the head", () => auditTree(folder, ring)],
    ["… order, calls, tiles checked, no keys at hand", () => audit({ folder })],
    ["… every writer's signature verified, every seal opened", () => audit(recorded)],
  ] as const)
    console.log(`${what.padEnd(60)}${await time(() => checked(work()))}`);
}

const folder = mkdtempSync(join(tmpdir(), "interlock-bench-"));
try {
  const ledger = await openBenchLedger(join(folder, "ledger"));
  const file = fileWriter(join(folder, "peer.journal"));
  const writers = [
    { name: "interlock: checked, ordered, in the tree", write: ledgerWriter(ledger) },
    { name: "node:sqlite, WAL, synchronous=FULL", write: sqliteWriter(join(folder, "peer.sqlite")) },
    { name: "a bare file, one fdatasync a group", write: file },
  ];
  const [sample] = prepare(1);
  console.log(
    `entries of ${(sample?.leaf.length ?? 0) + (sample?.blob.length ?? 0)} bytes, durable when counted; the peers check and prove nothing`,
  );
  await compareWriters("1 in flight", writers, ALONE, 1);
  await compareWriters("1,000 in flight", writers, CROWD, 1_000);
  await printWayOfADecision(ledger, file);
  await ledger.close();
  await printAudit(join(folder, "ledger"));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
