/**
 * A tool server with everything that the MCP conformance scenarios ask for, over stdio, or with `--http PORT` over
 * streamable HTTP: the same server is tested directly and through Interlock. Written on bare messages, so that nothing
 * between it and the wire repairs anything.
 */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { localhostHostValidation, localhostOriginValidation, NodeStreamableHTTPServerTransport } from "@modelcontextprotocol/node";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };
type Params = { readonly [name: string]: Json | undefined };
interface Peer {
  /** Sends a notification that belongs to the request being served. */
  readonly tell: (method: string, params: Params) => Promise<void>;
  /** Asks the client, within the request being served. */
  readonly ask: (method: string, params: Params) => Promise<Params>;
  readonly progressToken: Json | undefined;
}
type Tool = { readonly description: string; readonly inputSchema?: Params; readonly call: (args: Params, peer: Peer) => Promise<Params> };

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
const SOUND = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";
const text = (value: string): Params => ({ content: [{ type: "text", text: value }] });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const object = (properties: Params = {}, required: readonly string[] = []): Params => ({ type: "object", properties, required });

const elicited = async (peer: Peer, message: string, properties: Params, required: readonly string[] = []): Promise<Params> => {
  const answer = await peer.ask("elicitation/create", { message, requestedSchema: object(properties, required) });
  return text(`Elicitation completed: action=${String(answer["action"])}, content=${JSON.stringify(answer["content"] ?? {})}`);
};

const TOOLS: { readonly [name: string]: Tool } = {
  test_simple_text: { description: "Returns text", call: async () => text("This is a simple text response for testing.") },
  test_image_content: {
    description: "Returns an image",
    call: async () => ({ content: [{ type: "image", data: PIXEL, mimeType: "image/png" }] }),
  },
  test_audio_content: {
    description: "Returns sound",
    call: async () => ({ content: [{ type: "audio", data: SOUND, mimeType: "audio/wav" }] }),
  },
  test_embedded_resource: {
    description: "Returns a resource",
    call: async () => ({
      content: [
        {
          type: "resource",
          resource: { uri: "test://embedded-resource", mimeType: "text/plain", text: "This is an embedded resource content." },
        },
      ],
    }),
  },
  test_multiple_content_types: {
    description: "Returns several kinds of content",
    call: async () => ({
      content: [
        { type: "text", text: "Multiple content types test:" },
        { type: "image", data: PIXEL, mimeType: "image/png" },
        {
          type: "resource",
          resource: { uri: "test://mixed-content-resource", mimeType: "application/json", text: '{"test":"data","value":123}' },
        },
      ],
    }),
  },
  test_tool_with_logging: {
    description: "Logs while it runs",
    call: async (_, { tell }) => {
      for (const data of ["Tool execution started", "Tool processing data", "Tool execution completed"]) {
        await tell("notifications/message", { level: "info", data });
        await pause(50);
      }
      return text("logged");
    },
  },
  test_tool_with_progress: {
    description: "Reports progress",
    call: async (_, { tell, progressToken }) => {
      for (const progress of [0, 50, 100]) {
        if (progressToken !== undefined) await tell("notifications/progress", { progressToken, progress, total: 100 });
        await pause(50);
      }
      return text("done");
    },
  },
  test_error_handling: {
    description: "Fails",
    call: async () => ({ ...text("This tool intentionally returns an error for testing"), isError: true }),
  },
  test_sampling: {
    description: "Asks the client's model",
    inputSchema: object({ prompt: { type: "string" } }, ["prompt"]),
    call: async ({ prompt }, { ask }) => {
      const answer = await ask("sampling/createMessage", {
        messages: [{ role: "user", content: { type: "text", text: prompt } }],
        maxTokens: 100,
      });
      return text(`LLM response: ${JSON.stringify(answer["content"])}`);
    },
  },
  test_elicitation: {
    description: "Asks the client's user",
    inputSchema: object({ message: { type: "string" } }, ["message"]),
    call: async ({ message }, peer) =>
      await elicited(peer, String(message), { username: { type: "string" }, email: { type: "string" } }, ["username", "email"]),
  },
  test_elicitation_sep1034_defaults: {
    description: "Asks with default values",
    call: async (_, peer) =>
      await elicited(peer, "Please review", {
        name: { type: "string", default: "John Doe" },
        age: { type: "integer", default: 30 },
        score: { type: "number", default: 95.5 },
        status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
        verified: { type: "boolean", default: true },
      }),
  },
  test_elicitation_sep1330_enums: {
    description: "Asks with every kind of choice",
    call: async (_, peer) => {
      const titled = [1, 2, 3].map((n) => ({ const: `value${n}`, title: `Option ${n}` }));
      const options = ["option1", "option2", "option3"];
      return await elicited(peer, "Please choose", {
        untitledSingle: { type: "string", enum: options },
        titledSingle: { type: "string", oneOf: titled },
        legacyEnum: { type: "string", enum: ["opt1", "opt2", "opt3"], enumNames: ["Option One", "Option Two", "Option Three"] },
        untitledMulti: { type: "array", items: { type: "string", enum: options } },
        titledMulti: { type: "array", items: { anyOf: titled } },
      });
    },
  },
  json_schema_2020_12_tool: {
    description: "Has a schema of 2020-12",
    inputSchema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      $defs: { address: { type: "object", properties: { street: { type: "string" }, city: { type: "string" } } } },
      properties: { name: { type: "string" }, address: { $ref: "#/$defs/address" } },
      additionalProperties: false,
    },
    call: async () => text("fits"),
  },
  slow: {
    description: "Takes its time",
    inputSchema: object({ ms: { type: "integer" } }, ["ms"]),
    call: async ({ ms }) => {
      await pause(Number(ms));
      return text(`waited ${String(ms)} ms`);
    },
  },
};

