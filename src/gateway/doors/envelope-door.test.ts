/** Clients of 2026-07-28, made with the official SDK, over stdio and HTTP, in front of servers of both eras. */
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { must, System, sleep } from "../../../test/governed/system.ts";
import { until } from "../../../test/worlds/eventually.ts";
import type { DecisionEntry } from "../../ledger/index.ts";
import { META } from "../../mcp/index.ts";
import { type HttpGateway, startHttpGateway } from "../transports/http.ts";

const servers = join(import.meta.dirname, "../../../test/servers");
const stdio = (file: string): { command: string; args: string[] } => ({
  command: process.execPath,
  args: ["--disable-warning=ExperimentalWarning", join(servers, file)],
});
let system: System;
let gateway: HttpGateway;
const clients: Client[] = [];
beforeAll(async () => {
  system = await System.start({
    servers: { old: stdio("conformance-server.ts"), new: stdio("modern-server.ts") },
    charter: `
charter: both
allow: ["old/*", "old#*", "new/*", "new#*"]
escalate: [{ old/slow: args.ms > 5 }]
deny: [old/test_error_handling]
`,
    parkedMs: 400,
  });
  gateway = must(await startHttpGateway(await system.house(), { host: "127.0.0.1", port: 0 }));
}, 120_000);
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});
afterAll(async () => {
  await gateway?.close();
  await system?.stop();
});

async function open(over: "stdio" | "http", capabilities: object = {}): Promise<Client> {
  const client = new Client({ name: "test", version: "1" }, { capabilities, versionNegotiation: { mode: { pin: "2026-07-28" } } });
  const [command, ...args] = system.gatewayCommand();
  if (over === "http") await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url)));
  else await client.connect(new StdioClientTransport({ command, args, stderr: "ignore" }));
  clients.push(client);
  return client;
}

const say = (text: string): object => ({ content: [{ type: "text", text }] });

describe.each(["stdio", "http"] as const)("over %s", (over) => {
  test("a client discovers what is chartered, lists and calls tools of both eras", async () => {
    const client = await open(over);
    expect(client.getServerCapabilities()).toMatchObject({ tools: { listChanged: true }, resources: {}, prompts: {} });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(["old__slow", "new__echo"]));
    expect(await client.callTool({ name: "new__echo", arguments: { message: "hi" } })).toMatchObject(say("Echo: hi"));
    expect(await client.callTool({ name: "old__test_simple_text", arguments: {} })).toMatchObject(
      say("This is a simple text response for testing."),
    );
  });

  test("a denial is a result of its own", async () => {
    const denied = await (await open(over)).callTool({ name: "old__test_error_handling", arguments: {} });
    expect(denied).toMatchObject({ isError: true, structuredContent: { code: "clause/deny", verdict: "deny" } });
  });

  test("prompts and resources of several servers have their servers' names", async () => {
    const client = await open(over);
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toContain("old__test_simple_prompt");
    expect((await client.getPrompt({ name: "old__test_simple_prompt" })).messages).toHaveLength(1);
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toContain("old__test://static-text");
    expect((await client.readResource({ uri: "old__test://static-text" })).contents[0]).toMatchObject({ mimeType: "text/plain" });
    expect((await client.readResource({ uri: "test://static-text" })).contents[0]).toMatchObject({ uri: "test://static-text" });
  });

  test.each(["old__test_elicitation", "new__ask"])(
    "what %s asks comes as required input, and the call goes on with the answer",
    async (name) => {
      const client = await open(over, { elicitation: { form: {} } });
      client.setRequestHandler("elicitation/create", async () => ({
        action: "accept",
        content: { name: "Ada", username: "ada", email: "a@example.com" },
      }));
      const answer = await client.callTool({ name, arguments: name === "new__ask" ? {} : { message: "who?" } });
      expect(JSON.stringify(answer.content)).toMatch(/Ada|ada/);
      expect(answer.isError).not.toBe(true);
    },
  );

  test("progress comes during the call", async () => {
    const client = await open(over);
    for (const name of ["new__report", "old__test_tool_with_progress"]) {
      // A result does not wait for progress that takes long to be decided.
      await until(async (saw) => {
        const progress: number[] = [];
        await client.callTool({ name, arguments: {} }, { onprogress: (told) => progress.push(told.progress) });
        return saw(progress).length >= 2;
      });
    }
  });

  test("a pending call is asked for again until people have answered", async () => {
    const client = await open(over);
    const ms = over === "http" ? 6 : 7;
    const called = client.callTool({ name: "old__slow", arguments: { ms } });
    const parked = await system.entry(
      (entry): entry is DecisionEntry => entry.kind === "decision" && entry.parked !== undefined && entry.same === undefined,
      over === "stdio" ? 1 : 2,
    );
    await sleep(700);
    await system.answer("approval", parked.leaf.entry.proposal);
    expect(await called).toMatchObject(say(`waited ${ms} ms`));
  });
});

