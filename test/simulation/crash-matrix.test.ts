/**
 * The way of one call, once for every write on it and every way in which a write can end: the machine or the ledger killed before it and
 * after it, the write torn, failed, failed but stored, slow. Whatever happens, afterwards everything works, nothing that was called durable
 * is lost, nothing ran without a durable allow or twice, and what may have run is known to be in doubt.
 */
import { beforeAll, describe, expect, test } from "vitest";
import type { Change, Failure } from "../../src/ledger/index.ts";
import { Office } from "./office.ts";
import { liveDay, type SimulatedDay } from "./simulated-day.ts";

const office = new Office("two");
const SEED = 1;

interface Way {
  readonly tool: string;
  readonly lines: number;
  /** Whether people have to say yes. */
  readonly isAsked: boolean;
}

const WAYS: { readonly [name: string]: Way } = {
  allowed: { tool: "read", lines: 1, isAsked: false },
  escalated: { tool: "write", lines: 60, isAsked: true },
  quarantined: { tool: "purge", lines: 5, isAsked: true },
};

/** How a write ends: what the disk does, and who dies at it. `luck`: which sectors of a write under way survive. */
interface Ending {
  readonly failure: Failure | undefined;
  readonly dies?: "ledger" | "machine";
  readonly luck?: number;
  readonly settlesMs?: number;
}

const ENDINGS: { readonly [name: string]: Ending } = {
  "the machine is killed before it": { failure: "late", dies: "machine", luck: 0.9 },
  "the machine is killed within it": { failure: "late", dies: "machine" },
  "the machine is killed after it": { failure: undefined, dies: "machine" },
  "the ledger is killed before it": { failure: "late", dies: "ledger", luck: 0.9 },
  "the ledger is killed after it": { failure: undefined, dies: "ledger" },
  "it fails": { failure: "failed" },
  "it fails after it is stored": { failure: "failed-but-stored" },
  "it is torn": { failure: "torn" },
  "it is slow": { failure: "late", settlesMs: 3_000 },
};

/** Makes the call and follows it to its end; people say yes if they are asked. */
async function goTheWay(day: SimulatedDay, { tool, lines, isAsked }: Way): Promise<void> {
  let isAnswered = false;
  day.call(tool, lines, () => {
    isAnswered = true;
  });
  if (isAsked) {
    await day.pass(300);
    void day.answerAll("yes");
  }
  for (let time = 0; time < 40 && !isAnswered; time += 1) await day.pass(100);
  await day.pass(1_300);
}

/** The writes between the proposal and its outcome; on the shortest way also those that publish what was written. */
async function writesOn(way: Way): Promise<readonly Change[]> {
  const writes: Change[] = [];
  await liveDay({ seed: SEED, office }, async (day) => {
    await day.pass(2_000);
    day.system.disk.plan = (change) => void writes.push(change);
    await goTheWay(day, way);
    day.system.disk.plan = () => undefined;
    expect(day.oracle.effects).toHaveLength(1);
  });
  return writes.filter(({ path }) => !way.isAsked || path.startsWith("journal/"));
}

/** Goes the way with one write that ends badly; gives what was wrong. */
async function endBadly(way: Way, at: number, { failure, dies, luck, settlesMs }: Ending): Promise<readonly string[]> {
  let hasHappened = false;
  const day = await liveDay({ seed: SEED, office }, async (day) => {
    await day.pass(2_000);
    const { system } = day;
    const { disk } = system;
    day.luck = luck;
    disk.plan = ({ number }) => {
      if (number !== at) return undefined;
      hasHappened = true;
      if (dies === "machine") queueMicrotask(() => system.cutPower());
      if (dies === "ledger") queueMicrotask(() => system.crash("ledger"));
      if (settlesMs !== undefined) setTimeout(() => disk.settle(), settlesMs);
      return failure;
    };
    await goTheWay(day, way);
    await day.pass(settlesMs ?? 0);
    day.luck = undefined;
  });
  return hasHappened ? day.oracle.violations : ["the write did not come"];
}

describe.each(Object.entries(WAYS))("the way of a call that is %s", (_, way) => {
  let writes: readonly Change[] = [];
  beforeAll(async () => {
    writes = await writesOn(way);
  });

  test("has writes, and the journal is among them", () => {
    expect(writes.filter(({ path }) => path.startsWith("journal/")).length).toBeGreaterThanOrEqual(way.isAsked ? 3 : 2);
  });

  test.each(Object.entries(ENDINGS))("is safe at each of its writes, where %s", { timeout: 600_000 }, async (_name, ending) => {
    for (const { number, what, path } of writes) {
      const wrong = await endBadly(way, number, ending);
      expect(wrong.map((each) => `${what} ${path}: ${each}`)).toEqual([]);
    }
  });
});
