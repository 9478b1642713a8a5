/**
 * What a call costs through Interlock, against the same call direct, through a bare relay, through one that makes each call durable,
 * and through other people's relays. Rounds are interleaved; medians over rounds, with the least and the most.
 * `npm run bench relay [rounds]`. Goals: sequential at most 1.5 × the durable relay; 32 in flight at least 0.7 × its throughput.
 */

import type { EchoClient } from "./relay/client.ts";
import { LANES } from "./relay/lanes.ts";

const ROUNDS = Number(process.argv[2] ?? 7);
const SEQUENTIAL_CALLS = 150;
const PARALLEL_CALLS = 640;
const IN_FLIGHT = 32;
const YARDSTICK = "bare relay, fdatasync";

interface Measured {
  readonly name: string;
  readonly client: EchoClient;
  /** Milliseconds a call, one for each round. */
  readonly latency: number[];
  /** Calls a second, one for each round. */
  readonly throughput: number[];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function sequential(client: EchoClient): Promise<number> {
  const times: number[] = [];
  for (let call = 0; call < SEQUENTIAL_CALLS; call += 1) {
    const start = performance.now();
    await client.echo(`sequential ${call} ${Math.random()}`);
    times.push(performance.now() - start);
  }
  return median(times);
}

async function parallel(client: EchoClient): Promise<number> {
  let next = 0;
  const start = performance.now();
  const worker = async (): Promise<void> => {
    while (next < PARALLEL_CALLS) await client.echo(`parallel ${next++} ${Math.random()}`);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return (PARALLEL_CALLS / (performance.now() - start)) * 1000;
}

const measured: Measured[] = [];
for (const { name, open } of LANES) {
  try {
    measured.push({ name, client: await open(), latency: [], throughput: [] });
  } catch (error) {
    console.log(`${name}: not measured, ${error instanceof Error ? error.message : String(error)}`);
  }
}
for (const { client } of measured) await parallel(client);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { client, latency } of measured) latency.push(await sequential(client));
  for (const { client, throughput } of measured) throughput.push(await parallel(client));
}
const yardstick = measured.find(({ name }) => name === YARDSTICK);
const span = (values: readonly number[], digits: number): string =>
  `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`;
console.log(
  `${ROUNDS} interleaved rounds of ${SEQUENTIAL_CALLS} sequential calls and of ${PARALLEL_CALLS} with ${IN_FLIGHT} in flight; ` +
    `ratios to \`${YARDSTICK}\`\n`,
);
console.log("way                            ms a call (spread)        ratio   calls a second (spread)     ratio");
for (const { name, latency, throughput } of measured) {
  const [slow, fast] = [median(latency), median(throughput)];
  const ratios =
    yardstick === undefined ? [Number.NaN, Number.NaN] : [slow / median(yardstick.latency), fast / median(yardstick.throughput)];
  console.log(
    `${name.padEnd(30)} ${slow.toFixed(2).padStart(6)} (${span(latency, 2)})`.padEnd(57) +
      `${(ratios[0] ?? 0).toFixed(2).padStart(5)}   ${fast.toFixed(0).padStart(6)} (${span(throughput, 0)})`.padEnd(36) +
      `${(ratios[1] ?? 0).toFixed(2).padStart(5)}`,
  );
}
for (const { client } of measured) await client.close();
process.exit(0);
