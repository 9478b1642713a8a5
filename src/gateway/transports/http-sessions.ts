/** Clients of versions up to 2025-11-25 over HTTP: each has a session id that nobody can guess, a transport, and a door of its own. */
import { randomUUID } from "node:crypto";
import { isInitializeRequest, WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";
import type { Json } from "../../crypto/index.ts";
import { HANDSHAKE_VERSIONS, messageFromJson, messageToJson, type RpcId, type RpcMessage } from "../../mcp/index.ts";
import { HandshakeDoor } from "../doors/handshake-door.ts";
import type { House } from "../house.ts";
import { CLIENT_IDLE_MS, CLIENTS_MAX } from "../limits.ts";
import { KeptEvents } from "./kept-events.ts";

interface Client {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly door: HandshakeDoor;
  usedMs: number;
}

export class HttpSessions {
  readonly #house: House;
  readonly #clients = new Map<string, Client>();
  /** The strictly parsed body of each request: what the transport hands on went through another parser. */
  readonly #bodies = new WeakMap<Request, Json>();

  constructor(house: House) {
    this.#house = house;
  }

  /** Serves one request of a client: of a new one that initializes, or of one that names its session. */
  async serve(request: Request, body: Json | undefined): Promise<Response> {
    if (body !== undefined) this.#bodies.set(request, body);
    const options = body === undefined ? {} : { parsedBody: body };
    const id = request.headers.get("mcp-session-id");
    const client = id === null ? undefined : this.#clients.get(id);
    if (client !== undefined) {
      client.usedMs = this.#house.ledger.now();
      return await client.transport.handleRequest(request, options);
    }
    if (id !== null) return refusal(404, -32_001, "session not found");
    if (!isInitializeRequest(body)) return refusal(400, -32_000, "`initialize` comes first, or a session is named by `Mcp-Session-Id`");
    if (!(await this.#makeRoom())) return refusal(503, -32_000, "too many clients are connected");
    return await this.#connect().handleRequest(request, options);
  }

  async close(): Promise<void> {
    for (const { transport } of [...this.#clients.values()]) await transport.close();
  }

  #connect(): WebStandardStreamableHTTPServerTransport {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      eventStore: new KeptEvents(),
      supportedProtocolVersions: [...HANDSHAKE_VERSIONS],
      onsessioninitialized: (id) => {
        this.#clients.set(id, { transport, door, usedMs: this.#house.ledger.now() });
      },
    });
    const send = (message: RpcMessage, relatesTo: RpcId | undefined): void => {
      const related = relatesTo === undefined || message.is === "result" || message.is === "error" ? {} : { relatedRequestId: relatesTo };
      void transport.send(messageToJson(message) as never, related).catch(() => undefined);
    };
    const door = new HandshakeDoor(this.#house, send);
    transport.onmessage = (_, extra) => {
      const body = extra?.request === undefined ? undefined : this.#bodies.get(extra.request);
      const message = body === undefined ? undefined : messageFromJson(body);
      if (message?.ok === true) door.receive(message.value);
    };
    transport.onclose = () => {
      if (transport.sessionId !== undefined) this.#clients.delete(transport.sessionId);
      void door.close();
    };
    return transport;
  }

  /** Whether one client more can be taken: where there are too many, one that has long been silent gives way. */
  async #makeRoom(): Promise<boolean> {
    if (this.#clients.size < CLIENTS_MAX) return true;
    const now = this.#house.ledger.now();
    const silent = [...this.#clients.values()].find(({ door, usedMs }) => door.answersOwed === 0 && now - usedMs > CLIENT_IDLE_MS);
    await silent?.transport.close();
    return silent !== undefined;
  }
}

function refusal(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: "2.0", id: null, error: { code, message } }, { status });
}
