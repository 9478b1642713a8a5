/**
 * Calls that wait for people: tickets, same calls, approvals before and after the agent's patience, rejections, holds,
 * in front of a real system.
 */
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ClientOptions, TestClient } from "../../../test/governed/client.ts";
import { must, System } from "../../../test/governed/system.ts";
import { toHex } from "../../crypto/index.ts";
import { type AttestationEntry, type DecisionEntry, type Entry, leafHash, leafText, type OutcomeEntry } from "../../ledger/index.ts";
import type { House } from "../house.ts";

const server = join(import.meta.dirname, "../../../test/servers/conformance-server.ts");
const PAGE = "http://localhost:7325";
let system: System;
let house: House;
/** A house whose clients wait longer for people. */
let patient: House;
const clients: TestClient[] = [];
beforeAll(async () => {
  system = await System.start({
    servers: { all: { command: process.execPath, args: ["--disable-warning=ExperimentalWarning", server] } },
    charter: `
charter: asking
allow: [all/test_simple_text, "all#notifications/*"]
escalate:
  - all/slow
  - "all#resources/read"
actions:
  hold:
    tool: all/test_image_content
    quarantine: [{ name: look-at-pictures, when: true, within: 1h }]
  short:
    tool: all/test_audio_content
    escalate: [{ name: brief, when: true, within: 1s }]
  contained:
    tool: all/test_embedded_resource
    allow: true
    while_contained: true
`,
    parkedMs: 700,
  });
  house = await system.house();
  patient = await system.house({ parkedMs: 20_000 });
}, 120_000);
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});
afterAll(async () => {
  await system?.stop();
});

async function open(options: ClientOptions = {}, at: House = house): Promise<TestClient> {
  const client = await TestClient.open(at, options);
  clients.push(client);
  return client;
}

const isParked = (entry: Entry): entry is DecisionEntry => entry.kind === "decision" && entry.parked !== undefined;
const isExecutor = (entry: Entry): entry is AttestationEntry => entry.kind === "attestation" && entry.part === "executor";
const isOutcome = (entry: Entry): entry is OutcomeEntry => entry.kind === "outcome";
const ticketOf = (answer: { structuredContent: { ticket: string } }): number => Number(answer.structuredContent.ticket.slice(1));

async function outcomesOf(proposal: number): Promise<readonly OutcomeEntry[]> {
  return (await system.entries()).flatMap(({ leaf: { entry } }) => (isOutcome(entry) && entry.proposal === proposal ? [entry] : []));
}