const user = (content: Params): Params => ({ role: "user", content });
const PROMPTS: { readonly [name: string]: { readonly arguments?: Json; readonly get: (args: Params) => readonly Params[] } } = {
  test_simple_prompt: { get: () => [user({ type: "text", text: "This is a simple prompt for testing." })] },
  test_prompt_with_arguments: {
    arguments: [
      { name: "arg1", description: "First", required: true },
      { name: "arg2", description: "Second", required: true },
    ],
    get: ({ arg1, arg2 }) => [user({ type: "text", text: `Prompt with arguments: arg1='${String(arg1)}', arg2='${String(arg2)}'` })],
  },
  test_prompt_with_embedded_resource: {
    arguments: [{ name: "resourceUri", description: "What to embed", required: true }],
    get: ({ resourceUri }) => [
      user({ type: "resource", resource: { uri: resourceUri, mimeType: "text/plain", text: "Embedded resource content for testing." } }),
      user({ type: "text", text: "Please process the embedded resource above." }),
    ],
  },
  test_prompt_with_image: {
    get: () => [
      user({ type: "image", data: PIXEL, mimeType: "image/png" }),
      user({ type: "text", text: "Please analyze the image above." }),
    ],
  },
};

function read(uri: string): Params | undefined {
  if (uri === "test://static-text") return { uri, mimeType: "text/plain", text: "This is the content of the static text resource." };
  if (uri === "test://static-binary") return { uri, mimeType: "image/png", blob: PIXEL };
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
  return id === undefined
    ? undefined
    : { uri, mimeType: "application/json", text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }) };
}

const CAPABILITIES = {
  tools: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
  prompts: { listChanged: true },
  logging: {},
  completions: {},
};

async function answer(method: string, params: Params, peer: Peer): Promise<Params | undefined> {
  const args = (params["arguments"] ?? {}) as Params;
  switch (method) {
    case "initialize":
      return {
        protocolVersion: params["protocolVersion"],
        capabilities: CAPABILITIES,
        serverInfo: { name: "conformance-server", version: "1.0.0" },
      };
    case "ping":
    case "logging/setLevel":
    case "resources/subscribe":
    case "resources/unsubscribe":
      return {};
    case "tools/list":
      return {
        tools: Object.entries(TOOLS).map(([name, { description, inputSchema }]) => ({
          name,
          description,
          inputSchema: inputSchema ?? object(),
        })),
      };
    case "tools/call":
      // As the reference server does: an unknown tool is a failed call, not a failed request.
      return (await TOOLS[String(params["name"])]?.call(args, peer)) ?? { ...text(`no tool ${String(params["name"])}`), isError: true };
    case "prompts/list":
      return {
        prompts: Object.entries(PROMPTS).map(([name, prompt]) => ({
          name,
          description: `The prompt ${name}`,
          arguments: prompt.arguments ?? [],
        })),
      };
    case "prompts/get": {
      const prompt = PROMPTS[String(params["name"])];
      return prompt === undefined ? undefined : { messages: prompt.get(args) };
    }
    case "resources/list":
      return {
        resources: ["test://static-text", "test://static-binary"].map((uri) => ({
          uri,
          name: uri,
          description: `The resource ${uri}`,
          mimeType: String(read(uri)?.["mimeType"]),
        })),
      };
    case "resources/templates/list":
      return {
        resourceTemplates: [
          { uriTemplate: "test://template/{id}/data", name: "template", description: "Data by id", mimeType: "application/json" },
        ],
      };
    case "resources/read": {
      const contents = read(String(params["uri"]));
      return contents === undefined ? undefined : { contents: [contents] };
    }
    case "completion/complete":
      return { completion: { values: [], total: 0, hasMore: false } };
    default:
      return undefined;
  }
}

