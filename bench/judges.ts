/**
 * What a second judge costs: the same calls through a system with one judge and through one with two, from proposal to answer, each part a
 * process of its own. Rounds are interleaved; medians over rounds, with the least and the most. `npm run bench judges [rounds]`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestClient } from "../test/governed/client.ts";
import { System } from "../test/governed/system.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const SEQUENTIAL_CALLS = 100;
const PARALLEL_CALLS = 320;
const IN_FLIGHT = 32;

interface Measured {
  readonly judges: "one" | "two";
  readonly system: System;
  readonly client: TestClient;
  /** Milliseconds a call, and calls a second, one for each round. */
  readonly latency: number[];
  readonly throughput: number[];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const folder = mkdtempSync(join(tmpdir(), "interlock-judges-"));
let amount = 0;

async function call(client: TestClient): Promise<void> {
  amount += 1;
  const { isError } = await client.call("look", { amount });
  if (isError === true) throw new Error("a call that both judges allow was not executed");
}

async function open(judges: "one" | "two"): Promise<Measured> {
  const server = join(import.meta.dirname, "../test/servers/counting-server.ts");
  const bank = { command: process.execPath, args: ["--disable-warning=ExperimentalWarning", server, join(folder, judges)] };
  const system = await System.start({ servers: { bank }, charter: "charter: bank\nallow: [bank/look]\n", judges });
  return { judges, system, client: await TestClient.open(await system.house()), latency: [], throughput: [] };
}

async function sequential({ client, latency }: Measured): Promise<void> {
  const times: number[] = [];
  for (let count = 0; count < SEQUENTIAL_CALLS; count += 1) {
    const start = performance.now();
    await call(client);
    times.push(performance.now() - start);
  }
  latency.push(median(times));
}

async function parallel({ client, throughput }: Measured): Promise<void> {
  let next = 0;
  const start = performance.now();
  const worker = async (): Promise<void> => {
    while (next < PARALLEL_CALLS) {
      next += 1;
      await call(client);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  throughput.push((PARALLEL_CALLS / (performance.now() - start)) * 1_000);
}

const measured = [await open("one"), await open("two")];
for (const each of measured) await parallel(each);
for (const each of measured) each.throughput.length = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  for (const each of measured) await sequential(each);
  for (const each of measured) await parallel(each);
}
const span = (values: readonly number[], digits: number): string =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;
console.log(`${ROUNDS} interleaved rounds of ${SEQUENTIAL_CALLS} sequential calls and of ${PARALLEL_CALLS} with ${IN_FLIGHT} in flight\n`);
console.log("judges   ms a call             calls a second");
for (const { judges, latency, throughput } of measured)
  console.log(`${judges.padEnd(8)} ${span(latency, 2).padEnd(21)} ${span(throughput, 0)}`);
for (const { system, client } of measured) {
  await client.close();
  await system.stop();
}
rmSync(folder, { recursive: true, force: true });
process.exit(0);
