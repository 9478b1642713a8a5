/**
 * The two eras of MCP. Up to 2025-11-25 a connection opens with `initialize` and both sides ask; from 2026-07-28 each request
 * carries its own envelope in `_meta`, and a server that needs something answers `input_required`. This file says which is
 * which and reads the envelope; nothing here is ever part of a verdict.
 */
import { isJsonObject, type Json, type JsonObject } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { McpCode } from "./faults.ts";

/** Versions that open with `initialize`, newest first. */
export const HANDSHAKE_VERSIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"] as const;
/** Versions whose requests each carry an envelope. */
export const ENVELOPE_VERSIONS = ["2026-07-28"] as const;

export const LATEST_HANDSHAKE_VERSION = "2025-11-25";
export const ENVELOPE_VERSION = "2026-07-28";

export type Era = "handshake" | "envelope";

/** Reserved members of `_meta` (2026-07-28, basic/index). */
export const META = {
  protocolVersion: "io.modelcontextprotocol/protocolVersion",
  clientInfo: "io.modelcontextprotocol/clientInfo",
  clientCapabilities: "io.modelcontextprotocol/clientCapabilities",
  serverInfo: "io.modelcontextprotocol/serverInfo",
  subscriptionId: "io.modelcontextprotocol/subscriptionId",
  logLevel: "io.modelcontextprotocol/logLevel",
} as const;

export interface Envelope {
  readonly protocolVersion: string;
  readonly clientCapabilities: JsonObject;
  readonly logLevel?: string;
}

/** The `_meta` of params, or an empty object. */
export function metaOf(params: JsonObject): JsonObject {
  const meta = params["_meta"];
  return isJsonObject(meta) ? meta : {};
}

/** The params without `_meta`: what is governed. */
export function withoutMeta(params: JsonObject): JsonObject {
  const { _meta, ...rest } = params;
  return rest;
}

/** Whether a request claims the era of envelopes: its `_meta` names a protocol version. */
export function claimsEnvelope(params: JsonObject): boolean {
  return META.protocolVersion in metaOf(params);
}

/** Reads the envelope of a request that claims one. Codes: `mcp/envelope-malformed`, `mcp/version-unsupported`. */
export function envelopeOf(params: JsonObject): Result<Envelope, McpCode> {
  const meta = metaOf(params);
  const version = meta[META.protocolVersion];
  const capabilities = meta[META.clientCapabilities];
  const logLevel = meta[META.logLevel];
  if (typeof version !== "string") return malformed(META.protocolVersion, "is not a text");
  if (!(ENVELOPE_VERSIONS as readonly string[]).includes(version)) {
    return fail("mcp/version-unsupported", `protocol version \`${version.slice(0, 32)}\` is not supported`, {
      at: `/params/_meta/${META.protocolVersion}`,
    });
  }
  if (!isJsonObject(capabilities)) return malformed(META.clientCapabilities, "is missing or not an object");
  if (logLevel !== undefined && typeof logLevel !== "string") return malformed(META.logLevel, "is not a text");
  return ok({ protocolVersion: version, clientCapabilities: capabilities, ...(logLevel === undefined ? {} : { logLevel }) });
}

function malformed(member: string, what: string): Result<never, McpCode> {
  return fail("mcp/envelope-malformed", `\`_meta\` member \`${member}\` ${what}`, { at: `/params/_meta/${member}` });
}

/** The version to answer `initialize` with: the one asked for where it is known, else the newest. */
export function negotiateHandshake(asked: Json | undefined): string {
  return (HANDSHAKE_VERSIONS as readonly Json[]).includes(asked ?? null) ? (asked as string) : LATEST_HANDSHAKE_VERSION;
}
