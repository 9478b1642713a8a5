/** Streamable HTTP: who may reach it, what it refuses before any library sees it, sessions that nobody can take, streams that go on. */
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must, System, sleep } from "../../../test/governed/system.ts";
import { sha256, toHex } from "../../crypto/index.ts";
import type { SessionEntry } from "../../ledger/index.ts";
import { CLIENTS_MAX } from "../limits.ts";
import { type HttpGateway, startHttpGateway } from "./http.ts";

let system: System;
let gateway: HttpGateway;
beforeAll(async () => {
  system = await System.start({
    servers: {
      all: {
        command: process.execPath,
        args: ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../../../test/servers/conformance-server.ts")],
      },
    },
    charter: 'charter: all\nallow: ["all/*", "all#*"]\n',
  });
  gateway = must(await startHttpGateway(await system.house(), { host: "127.0.0.1", port: 0 }));
}, 120_000);
afterAll(async () => {
  await gateway?.close();
  await system?.stop();
});

test("with an agent's token, a port serves nobody without it, whatever they ask for: gateway/token-refused", async () => {
  const token = "t".repeat(40);
  const kept = must(await startHttpGateway(await system.house(), { host: "127.0.0.1", port: 0, token: toHex(sha256(Buffer.from(token))) }));
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params });
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  const post = (more: { readonly [name: string]: string }): Promise<Response> =>
    fetch(kept.url, { method: "POST", headers: { ...headers, ...more }, body });
  for (const sent of [undefined, "Bearer", `Bearer ${token}x`, `Bearer ${token} x`, `Basic ${token}`, token, "Bearer "]) {
    const refused = await post(sent === undefined ? {} : { authorization: sent });
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect(await refused.text()).toContain("gateway/token-refused");
  }
  expect((await fetch(kept.url)).status).toBe(401);
  expect((await post({ authorization: `bearer ${token}` })).status).toBe(200);
  await kept.close();
});

interface Reply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly text: string;
}

/** One request, with exactly these headers. `untilMatch`: ends when the body has it. */
function http(
  method: string,
  headers: { readonly [name: string]: string },
  body?: string | Buffer,
  path = "/mcp",
  untilMatch?: RegExp,
): Promise<Reply> {
  const url = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    const sent = request({ host: url.hostname, port: url.port, path, method, headers }, (response) => {
      let text = "";
      const done = (): void => resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (untilMatch?.test(text) === true) {
          done();
          response.destroy();
        }
      });
      response.on("end", done);
    });
    sent.on("error", (error) => (body === undefined ? reject(error) : resolve({ status: 0, headers: {}, text: error.message })));
    sent.end(body);
  });
}

const json = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const post = (message: unknown, headers: { readonly [name: string]: string } = {}): Promise<Reply> =>
  http("POST", { ...json, ...headers }, JSON.stringify(message));
const initialize = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
};

async function connect(): Promise<{ readonly "mcp-session-id": string; readonly "mcp-protocol-version": string }> {
  const opened = await post(initialize);
  expect(opened.status).toBe(200);
  const headers = { "mcp-session-id": String(opened.headers["mcp-session-id"]), "mcp-protocol-version": "2025-11-25" };
  await post({ jsonrpc: "2.0", method: "notifications/initialized" }, headers);
  return headers;
}
const callOf = (id: number, name: string, args: object = {}): object => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, arguments: args },
});

