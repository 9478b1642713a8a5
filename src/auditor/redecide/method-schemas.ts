/**
 * The MCP methods besides `tools/call` that are governed like tools, with the schema of their arguments: their params as the
 * protocol has them, without `_meta`, and nothing else. They have no definition that a server pins.
 */
import type { Value } from "../canonical-text.ts";

type Schema = { readonly [keyword: string]: Value };

const text: Schema = { type: "string" };
const whole: Schema = { type: "integer" };
const real: Schema = { type: "number" };
const list: Schema = { type: "array" };
const any: Schema = {};
const texts: Schema = { type: "object", additionalProperties: text };

/** `name!` is a field that must be there. */
function only(fields: { readonly [field: string]: Value }): Schema {
  const names = Object.keys(fields);
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name.replace("!", ""), schema])),
    required: names.filter((name) => name.endsWith("!")).map((name) => name.slice(0, -1)),
    additionalProperties: false,
  };
}

const PAGE = only({ cursor: text });
const NAMED_BY_URI = only({ "uri!": text });
const NOTHING = only({});

export const METHOD_SCHEMAS: { readonly [method: string]: Schema } = {
  "completion/complete": only({
    "ref!": {
      oneOf: [
        only({ "type!": { const: "ref/prompt" }, "name!": text, title: text }),
        only({ "type!": { const: "ref/resource" }, "uri!": text }),
      ],
    },
    "argument!": only({ "name!": text, "value!": text }),
    context: only({ arguments: texts }),
  }),
  "logging/setLevel": only({ "level!": { enum: ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"] } }),
  "prompts/list": PAGE,
  "prompts/get": only({ "name!": text, arguments: texts }),
  "resources/list": PAGE,
  "resources/templates/list": PAGE,
  "resources/read": NAMED_BY_URI,
  "resources/subscribe": NAMED_BY_URI,
  "resources/unsubscribe": NAMED_BY_URI,
  "notifications/roots/list_changed": NOTHING,
  "notifications/cancelled": only({ "requestId!": whole, reason: text }),
  "notifications/progress": only({ "progressToken!": whole, "progress!": real, total: real, message: text }),
  "sampling/createMessage": only({
    "messages!": list,
    "maxTokens!": whole,
    systemPrompt: text,
    modelPreferences: any,
    includeContext: text,
    temperature: real,
    stopSequences: list,
    metadata: any,
    tools: list,
    toolChoice: any,
  }),
  "elicitation/create": only({ mode: text, "message!": text, requestedSchema: any, url: text, elicitationId: text }),
  "roots/list": NOTHING,
  "notifications/message": only({ "level!": text, logger: text, "data!": any }),
  "notifications/resources/updated": only({ "uri!": text, title: text }),
  "notifications/resources/list_changed": NOTHING,
  "notifications/prompts/list_changed": NOTHING,
  "notifications/elicitation/complete": only({ "elicitationId!": text }),
};
