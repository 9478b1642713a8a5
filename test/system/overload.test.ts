/** Ten times what one agent may have open, at once, beside clients that never read and connections that never speak: real processes. */
import { existsSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type HttpGateway, startHttpGateway } from "../../src/gateway/index.ts";
import { Bank } from "../compromise/bank.ts";
import { TestClient } from "../governed/client.ts";
import { must } from "../governed/system.ts";

/** Ten times what one agent may have open at once, and what others ask meanwhile. */
const [GREEDY, OTHERS, EACH] = [2_560, 8, 4];
/** The time in which a decision must exist: the gateway gives up on what is later. */
const DECIDED_MS = 15_000;
/** What the largest part may hold. Over twelve rounds the ledger levels off at 485 MiB, the others at half of that. */
const PART_BYTES_MAX = 640 * 1_048_576;

let bank: Bank;
let gateway: HttpGateway;
const silent: Socket[] = [];

beforeAll(async () => {
  bank = await Bank.open();
  gateway = must(await startHttpGateway(await bank.system.house(), { host: "127.0.0.1", port: 0 }));
}, 120_000);
afterAll(async () => {
  for (const socket of silent) socket.destroy();
  await gateway.close();
  await bank.close();
});

/** Resident bytes of the largest part, where the system says. */
function memory(): number {
  if (!existsSync("/proc/self/statm")) return 0;
  const pages = bank.system.pids().map(([, pid]) => Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]));
  return Math.max(...pages) * 4_096;
}

/** Sends calls without waiting; gives what each came to: nothing where the tool answered, else why it did not. */
async function flood(agent: TestClient, first: number, count: number): Promise<readonly string[]> {
  const begun = agent.received.length;
  for (let n = 0; n < count; n += 1) {
    const params = { name: "look", arguments: { amount: first + n } };
    agent.say({ jsonrpc: "2.0", id: `flood-${first + n}`, method: "tools/call", params });
  }
  const answers = (): readonly (typeof agent.received)[number][] =>
    agent.received.slice(begun).filter(({ id, method }) => method === undefined && String(id).startsWith("flood-"));
  await bank.until(() => answers().length >= count);
  return answers().map(({ result, error }) => String(error?.message ?? (result.isError === true ? result.structuredContent.code : "")));
}

test("every call is decided in time or refused with a reason, nobody else waits for it, nothing runs twice, memory stays", async () => {
  const { port } = new URL(gateway.url);
  for (let n = 0; n < 50; n += 1) silent.push(connect(Number(port), "127.0.0.1").on("error", () => undefined));
  const greedy = await TestClient.open(await bank.system.house({ agent: "greedy" }));
  const house = await bank.system.house({ agent: "modest" });
  const others = await Promise.all(Array.from({ length: OTHERS }, () => TestClient.open(house)));
  let ran = 0;
  for (const round of [0, 1]) {
    const first = round * 100_000;
    const floods = [flood(greedy, first, GREEDY), ...others.map((one, n) => flood(one, first + 10_000 + n * EACH, EACH))];
    const [greedily = [], ...modestly] = await Promise.all(floods);
    expect(greedily.length).toBe(GREEDY);
    expect(["", "256 requests are open", "call/too-many-open"]).toEqual(expect.arrayContaining([...new Set(greedily)]));
    expect(modestly.flat()).toEqual(Array.from({ length: OTHERS * EACH }, () => ""));
    ran += [...greedily, ...modestly.flat()].filter((code) => code === "").length;
  }
  expect(memory()).toBeLessThan(PART_BYTES_MAX);
  expect(bank.executed.length).toBe(ran);
  expect(new Set(bank.executed).size).toBe(ran);

  const entries = await bank.entries();
  const proposals = entries.filter(({ leaf }) => leaf.entry.kind === "proposal");
  const waits = entries.flatMap(({ leaf: { entry, at } }) =>
    entry.kind === "decision" ? [at - (entries[entry.proposal]?.leaf.at ?? 0)] : [],
  );
  expect(waits.length).toBe(proposals.length);
  const p99 = waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? 0;
  expect(p99).toBeLessThan(DECIDED_MS);
  for (const agent of [greedy, ...others]) await agent.close();
});
