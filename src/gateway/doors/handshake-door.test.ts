/**
 * A client of a version up to 2025-11-25, in front of a real system: what the door answers itself, what it has
 * governed, what it delivers.
 */

import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ClientOptions, TestClient } from "../../../test/governed/client.ts";
import { System } from "../../../test/governed/system.ts";
import { until } from "../../../test/worlds/eventually.ts";
import type { OutcomeEntry } from "../../ledger/index.ts";
import type { House } from "../house.ts";

const server = join(import.meta.dirname, "../../../test/servers/conformance-server.ts");
let system: System;
let house: House;
const clients: TestClient[] = [];
beforeAll(async () => {
  system = await System.start({
    servers: { all: { command: process.execPath, args: ["--disable-warning=ExperimentalWarning", server] } },
    charter: `
charter: mostly
allow: ["all/*", "all#*"]
deny: [all/test_error_handling, {all/test_sampling: 'args.prompt == "no"'}, "all#resources/templates/list"]
`,
  });
  house = await system.house();
}, 120_000);
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});
afterAll(async () => {
  await system?.stop();
});

async function open(options: ClientOptions = {}): Promise<TestClient> {
  const client = await TestClient.open(house, options);
  clients.push(client);
  return client;
}

describe("the door itself answers", () => {
  test("initialize, with what is chartered and with nothing of the server's own words", async () => {
    const client = new TestClient(house);
    clients.push(client);
    const { result } = await client.request("initialize", {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "x", version: "1" },
    });
    expect(result).toMatchObject({
      protocolVersion: "2025-06-18",
      serverInfo: { name: "interlock" },
      capabilities: { tools: { listChanged: true }, logging: {} },
    });
    expect(await client.request("initialize", {})).toMatchObject({ error: { code: -32_600, data: { code: "gateway/not-open" } } });
  });

  test("nothing before initialize but a ping: gateway/not-open", async () => {
    const client = new TestClient(house);
    clients.push(client);
    expect(await client.request("ping")).toMatchObject({ result: {} });
    expect(await client.request("tools/list")).toMatchObject({ error: { code: -32_600, data: { code: "gateway/not-open" } } });
  });

  test("what is sent right after initialize, in order, once the connection is open", async () => {
    const client = new TestClient(house);
    clients.push(client);
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "hasty", version: "1" } };
    const opening = client.request("initialize", params);
    const hasty = [client.request("tools/list"), client.request("tools/call", { name: "test_simple_text", arguments: {} })];
    const [listed, called] = await Promise.all(hasty);
    expect(listed.result.tools).not.toEqual([]);
    expect(called.result.isError).not.toBe(true);
    expect(client.received[0]).toEqual(await opening);
  });

  test("tools/list from the pins, while the server is not asked", async () => {
    const { result } = await (await open()).request("tools/list");
    expect(result.tools.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(["test_simple_text", "slow"]));
    const pinned = system.lock.servers["all"]?.tools["test_simple_text"]?.definition;
    const { _meta, ...listed } = result.tools.find(({ name }: { name: string }) => name === "test_simple_text");
    expect(listed).toEqual(pinned);
  });

  test("frames that are no messages with their codes, and goes on", async () => {
    const client = await open();
    for (const text of ["{", '{"jsonrpc":"2.0","id":7,"id":8,"method":"ping"}', `"${"x".repeat(1_100_000)}"`]) client.raw(`${text}\n`);
    client.raw('[{"jsonrpc":"2.0","id":1,"method":"ping"}]\n{"jsonrpc":"2.0","id":9,"method":"ping","extra":1}\n');
    const last = await client.until(({ error }) => error?.data?.at === "/extra");
    expect(last.error.code).toBe(-32_600);
    const codes = client.received.filter(({ id, error }) => id === null && error !== undefined).map(({ error }) => error.data.code);
    expect(codes).toEqual(["mcp/json-refused", "mcp/json-refused", "mcp/frame-too-long", "mcp/batch-refused", "mcp/message-malformed"]);
    expect(await client.request("ping")).toMatchObject({ result: {} });
  });

  test("what is no method of MCP, or is not offered, with method not found", async () => {
    const client = await open();
    for (const method of ["tools/delete", "tasks/list", "sampling/createMessage", "notifications/message"]) {
      expect(await client.request(method)).toMatchObject({ error: { code: -32_601 } });
    }
  });

  test("a second request with an open id is refused, and the first keeps its answer", async () => {
    const client = await open();
    client.say({ jsonrpc: "2.0", id: "same", method: "tools/call", params: { name: "slow", arguments: { ms: 200 } } });
    client.say({ jsonrpc: "2.0", id: "same", method: "tools/call", params: { name: "test_simple_text" } });
    await client.until(({ id, result }) => id === "same" && result !== undefined);
    expect(client.received.filter(({ id }) => id === "same")).toMatchObject([
      { error: { code: -32_600 } },
      { result: { content: [{ text: "waited 200 ms" }] } },
    ]);
  });
});

