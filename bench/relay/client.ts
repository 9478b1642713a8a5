/** Two plain MCP clients for measuring, on stdio and on streamable HTTP. They check every echo: a fast wrong answer counts for nothing. */
import { createInterface } from "node:readline";
import { endGroup, spawnGroup } from "./group.ts";

export interface EchoClient {
  /** Calls the echo tool; rejects where the answer is not the text. */
  echo(text: string): Promise<void>;
  close(): Promise<void>;
}

const HELLO = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bench", version: "1" } };

interface Answer {
  readonly id?: number;
  readonly result?: { readonly content?: readonly { readonly text?: string }[] };
  readonly error?: { readonly message: string };
}

function check(answer: Answer, text: string): void {
  const got = answer.result?.content?.[0]?.text;
  if (got !== text) throw new Error(`expected ${text}, got ${JSON.stringify(answer)}`);
}

/** Spawns a server on stdio and greets it. */
export async function stdioClient(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<EchoClient> {
  const child = spawnGroup(command, args, { stdio: ["pipe", "pipe", "pipe"], env });
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error("the child has no pipes");
  let words = "";
  stderr.setEncoding("utf8").on("data", (chunk: string) => {
    words = (words + chunk).slice(-4_000);
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  let next = 0;
  createInterface({ input: stdout }).on("line", (line) => {
    const answer = JSON.parse(line) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  const ask = (method: string, params: object): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const id = next++;
      const gone = (): void => reject(new Error(`the relay has ended: ${words}`));
      child.once("exit", gone);
      waiting.set(id, (answer) => {
        waiting.delete(id);
        child.off("exit", gone);
        resolve(answer);
      });
      stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    });
  child.setMaxListeners(0);
  await ask("initialize", HELLO);
  stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
  await ask("tools/list", {});
  return {
    echo: async (text) => check(await ask("tools/call", { name: "echo", arguments: { text } }), text),
    close: () => endGroup(child),
  };
}

/** Greets a server on streamable HTTP. */
export async function httpClient(url: string, stop: () => Promise<void>): Promise<EchoClient> {
  let session: string | undefined;
  let next = 0;
  const post = async (message: object): Promise<Answer> => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": HELLO.protocolVersion,
        ...(session === undefined ? {} : { "mcp-session-id": session }),
      },
      body: JSON.stringify(message),
    });
    session ??= response.headers.get("mcp-session-id") ?? undefined;
    const body = await response.text();
    const data = body.startsWith("{") ? body : (/^data: *(\{.*)$/m.exec(body)?.[1] ?? "{}");
    return JSON.parse(data) as Answer;
  };
  const ask = (method: string, params: object): Promise<Answer> => post({ jsonrpc: "2.0", id: next++, method, params });
  await ask("initialize", HELLO);
  await post({ jsonrpc: "2.0", method: "notifications/initialized" });
  return { echo: async (text) => check(await ask("tools/call", { name: "echo", arguments: { text } }), text), close: stop };
}