describe("a client that nobody answers", () => {
  test("is told what is pending, and after some rounds gets its ticket as a result", { timeout: 60_000 }, async () => {
    const client = await open("stdio", { elicitation: { form: {} } });
    const told: string[] = [];
    client.setRequestHandler("elicitation/create", async ({ params }) => {
      told.push(params.message);
      return { action: "accept", content: {} };
    });
    const pending = await client.callTool({ name: "old__slow", arguments: { ms: 9 } });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/Ticket t\d+.*answering here approves nothing/s);
    expect(pending).toMatchObject({ isError: true, structuredContent: { code: "gateway/pending", verdict: "escalate" } });
  });
});

describe("a client whose user is led to the console", () => {
  test("gets a link as required input, accepts everything, approves nothing by it, and asks again until it has the outcome", async () => {
    const page = "http://localhost:7325";
    const at = must(await startHttpGateway(await system.house({ page, parkedMs: 20_000 }), { host: "127.0.0.1", port: 0 }));
    const options = { capabilities: { elicitation: { url: {} } }, versionNegotiation: { mode: { pin: "2026-07-28" } } } as const;
    const client = new Client({ name: "test", version: "1" }, options);
    await client.connect(new StreamableHTTPClientTransport(new URL(at.url)));
    const told: unknown[] = [];
    const parked = Promise.withResolvers<string>();
    client.setRequestHandler("elicitation/create", async ({ params }) => {
      told.push(params);
      if ("url" in params) parked.resolve(params.url);
      return { action: "accept" };
    });
    const called = client.callTool({ name: "old__slow", arguments: { ms: 12 } });
    const url = await parked.promise;
    expect(url).toMatch(/^http:\/\/localhost:7325\/#\/inbox\/t\d+$/);
    await sleep(300);
    const proposal = Number(url.split("/t").at(-1));
    const about = (await system.entries()).filter(({ leaf: { entry } }) => "proposal" in entry && entry.proposal === proposal);
    expect(about.map(({ leaf }) => leaf.entry.kind)).toEqual(["decision"]);
    await system.answer("approval", proposal);
    expect(await called).toMatchObject(say("waited 12 ms"));
    expect(told).toEqual([{ mode: "url", url, message: expect.stringContaining("answering here approves nothing") }]);
    await client.close();
    await at.close();
  });
});

describe("what is wrong with a request", () => {
  const meta = { [META.protocolVersion]: "2026-07-28", [META.clientCapabilities]: {} };
  async function post(
    body: object,
    headers: { readonly [name: string]: string } = {},
  ): Promise<{ status: number; body: { error?: { code: number; data?: object } } }> {
    const method = String((body as { method?: string }).method);
    const response = await fetch(gateway.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": method,
        ...headers,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as { error?: { code: number; data?: object } } };
  }

  test.each([
    [
      "an envelope without capabilities",
      { method: "tools/list", params: { _meta: { [META.protocolVersion]: "2026-07-28" } } },
      {},
      400,
      -32_602,
    ],
    [
      "a version that nobody speaks",
      { method: "tools/list", params: { _meta: { ...meta, [META.protocolVersion]: "2027-01-01" } } },
      { "mcp-protocol-version": "2027-01-01" },
      400,
      -32_022,
    ],
    ["a header that names another method", { method: "tools/list", params: { _meta: meta } }, { "mcp-method": "tools/call" }, 400, -32_020],
    [
      "a header that names another tool",
      { method: "tools/call", params: { name: "new__echo", _meta: meta } },
      { "mcp-name": "new__ask" },
      400,
      -32_020,
    ],
    ["a method of the earlier era", { method: "resources/subscribe", params: { uri: "x", _meta: meta } }, {}, 404, -32_601],
    [
      "a state that is not ours",
      { method: "tools/call", params: { name: "new__echo", arguments: { message: "x" }, requestState: "forged", _meta: meta } },
      { "mcp-name": "new__echo" },
      200,
      -32_602,
    ],
  ])("%s is refused with its code", async (_, message, headers, status, code) => {
    const answer = await post({ jsonrpc: "2.0", id: 1, ...message }, headers);
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
  });
});

describe("a listener", () => {
  test("hears that the tools have changed, when their admissibility does", async () => {
    const client = await open("http");
    const heard: string[] = [];
    client.setNotificationHandler("notifications/tools/list_changed", async () => void heard.push("tools"));
    await client.listTools();
    await client.listen({ toolsListChanged: true });
    // The server now serves another definition of `later` than the pinned one.
    await client.callTool({ name: "new__change", arguments: {} });
    const drift = await system.entry(
      (entry): entry is never => entry.kind === "drift" && Object.keys((entry as { tools: object }).tools).length > 0,
    );
    expect(drift.leaf.entry).toMatchObject({ server: "new", tools: { "new/later": expect.any(String) } });
    expect(await client.callTool({ name: "new__later", arguments: {} })).toMatchObject({
      isError: true,
      structuredContent: { verdict: "quarantine" },
    });
    await until(() => heard.length > 0);
    expect(heard).toEqual(["tools"]);
  });
});
