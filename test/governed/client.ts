/** A client of the tests' own on a gateway's standard input and output: bare messages, nothing repaired. */
import { PassThrough } from "node:stream";
import { type House, serveStdio } from "../../src/gateway/index.ts";
import { eventually } from "../worlds/eventually.ts";

// biome-ignore lint/suspicious/noExplicitAny: answers are compared, never trusted
type Answer = any;

export interface ClientOptions {
  readonly capabilities?: { readonly [name: string]: unknown };
  /** What the client answers to a server's request: a result, or nothing for silence. */
  readonly onRequest?: (method: string, params: Answer) => Promise<object | undefined> | object | undefined;
}

export class TestClient {
  /** Everything that came, in order. */
  readonly received: Answer[] = [];
  readonly #input = new PassThrough();
  readonly #options: ClientOptions;
  readonly #served: Promise<void>;
  #lastId = 0;

  constructor(house: House, options: ClientOptions = {}) {
    this.#options = options;
    const output = new PassThrough();
    let rest = "";
    output.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#take(JSON.parse(line));
    });
    this.#served = serveStdio(house, this.#input, output);
  }

  /** Connects with the handshake of 2025-11-25. */
  static async open(house: House, options: ClientOptions = {}): Promise<TestClient> {
    const client = new TestClient(house, options);
    const params = { protocolVersion: "2025-11-25", capabilities: options.capabilities ?? {}, clientInfo: { name: "test", version: "1" } };
    const answer = await client.request("initialize", params);
    if (answer.error !== undefined) throw new Error(JSON.stringify(answer.error));
    client.say({ jsonrpc: "2.0", method: "notifications/initialized" });
    return client;
  }

  /** The methods of notifications that came. */
  get notified(): readonly string[] {
    return this.received.filter(({ id, method }) => method !== undefined && id === undefined).map(({ method }) => method as string);
  }

  say(message: unknown): void {
    this.raw(`${JSON.stringify(message)}\n`);
  }

  raw(text: string): void {
    this.#input.write(text);
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Sends a request and waits for its whole answer. */
  async request(method: string, params: object = {}, id: string | number = this.nextId()): Promise<Answer> {
    this.say({ jsonrpc: "2.0", id, method, params });
    return await this.answer(id);
  }

  /** Calls a tool; the answer's result. */
  async call(name: string, args: object = {}, meta?: object): Promise<Answer> {
    const { result, error } = await this.request("tools/call", { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) });
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return result;
  }

  async answer(id: string | number | null): Promise<Answer> {
    return await this.until(({ id: answered, method }) => answered === id && method === undefined);
  }

  async until(is: (message: Answer) => boolean, ms = 30_000): Promise<Answer> {
    const tell = (): string => JSON.stringify(this.received).slice(-2_000);
    return await eventually(() => this.received.find(is), `a message with ${is}`, { ms, pauseMs: 5, tell });
  }

  async close(): Promise<void> {
    this.#input.end();
    await this.#served;
  }

  #take(message: Answer): void {
    this.received.push(message);
    const { id, method, params } = message;
    if (method === undefined || id === undefined) return;
    void Promise.resolve(this.#options.onRequest?.(method, params)).then((result) => {
      if (result !== undefined) this.say({ jsonrpc: "2.0", id, result });
    });
  }
}
