/**
 * The MCP client's side of one tool server's connection: the handshake of either era, calls with their own ids and times,
 * and what the server asks in return. A call is sent once and comes to one answer or one fault; what came too late is told apart.
 */
import type { JsonObject } from "../crypto/index.ts";
import { type Fault, fail, ok, type Result } from "../fault/index.ts";
import type { SealedResult } from "../ledger/index.ts";
import { metaOf, type RpcId, type RpcMessage, withoutMeta } from "../mcp/index.ts";
import { answerRounds, EnvelopeDialect } from "./envelope-dialect.ts";
import type { ExecutorCode } from "./faults.ts";
import { type Greeting, shakeHands } from "./greeting.ts";
import { CALL_MS, CALLS_IN_FLIGHT_MAX, CANCELLED_MS, DOUBTS_MAX, HANDSHAKE_MS } from "./limits.ts";
import type { Asked, Reply } from "./reply.ts";
import type { Launch } from "./sandbox.ts";
import { ServerProcess } from "./server-process.ts";

export interface ToolServerEvents {
  /** The server asks its client; what this resolves to is sent back. */
  readonly onAsk: (asked: Asked) => Promise<SealedResult>;
  /** A notification, without `_meta`. */
  readonly onNotice: (method: string, params: JsonObject) => void;
  /** An answer after its call's time was over. */
  readonly onLate: (call: number, answer: SealedResult) => void;
  readonly onEnd: (fault: Fault<ExecutorCode>) => void;
  readonly onWords: (line: string) => void;
}

export interface ToolServerOptions {
  readonly launch: Launch;
  readonly folder: string;
  /** What the client can do, as far as this server may know. */
  readonly capabilities: JsonObject;
  readonly version: string;
  readonly callMs?: number;
  /** How long each question of the handshake may take; `HANDSHAKE_MS` where nothing is said. */
  readonly handshakeMs?: number;
}

interface Waiting {
  readonly call: number;
  readonly settle: (reply: Reply) => void;
  timer: NodeJS.Timeout;
}

export class ToolServer {
  readonly #options: ToolServerOptions;
  readonly #events: ToolServerEvents;
  readonly #process: ServerProcess;
  readonly #waiting = new Map<number, Waiting>();
  /** Ids whose time is over, with their calls: an answer to one of them is late. */
  readonly #overdue = new Map<number, number>();
  #nextId = 1;
  #dialect: EnvelopeDialect | undefined;
  #greeting: Greeting = { era: "handshake", version: "", capabilities: {} };