describe("an escalated call", () => {
  test("returns its ticket when nobody answers in time, and nothing has happened", async () => {
    const client = await open();
    const pending = await client.call("slow", { ms: 1 });
    expect(pending).toMatchObject({ isError: true, structuredContent: { code: "gateway/pending", verdict: "escalate" } });
    expect(pending.content[0].text).toMatch(/^Waiting for a person: `all\/slow` has not run.*Ticket t\d+/);
    expect(await outcomesOf(ticketOf(pending))).toEqual([]);
    await system.answer("rejection", ticketOf(pending));
  });

  test("made again returns the same ticket; approved meanwhile, the next one returns the result, executed once", async () => {
    const client = await open();
    const first = await client.call("slow", { ms: 2 });
    const again = await client.call("slow", { ms: 2 });
    expect(again.structuredContent.ticket).toBe(first.structuredContent.ticket);
    await system.settle("approval", ticketOf(first));
    expect(await client.call("slow", { ms: 2 })).toEqual({ content: [{ type: "text", text: "waited 2 ms" }] });
    expect(await outcomesOf(ticketOf(first))).toHaveLength(1);
    // Collected once: the same call after that is a new one.
    const fresh = await client.call("slow", { ms: 2 });
    expect(ticketOf(fresh)).not.toBe(ticketOf(first));
    await system.answer("rejection", ticketOf(fresh));
  });

  test("approved while the agent waits answers in the same call", async () => {
    const client = await open({}, patient);
    const before = await parkedCount();
    const called = client.call("slow", { ms: 3 });
    const parked = await system.entry(isParked, before + 1);
    await system.answer("approval", parked.leaf.entry.proposal);
    expect(await called).toEqual({ content: [{ type: "text", text: "waited 3 ms" }] });
  });

  test("of an earlier session is collected beside another of that session", async () => {
    const earlier = await open();
    const parked = [await earlier.call("slow", { ms: 5 }), await earlier.call("slow", { ms: 6 })];
    await earlier.close();
    const client = await open({}, patient);
    const repeated = [client.call("slow", { ms: 5 }), client.call("slow", { ms: 6 })];
    const sameAs =
      (call: number) =>
      (entry: Entry): entry is DecisionEntry =>
        entry.kind === "decision" && entry.same === call;
    for (const call of parked) await system.entry(sameAs(ticketOf(call)));
    for (const call of parked.toReversed()) await system.answer("approval", ticketOf(call));
    expect(await Promise.all(repeated)).toEqual([5, 6].map((ms) => ({ content: [{ type: "text", text: `waited ${ms} ms` }] })));
  });

  test("approved during a repetition is collected by it", async () => {
    const client = await open();
    const first = await client.call("slow", { ms: 4 });
    const again = (await open({}, patient)).call("slow", { ms: 4 });
    await system.entry((entry): entry is DecisionEntry => entry.kind === "decision" && entry.same === ticketOf(first));
    await system.answer("approval", ticketOf(first));
    expect(await again).toEqual({ content: [{ type: "text", text: "waited 4 ms" }] });
    expect(await outcomesOf(ticketOf(first))).toHaveLength(1);
  });

  test("is collected by another connection of the same agent", async () => {
    const first = await (await open()).call("slow", { ms: 5 });
    await clients.pop()?.close();
    await system.settle("approval", ticketOf(first));
    expect(await (await open()).call("slow", { ms: 5 })).toEqual({ content: [{ type: "text", text: "waited 5 ms" }] });
  });

  test("rejected is denied with that code, now and when it is collected", async () => {
    const client = await open({}, patient);
    const before = await parkedCount();
    const called = client.call("slow", { ms: 6 });
    const parked = await system.entry(isParked, before + 1);
    await system.answer("rejection", parked.leaf.entry.proposal);
    expect(await called).toMatchObject({ isError: true, structuredContent: { code: "approval/rejected", verdict: "deny" } });
    const hasty = await open();
    const later = await hasty.call("slow", { ms: 7 });
    await system.settle("rejection", ticketOf(later));
    expect(await hasty.call("slow", { ms: 7 })).toMatchObject({ isError: true, structuredContent: { code: "approval/rejected" } });
  });

  test("that nobody answers before its deadline has expired, which is another code", async () => {
    const client = await open();
    const pending = await client.call("test_audio_content");
    expect(pending.structuredContent.code).toBe("gateway/pending");
    await system.entry(
      (entry): entry is DecisionEntry => entry.kind === "decision" && entry.proposal === ticketOf(pending) && entry.verdict === "deny",
    );
    expect(await client.call("test_audio_content")).toMatchObject({ isError: true, structuredContent: { code: "approval/expired" } });
  });

  test("of another method than tools/call is an error with its ticket", async () => {
    const client = await open();
    const { error } = await client.request("resources/read", { uri: "test://static-text" });
    expect(error).toMatchObject({ code: -32_011, data: { code: "gateway/pending", verdict: "escalate" } });
    await system.settle("approval", Number(error.data.ticket.slice(1)));
    expect((await client.request("resources/read", { uri: "test://static-text" })).result.contents[0].uri).toBe("test://static-text");
  });

  test.each([
    ["with links", { elicitation: { url: {} } }],
    ["with forms", { elicitation: { form: {} } }],
  ])("is told to the user of a client %s, who approves nothing by accepting everything", async (_, capabilities) => {
    const at = await system.house({ page: PAGE, parkedMs: 700 });
    const client = await open({ capabilities, onRequest: () => ({ action: "accept", content: { approve: true, action: "approve" } }) }, at);
    const args = { ms: "url" in capabilities.elicitation ? 9 : 10 };
    const pending = await client.call("slow", args);
    expect(pending).toMatchObject({ isError: true, structuredContent: { code: "gateway/pending" } });
    const [told, ...more] = client.received.filter(({ method }) => method === "elicitation/create");
    expect(more).toEqual([]);
    const ticket = pending.structuredContent.ticket;
    if ("url" in capabilities.elicitation)
      expect(told.params).toMatchObject({ mode: "url", url: `${PAGE}/#/inbox/${ticket}`, elicitationId: ticket });
    else expect(told.params.message).toMatch(new RegExp(`console at localhost:7325: ${ticket}\\.$`));
    expect(told.params.message).toContain("answering here approves nothing");
    // Accepted, and made again by the same client: it waits still, and nothing has run or was approved.
    expect((await client.call("slow", args)).structuredContent).toMatchObject({ code: "gateway/pending", ticket });
    expect(await outcomesOf(ticketOf(pending))).toEqual([]);
    expect((await system.entries()).map(({ leaf }) => leaf.entry)).not.toContainEqual(
      expect.objectContaining({ kind: "approval", proposal: ticketOf(pending) }),
    );
    await system.settle("approval", ticketOf(pending));
    expect(await client.call("slow", args)).toEqual({ content: [{ type: "text", text: `waited ${args.ms} ms` }] });
  });

  test("takes back what it told, when people have answered elsewhere", async () => {
    const at = await system.house({ page: PAGE, parkedMs: 20_000 });
    const client = await open({ capabilities: { elicitation: { form: {}, url: {} } } }, at);
    const called = client.call("slow", { ms: 11 });
    const told = await client.until(({ method }) => method === "elicitation/create");
    const ticket = told.params.elicitationId;
    await system.answer("approval", Number(ticket.slice(1)));
    expect(await called).toEqual({ content: [{ type: "text", text: "waited 11 ms" }] });
    const after = client.received.filter(({ method }) => method?.startsWith("notifications/") === true && method.includes("ancel"));
    expect(after).toMatchObject([{ params: { requestId: told.id } }]);
    expect(client.received).toContainEqual(
      expect.objectContaining({ method: "notifications/elicitation/complete", params: { elicitationId: ticket } }),
    );
  });

  test("is told to the user of a client with elicitation, who cannot approve by it", async () => {
    const client = await open({ capabilities: { elicitation: {} }, onRequest: () => ({ action: "accept", content: {} }) });
    const pending = await client.call("slow", { ms: 8 });
    expect(pending.structuredContent.code).toBe("gateway/pending");
    const told = client.received.filter(({ method }) => method === "elicitation/create");
    expect(told).toHaveLength(1);
    expect(told[0].params.message).toMatch(/Ticket t\d+.*answering here approves nothing/s);
    expect(await outcomesOf(ticketOf(pending))).toEqual([]);
    await system.answer("rejection", ticketOf(pending));
  });
});

