/**
 * The executor in a real system: servers that die, hang, answer late or nonsense, walls, drift, crashes. What happened
 * is recorded as it was.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { TestClient } from "../../test/governed/client.ts";
import { System, sleep } from "../../test/governed/system.ts";
import { until } from "../../test/worlds/eventually.ts";
import type { House } from "../gateway/index.ts";
import type { AttestationEntry, Entry, OutcomeEntry } from "../ledger/index.ts";
import { sandboxWorks } from "./sandbox.ts";

const server = {
  command: process.execPath,
  args: ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../../test/servers/wayward-server.ts")],
};
const charter = 'charter: all\nallow: ["wayward/*", "wayward#*"]\n';
const isOutcome = (entry: Entry): entry is OutcomeEntry => entry.kind === "outcome";

let system: System;
let house: House;
const clients: TestClient[] = [];
async function open(): Promise<TestClient> {
  const client = await TestClient.open(house);
  clients.push(client);
  return client;
}
/** What is said of tool servers that can't be reached. */
async function unreached(): Promise<string[]> {
  const status = await (await system.client("auditor")).status();
  return status.ok ? status.value.unreached.map(({ server: name, why }) => `${name} ${why.cause?.code}`) : ["?"];
}
/** A call is under way at the server. */
async function reached(call: string): Promise<void> {
  await until(() => system.words.some((line) => line.includes(`has ${call}`)), call, { tell: () => system.words.join("\n") });
}
/** The last head of the ledger that the executor has kept. */
function savedHead(): { readonly size: number; readonly root: string } {
  const file = join(system.folder, "heads", "wayward.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { size: number; root: string }) : { size: 0, root: "" };
}
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

describe("a server that misbehaves", () => {
  beforeAll(async () => {
    system = await System.start({ servers: { wayward: server }, charter, callMs: 700 });
    house = await system.house();
  }, 120_000);
  afterAll(async () => {
    await system?.stop();
  });

  test("dies in a call: the call is in doubt with executor/server-gone, and the next one starts it again", async () => {
    const client = await open();
    const doubt = await client.call("die");
    expect(doubt).toMatchObject({ isError: true, structuredContent: { code: "gateway/in-doubt", reason: "executor/server-gone" } });
    expect(doubt.content[0].text).toMatch(
      /^IN DOUBT \(executor\/server-gone, ticket t\d+\): `wayward\/die` was allowed, and it may or may not have happened/,
    );
    const outcome = await system.entry(isOutcome);
    expect(outcome.leaf.entry).toMatchObject({ result: "unknown", code: "executor/server-gone" });
    await expect.poll(unreached).toEqual(["wayward executor/server-gone"]);
    expect(await client.call("ok")).toMatchObject({ content: [{ text: "ok" }] });
    await expect.poll(unreached).toEqual([]);
  });

  test("never answers: in doubt with executor/call-timed-out, and the same call is not made again", async () => {
    const client = await open();
    const first = await client.call("silent");
    expect(first).toMatchObject({ structuredContent: { code: "gateway/in-doubt", reason: "executor/call-timed-out" } });
    expect(await client.call("silent")).toMatchObject({
      structuredContent: { code: "gateway/in-doubt", ticket: first.structuredContent.ticket },
    });
    const { entry } = (await system.entries()).findLast(({ leaf }) => leaf.entry.kind === "decision")?.leaf ?? {};
    expect(entry).toMatchObject({ codes: ["call/same"], same: Number(first.structuredContent.ticket.slice(1)) });
  });

  test("answers late: the answer is recorded as executor/answer-late, and reaches nobody", async () => {
    const client = await open();
    expect(await client.call("late", { ms: 1_000 })).toMatchObject({ structuredContent: { code: "gateway/in-doubt" } });
    const late = await system.entry((entry): entry is OutcomeEntry => isOutcome(entry) && entry.code === "executor/answer-late");
    expect(late.leaf.entry.result).toBe("returned");
    expect(JSON.stringify(client.received)).not.toMatch(/"late"}/);
  });

  test.each(["garbage", "huge"])("answers %s: in doubt with executor/answer-refused", async (name) => {
    const answer = await (await open()).call(name);
    expect(answer).toMatchObject({ structuredContent: { code: "gateway/in-doubt", reason: "executor/answer-refused" } });
    expect(JSON.stringify(answer)).not.toMatch(/hidden|xxxx/);
  });

  test("answers twice, answers what nobody asked, and sends words with tricks: one answer, nothing else, plain words", async () => {
    const client = await open();
    expect(await client.call("twice")).toMatchObject({ content: [{ text: "first" }] });
    expect(await client.call("stray")).toMatchObject({ content: [{ text: "stray" }] });
    await sleep(100);
    expect(client.notified).toEqual([]);
    expect(system.words.some((line) => line.includes("words  with tricks") && !line.includes("\u001b"))).toBe(true);
  });

  test("cancelled and silent: in doubt with executor/call-cancelled", { timeout: 20_000 }, async () => {
    const client = await open();
    const id = client.nextId();
    client.say({ jsonrpc: "2.0", id, method: "tools/call", params: { name: "silent", arguments: { ms: 77 } } });
    await reached("silent 77");
    client.say({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: id } });
    const cancelled = await system.entry((entry): entry is OutcomeEntry => isOutcome(entry) && entry.code === "executor/call-cancelled");
    expect(cancelled.leaf.entry.result).toBe("unknown");
    expect(client.received.some((message) => message.id === id)).toBe(false);
  });

  test("each session has a process of its own, which ends with it", async () => {
    const [one, two] = await Promise.all([open(), open()]);
    const pids = [await one.call("pid"), await two.call("pid"), await one.call("pid")].map(({ content }) => Number(content[0].text));
    expect(pids[0]).toBe(pids[2]);
    expect(pids[0]).not.toBe(pids[1]);
    for (const client of clients.splice(0)) await client.close();
    await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });
});