  private constructor(options: ToolServerOptions, events: ToolServerEvents) {
    this.#options = options;
    this.#events = events;
    this.#process = new ServerProcess(options.launch, options.folder, {
      onMessage: (message) => this.#receive(message),
      onUnreadable: (fault, answers) => this.#unreadable(fault, answers),
      onEnd: (fault) => this.#end(fault),
      onWords: events.onWords,
    });
  }

  /** Starts the server and completes the handshake. Codes: `executor/server-not-started`, `-handshake`, `-gone`. */
  static async start(options: ToolServerOptions, events: ToolServerEvents): Promise<Result<ToolServer, ExecutorCode>> {
    const server = new ToolServer(options, events);
    const greeting = await shakeHands(
      (method, params) => server.#send(-1, method, params, options.handshakeMs ?? HANDSHAKE_MS),
      (method) => server.notify(method, {}),
      options,
    );
    if (!greeting.ok) {
      server.close();
      return greeting;
    }
    server.#greeting = greeting.value;
    if (greeting.value.era === "envelope") {
      server.#dialect = new EnvelopeDialect(options.capabilities, (message) => server.#process.send(message));
      server.#dialect.listen(greeting.value.capabilities);
    }
    return ok(server);
  }

  get greeting(): Greeting {
    return this.#greeting;
  }

  get ended(): boolean {
    return this.#process.ended;
  }

  get callsInFlight(): number {
    return this.#waiting.size;
  }

  /**
   * Sends one request, once, and waits for its answer. `call` is the proposal's index (negative for the executor's own).
   * Codes: `executor/server-busy`, `server-gone`, `call-timed-out`, `call-cancelled`, `answer-refused`, `too-many-rounds`.
   */
  async request(call: number, method: string, params: JsonObject, wants: { readonly progress: boolean }): Promise<Reply> {
    const local = this.#dialect?.answerLocally(method, params);
    if (local !== undefined) return { is: "answer", answer: { result: local } };
    const meta = wants.progress ? { progressToken: call } : {};
    const send = async (more: JsonObject): Promise<Reply> => {
      const enveloped = this.#dialect === undefined ? meta : this.#dialect.envelope(meta);
      const full = Object.keys(enveloped).length === 0 ? { ...params, ...more } : { ...params, ...more, _meta: enveloped };
      return await this.#send(call, method, full, this.#options.callMs ?? CALL_MS);
    };
    if (this.#dialect === undefined) return await send({});
    return await answerRounds(send, (asked) => this.#events.onAsk(asked));
  }

  notify(method: string, params: JsonObject): void {
    this.#process.send({ is: "notification", method, params });
  }

  /** Tells the server that nobody waits for the call; its answer still counts if it comes within `CANCELLED_MS`. */
  cancel(call: number, reason: string | undefined): void {
    for (const [id, waiting] of this.#waiting) {
      if (waiting.call !== call) continue;
      this.notify("notifications/cancelled", { requestId: id, ...(reason === undefined ? {} : { reason }) });
      clearTimeout(waiting.timer);
      const cancelled = fail("executor/call-cancelled", "the call was cancelled, and the server gave no answer").fault;
      waiting.timer = setTimeout(() => this.#overdueNow(id, cancelled), CANCELLED_MS);
    }
  }

  close(): void {
    this.#process.close();
  }

  async #send(call: number, method: string, params: JsonObject, ms: number): Promise<Reply> {
    if (this.#process.ended) return { is: "fault", sent: false, fault: fail("executor/server-gone", "the server is not running").fault };
    if (this.#waiting.size >= CALLS_IN_FLIGHT_MAX) {
      return { is: "fault", sent: false, fault: fail("executor/server-busy", `${CALLS_IN_FLIGHT_MAX} calls are in flight`).fault };
    }
    const id = this.#nextId++;
    return await new Promise((settle) => {
      const fault = fail("executor/call-timed-out", `no answer to \`${method}\` within ${ms} ms`).fault;
      this.#waiting.set(id, { call, settle, timer: setTimeout(() => this.#overdueNow(id, fault), ms) });
      this.#process.send({ is: "request", id, method, params });
    });
  }

  #overdueNow(id: number, fault: Fault<ExecutorCode>): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#overdue.set(id, waiting.call);
    const [oldest] = this.#overdue.keys();
    if (this.#overdue.size > DOUBTS_MAX && oldest !== undefined) this.#overdue.delete(oldest);
    this.#settle(id, { is: "fault", sent: true, fault });
  }

  #settle(id: number, reply: Reply): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.settle(reply);
  }

  #receive(message: RpcMessage): void {
    switch (message.is) {
      case "result":
        return this.#answered(message.id, { result: message.result });
      case "error":
        return this.#answered(message.id, { error: message.error });
      case "notification":
        return this.#events.onNotice(message.method, withoutMeta(message.params));
      case "request":
        return void this.#asked(message.id, message.method, message.params);
    }
  }

  #answered(id: RpcId | undefined, answer: SealedResult): void {
    if (typeof id !== "number") return;
    if (this.#waiting.has(id)) return this.#settle(id, { is: "answer", answer });
    const late = this.#overdue.get(id);
    this.#overdue.delete(id);
    if (late !== undefined && late >= 0) this.#events.onLate(late, answer);
  }

  async #asked(id: RpcId, method: string, params: JsonObject): Promise<void> {
    const { progressToken } = metaOf(params);
    const token = typeof progressToken === "string" || typeof progressToken === "number" ? { progressToken } : {};
    const answer: SealedResult =
      method === "ping" ? { result: {} } : await this.#events.onAsk({ id, method, params: withoutMeta(params), ...token });
    if ("error" in answer) this.#process.send({ is: "error", id, error: answer.error });
    else this.#process.send({ is: "result", id, result: answer.result as JsonObject });
  }

  /** An answer that cannot be read still ends the call that it seems to answer, or the only one in flight: in doubt. */
  #unreadable(fault: Fault<ExecutorCode>, answers: number | undefined): void {
    const [only] = this.#waiting.size === 1 ? this.#waiting.keys() : [];
    const id = answers ?? only;
    if (id !== undefined) this.#settle(id, { is: "fault", sent: true, fault });
    else this.#events.onWords(`refused: ${fault.message}`);
  }

  #end(fault: Fault<ExecutorCode>): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { is: "fault", sent: true, fault });
    this.#events.onEnd(fault);
  }
}
