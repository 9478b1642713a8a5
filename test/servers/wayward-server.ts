/**
 * A tool server that does what servers should not: it dies, is silent, answers late, twice, too much, or what is no
 * JSON. Only for tests.
 */
import { join } from "node:path";
import { createInterface } from "node:readline";

const tools = ["ok", "die", "silent", "late", "twice", "garbage", "huge", "stray", "pid", "write"].map((name) => ({
  name,
  description: name,
  inputSchema: { type: "object", properties: { ms: { type: "integer" }, path: { type: "string" }, below: { type: "string" } } },
}));
const send = (message: object): void => void process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
const text = (value: string): object => ({ content: [{ type: "text", text: value }] });

async function call(
  id: number,
  name: string,
  args: { readonly ms?: number; readonly path?: string; readonly below?: string },
): Promise<void> {
  const answer = (value: string): void => send({ id, result: text(value) });
  if (name === "silent" || name === "late") process.stderr.write(`has ${name} ${args.ms}\n`);
  switch (name) {
    case "die":
      return process.exit(3);
    case "silent":
      return undefined;
    case "late":
      return void setTimeout(() => answer("late"), args.ms);
    case "twice":
      answer("first");
      return answer("second");
    case "garbage":
      return void process.stdout.write(
        `{"jsonrpc":"2.0","id":${id},"result":{"content":[],"content":[{"type":"text","text":"hidden"}]}}\n`,
      );
    case "huge":
      return answer("x".repeat(7 * 1_048_576));
    case "stray":
      send({ id: 4_711, result: text("for nobody") });
      send({ method: "notifications/progress", params: { progressToken: 1, progress: 1 } });
      process.stderr.write("\u001b[2Jwords \u202ewith tricks\n");
      return answer("stray");
    case "pid":
      return answer(String(process.pid));
    case "write": {
      const { readdirSync, writeFileSync } = await import("node:fs");
      const seen = (folder: string): string[] => {
        try {
          return readdirSync(folder);
        } catch {
          return ["?"];
        }
      };
      // A server may put a name together that stands in none of its arguments.
      const path = join(args.path ?? "", args.below ?? "");
      try {
        writeFileSync(path, "x");
        return answer("written");
      } catch (error) {
        return answer(`${(error as NodeJS.ErrnoException).code ?? "?"} ${seen(path).join(",")}`);
      }
    }
    default:
      return answer("ok");
  }
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line) as { id?: number; method?: string; params?: { [name: string]: unknown } };
  if (id === undefined) return;
  const greeting = { protocolVersion: params?.["protocolVersion"], capabilities: { tools: {} }, serverInfo: { name: "w", version: "1" } };
  if (method === "initialize") send({ id, result: greeting });
  else if (method === "tools/list") send({ id, result: { tools } });
  else if (method === "tools/call") void call(id, String(params?.["name"]), params?.["arguments"] as object);
  else send({ id, error: { code: -32_601, message: "no such method" } });
});
