/**
 * MCP over streamable HTTP at `/mcp`, on this machine: many clients, both eras. Bodies are read within a limit and
 * parsed strictly before any library sees them; `Host` and `Origin` must be local, so that no web page reaches the port
 * through a rebound name, and the agent's token must be there, where it has one, so that no other user of the machine does.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  localhostHostValidation,
  localhostOriginValidation,
  type NodeIncomingMessageLike,
  toNodeHandler,
} from "@modelcontextprotocol/node";
import { classifyInboundRequest, isJsonContentType, PerRequestHTTPServerTransport } from "@modelcontextprotocol/server";
import { isJsonObject, type Json, parseJson, sha256, toHex } from "../../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../../fault/index.ts";
import { AGENT_FRAME_LIMITS, messageFromJson, messageToJson, RPC, type RpcMessage } from "../../mcp/index.ts";
import { answerFault } from "../client/answers.ts";
import type { HttpAddress } from "../config.ts";
import { EnvelopeDoor } from "../doors/envelope-door.ts";
import type { GatewayCode } from "../faults.ts";
import type { House } from "../house.ts";
import { BODY_BYTES_MAX } from "../limits.ts";
import { HttpSessions } from "./http-sessions.ts";

export interface HttpGateway {
  /** Where clients connect. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts serving. Port 0 lets the system choose. Code: `gateway/listen-failed`. */
export async function startHttpGateway(house: House, at: HttpAddress): Promise<Result<HttpGateway, GatewayCode>> {
  const sessions = new HttpSessions(house);
  const envelopes = new EnvelopeDoor(house);
  const isLocalHost = localhostHostValidation();
  const isLocalOrigin = localhostOriginValidation();
  const handle = toNodeHandler({
    fetch: async (request, options) => {
      const response = await serve(request, options?.parsedBody as Json | undefined, sessions, envelopes);
      return endedWith(request.signal, response);
    },
  });
  const server = createServer((request, response) => {
    if (!isLocalHost(request, response) || !isLocalOrigin(request, response)) return;
    if (!isLetIn(request.headers.authorization, at.token)) return void refuseStranger(response);
    void admit(request, response).then(async (admitted) => {
      if (admitted !== undefined) await handle(request as NodeIncomingMessageLike, response, admitted.body);
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  const listening = await new Promise<Error | undefined>((resolve) => {
    server.once("error", resolve);
    server.listen(at.port, at.host, () => resolve(undefined));
  });
  if (listening !== undefined) return fail("gateway/listen-failed", `\`${at.host}:${at.port}\`: ${listening.message}`);
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await Promise.all([sessions.close(), envelopes.close()]);
  };
  return ok({ url: `http://${at.host.includes(":") ? `[${at.host}]` : at.host}:${port}/mcp`, close });
}

/** Whether a client sends the token that was agreed on, if one was. What takes time is comparing digests, which tells nobody anything. */
function isLetIn(authorization: string | undefined, token: string | undefined): boolean {
  if (token === undefined) return true;
  const [scheme = "", sent = "", ...more] = (authorization ?? "").split(" ");
  return scheme.toLowerCase() === "bearer" && more.length === 0 && toHex(sha256(Buffer.from(sent, "utf8"))) === token;
}

function refuseStranger(response: ServerResponse): undefined {
  response.setHeader("www-authenticate", "Bearer");
  return refuse(response, 401, fail("gateway/token-refused", "this port serves one agent, and you have not sent its token").fault);
}

/** Reads what a request brings, or answers it: only `/mcp`, only JSON, only so much, only strictly. */
async function admit(request: IncomingMessage, response: ServerResponse): Promise<{ readonly body: Json | undefined } | undefined> {
  const path = (request.url ?? "").split("?")[0];
  if (path !== "/mcp") return refuse(response, 404, fail("mcp/message-malformed", "MCP is served at `/mcp`").fault);
  if (request.method !== "POST") return { body: undefined };
  if (!isJsonContentType(request.headers["content-type"]))
    return refuse(response, 415, fail("mcp/message-malformed", "a body is `application/json`").fault);
  const bytes = await readBody(request);
  if (bytes === undefined) return refuse(response, 413, fail("mcp/frame-too-long", `a body has more than ${BODY_BYTES_MAX} bytes`).fault);
  const parsed = parseJson(bytes, AGENT_FRAME_LIMITS);
  if (!parsed.ok) return refuse(response, 400, fail("mcp/json-refused", parsed.fault.message, { cause: parsed.fault }).fault);
  const message = messageFromJson(parsed.value);
  return message.ok ? { body: parsed.value } : refuse(response, 400, message.fault);
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > BODY_BYTES_MAX) return undefined;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_BYTES_MAX) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function refuse(response: ServerResponse, status: number, fault: Fault): undefined {
  const code = fault.code === "mcp/json-refused" ? RPC.parseError : RPC.invalidRequest;
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ jsonrpc: "2.0", id: null, ...answerFault(fault, code) }));
  return undefined;
}

