/** A tool server that runs statements of PostgreSQL, on the database of its first argument. Only for tests. */
import { createInterface } from "node:readline";
import pg from "pg";

const client = new pg.Client({ connectionString: process.argv[2] });
const inputSchema = { type: "object", properties: { sql: { type: "string" } }, required: ["sql"], additionalProperties: false };
const tools = ["query", "execute"].map((name) => ({ name, description: `${name} one statement`, inputSchema }));
const send = (message: object): void => void process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

async function run(sql: unknown): Promise<object> {
  try {
    const { rows, rowCount } = await client.query(String(sql));
    return { content: [{ type: "text", text: JSON.stringify({ rows, rowCount }) }] };
  } catch (error) {
    return { isError: true, content: [{ type: "text", text: String(error) }] };
  }
}

await client.connect();
createInterface({ input: process.stdin }).on("line", async (line) => {
  const { id, method, params } = JSON.parse(line) as { id?: number; method?: string; params?: { arguments?: { sql?: unknown } } };
  if (id === undefined) return;
  const serverInfo = { name: "sql", version: "1" };
  if (method === "initialize") send({ id, result: { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo } });
  else if (method === "tools/list") send({ id, result: { tools } });
  else if (method === "tools/call") send({ id, result: await run(params?.arguments?.sql) });
  else send({ id, error: { code: -32_601, message: "no such method" } });
});
process.stdin.once("end", () => void client.end());
