/**
 * The tools that a server lists, read strictly and completely: what is pinned, and what a running server is compared with. A list that
 * cannot be read whole is no list.
 */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../crypto/index.ts";
import { digestOfDefinition, type PinnedServer, type PinnedTool } from "../execution/index.ts";
import { fail, ok, type Result } from "../fault/index.ts";
import type { ExecutorCode } from "./faults.ts";
import { PAGES_MAX, TOOLS_MAX } from "./limits.ts";
import type { Reply } from "./reply.ts";

export type ToolList = { readonly [tool: string]: PinnedTool };

/** Tool names as MCP has them (2025-11-25, server/tools): printable, no spaces, so no two look alike. */
const TOOL_NAME = /^[A-Za-z0-9_./-]{1,128}$/;

type Read = { [tool: string]: PinnedTool };

/** Reads every page of `tools/list`. Codes: `executor/tools-malformed` and those of a request. */
export async function listTools(request: (params: JsonObject) => Promise<Reply>): Promise<Result<ToolList, ExecutorCode>> {
  const tools = Object.create(null) as Read;
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const reply = await request(cursor === undefined ? {} : { cursor });
    if (reply.is === "fault") return { ok: false, fault: reply.fault };
    if ("error" in reply.answer) return malformed(`the server refused \`tools/list\`: ${reply.answer.error.message.slice(0, 200)}`);
    const read = readPage(reply.answer.result, tools);
    if (!read.ok) return read;
    if (read.value === undefined) return ok(tools);
    cursor = read.value;
  }
  return malformed(`the list of tools has more than ${PAGES_MAX} pages`);
}

/** Adds the tools of one page; the cursor of the next one, if there is one. Code: `executor/tools-malformed`. */
function readPage(result: Json, tools: Read): Result<string | undefined, ExecutorCode> {
  if (!isJsonObject(result) || !isJsonArray(result["tools"])) return malformed("an answer to `tools/list` has no `tools`");
  for (const definition of result["tools"]) {
    const name = isJsonObject(definition) ? definition["name"] : undefined;
    if (!isJsonObject(definition) || typeof name !== "string" || !TOOL_NAME.test(name)) {
      return malformed("a tool has no name of 1 to 128 letters, digits, `_`, `-`, `.` and `/`");
    }
    if (name in tools) return malformed(`two tools are called \`${name}\``);
    if (!isJsonObject(definition["inputSchema"])) return malformed(`tool \`${name}\` has no input schema`);
    tools[name] = { digest: digestOfDefinition(definition), definition };
  }
  if (Object.keys(tools).length > TOOLS_MAX) return malformed(`more than ${TOOLS_MAX} tools`);
  const next = result["nextCursor"];
  return ok(typeof next === "string" && next !== "" ? next : undefined);
}

function malformed(message: string): Result<never, ExecutorCode> {
  return fail("executor/tools-malformed", message, { remedy: "tell the server's author; nothing of it was pinned" });
}

/** Where the served tools differ from the pinned ones: pinned name to the digest now served, or null where it is gone. */
export function driftOf(server: string, pins: PinnedServer, served: ToolList): { readonly [name: string]: string | null } {
  const drift: { [name: string]: string | null } = {};
  for (const [tool, { digest }] of Object.entries(pins.tools)) {
    const now = served[tool]?.digest ?? null;
    if (now !== digest) drift[`${server}/${tool}`] = now;
  }
  return drift;
}

/** What differs, with the definitions, for people: the sealed content of a drift entry. */
export function driftDetails(pins: PinnedServer, served: ToolList, drift: { readonly [name: string]: string | null }): Json {
  const details: { [name: string]: Json } = {};
  for (const name of Object.keys(drift)) {
    const tool = name.slice(name.indexOf("/") + 1);
    details[name] = { pinned: pins.tools[tool]?.definition ?? null, served: served[tool]?.definition ?? null };
  }
  return details;
}