/** Serves an admitted request in the era that it claims. */
async function serve(request: Request, body: Json | undefined, sessions: HttpSessions, envelopes: EnvelopeDoor): Promise<Response> {
  const header = (name: string): string | undefined => request.headers.get(name) ?? undefined;
  const [protocolVersionHeader, mcpMethodHeader, mcpNameHeader] = [
    header("mcp-protocol-version"),
    header("mcp-method"),
    header("mcp-name"),
  ];
  const route = classifyInboundRequest({
    httpMethod: request.method,
    body,
    ...(protocolVersionHeader === undefined ? {} : { protocolVersionHeader }),
    ...(mcpMethodHeader === undefined ? {} : { mcpMethodHeader }),
    ...(mcpNameHeader === undefined ? {} : { mcpNameHeader }),
  });
  if (route.kind === "reject") return rpcError(route.httpStatus, idOf(body), route.code, route.message, route.data);
  if (route.kind === "legacy" || body === undefined) return await sessions.serve(request, body);
  const parsed = messageFromJson(body);
  if (!parsed.ok || parsed.value.is !== "request") return new Response(null, { status: 202 });
  const mismatch = headerMismatch(parsed.value, protocolVersionHeader, mcpMethodHeader, mcpNameHeader);
  if (mismatch !== undefined) return rpcError(400, idOf(body), RPC.headerMismatch, mismatch);
  return await exchange(request, parsed.value, envelopes, route.classification);
}

/** One request of the era of envelopes: a transport of its own, ended with it. */
async function exchange(
  request: Request,
  message: RpcMessage & { is: "request" },
  envelopes: EnvelopeDoor,
  classification: ConstructorParameters<typeof PerRequestHTTPServerTransport>[0]["classification"],
): Promise<Response> {
  const early = envelopes.refuseEarly(message.method, message.params);
  if (early !== undefined) return rpcError(early.status, message.id, early.error.code, early.error.message, early.error.data);
  const transport = new PerRequestHTTPServerTransport({ classification });
  const gone = new AbortController();
  const send = (sent: RpcMessage): void => {
    void transport.send(messageToJson(sent) as never, { relatedRequestId: message.id }).catch(() => undefined);
  };
  transport.onclose = () => gone.abort();
  transport.onmessage = () => {
    void envelopes.request(message.id, message.method, message.params, send, gone.signal).then((answer) => {
      send(
        "error" in answer ? { is: "error", id: message.id, error: answer.error } : { is: "result", id: message.id, result: answer.result },
      );
    });
  };
  await transport.start();
  return await transport.handleMessage(messageToJson(message) as never, { request });
}

/**
 * The response, whose stream ends when its client goes: otherwise it would look open until the next message, and the
 * client could not come back to it.
 */
function endedWith(signal: AbortSignal, response: Response): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel,
  });
  return new Response(body, { status: response.status, headers: response.headers });
}

/** What the headers say and the body does not (2026-07-28, basic/transports): undefined where they agree. */
function headerMismatch(
  { method, params }: RpcMessage & { is: "request" },
  version: string | undefined,
  mcpMethod: string | undefined,
  mcpName: string | undefined,
): string | undefined {
  if (version === undefined || mcpMethod === undefined) return "the headers `MCP-Protocol-Version` and `Mcp-Method` are required";
  const named = { "tools/call": params["name"], "prompts/get": params["name"], "resources/read": params["uri"] }[method];
  if (typeof named !== "string") return undefined;
  return mcpName !== undefined && decodedName(mcpName.trim()) === named
    ? undefined
    : `the header \`Mcp-Name\` does not name what \`${method}\` is about`;
}

/** A header value that is not plain ASCII comes as `=?base64?…?=`. */
function decodedName(text: string): string {
  const encoded = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/.exec(text)?.[1];
  return encoded === undefined ? text : Buffer.from(encoded, "base64").toString("utf8");
}

function idOf(body: Json | undefined): string | number | null {
  const id = isJsonObject(body) ? body["id"] : undefined;
  return typeof id === "string" || typeof id === "number" ? id : null;
}

function rpcError(status: number, id: string | number | null, code: number, message: string, data?: unknown): Response {
  return Response.json({ jsonrpc: "2.0", id, error: { code, message, ...(data === undefined ? {} : { data }) } }, { status });
}