describe("walls", () => {
  let works = false;
  beforeAll(async () => {
    works = await sandboxWorks();
    if (!works) return;
    system = await System.start({ servers: { wayward: server }, charter, sandbox: true });
    house = await system.house();
  }, 120_000);
  afterAll(async () => {
    if (works) await system.stop();
  });

  test("let a server write its own folders only, and hide Interlock's", async ({ skip }) => {
    if (!works) skip("skipped: bubblewrap does not work here");
    const client = await open();
    const write = async (path: string, below = ""): Promise<string> =>
      (await client.call("write", { path, below })).content[0].text as string;
    expect(await write(join(system.work, "a.txt"))).toBe("written");
    mkdirSync(join(system.folder, "elsewhere"));
    expect(await write(join(system.folder, "elsewhere", "a.txt"))).toMatch(/^EROFS/);
    expect(await write(join(system.folder, "keys", "gateway.key"))).toContain("executor/out-of-reach");
    expect(await write(system.folder, "keys")).toMatch(/^EISDIR $/);
    expect(await write(system.folder, "keys/gateway.key")).toBe("written");
    writeFileSync(join(system.work, "mine"), "");
    expect((await client.call("pid")).content[0].text).toMatch(/^\d$/);
  });
});

describe("crashes", () => {
  beforeAll(async () => {
    system = await System.start({ servers: { wayward: server }, charter });
    house = await system.house();
  }, 120_000);
  afterAll(async () => {
    await system?.stop();
  });
  async function restart(): Promise<void> {
    await system.startLedger();
    system.startDecider();
    system.startExecutor("wayward");
    await system.ready();
    await until((saw) => saw(house.ledger.trouble) === undefined);
  }
  const isExecutor = (entry: Entry): entry is AttestationEntry => entry.kind === "attestation" && entry.part === "executor";

  test("of the executor in a call: a new epoch, and the old call is in doubt", async () => {
    const client = await open();
    const called = client.call("late", { ms: 60_000 });
    await reached("late 60000");
    await system.kill("executor-wayward");
    system.startExecutor("wayward");
    expect(await called).toMatchObject({ isError: true, structuredContent: { code: "gateway/in-doubt" } });
    const [first, second] = [await system.entry(isExecutor), await system.entry(isExecutor, 2)];
    expect(first.leaf.entry.epoch).not.toBe(second.leaf.entry.epoch);
    await system.ready();
    expect(await client.call("ok")).toMatchObject({ content: [{ text: "ok" }] });
  });

  test("of the ledger in a call: the agent is told, and goes on with the same connection when it is back", {
    timeout: 60_000,
  }, async () => {
    const client = await open();
    const called = client.call("late", { ms: 60_001 });
    await reached("late 60001");
    await system.kill("ledger");
    expect(await called).toMatchObject({
      isError: true,
      structuredContent: { code: "gateway/in-doubt", reason: "gateway/ledger-unreachable" },
    });
    expect(await client.call("ok")).toMatchObject({ isError: true, structuredContent: { code: "gateway/ledger-unreachable" } });
    await restart();
    expect(await client.call("ok")).toMatchObject({ content: [{ text: "ok" }] });
  });

  test("of everything, and another ledger in its place: the executor convicts it (executor/ledger-forked)", {
    timeout: 60_000,
  }, async () => {
    const client = await open();
    await client.call("ok");
    const decided = (await system.entries()).findLast(({ leaf }) => leaf.entry.kind === "decision")?.index ?? Number.POSITIVE_INFINITY;
    await until((saw) => saw(savedHead()).size > decided);
    for (const part of ["executor-wayward", "decider", "ledger"]) await system.kill(part);
    const kept = savedHead();
    // As if the ledger that this executor has seen had held other entries.
    writeFileSync(join(system.folder, "heads", "wayward.json"), JSON.stringify({ ...kept, root: Buffer.alloc(32, 1).toString("base64") }));
    await restart();
    const called = client.call("ok");
    const isConvicted = (): boolean =>
      system.words.some((line) => /does not extend.*kept in .*\.evidence\.json.*\[executor\/ledger-forked\]/.test(line));
    await until(isConvicted, "the conviction", { tell: () => system.words.join("\n") });
    writeFileSync(join(system.folder, "heads", "wayward.json"), JSON.stringify(kept));
    system.startExecutor("wayward");
    // Nobody can say what the convicted executor did.
    expect(await called).toMatchObject({ structuredContent: { code: "gateway/in-doubt" } });
    await system.ready();
    expect(await (await open()).call("pid")).toMatchObject({ content: [{ type: "text" }] });
  });

  test("of the decider: nothing is executed until it is back (gateway/not-ready)", { timeout: 60_000 }, async () => {
    const client = await open();
    const attested = await decidersAttested();
    await system.kill("decider");
    await until((saw) => saw(house.ledger.trouble) !== undefined);
    const outcomes = (await system.entries()).filter(({ leaf }) => isOutcome(leaf.entry)).length;
    expect(await client.call("twice")).toMatchObject({ isError: true, structuredContent: { code: "gateway/not-ready" } });
    expect((await system.entries()).filter(({ leaf }) => isOutcome(leaf.entry)).length).toBe(outcomes);
    system.startDecider();
    await system.ready();
    expect(await client.call("twice")).toMatchObject({ content: [{ text: "first" }] });
    expect(await decidersAttested()).toBe(attested + 1);
  });
});

/** Starts of deciders that the ledger knows. */
async function decidersAttested(): Promise<number> {
  const entries = (await system.entries()).map(({ leaf }) => leaf.entry);
  return entries.filter((entry) => entry.kind === "attestation" && entry.part === "decider").length;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
