/**
 * Measuring on a machine that does other things too: everybody decides in turn, in slices shorter than a scheduler's, so that
 * whatever disturbs one disturbs all. Medians with the middle half of the slices, ratios slice by slice, and garbage.
 */
import { setFlagsFromString } from "node:v8";
import type { Contender, Sample } from "./clause.ts";

// On a busy machine a compiler in the background may starve, and then it measures who was compiled in time.
setFlagsFromString("--no-concurrent-recompilation");

export interface Figures {
  readonly name: string;
  /** Nanoseconds a decision: the median of all slices, and the middle half of them. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** The median of the ratios to the first contender's slice of the same turn. */
  readonly ratio: number;
  /** Bytes of garbage a decision. */
  readonly bytes: number;
}

const SLICE_NS = 1_000_000;
const WARM_UP_NS = 600_000_000;

/** Decides `count` samples from one place in the list on, round and round. Counts what is allowed, so that no decision is idle. */
type Loop = (from: number, count: number) => number;

interface Runner {
  readonly name: string;
  readonly loop: Loop;
  readonly samples: number;
  /** Decisions in a slice. */
  count: number;
  place: number;
  readonly times: number[];
}

/** A loop of its own for each contender, so that no one's code slows down another's. */
function runnerOf(contender: Contender, samples: readonly Sample[]): Runner {
  const make = new Function(
    "allows",
    "calls",
    `return (from, count) => {
      let i = from, allowed = 0;
      for (let n = 0; n < count; n++) { if (allows(calls[i])) allowed++; if (++i === calls.length) i = 0; }
      return allowed;
    };`,
  ) as (allows: Contender["allows"], calls: readonly unknown[]) => Loop;
  const loop = make(contender.allows, samples.map(contender.prepare));
  return { name: contender.name, loop, samples: samples.length, count: 1, place: 0, times: [] };
}

/** Nanoseconds a decision in one slice. */
function slice(runner: Runner): number {
  const start = process.hrtime.bigint();
  runner.loop(runner.place, runner.count);
  const ns = Number(process.hrtime.bigint() - start) / runner.count;
  runner.place = (runner.place + runner.count) % runner.samples;
  return ns;
}

/** Runs until the engine has made up its mind, then sets the length of a slice. */
function warmUp(runner: Runner): void {
  let spent = 0;
  let each = 0;
  while (spent < WARM_UP_NS) {
    each = slice(runner);
    spent += each * runner.count;
    runner.count = Math.max(1, Math.round(SLICE_NS / each));
  }
}

/** Bytes allocated by a decision, taken right after a collection, over so few that no other collection happens. */
function garbage(runner: Runner): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("run with --expose-gc");
  const count = Math.min(runner.samples, runner.count);
  const used = (decisions: number): number => {
    gc();
    const before = process.memoryUsage().heapUsed;
    runner.loop(0, decisions);
    return process.memoryUsage().heapUsed - before;
  };
  // Asking costs some bytes too; the smallest of several tries is the one without a stranger's allocation.
  const tries = Array.from({ length: 9 }, () => used(count) - used(0));
  return Math.max(0, Math.min(...tries) / count);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
}

/** Everybody's figures after so many turns, in the order of the contenders; ratios are to the first. */
export function measure(contenders: readonly Contender[], samples: readonly Sample[], turns: number): readonly Figures[] {
  const runners = contenders.map((contender) => runnerOf(contender, samples));
  for (const runner of runners) warmUp(runner);
  for (let turn = 0; turn < turns; turn++) {
    for (const runner of runners) runner.times.push(slice(runner));
  }
  const reference = runners[0]?.times ?? [];
  return runners.map((runner) => ({
    name: runner.name,
    median: quantile(runner.times, 0.5),
    low: quantile(runner.times, 0.25),
    high: quantile(runner.times, 0.75),
    ratio: quantile(
      runner.times.map((each, turn) => each / (reference[turn] ?? Number.NaN)),
      0.5,
    ),
    bytes: garbage(runner),
  }));
}