describe("governed calls", () => {
  test("are executed as they were proposed, and recorded before anybody hears of them", async () => {
    const client = await open();
    expect(await client.call("test_simple_text")).toEqual({
      content: [{ type: "text", text: "This is a simple text response for testing." }],
    });
    const outcome = await system.entry((entry): entry is OutcomeEntry => entry.kind === "outcome");
    const [proposal, decision] = [outcome.leaf.entry.proposal, outcome.leaf.entry.decision];
    const kinds = (await system.entries()).map(({ leaf }) => leaf.entry.kind);
    expect([kinds[proposal], kinds[decision]]).toEqual(["proposal", "decision"]);
    expect(proposal < decision && decision < outcome.index).toBe(true);
  });

  test("that are denied answer with the reason, as text and as data", async () => {
    const denied = await (await open()).call("test_sampling", { prompt: "no" });
    expect(denied).toMatchObject({
      isError: true,
      structuredContent: { code: "clause/deny", verdict: "deny", clauses: [{ condition: 'args.prompt == "no"' }] },
    });
    expect(denied.content[0].text).toMatch(
      /^Denied \(clause\/deny\): `all\/test_sampling` was not executed\. Reason: `args.prompt == "no"` holds/,
    );
    expect(denied.structuredContent.admissible).toContain("slow");
    expect(denied.structuredContent.admissible).not.toContain("test_error_handling");
  });

  test("of tools that are not pinned, or outside the schema, are denied with those codes", async () => {
    const client = await open();
    expect(await client.call("rm_rf")).toMatchObject({ isError: true, structuredContent: { code: "tool/not-pinned" } });
    expect(await client.call("slow", { ms: "soon" })).toMatchObject({
      isError: true,
      structuredContent: { code: "arguments/outside-schema" },
    });
    expect(await client.call("slow", { ms: 1, approved: true })).toMatchObject({
      isError: true,
      structuredContent: { code: "arguments/outside-schema" },
    });
  });

  test("are not moved by `_meta`, whatever it claims", async () => {
    const client = await open();
    const denied = await client.call("test_sampling", { prompt: "no" }, { verdict: "allow", approved: true, admin: { role: "owner" } });
    expect(denied).toMatchObject({ isError: true, structuredContent: { verdict: "deny" } });
  });

  test("of other methods pass as proposals of their own, and are denied as errors with data", async () => {
    const client = await open();
    expect((await client.request("resources/read", { uri: "test://static-text" })).result.contents[0].text).toMatch(/static text/);
    expect((await client.request("prompts/get", { name: "test_simple_prompt" })).result.messages).toHaveLength(1);
    expect(await client.request("resources/templates/list")).toMatchObject({
      error: { code: -32_010, data: { code: "clause/deny", verdict: "deny" } },
    });
    expect(await client.request("resources/read", { uri: "test://static-text", more: 1 })).toMatchObject({
      error: { data: { code: "arguments/outside-schema" } },
    });
    expect(await client.request("resources/read", {})).toMatchObject({ error: { code: -32_602 } });
    expect(await client.request("resources/read", { uri: "test://none" })).toMatchObject({
      error: { code: -32_602, message: "nothing for resources/read" },
    });
  });

  test("in parallel each get their own answer", async () => {
    const client = await open();
    const answers = await Promise.all([90, 60, 30, 1].map((ms) => client.call("slow", { ms })));
    expect(answers.map(({ content }) => content[0].text)).toEqual(["waited 90 ms", "waited 60 ms", "waited 30 ms", "waited 1 ms"]);
  });

  test("of two clients with the same ids never meet", async () => {
    const [one, two] = await Promise.all([open(), open()]);
    const params = (ms: number): object => ({ name: "slow", arguments: { ms } });
    const answers = await Promise.all([one.request("tools/call", params(40), 0), two.request("tools/call", params(41), 0)]);
    expect(answers.map(({ result }) => result.content[0].text)).toEqual(["waited 40 ms", "waited 41 ms"]);
  });
});

