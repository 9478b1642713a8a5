/** A tool server that does nothing but write down, in the file of its first argument, each call that reaches it: the judge of what ran. */
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [, , file = ""] = process.argv;
const number = { type: "object", properties: { amount: { type: "number" } } };
const tools = ["pay", "look", "tell"].map((name) => ({ name, description: name, inputSchema: number }));
const send = (message: object): void => void process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line) as { id?: number; method?: string; params?: { [name: string]: unknown } };
  if (id === undefined) return;
  if (method === "initialize")
    send({
      id,
      result: { protocolVersion: params?.["protocolVersion"], capabilities: { tools: {} }, serverInfo: { name: "counting", version: "1" } },
    });
  else if (method === "tools/list") send({ id, result: { tools } });
  else if (method === "tools/call") {
    const { amount } = (params?.["arguments"] ?? {}) as { amount?: number };
    appendFileSync(file, `${String(params?.["name"])} ${amount ?? 0}\n`);
    send({ id, result: { content: [{ type: "text", text: "done" }] } });
  } else send({ id, error: { code: -32_601, message: "no such method" } });
});