describe("the door of the port", () => {
  test("opens to local names only, so that no web page gets in by a rebound one", async () => {
    expect((await post(initialize, { host: "evil.example" })).status).toBe(403);
    expect((await post(initialize, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post(initialize, { host: "localhost:1", origin: "http://localhost:5173" })).status).toBe(200);
  });

  test.each<readonly [string, string | Buffer, { readonly [name: string]: string }, number, string]>([
    ["no JSON", "{", {}, 400, "mcp/json-refused"],
    ["a name twice", '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', {}, 400, "mcp/json-refused"],
    ["invalid UTF-8", Buffer.from([0x22, 0xff, 0x22]), {}, 400, "mcp/json-refused"],
    ["a batch", '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', {}, 400, "mcp/batch-refused"],
    ["no message", '{"hello":1}', {}, 400, "mcp/message-malformed"],
    ["another media type", "{}", { "content-type": "text/plain" }, 415, "mcp/message-malformed"],
  ])("refuses %s with its code", async (_, body, headers, status, code) => {
    const reply = await http("POST", { ...json, ...headers }, body);
    expect([reply.status, JSON.parse(reply.text).error.data.code]).toEqual([status, code]);
  });

  test("refuses a body that is too long, whether it says so or not", async () => {
    const long = `"${"x".repeat(1_100_000)}"`;
    expect((await http("POST", { ...json, "content-length": String(long.length) }, long)).status).toBe(413);
    const chunked = await http("POST", { ...json, "transfer-encoding": "chunked" }, long);
    // The answer may be cut off by the end of the connection, which is an answer too.
    expect([413, 0]).toContain(chunked.status);
  });

  test("serves nothing but `/mcp`, and no method but three", async () => {
    expect((await http("POST", json, JSON.stringify(initialize), "/")).status).toBe(404);
    expect((await http("PUT", json)).status).toBeGreaterThanOrEqual(400);
  });

  test("cannot be opened twice: gateway/listen-failed", async () => {
    const { port } = new URL(gateway.url);
    const again = await startHttpGateway(await system.house(), { host: "127.0.0.1", port: Number(port) });
    expect(again).toMatchObject({ ok: false, fault: { code: "gateway/listen-failed" } });
  });
});

describe("sessions", () => {
  test("belong to who has their id: none, a wrong or an ended one is refused", async () => {
    expect((await post(callOf(1, "test_simple_text"))).status).toBe(400);
    expect((await post(callOf(1, "test_simple_text"), { "mcp-session-id": "00000000-0000-0000-0000-000000000000" })).status).toBe(404);
    const headers = await connect();
    expect((await post(callOf(1, "test_simple_text"), headers)).text).toMatch(/simple text response/);
    expect((await http("DELETE", { ...json, ...headers })).status).toBe(200);
    expect((await post(callOf(2, "test_simple_text"), headers)).status).toBe(404);
    await system.entry((entry): entry is SessionEntry => entry.kind === "session" && entry.ended === true);
  });

  test("with the same request ids keep their answers apart", async () => {
    const [one, two] = [await connect(), await connect()];
    const replies = await Promise.all([post(callOf(0, "slow", { ms: 80 }), one), post(callOf(0, "slow", { ms: 81 }), two)]);
    expect(replies.map(({ text }) => /waited \d+ ms/.exec(text)?.[0])).toEqual(["waited 80 ms", "waited 81 ms"]);
  });

  test("go on where a broken stream was: the answer is kept for who comes back", async () => {
    const headers = await connect();
    await post(callOf(4, "test_simple_text"), headers);
    const first = await http("POST", { ...json, ...headers }, JSON.stringify(callOf(5, "slow", { ms: 400 })), "/mcp", /id: /);
    const eventId = /id: (\S+)/.exec(first.text)?.[1] ?? "";
    // Back while the call still runs, and once more after it.
    for (const pauseMs of [100, 600]) {
      await sleep(pauseMs);
      const resumed = await http("GET", { accept: "text/event-stream", ...headers, "last-event-id": eventId }, undefined, "/mcp", /waited/);
      expect(resumed.text).toMatch(/waited 400 ms/);
    }
    expect((await http("GET", { accept: "text/event-stream", ...headers, "last-event-id": "made-up" })).status).toBe(400);
  });

  test("are not more than the gateway holds", async () => {
    const replies: number[] = [];
    for (let count = 0; count <= CLIENTS_MAX && replies.at(-1) !== 503; count += 1) replies.push((await post(initialize)).status);
    expect(replies.at(-1)).toBe(503);
  });
});
