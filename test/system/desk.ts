/**
 * The desk assistant as a whole system: `interlock run` as a child process in front of two real tool servers, started by the
 * official SDK's client as any client would. Parts are found by their configuration files, to be killed.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { proveStage, type Stage, setStage } from "../../src/cli/index.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

/** What an agent gets for a call. */
export interface Answer {
  readonly text: string;
  readonly isError: boolean;
  /** Interlock's own word: absent where the tool's server has answered. */
  readonly verdict?: string;
  readonly code?: string;
  /** Beneath the code: the fault that was the cause of it. */
  readonly reason?: string;
  readonly ticket?: string;
}

export interface Connection {
  /** An error of the client (the connection ended, a time ran out) is an answer too. */
  call(tool: string, args?: { readonly [name: string]: unknown }): Promise<Answer>;
  /** Names of the tools that are listed. */
  tools(): Promise<readonly string[]>;
  /** The process id of `interlock run`. */
  readonly pid: number;
  readonly words: readonly string[];
  close(): Promise<void>;
}

export interface ConnectionOptions {
  /** Words for `interlock run` besides the charter. */
  readonly options?: readonly string[];
  readonly environment?: { readonly [name: string]: string };
}

export class Desk {
  readonly stage: Stage;
  readonly #open: Connection[] = [];

  private constructor(stage: Stage) {
    this.stage = stage;
  }

  /** Sets the stage; `change` edits the charter. */
  static async set(change: (charter: string) => string = (charter) => charter): Promise<Desk> {
    const stage = await setStage(() => undefined);
    if (!stage.ok) throw new Error(`${stage.fault.code}: ${stage.fault.message}`);
    const { charter } = stage.value;
    writeFileSync(charter, change(readFileSync(charter, "utf8")));
    const proved = proveStage(stage.value);
    if (!proved.ok) throw new Error(proved.fault.message);
    return new Desk(stage.value);
  }

  /** A path below the workspace. */
  path(...parts: readonly string[]): string {
    return join(this.stage.folder, "workspace", ...parts);
  }

  /** Connects a client, which starts everything. */
  async connect({ options = ["--user", "ann", "--wait", "0"], environment = {} }: ConnectionOptions = {}): Promise<Connection> {
    const { folder, charter } = this.stage;
    const words: string[] = [];
    const args = ["--disable-warning=ExperimentalWarning", MAIN, "run", charter, "--write", join(folder, "memory"), ...options];
    const env = { ...(process.env as { [name: string]: string }), ...environment };
    const transport = new StdioClientTransport({ command: process.execPath, args, cwd: folder, stderr: "pipe", env });
    transport.stderr?.on("data", (chunk: Buffer) => void words.push(...chunk.toString("utf8").split("\n")));
    const client = new Client({ name: "desk", version: "1" });
    try {
      await client.connect(transport, { timeout: 60_000 });
    } catch (error) {
      throw new Error(`no connection: ${String(error)}\n${words.join("\n")}`);
    }
    const connection: Connection = {
      call: (tool, callArgs = {}) => callTool(client, tool, callArgs),
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      pid: transport.pid ?? 0,
      words,
      close: () => client.close(),
    };
    this.#open.push(connection);
    return connection;
  }

  /** The process id of a part that runs now: `ledger`, `decider`, `executor-files`, `gateway`. */
  pidOf(part: string): number | undefined {
    return processesWith(join(this.stage.state.run, `${part}.json`))[0];
  }

  /** Process ids of the tool server that was started for this stage. */
  serverPids(program: string): readonly number[] {
    return processesWith(program).filter((pid) => !isWrapper(pid) && commandOf(pid).includes(this.stage.folder));
  }

  async close(): Promise<void> {
    for (const connection of this.#open) await connection.close().catch(() => undefined);
    rmSync(this.stage.folder, { recursive: true, force: true });
  }
}

/** Waits until `look` finds something; fails after `ms`. */
export async function eventually<T>(look: () => Promise<T | undefined> | T | undefined, what: string, ms = 30_000): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function callTool(client: Client, name: string, args: { readonly [name: string]: unknown }): Promise<Answer> {
  try {
    const { content, isError, _meta } = await client.callTool({ name, arguments: { ...args } }, { timeout: 40_000 });
    const [first] = Array.isArray(content) ? content : [];
    const verdict = (_meta?.["interlock/verdict"] ?? {}) as Partial<Answer>;
    return { text: first?.type === "text" ? first.text : "", isError: isError === true, ...verdict };
  } catch (error) {
    return { text: String(error), isError: true, code: "client/error" };
  }
}

function processesWith(word: string): readonly number[] {
  const pids = readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name));
  return pids.map(Number).filter((pid) => commandOf(pid).includes(word));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** Bubblewrap carries its server's command line as its own. */
function isWrapper(pid: number): boolean {
  return commandOf(pid).startsWith("bwrap");
}
