/** The handshake with a tool server: `initialize` first; a server that speaks only 2026-07-28 says so, and is discovered. */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../crypto/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import { ENVELOPE_VERSION, type Era, HANDSHAKE_VERSIONS, META, RPC } from "../mcp/index.ts";
import { envelopeMeta, INTERLOCK } from "./envelope-dialect.ts";
import type { ExecutorCode } from "./faults.ts";
import type { Reply } from "./reply.ts";

/** What a server says of itself. */
export interface Greeting {
  readonly era: Era;
  readonly version: string;
  readonly capabilities: JsonObject;
  readonly instructions?: string;
  readonly name?: string;
}

type Send = (method: string, params: JsonObject) => Promise<Reply>;

/** Completes the handshake in the era that the server speaks. Codes: `executor/server-handshake` and those of a lost server. */
export async function shakeHands(
  send: Send,
  notify: (method: string) => void,
  client: { readonly capabilities: JsonObject; readonly version: string },
): Promise<Result<Greeting, ExecutorCode>> {
  const version = (HANDSHAKE_VERSIONS as readonly string[]).includes(client.version) ? client.version : HANDSHAKE_VERSIONS[0];
  const reply = await send("initialize", { protocolVersion: version, capabilities: client.capabilities, clientInfo: INTERLOCK });
  if (reply.is === "fault") return notGreeted(reply);
  if ("error" in reply.answer) {
    const { code, message } = reply.answer.error;
    if (code === RPC.versionUnsupported || code === RPC.methodNotFound) return await discover(send, client.capabilities);
    return fail("executor/server-handshake", `the server refused \`initialize\`: ${message.slice(0, 200)}`);
  }
  const { result } = reply.answer;
  const agreed = isJsonObject(result) ? result["protocolVersion"] : undefined;
  if (!isJsonObject(result) || !isJsonObject(result["capabilities"]) || !(HANDSHAKE_VERSIONS as readonly Json[]).includes(agreed ?? null)) {
    return fail("executor/server-handshake", "the server's answer to `initialize` has no known version or no capabilities");
  }
  notify("notifications/initialized");
  return ok(greetingOf("handshake", String(agreed), result["capabilities"], result, result["serverInfo"]));
}

async function discover(send: Send, capabilities: JsonObject): Promise<Result<Greeting, ExecutorCode>> {
  const reply = await send("server/discover", { _meta: envelopeMeta(capabilities) });
  if (reply.is === "fault") return notGreeted(reply);
  const result = "result" in reply.answer ? reply.answer.result : undefined;
  const versions = isJsonObject(result) ? result["supportedVersions"] : undefined;
  if (!isJsonObject(result) || !isJsonObject(result["capabilities"]) || !isJsonArray(versions) || !versions.includes(ENVELOPE_VERSION)) {
    return fail("executor/server-handshake", "the server speaks neither a version up to 2025-11-25 nor 2026-07-28");
  }
  const meta = isJsonObject(result["_meta"]) ? result["_meta"] : {};
  return ok(greetingOf("envelope", ENVELOPE_VERSION, result["capabilities"], result, meta[META.serverInfo]));
}

function greetingOf(era: Era, version: string, capabilities: JsonObject, result: JsonObject, info: Json | undefined): Greeting {
  const { instructions } = result;
  const name = isJsonObject(info) ? info["name"] : undefined;
  return {
    era,
    version,
    capabilities,
    ...(typeof instructions === "string" ? { instructions } : {}),
    ...(typeof name === "string" ? { name } : {}),
  };
}

function notGreeted({ fault }: Reply & { is: "fault" }): Result<never, ExecutorCode> {
  if (fault.code === "executor/server-not-started" || fault.code === "executor/server-gone") return { ok: false, fault };
  return fail("executor/server-handshake", "the server did not complete the handshake", { cause: fault });
}