/** One client: takes its messages, and sends through `send` (with the request that a message belongs to). */
class Client {
  readonly #send: (message: Params, relatesTo: Json | undefined) => Promise<void>;
  readonly #waiting = new Map<Json, (answer: Params) => void>();
  #lastId = 0;

  constructor(send: (message: Params, relatesTo: Json | undefined) => Promise<void>) {
    this.#send = send;
  }

  async take(message: Params): Promise<void> {
    const { id, method } = message;
    if (typeof method !== "string") return this.#waiting.get(id ?? null)?.(message);
    if (id === undefined) return;
    const params = (message["params"] ?? {}) as Params;
    const meta = params["_meta"] as Params | undefined;
    const peer: Peer = {
      progressToken: meta?.["progressToken"],
      tell: async (told, toldParams) => await this.#send({ jsonrpc: "2.0", method: told, params: toldParams }, id),
      ask: async (asked, askedParams) => await this.#ask(asked, askedParams, id),
    };
    const result = await answer(method, params, peer).catch((error: unknown) => ({ ...text(String(error)), isError: true }));
    const failure = { code: method === "resources/read" ? -32_602 : -32_601, message: `nothing for ${method}` };
    await this.#send(result === undefined ? { jsonrpc: "2.0", id, error: failure } : { jsonrpc: "2.0", id, result }, id);
  }

  async #ask(method: string, params: Params, relatesTo: Json): Promise<Params> {
    this.#lastId += 1;
    const id = `server-${this.#lastId}`;
    const answered = new Promise<Params>((resolve) => this.#waiting.set(id, resolve));
    await this.#send({ jsonrpc: "2.0", id, method, params }, relatesTo);
    const reply = await answered;
    this.#waiting.delete(id);
    if (reply["error"] !== undefined) throw new Error(String((reply["error"] as Params)["message"]));
    return reply["result"] as Params;
  }
}

function serveStdio(): void {
  const client = new Client(async (message) => void process.stdout.write(`${JSON.stringify(message)}\n`));
  createInterface({ input: process.stdin }).on("line", (line) => void client.take(JSON.parse(line) as Params));
}

function serveHttp(port: number): void {
  const transports = new Map<string, NodeStreamableHTTPServerTransport>();
  const isLocalHost = localhostHostValidation();
  const isLocalOrigin = localhostOriginValidation();
  const server = createServer((request, response) => {
    if (!isLocalHost(request, response) || !isLocalOrigin(request, response)) return;
    const known = transports.get(String(request.headers["mcp-session-id"]));
    const transport =
      known ??
      new NodeStreamableHTTPServerTransport({
        sessionIdGenerator: () => randomUUID(),
        onsessioninitialized: (id) => void transports.set(id, transport),
      });
    if (known === undefined) {
      const client = new Client(async (message, relatesTo) => {
        await transport.send(message as unknown as JSONRPCMessage, { relatedRequestId: relatesTo as string }).catch(() => undefined);
      });
      transport.onmessage = (message) => void client.take(message as unknown as Params);
    }
    void transport.handleRequest(request, response);
  });
  server.listen(port, "127.0.0.1", () => {
    const address = server.address();
    process.stderr.write(`listening on ${typeof address === "object" ? address?.port : ""}\n`);
  });
}

const [mode, port] = process.argv.slice(2);
if (mode === "--http") serveHttp(Number(port ?? 0));
else serveStdio();
