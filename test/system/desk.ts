/**
 * A whole system: `interlock run` as a child process in front of real tool servers, started by the official SDK's client as any client
 * would: the desk assistant, or another charter with servers of the tests. Parts are found by their configuration files, to be killed.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { proveStage, type Stage, setStage, stateFolderBeside } from "../../src/cli/index.ts";
import { Terminal } from "../transcripts/terminal.ts";

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
  /** Another charter than the stage's, beside it. */
  readonly charter?: string;
  readonly environment?: { readonly [name: string]: string };
}

export interface Governed {
  /** A folder with `charter.yaml`, which is copied; with `interlock.lock`, or its servers are pinned. */
  readonly from: string;
  /** What `servers.json` says of each server. */
  readonly servers: { readonly [name: string]: object };
  /** Folders in it that the servers write, where they start. */
  readonly writes?: readonly string[];
  readonly change?: (charter: string) => string;
}

export class Desk {
  readonly stage: Pick<Stage, "folder" | "charter" | "state">;
  /** Folders that the servers write. */
  readonly #writes: readonly string[];
  readonly #open: Connection[] = [];

  private constructor(stage: Desk["stage"], writes: readonly string[]) {
    this.stage = stage;
    this.#writes = writes;
  }

  /** Sets the stage; `change` edits the charter. */
  static async set(change: (charter: string) => string = (charter) => charter): Promise<Desk> {
    const stage = await setStage(() => undefined);
    if (!stage.ok) throw new Error(`${stage.fault.code}: ${stage.fault.message}`);
    const { charter } = stage.value;
    writeFileSync(charter, change(readFileSync(charter, "utf8")));
    const proved = proveStage(stage.value);
    if (!proved.ok) throw new Error(proved.fault.message);
    return new Desk(stage.value, [join(stage.value.folder, "memory")]);
  }

  /** The same with another charter and other servers. */
  static async govern({ from, servers, writes = [], change = (charter) => charter }: Governed): Promise<Desk> {
    const folder = mkdtempSync(join(tmpdir(), "interlock-governed-"));
    cpSync(from, folder, { recursive: true, filter: (path) => basename(path) !== ".interlock" });
    const charter = join(folder, "charter.yaml");
    writeFileSync(charter, change(readFileSync(charter, "utf8")));
    writeFileSync(join(folder, "servers.json"), JSON.stringify({ mcpServers: servers }));
    const places = writes.map((name) => join(folder, name));
    for (const place of places) mkdirSync(place);
    const terminal = new Terminal("", folder);
    if (!existsSync(join(folder, "interlock.lock"))) await terminal.run(["pin", "charter.yaml"]);
    await terminal.run(["check", "charter.yaml"]);
    return new Desk({ folder, charter, state: stateFolderBeside(charter) }, places);
  }

  /** A path below the workspace. */
  path(...parts: readonly string[]): string {
    return join(this.stage.folder, "workspace", ...parts);
  }

  /** Connects a client, which starts everything. */
  async connect(asked: ConnectionOptions = {}): Promise<Connection> {
    const { folder } = this.stage;
    const { options = ["--user", "ann", "--wait", "0"], charter = this.stage.charter, environment = {} } = asked;
    const words: string[] = [];
    const writes = this.#writes.flatMap((path) => ["--write", path]);
    const args = ["--disable-warning=ExperimentalWarning", MAIN, "run", charter, ...writes, ...options];
    const env = { ...(process.env as { [name: string]: string }), ...environment };
    const transport = new StdioClientTransport({ command: process.execPath, args, cwd: folder, stderr: "pipe", env });
    if (transport.stderr !== null) createInterface({ input: transport.stderr as Readable }).on("line", (line) => words.push(line));
    const client = new Client({ name: "desk", version: "1" });
    try {
      await client.connect(transport, { timeout: 60_000 });
    } catch (error) {
      throw new Error(`no connection: ${String(error)}\n${words.join("\n")}`);
    }
    const { pid } = transport;
    if (pid === null) throw new Error(`the run has ended\n${words.join("\n")}`);
    const connection: Connection = {
      call: (tool, callArgs = {}) => callTool(client, tool, callArgs),
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      pid,
      words,
      close: () => client.close(),
    };
    this.#open.push(connection);
    return connection;
  }

  /** The process id of a part that runs now: `ledger`, `decider`, `executor-files`, `gateway`. */
  pidOf(part: string): number | undefined {
    const pids = processesWith(join(this.stage.state.run, `${part}.json`));
    // A process that a part starts has the part's command line until it has its own.
    const [pid, ...others] = pids.filter((each) => !pids.includes(parentOf(each)));
    if (others.length > 0) throw new Error(`more than one process is \`${part}\`: ${[pid, ...others].join(", ")}`);
    return pid;
  }

  /** Signals a part that runs now. */
  signal(part: string, signal: NodeJS.Signals): void {
    const pid = this.pidOf(part);
    if (pid === undefined) throw new Error(`\`${part}\` does not run`);
    process.kill(pid, signal);
  }

  /** The process id of the one tool server that this executor runs now. */
  serverOf(executor: string, program: string): number | undefined {
    const above = this.pidOf(executor);
    const [pid, ...others] = processesWith(program).filter((each) => !isWrapper(each) && isBelow(each, above));
    return others.length === 0 ? pid : undefined;
  }

  async close(): Promise<void> {
    for (const connection of this.#open) await connection.close().catch(() => undefined);
    rmSync(this.stage.folder, { recursive: true, force: true });
  }
}

export async function callTool(client: Client, name: string, args: { readonly [name: string]: unknown }): Promise<Answer> {
  try {
    const { content, isError, structuredContent, _meta } = await client.callTool({ name, arguments: { ...args } }, { timeout: 40_000 });
    const [first] = Array.isArray(content) ? content : [];
    // A tool that says what its results are like gets Interlock's word beside its result, not in it.
    const verdict = (_meta?.["interlock/verdict"] ?? (isError === true ? structuredContent : undefined) ?? {}) as Partial<Answer>;
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

/** 0 where there is none any more. */
function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 1).split(" ")[2]);
  } catch {
    return 0;
  }
}

function isBelow(pid: number, above: number | undefined): boolean {
  if (above === undefined || pid <= 1) return false;
  return parentOf(pid) === above || isBelow(parentOf(pid), above);
}

/** Bubblewrap carries its server's command line as its own. */
function isWrapper(pid: number): boolean {
  return commandOf(pid).startsWith("bwrap");
}
