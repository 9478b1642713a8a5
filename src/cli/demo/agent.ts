/**
 * The demo's agent: an ordinary MCP client (the official SDK) that plays a recorded session. It knows nothing of Interlock but
 * what any client can see: tools, results, and answers that say a call is pending or denied.
 */

import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { isJsonObject, type Json } from "../../crypto/index.ts";
import { VERDICT_META } from "../../gateway/index.ts";
import type { Stage } from "./stage.ts";

/** What an answer through Interlock looks like to a client. */
export interface AgentAnswer {
  readonly text: string;
  readonly isError: boolean;
  /** Interlock's own answers carry these; a tool's result does not. */
  readonly verdict?: string;
  readonly code?: string;
  readonly ticket?: string;
}

export interface Agent {
  call(tool: string, args: { readonly [name: string]: unknown }): Promise<AgentAnswer>;
  close(): Promise<void>;
}

/** Connects to `interlock run` on this stage, as any client would by its configuration. */
export async function connectAgent(
  { charter, folder, session }: Stage,
  { waitSeconds, console: isShown }: { readonly waitSeconds: number; readonly console: boolean },
  onWords: (line: string) => void,
): Promise<Agent> {
  const suffix = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const main = fileURLToPath(new URL(`../main.${suffix}`, import.meta.url));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [
      "--disable-warning=ExperimentalWarning",
      main,
      "run",
      charter,
      "--agent",
      "demo-agent",
      "--user",
      session.user,
      "--role",
      "planner",
      "--task",
      session.task,
      "--wait",
      String(waitSeconds),
      "--write",
      join(folder, "memory"),
      // Any port: the demo's passkeys live as long as the demo.
      ...(isShown ? ["--console", "0"] : []),
    ],
    cwd: folder,
    stderr: "pipe",
  });
  if (transport.stderr !== null)
    createInterface({ input: transport.stderr as Readable }).on("line", (line) => (line.trim() === "" ? undefined : onWords(line)));
  const client = new Client({ name: "interlock-demo", version: "1" });
  await client.connect(transport);
  return {
    call: async (tool, args) => {
      const result = await client.callTool({ name: tool, arguments: { ...args } });
      const [first] = Array.isArray(result.content) ? result.content : [];
      const text = first?.type === "text" ? first.text : "";
      const said = result._meta?.[VERDICT_META];
      const own = isJsonObject(said as Json) ? (said as { readonly [name: string]: Json }) : {};
      return {
        text,
        isError: result.isError === true,
        ...(typeof own["verdict"] === "string" ? { verdict: own["verdict"] } : {}),
        ...(typeof own["code"] === "string" ? { code: own["code"] } : {}),
        ...(typeof own["ticket"] === "string" ? { ticket: own["ticket"] } : {}),
      };
    },
    close: () => client.close(),
  };
}
