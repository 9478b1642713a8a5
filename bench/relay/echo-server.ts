/** The smallest honest MCP server: one tool, `echo`, over newline-delimited JSON-RPC. The thing being relayed to. */
import { createInterface } from "node:readline";

const TOOL = {
  name: "echo",
  description: "Says what it is told.",
  inputSchema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
};

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly protocolVersion?: string; readonly arguments?: { readonly text?: string } };
}

function answer({ method, params }: Message): object {
  switch (method) {
    case "initialize":
      return {
        protocolVersion: params?.protocolVersion ?? "2025-11-25",
        capabilities: { tools: {} },
        serverInfo: { name: "echo", version: "1" },
      };
    case "tools/list":
      return { tools: [TOOL] };
    case "tools/call":
      return { content: [{ type: "text", text: params?.arguments?.text ?? "" }] };
    default:
      return {};
  }
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const message = JSON.parse(line) as Message;
  if (message.id === undefined) return;
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id: message.id, result: answer(message) })}\n`);
});
