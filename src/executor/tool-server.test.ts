/** One tool server's connection: bounds on what is in flight and on rounds, and a server of 2026-07-28 that looks like any other. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "../../test/worlds/eventually.ts";
import type { SealedResult } from "../ledger/index.ts";
import { answerRounds, EnvelopeDialect } from "./envelope-dialect.ts";
import { CALLS_IN_FLIGHT_MAX, INPUT_ROUNDS_MAX } from "./limits.ts";
import type { Asked, Reply } from "./reply.ts";
import { serverEnvironment } from "./sandbox.ts";
import { ToolServer } from "./tool-server.ts";

const started: ToolServer[] = [];
afterEach(() => {
  for (const server of started.splice(0)) server.close();
});

async function start(file: string, onAsk: (asked: Asked) => Promise<SealedResult>, notices: string[] = []): Promise<ToolServer> {
  const args = ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../../test/servers", file)];
  const launch = { command: process.execPath, args, env: serverEnvironment(process.env, {}, tmpdir()) };
  const server = await ToolServer.start(
    { launch, folder: tmpdir(), capabilities: { elicitation: { form: {} } }, version: "2025-11-25", callMs: 10_000 },
    { onAsk, onNotice: (method) => notices.push(method), onLate: () => undefined, onEnd: () => undefined, onWords: () => undefined },
  );
  if (!server.ok) throw new Error(server.fault.message);
  started.push(server.value);
  return server.value;
}
const nobody = async (): Promise<SealedResult> => ({ error: { code: -1, message: "nobody" } });
const call = (server: ToolServer, proposal: number, name: string, args = {}): Promise<Reply> =>
  server.request(proposal, "tools/call", { name, arguments: args }, { progress: false });

describe("a tool server", () => {
  test("is sent only so many calls at once: executor/server-busy, and the one too many was not sent", async () => {
    const server = await start("wayward-server.ts", nobody);
    for (let proposal = 0; proposal < CALLS_IN_FLIGHT_MAX; proposal += 1) void call(server, proposal, "silent");
    expect(await call(server, 999, "ok")).toMatchObject({ is: "fault", sent: false, fault: { code: "executor/server-busy" } });
  });

  test("of 2026-07-28 is discovered, called with an envelope, and asked again with what it wanted", async () => {
    const asked: string[] = [];
    const server = await start("modern-server.ts", async ({ method, params }) => {
      asked.push(`${method} ${String(params["message"])}`);
      return { result: { action: "accept", content: { name: "Ada" } } };
    });
    expect(server.greeting).toMatchObject({ era: "envelope", version: "2026-07-28", name: "modern-server" });
    expect(await call(server, 1, "echo", { message: "x" })).toMatchObject({
      is: "answer",
      answer: { result: { content: [{ text: "Echo: x" }] } },
    });
    expect(await call(server, 2, "ask")).toMatchObject({ is: "answer", answer: { result: { content: [{ text: "Hello Ada" }] } } });
    expect(asked).toEqual(["elicitation/create Your name?"]);
  });

  test("of 2026-07-28 that is refused what it asks is answered for with that refusal", async () => {
    const server = await start("modern-server.ts", nobody);
    expect(await call(server, 1, "ask")).toMatchObject({ is: "answer", answer: { error: { message: "nobody" } } });
  });

  test("of 2026-07-28 reports changes as any other does", async () => {
    const notices: string[] = [];
    const server = await start("modern-server.ts", nobody, notices);
    await call(server, 1, "change");
    await until((saw) => saw(notices).includes("notifications/tools/list_changed"));
  });
});

describe("rounds of input", () => {
  test("end after a bound: executor/too-many-rounds, in doubt", async () => {
    let sent = 0;
    const send = async (): Promise<Reply> => {
      sent += 1;
      return { is: "answer", answer: { result: { resultType: "input_required", requestState: "more" } } };
    };
    expect(await answerRounds(send, nobody)).toMatchObject({ is: "fault", sent: true, fault: { code: "executor/too-many-rounds" } });
    expect(sent).toBe(INPUT_ROUNDS_MAX + 1);
  });

  test("bring the server its own state and only what it asked for", async () => {
    const seen: object[] = [];
    const send = async (more: object): Promise<Reply> => {
      seen.push(more);
      if (seen.length > 1) return { is: "answer", answer: { result: { done: true } } };
      return {
        is: "answer",
        answer: { result: { resultType: "input_required", requestState: "s", inputRequests: { a: { method: "roots/list" } } } },
      };
    };
    expect(await answerRounds(send, async () => ({ result: { roots: [] } }))).toEqual({ is: "answer", answer: { result: { done: true } } });
    expect(seen).toEqual([{}, { inputResponses: { a: { roots: [] } }, requestState: "s" }]);
  });
});

describe("what 2026-07-28 has no request for", () => {
  test("is kept here: levels go into envelopes, subscriptions into what is listened for", () => {
    const sent: object[] = [];
    const dialect = new EnvelopeDialect({}, (message) => sent.push(message));
    dialect.listen({ tools: { listChanged: true } });
    expect(dialect.answerLocally("logging/setLevel", { level: "error" })).toEqual({});
    expect(dialect.envelope({})).toMatchObject({
      "io.modelcontextprotocol/logLevel": "error",
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    });
    expect(dialect.answerLocally("resources/subscribe", { uri: "a:b" })).toEqual({});
    expect(dialect.answerLocally("resources/unsubscribe", { uri: "a:b" })).toEqual({});
    expect(dialect.answerLocally("resources/read", { uri: "a:b" })).toBeUndefined();
    expect(sent).toMatchObject([
      { is: "request", id: "listen-1", params: { notifications: { toolsListChanged: true } } },
      { is: "notification", method: "notifications/cancelled", params: { requestId: "listen-1" } },
      { is: "request", id: "listen-2", params: { notifications: { toolsListChanged: true, resourceSubscriptions: ["a:b"] } } },
      { is: "notification", params: { requestId: "listen-2" } },
      { is: "request", id: "listen-3", params: { notifications: { toolsListChanged: true } } },
    ]);
  });
});
