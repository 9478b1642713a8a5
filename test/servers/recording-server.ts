/**
 * A tool server that writes down, in the file of its first argument, the arguments of each call exactly as they reached it. Its tools are
 * some of its own, or those that a lock (second argument) has pinned of a server (third).
 */
import { appendFileSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [, , file = "", lock, server = ""] = process.argv;
const text = { type: "string" };
const own = Object.entries({ query: "query", open: "path", fetch: "url", run: "command", send: "to" }).map(([name, argument]) => ({
  name,
  description: name,
  inputSchema: { type: "object", properties: { [argument]: name === "send" ? { type: "array", items: text } : text, note: text } },
}));
const tools = lock === undefined ? own : pinnedTools(lock);
const send = (message: object): void => void process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line) as { id?: number; method?: string; params?: { [name: string]: unknown } };
  if (id === undefined) return;
  const serverInfo = { name: "recording", version: "1" };
  if (method === "initialize")
    send({ id, result: { protocolVersion: params?.["protocolVersion"], capabilities: { tools: {} }, serverInfo } });
  else if (method === "tools/list") send({ id, result: { tools } });
  else if (method === "tools/call") {
    appendFileSync(file, `${JSON.stringify(params?.["arguments"])}\n`);
    send({ id, result: { content: [{ type: "text", text: "done" }] } });
  } else send({ id, error: { code: -32_601, message: "no such method" } });
});

function pinnedTools(path: string): readonly unknown[] {
  const pinned = JSON.parse(readFileSync(path, "utf8")) as {
    readonly servers: { readonly [name: string]: { readonly tools: { readonly [name: string]: { readonly definition: unknown } } } };
  };
  return Object.values(pinned.servers[server]?.tools ?? {}).map(({ definition }) => definition);
}
