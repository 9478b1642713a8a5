/**
 * Any part, killed at any moment while calls are under way, again and again; the tool server, which writes down every call that reaches
 * it, is the judge. Each part is a process of its own; the test is what starts it again, at once, where a launcher would give up on a part
 * that dies so often. `npm run kills` kills a thousand times, `INTERLOCK_KILLS=20 npm run kills` twenty; `npm test` a few.
 * A kill loses what a process holds, and nothing that it has given to the operating system: lost writes are test/simulation's.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Bank } from "../compromise/bank.ts";
import { createDice } from "../generators/dice.ts";
import { sleep } from "../governed/system.ts";
import { until, type Waiting } from "../worlds/eventually.ts";
import { reckon } from "./kill-reckoning.ts";
import { PersistentAgent } from "./persistent-agent.ts";

const KILLS = Number(process.env["INTERLOCK_KILLS"] ?? 3);
const SEED = Number(process.env["INTERLOCK_SEED"] ?? 1);
const PARTS = ["ledger", "decider", "countersigner-bank", "executor-bank", "gateway"] as const;
type Part = (typeof PARTS)[number];

/** Once calls are answered again. A call takes some ten milliseconds: a kill falls anywhere in it. */
const MOMENT_MS = 120;
const READY_MS = 60_000;
const PATIENT: Waiting = { ms: READY_MS, pauseMs: 5, tell: () => bank.system.words.slice(-20).join("\n") };

let bank: Bank;
let agent: PersistentAgent;
beforeAll(async () => {
  bank = await Bank.open();
  agent = await PersistentAgent.start(bank.system.gatewayCommand());
}, 120_000);
afterAll(async () => {
  await agent?.close();
  await bank?.close();
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Starts what is gone: a part ends by itself when its link to the ledger does. */
async function startWhatIsGone(): Promise<void> {
  const { system } = bank;
  for (const [part, pid] of system.pids()) {
    if (isAlive(pid)) continue;
    if (part === "ledger") await system.startLedger();
    else if (part === "decider") system.startDecider();
    else if (part === "executor-bank") system.startExecutor("bank");
    else system.startCountersigner("bank");
  }
}

async function isReady(): Promise<boolean> {
  const status = await (await bank.system.client("auditor")).status();
  return status.ok && status.value.ready;
}

/** Kills a part; the milliseconds until the ledger says READY with another one in its place. */
async function kill(part: Part): Promise<number> {
  const pid = part === "gateway" ? agent.gateway : bank.system.pids().find(([name]) => name === part)?.[1];
  if (pid === undefined || pid <= 1) throw new Error(`${part} does not run`);
  const start = performance.now();
  process.kill(pid, "SIGKILL");
  while (isAlive(pid)) await sleep(1);
  if (part === "gateway") await agent.connect();
  // Until the ledger has noticed, its READY would be about the part that is gone.
  else if (part !== "ledger") await until(async () => !(await isReady()), `NOT READY without ${part}`, PATIENT);
  const isReadyAgain = async (): Promise<boolean> => {
    await startWhatIsGone();
    return await isReady();
  };
  await until(isReadyAgain, `READY after ${part} was killed`, PATIENT);
  return performance.now() - start;
}

/** Median, and the least and the most. */
function spread(times: readonly number[]): string {
  if (times.length === 0) return "–";
  const sorted = times.toSorted((a, b) => a - b);
  const ms = (place: number): string => (sorted[Math.floor(place)] ?? Number.NaN).toFixed(0);
  return `${ms(sorted.length / 2)} (${ms(0)}–${ms(sorted.length - 1)})`;
}

test(`${KILLS} kills of random parts at random moments: nothing twice, nothing without a durable allow, nothing lost`, {
  timeout: 60_000 + KILLS * 2 * READY_MS,
}, async () => {
  const dice = createDice(SEED);
  const times = new Map<Part, number[]>(PARTS.map((part) => [part, []]));
  for (let count = 0; count < KILLS; count += 1) {
    const before = agent.answered.length;
    await until(() => agent.answered.length > before, "a call that is executed", PATIENT);
    await sleep(dice.below(MOMENT_MS));
    const part = dice.pick(PARTS);
    times.get(part)?.push(await kill(part));
  }
  await agent.finish();
  const { effects, doubles, unallowed, inDoubt, inDoubtExecuted, lost, invented } = await reckon(bank, agent.answered);
  const rows = [...times].map(([part, each]) => `  ${part.padEnd(20)} ${String(each.length).padStart(5)}   ${spread(each)}`);
  process.stdout.write(`
${KILLS} kills, seed ${SEED}: ${agent.calls} calls, ${agent.answered.length} answered by the tool
effects ${effects}, doubles ${doubles}, effects without a durable allow ${unallowed.length}
IN DOUBT ${inDoubt}, of which executed ${inDoubtExecuted}; open without being in doubt ${lost.length}
  part                 kills   ms from kill to READY: median (least–most)
${rows.join("\n")}
  all                  ${String(KILLS).padStart(5)}   ${spread([...times.values()].flat())}
`);
  expect({ doubles, unallowed, lost, invented }).toEqual({ doubles: 0, unallowed: [], lost: [], invented: [] });
  expect(effects).toBeGreaterThan(KILLS);
  expect(bank.executed.filter((call) => call.startsWith("pay"))).toEqual([]);
  expect(await bank.audit()).toMatchObject({ verdict: "OK", findings: [] });
});
