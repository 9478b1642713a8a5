/**
 * One JSON-RPC 2.0 message of MCP, parsed strictly once and written canonically: what is checked is what is sent on. It
 * knows the three shapes and nothing of methods.
 */
import { canonicalBytes, isJsonArray, isJsonObject, type Json, type JsonLimits, type JsonObject, parseJson } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { McpCode } from "./faults.ts";
import { NAME_LENGTH_MAX } from "./limits.ts";

/** The id of a request: chosen by its sender, meaningful only on its connection. */
export type RpcId = string | number;

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: Json;
}

export type RpcMessage =
  | { readonly is: "request"; readonly id: RpcId; readonly method: string; readonly params: JsonObject }
  | { readonly is: "notification"; readonly method: string; readonly params: JsonObject }
  | { readonly is: "result"; readonly id: RpcId; readonly result: JsonObject }
  /** An error about a message whose id could not be read has none. */
  | { readonly is: "error"; readonly id: RpcId | undefined; readonly error: RpcError };

/** JSON-RPC and MCP error codes. */
export const RPC = {
  parseError: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internalError: -32_603,
  /** Free for servers (JSON-RPC 2.0, section 5.1): Interlock's denial of a method that is no tool call. */
  denied: -32_010,
  /** The call is parked; `data` has the ticket. */
  pending: -32_011,
  headerMismatch: -32_020,
  versionUnsupported: -32_022,
} as const;

/** Parses one frame. Codes: `mcp/json-refused`, `mcp/batch-refused`, `mcp/message-malformed`. */
export function parseMessage(frame: Uint8Array, limits: Partial<JsonLimits>): Result<RpcMessage, McpCode> {
  const json = parseJson(frame, limits);
  if (!json.ok)
    return fail("mcp/json-refused", json.fault.message, {
      cause: json.fault,
      ...(json.fault.at === undefined ? {} : { at: json.fault.at }),
    });
  return messageFromJson(json.value);
}

/** The same for a value that is parsed already. Codes: `mcp/batch-refused`, `mcp/message-malformed`. */
export function messageFromJson(value: Json): Result<RpcMessage, McpCode> {
  if (isJsonArray(value)) return fail("mcp/batch-refused", "batches are not accepted", { remedy: "send each message by itself" });
  if (!isJsonObject(value)) return malformed("a message is a JSON object");
  if (value["jsonrpc"] !== "2.0") return malformed('`jsonrpc` is not "2.0"', "/jsonrpc");
  const { method, id } = value;
  if (id !== undefined && !isId(id) && !(id === null && "error" in value))
    return malformed("an id is a short text or a whole number", "/id");
  if (method !== undefined) return askFromJson(value, method, id ?? undefined);
  return answerFromJson(value, id ?? undefined);
}

function askFromJson(value: JsonObject, method: Json, id: RpcId | undefined): Result<RpcMessage, McpCode> {
  const extra = Object.keys(value).find((name) => !["jsonrpc", "id", "method", "params"].includes(name));
  if (extra !== undefined) return malformed("a request has no other members", `/${extra}`);
  if (typeof method !== "string" || method.length > NAME_LENGTH_MAX) return malformed("a method is a short text", "/method");
  const params = value["params"] ?? {};
  if (!isJsonObject(params)) return malformed("params are an object", "/params");
  return ok(id === undefined ? { is: "notification", method, params } : { is: "request", id, method, params });
}

function answerFromJson(value: JsonObject, id: RpcId | undefined): Result<RpcMessage, McpCode> {
  const { result, error } = value;
  const extra = Object.keys(value).find((name) => !["jsonrpc", "id", "result", "error"].includes(name));
  if (extra !== undefined || (result === undefined) === (error === undefined)) {
    return malformed("a message has a method, a result or an error, and no other member", extra === undefined ? "" : `/${extra}`);
  }
  if (error !== undefined) {
    if (!isRpcError(error)) return malformed("an error has a whole-number code and a message", "/error");
    return ok({ is: "error", id, error });
  }
  if (id === undefined) return malformed("a result has an id", "/id");
  if (!isJsonObject(result)) return malformed("a result is an object", "/result");
  return ok({ is: "result", id, result });
}

function isId(value: Json): value is RpcId {
  return typeof value === "string" ? value.length <= NAME_LENGTH_MAX : Number.isSafeInteger(value);
}

function isRpcError(value: Json): value is JsonObject & RpcError {
  return isJsonObject(value) && Number.isSafeInteger(value["code"]) && typeof value["message"] === "string";
}

function malformed(message: string, at?: string): Result<never, McpCode> {
  return fail("mcp/message-malformed", message, at === undefined || at === "" ? {} : { at });
}

/** The message as the JSON object that is sent. */
export function messageToJson(message: RpcMessage): JsonObject {
  switch (message.is) {
    case "request":
      return { jsonrpc: "2.0", id: message.id, method: message.method, params: message.params };
    case "notification":
      return { jsonrpc: "2.0", method: message.method, params: message.params };
    case "result":
      return { jsonrpc: "2.0", id: message.id, result: message.result };
    case "error":
      return { jsonrpc: "2.0", id: message.id ?? null, error: { ...message.error } };
  }
}

/** The message as one canonical frame with its line end. */
export function messageToFrame(message: RpcMessage): Uint8Array {
  const bytes = canonicalBytes(messageToJson(message));
  const frame = Buffer.allocUnsafe(bytes.length + 1);
  frame.set(bytes);
  frame[bytes.length] = 0x0a;
  return frame;
}