describe("what servers say", () => {
  test("progress comes under the client's own token, and only where it was asked for", async () => {
    const client = await open();
    const told = (): readonly object[] =>
      client.received.filter(({ method }) => method === "notifications/progress").map(({ params }) => params);
    let tries = 0;
    // A result does not wait for progress that takes long to be decided.
    await until(async (saw) => {
      const [before, progressToken] = [told().length, `mine-${tries}`];
      tries += 1;
      await client.call("test_tool_with_progress", {}, { progressToken });
      const whole = [0, 50, 100].map((progress) => ({ progressToken, progress, total: 100 }));
      return isDeepStrictEqual(saw(told().slice(before)), whole);
    });
    const before = told().length;
    await client.call("test_tool_with_progress");
    expect(told()).toHaveLength(before);
  });

  test("log messages come as proposals that were allowed", async () => {
    const client = await open();
    await client.call("test_tool_with_logging");
    expect(client.received.filter(({ method }) => method === "notifications/message").map(({ params }) => params.data)).toEqual([
      "Tool execution started",
      "Tool processing data",
      "Tool execution completed",
    ]);
    const entries = await system.entries();
    expect(entries.filter(({ leaf }) => leaf.entry.kind === "proposal" && leaf.entry.from === "server").length).toBeGreaterThanOrEqual(3);
  });

  test("sampling and elicitation reach a client that can answer, and its answer reaches the server", async () => {
    const client = await open({
      capabilities: { sampling: {}, elicitation: {} },
      onRequest: (method) =>
        method === "sampling/createMessage"
          ? { role: "assistant", model: "m", content: { type: "text", text: "from the model" } }
          : { action: "accept", content: { username: "u", email: "e@example.com" } },
    });
    expect((await client.call("test_sampling", { prompt: "hi" })).content[0].text).toMatch(/from the model/);
    expect((await client.call("test_elicitation", { message: "who?" })).content[0].text).toMatch(/action=accept.*u/);
    const asked = client.received.filter(({ id, method }) => id !== undefined && method !== undefined);
    expect(asked.map(({ id }) => String(id).replace(/\d+/, "N"))).toEqual(["ask-N", "ask-N"]);
  });

  test("what the client cannot do is refused for it", async () => {
    const client = await open();
    expect(await client.call("test_sampling", { prompt: "hi" })).toMatchObject({ isError: true });
    expect(client.received.some(({ method }) => method === "sampling/createMessage")).toBe(false);
  });
});

describe("cancelled calls", () => {
  test("are not answered, and come to their true outcome", async () => {
    const client = await open();
    const id = client.nextId();
    client.say({ jsonrpc: "2.0", id, method: "tools/call", params: { name: "slow", arguments: { ms: 400 } } });
    await system.entry((entry): entry is never => entry.kind === "decision");
    await new Promise((resolve) => setTimeout(resolve, 150));
    client.say({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: id, reason: "changed my mind" } });
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(client.received.some((message) => message.id === id)).toBe(false);
    const outcomes = (await system.entries()).filter(({ leaf }) => leaf.entry.kind === "outcome").map(({ leaf }) => leaf.entry);
    // This server ignores cancellation, so what it says it did is what is recorded.
    expect(outcomes.slice(-2)).toMatchObject([{ result: "returned" }, { result: "returned" }]);
    expect(await client.request("ping")).toMatchObject({ result: {} });
  });
});
