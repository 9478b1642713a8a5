/** `interlock up` as a child process, and clients that come to it over HTTP, one session each. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { type Answer, callTool } from "./desk.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

/** A charter and the folder to start in. */
interface Staged {
  readonly charter: string;
  readonly folder: string;
}

/** A client's session, which ends with it. */
export interface ServedSession {
  call(tool: string, args: { readonly [name: string]: unknown }): Promise<Answer>;
  end(): Promise<void>;
}

export class Served {
  readonly #child: ChildProcess;
  readonly #url: URL;
  readonly #words: () => string;

  private constructor(child: ChildProcess, url: URL, words: () => string) {
    this.#child = child;
    this.#url = url;
    this.#words = words;
  }

  /** Starts it before the stage's charter, and waits until it serves. */
  static async start({ stage: { charter, folder } }: { readonly stage: Staged }, options: readonly string[]): Promise<Served> {
    const args = ["--disable-warning=ExperimentalWarning", MAIN, "up", charter, ...options];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    let words = "";
    const { promise, resolve, reject } = Promise.withResolvers<URL>();
    child.once("close", () => reject(new Error(`interlock up has ended: ${words}`)));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      words += chunk;
      const [, url] = /gateway: listening on (\S+)\n/.exec(words) ?? [];
      if (url !== undefined) resolve(new URL(url));
    });
    return new Served(child, await promise, () => words);
  }

  /** What it has said until now. */
  get words(): string {
    return this.#words();
  }

  async connect(): Promise<ServedSession> {
    const client = new Client({ name: "served", version: "1" });
    const transport = new StreamableHTTPClientTransport(this.#url);
    await client.connect(transport);
    return {
      call: (tool, args) => callTool(client, tool, args),
      end: async () => {
        await transport.terminateSession();
        await client.close();
      },
    };
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await ended;
  }
}
