/**
 * Days of the whole system under trouble, each from one seed. `INTERLOCK_SEEDS` says how many, `INTERLOCK_SEED` where to begin: a day that
 * fails is lived again by `INTERLOCK_SEED=… INTERLOCK_SEEDS=1 npm run simulate`.
 */
import { describe, expect, test } from "vitest";
import { FAULT_KINDS } from "./fault-kinds.ts";
import { Office } from "./office.ts";
import { liveDay } from "./simulated-day.ts";

const SEED = Number(process.env["INTERLOCK_SEED"] ?? Math.floor(Date.now() / 1_000));
/** 10 s of them, on a quiet machine. */
const SEEDS = Number(process.env["INTERLOCK_SEEDS"] ?? 25);
/** Whether charters change and contexts are erased on them. */
const CHANGES = process.env["INTERLOCK_CHANGES"] === "none" ? "none" : "some";
const HOURS_MS = 36_000_000;
const office = new Office("two");

/** Days, without changes, on which something came to light, whatever it was: each is lived again by every run. */
const MEMORABLE = [
  // A decider that dies while the disk fails, and whose decision has its place but is not durable: the next one repeats it.
  35,
  // A ledger that becomes ready while it answers a gateway that asks: the gateway took the older word for the newer.
  185,
  // A gateway that starts while the ledger can't write: its client's first word is refused, and it must say it again.
  2_001_138,
];

/** The same, with changes. */
const MEMORABLE_CHANGES = [
  // A segment that is written anew without what is erased, by a disk that says it failed: what came then went to the wrong place in it.
  2_226,
  // A ledger that dies between two words of a gateway's start: the gateway asks to be told of an end that has been, and has to be told.
  5_000_599,
];

async function troubleOn(seed: number, changes: "none" | "some" = CHANGES): Promise<readonly string[]> {
  const { oracle, trace, system } = await liveDay({ seed, office, changes });
  return oracle.violations.length === 0
    ? []
    : [`INTERLOCK_CHANGES=${changes} INTERLOCK_SEED=${seed}`, ...oracle.violations, ...system.words, ...trace];
}

describe("the whole system, simulated", () => {
  test(`keeps its promises on ${SEEDS} days of ${Object.keys(FAULT_KINDS).length} kinds of trouble (INTERLOCK_SEED=${SEED})`, {
    timeout: HOURS_MS,
  }, async () => {
    for (let seed = SEED; seed < SEED + SEEDS; seed += 1) expect(await troubleOn(seed)).toEqual([]);
  });

  test.each(MEMORABLE)("keeps its promises on day %d", async (seed) => {
    expect(await troubleOn(seed, "none")).toEqual([]);
  });

  test.each(MEMORABLE_CHANGES)("keeps its promises on day %d, on which charters change and contexts are erased", async (seed) => {
    expect(await troubleOn(seed, "some")).toEqual([]);
  });

  test("knows twenty kinds of trouble and more, and lives the same day again", async () => {
    const kinds = Object.keys(FAULT_KINDS);
    expect(kinds.length).toBeGreaterThanOrEqual(20);
    const [once, again] = [await liveDay({ seed: 7, office }), await liveDay({ seed: 7, office })];
    expect(once.trace).toEqual(again.trace);
    expect(once.trace.length).toBeGreaterThan(10);
  });
});
