/**
 * One session's own process of the tool server: started when the session opens, told what the session's client can do, asked what it
 * serves, and ended with the session. Calls and asks pass through it with every id mapped: neither side sees the other's.
 */
import { isJsonObject, type JsonObject } from "../crypto/index.ts";
import { digestOfMethod, type PinnedServer } from "../execution/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import type { Index, SealedCall, SealedResult, SessionEntry } from "../ledger/index.ts";
import { governedMethod } from "../meaning/index.ts";
import type { Asks } from "./asks.ts";
import type { ExecutorCode } from "./faults.ts";
import type { Reply } from "./reply.ts";
import type { Launch } from "./sandbox.ts";
import { listTools, type ToolList } from "./tool-list.ts";
import { ToolServer } from "./tool-server.ts";

export interface SessionServerOptions {
  readonly session: string;
  readonly server: string;
  readonly entry: SessionEntry;
  readonly pins: PinnedServer;
  readonly launch: Launch;
  readonly folder: string;
  readonly callMs: number;
}

export interface SessionServerEvents {
  /** What the server serves, whenever it was listed. */
  readonly onTools: (tools: ToolList) => void;
  readonly onLate: (call: Index, answer: SealedResult) => void;
  readonly onEnd: (fault: Fault<ExecutorCode>) => void;
  readonly onWords: (line: string) => void;
}

/** A session's server as its executor uses it. */
export type RunningServer = Pick<SessionServer, "callsInFlight" | "servedDigest" | "execute" | "close">;

/** Starts a session's server. Codes: those of `SessionServer.start`. */
export type StartServer = (
  options: SessionServerOptions,
  asks: Asks,
  events: SessionServerEvents,
) => Promise<Result<RunningServer, ExecutorCode>>;

export class SessionServer {
  readonly #options: SessionServerOptions;
  readonly #asks: Asks;
  readonly #events: SessionServerEvents;
  /** Calls in flight that want progress. */
  readonly #reporting = new Set<Index>();
  #server: ToolServer | undefined;
  #tools: ToolList = {};

  private constructor(options: SessionServerOptions, asks: Asks, events: SessionServerEvents) {
    this.#options = options;
    this.#asks = asks;
    this.#events = events;
  }

  /** Starts the session's server and lists its tools. Codes: those of the handshake and of `tools/list`. */
  static async start(options: SessionServerOptions, asks: Asks, events: SessionServerEvents): Promise<Result<SessionServer, ExecutorCode>> {
    const self = new SessionServer(options, asks, events);
    const { capabilities } = options.entry;
    const own = isJsonObject(capabilities) ? capabilities[options.server] : undefined;
    const started = await ToolServer.start(
      {
        launch: options.launch,
        folder: options.folder,
        capabilities: isJsonObject(own) ? own : {},
        version: options.entry.protocol,
        callMs: options.callMs,
      },
      {
        onAsk: (asked) => asks.ask(options.session, asked),
        onNotice: (method, params) => self.#noticed(method, params),
        onLate: events.onLate,
        onEnd: events.onEnd,
        onWords: events.onWords,
      },
    );
    if (!started.ok) return started;
    self.#server = started.value;
    const listed = await self.#list();
    if (!listed.ok) {
      started.value.close();
      return listed;
    }
    return ok(self);
  }

  get callsInFlight(): number {
    return this.#server?.callsInFlight ?? 0;
  }

  /** The digest of what the server now serves under a pinned name. */
  servedDigest(name: string): string | undefined {
    const rest = name.slice(this.#options.server.length);
    if (rest.startsWith("/")) return this.#tools[rest.slice(1)]?.digest;
    const method = rest.slice(1);
    return this.#options.pins.methods.includes(method) ? digestOfMethod(method) : undefined;
  }

  /** Sends an allowed call exactly as it was sealed, once. */
  async execute(proposal: Index, { tool, args, progress }: SealedCall): Promise<Reply> {
    const server = this.#server;
    if (server === undefined || !isJsonObject(args)) return lost();
    const rest = tool.slice(this.#options.server.length);
    if (rest.startsWith("#") && governedMethod(rest.slice(1))?.form === "notification") return this.#notify(server, rest.slice(1), args);
    if (progress === true) this.#reporting.add(proposal);
    const wants = { progress: progress === true };
    const reply = rest.startsWith("/")
      ? await server.request(proposal, "tools/call", { name: rest.slice(1), arguments: args }, wants)
      : await server.request(proposal, rest.slice(1), args, wants);
    this.#reporting.delete(proposal);
    return reply;
  }

  close(): void {
    this.#asks.endSession(this.#options.session);
    this.#server?.close();
  }

  #notify(server: ToolServer, method: string, args: JsonObject): Reply {
    const { requestId, progressToken, reason } = args;
    if (method === "notifications/cancelled") server.cancel(Number(requestId), typeof reason === "string" ? reason : undefined);
    else if (method === "notifications/progress") {
      const token = this.#asks.progressTokenOf(Number(progressToken));
      if (token !== undefined) server.notify(method, { ...args, progressToken: token });
    } else server.notify(method, args);
    return { is: "answer", answer: { result: {} } };
  }

  /** A notification of the server: changes of tools are looked into, everything else is proposed. */
  #noticed(method: string, params: JsonObject): void {
    const { session } = this.#options;
    if (method === "notifications/tools/list_changed") return void this.#list();
    if (method === "notifications/progress") {
      const call = params["progressToken"];
      if (typeof call === "number" && this.#reporting.has(call)) void this.#asks.tell(session, method, params);
      return;
    }
    if (method === "notifications/cancelled") {
      const { requestId, reason } = params;
      const ask = typeof requestId === "string" || typeof requestId === "number" ? this.#asks.proposalOf(session, requestId) : undefined;
      if (ask !== undefined) void this.#asks.tell(session, method, { requestId: ask, ...(typeof reason === "string" ? { reason } : {}) });
      return;
    }
    void this.#asks.tell(session, method, params);
  }

  async #list(): Promise<Result<void, ExecutorCode>> {
    const server = this.#server;
    if (server === undefined) return fail("executor/server-gone", "the server is not running");
    if (server.greeting.capabilities["tools"] !== undefined) {
      const tools = await listTools((params) => server.request(-1, "tools/list", params, { progress: false }));
      this.#tools = tools.ok ? tools.value : {};
      if (!tools.ok) {
        this.#events.onTools({});
        return tools;
      }
    }
    this.#events.onTools(this.#tools);
    return ok(undefined);
  }
}

function lost(): Reply {
  return { is: "fault", sent: false, fault: fail("executor/server-gone", "the server is not running").fault };
}
