/** A small, well-behaved tool server with notes in memory. Its first argument is the description of `write_note`. Only for tests. */
import { createInterface } from "node:readline";

const text = { type: "string" } as const;
const tools = [
  {
    name: "read_note",
    description: "Reads a note",
    annotations: { readOnlyHint: true },
    inputSchema: { type: "object", properties: { name: text } },
  },
  {
    name: "write_note",
    description: process.argv[2] ?? "Writes a note",
    inputSchema: { type: "object", properties: { name: text, text } },
  },
  { name: "delete_note", description: "Deletes a note", inputSchema: { type: "object", properties: { name: text } } },
];
const notes = new Map<string, string>();
const send = (message: object): void => void process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

function call(name: unknown, args: { readonly name?: string; readonly text?: string }): string {
  const note = args.name ?? "";
  if (name === "write_note") notes.set(note, args.text ?? "");
  if (name === "delete_note") notes.delete(note);
  return notes.get(note) ?? "";
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line) as { id?: number; method?: string; params?: { [name: string]: unknown } };
  if (id === undefined) return;
  const serverInfo = { name: "notes", version: "1" };
  if (method === "initialize")
    send({ id, result: { protocolVersion: params?.["protocolVersion"], capabilities: { tools: {} }, serverInfo } });
  else if (method === "tools/list") send({ id, result: { tools } });
  else if (method === "tools/call")
    send({ id, result: { content: [{ type: "text", text: call(params?.["name"], params?.["arguments"] ?? {}) }] } });
  else send({ id, error: { code: -32_601, message: "no such method" } });
});
