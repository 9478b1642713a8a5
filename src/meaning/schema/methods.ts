/**
 * The MCP methods besides `tools/call` that carry text somebody chose: each is governed like a tool, under the name
 * `server#method`. Its arguments are its params without `_meta`, checked against the schema here. What is not in this table and
 * not answered by the gateway itself (docs/mcp.md lists both) does not pass Interlock in either direction.
 */
import type { Json } from "../../kernel/index.ts";

export interface GovernedMethod {
  readonly name: string;
  /** Who may send it: the agent's client, the tool server, or either. */
  readonly from: "agent" | "server" | "either";
  /** A request has an answer; a notification has none. */
  readonly form: "request" | "notification";
  /** What a server must say in its capabilities to offer or use it; absent: nothing. */
  readonly needs?: Capability;
  /** How the agent's call finds its server where several are governed. A server's own message goes to its agent. */
  readonly routedBy?: "name" | "uri" | "reference" | "everyone";
  /** JSON Schema of the arguments. */
  readonly args: { readonly [keyword: string]: Json };
}

export type Capability = "completions" | "logging" | "prompts" | "resources" | "resources.subscribe";

const text = { type: "string" } as const;
const closed = (properties: { readonly [name: string]: Json }, ...required: readonly string[]): { readonly [keyword: string]: Json } => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const anything = {} as const;
const list = { type: "array" } as const;
const page = closed({ cursor: text });
const level = { enum: ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"] } as const;

const completion = closed(
  {
    ref: {
      oneOf: [
        closed({ type: { const: "ref/prompt" }, name: text, title: text }, "type", "name"),
        closed({ type: { const: "ref/resource" }, uri: text }, "type", "uri"),
      ],
    },
    argument: closed({ name: text, value: text }, "name", "value"),
    context: closed({ arguments: { type: "object", additionalProperties: text } }),
  },
  "ref",
  "argument",
);

/** Every governed method, once. */
export const METHODS: readonly GovernedMethod[] = [
  { name: "completion/complete", from: "agent", form: "request", needs: "completions", routedBy: "reference", args: completion },
  { name: "logging/setLevel", from: "agent", form: "request", needs: "logging", routedBy: "everyone", args: closed({ level }, "level") },
  { name: "prompts/list", from: "agent", form: "request", needs: "prompts", routedBy: "everyone", args: page },
  {
    name: "prompts/get",
    from: "agent",
    form: "request",
    needs: "prompts",
    routedBy: "name",
    args: closed({ name: text, arguments: { type: "object", additionalProperties: text } }, "name"),
  },
  { name: "resources/list", from: "agent", form: "request", needs: "resources", routedBy: "everyone", args: page },
  { name: "resources/templates/list", from: "agent", form: "request", needs: "resources", routedBy: "everyone", args: page },
  { name: "resources/read", from: "agent", form: "request", needs: "resources", routedBy: "uri", args: closed({ uri: text }, "uri") },
  {
    name: "resources/subscribe",
    from: "agent",
    form: "request",
    needs: "resources.subscribe",
    routedBy: "uri",
    args: closed({ uri: text }, "uri"),
  },
  {
    name: "resources/unsubscribe",
    from: "agent",
    form: "request",
    needs: "resources.subscribe",
    routedBy: "uri",
    args: closed({ uri: text }, "uri"),
  },
  { name: "notifications/roots/list_changed", from: "agent", form: "notification", routedBy: "everyone", args: closed({}) },

  // `requestId` and `progressToken` are indices of proposals here, whoever sends: neither side sees the other's ids.
  {
    name: "notifications/cancelled",
    from: "either",
    form: "notification",
    args: closed({ requestId: { type: "integer" }, reason: text }, "requestId"),
  },
  {
    name: "notifications/progress",
    from: "either",
    form: "notification",
    args: closed(
      { progressToken: { type: "integer" }, progress: { type: "number" }, total: { type: "number" }, message: text },
      "progressToken",
      "progress",
    ),
  },

  {
    name: "sampling/createMessage",
    from: "server",
    form: "request",
    args: closed(
      {
        messages: list,
        maxTokens: { type: "integer" },
        systemPrompt: text,
        modelPreferences: anything,
        includeContext: text,
        temperature: { type: "number" },
        stopSequences: list,
        metadata: anything,
        tools: list,
        toolChoice: anything,
      },
      "messages",
      "maxTokens",
    ),
  },
  {
    name: "elicitation/create",
    from: "server",
    form: "request",
    args: closed({ mode: text, message: text, requestedSchema: anything, url: text, elicitationId: text }, "message"),
  },
  { name: "roots/list", from: "server", form: "request", args: closed({}) },
  {
    name: "notifications/message",
    from: "server",
    form: "notification",
    needs: "logging",
    args: closed({ level, logger: text, data: anything }, "level", "data"),
  },
  {
    name: "notifications/resources/updated",
    from: "server",
    form: "notification",
    needs: "resources.subscribe",
    args: closed({ uri: text, title: text }, "uri"),
  },
  { name: "notifications/resources/list_changed", from: "server", form: "notification", needs: "resources", args: closed({}) },
  { name: "notifications/prompts/list_changed", from: "server", form: "notification", needs: "prompts", args: closed({}) },
  {
    name: "notifications/elicitation/complete",
    from: "server",
    form: "notification",
    args: closed({ elicitationId: text }, "elicitationId"),
  },
];

const byName: ReadonlyMap<string, GovernedMethod> = new Map(METHODS.map((method) => [method.name, method]));

/** The governed method of that name, or undefined. */
export function governedMethod(name: string): GovernedMethod | undefined {
  return byName.get(name);
}

/** The names, sorted, that a server with these MCP capabilities can offer or use: what `interlock pin` writes for it. */
export function offeredMethods(capabilities: Json): readonly string[] {
  return METHODS.filter(({ needs }) => needs === undefined || declares(capabilities, needs))
    .map(({ name }) => name)
    .sort();
}

/** Whether MCP capabilities, as a server declares them, contain this one. */
function declares(capabilities: Json, needed: Capability): boolean {
  let at: Json | undefined = capabilities;
  for (const member of needed.split(".")) at = isObject(at) ? at[member] : undefined;
  return at === true || isObject(at);
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