describe("a call that people allowed", () => {
  test("is under way, then in doubt where its executor ended, for every later session, until a person ends the doubt", async () => {
    const args = { ms: 60_000 };
    const client = await open();
    const proposal = ticketOf(await client.call("slow", args));
    const ticket = `t${proposal}`;
    await system.answer("approval", proposal);
    const allowed = await system.entry(
      (entry): entry is DecisionEntry => entry.kind === "decision" && entry.proposal === proposal && entry.warrant !== undefined,
    );
    const running = await client.call("slow", args);
    expect(running).toMatchObject({ isError: true, structuredContent: { code: "gateway/pending", verdict: "allow", ticket } });
    expect(running.content[0].text).toMatch(new RegExp(`^Under way \\(ticket ${ticket}\\): people have allowed \`all/slow\``));

    await system.kill("executor-all");
    system.startExecutor("all");
    await system.entry(isExecutor, 2);
    await system.ready();
    for (const again of [client, await open(), await open({}, await system.house())]) {
      const doubt = await again.call("slow", args);
      expect(doubt).toMatchObject({ isError: true, structuredContent: { code: "gateway/in-doubt", ticket } });
      expect(doubt.content[0].text).toMatch(new RegExp(`^IN DOUBT .*ticket ${ticket}\\).*may or may not have happened`));
      expect(doubt.content[0].text).toContain(`\`interlock discard ${ticket}\``);
    }

    const shown = toHex(leafHash(Buffer.from(leafText(allowed.leaf))));
    const { session = "" } = allowed.leaf;
    const entry = { kind: "discard", proposal, decision: allowed.index, shown, role: "owner", expires: Date.now() + 60_000 } as const;
    must(await (await system.client("owner")).append({ session, entry }));
    const fresh = await client.call("slow", args);
    expect(fresh.structuredContent).toMatchObject({ code: "gateway/pending", verdict: "escalate" });
    expect(ticketOf(fresh)).not.toBe(proposal);
    await system.answer("rejection", ticketOf(fresh));
    expect((await system.audit()).inDoubt).toEqual([]);
  });
});

describe("a held call", () => {
  test("contains the session; only what the charter marks goes on; released it runs", async () => {
    const client = await open();
    const held = await client.call("test_image_content");
    expect(held).toMatchObject({ isError: true, structuredContent: { code: "gateway/pending", verdict: "quarantine" } });
    expect(held.content[0].text).toMatch(/^Held for review/);
    const other = await client.call("test_simple_text");
    expect(other).toMatchObject({ isError: true });
    expect(await client.call("test_embedded_resource")).not.toHaveProperty("isError");
    await system.settle("release", ticketOf(held));
    expect((await client.call("test_image_content")).content[0].type).toBe("image");
    if (other.structuredContent.code === "gateway/pending") await system.answer("discard", ticketOf(other));
  });

  test("tells a client that has listed tools that the list has changed", async () => {
    const client = await open();
    await client.request("tools/list");
    const held = await client.call("test_image_content");
    await client.until(({ method }) => method === "notifications/tools/list_changed");
    const { result } = await client.request("tools/list");
    const marks = Object.fromEntries(
      result.tools.map(({ name, _meta }: { name: string; _meta: object }) => [name, Object.values(_meta)[0]]),
    );
    expect(marks["test_embedded_resource"]).toBe(true);
    await system.settle("discard", ticketOf(held));
    expect(await client.call("test_image_content")).toMatchObject({ isError: true, structuredContent: { code: "hold/discarded" } });
  });
});

async function parkedCount(): Promise<number> {
  return (await system.entries()).filter(({ leaf }) => isParked(leaf.entry)).length;
}
