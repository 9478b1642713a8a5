/** The ways from a client to the echo server that are compared: direct, yardsticks, Interlock, and other people's relays. */
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EchoClient, httpClient, stdioClient } from "./client.ts";
import { endGroup, spawnGroup } from "./group.ts";

export interface Lane {
  readonly name: string;
  readonly open: () => Promise<EchoClient>;
}

const node = process.execPath;
const here = dirname(fileURLToPath(import.meta.url));
const bin = join(here, "../../node_modules/.bin");
const main = join(here, "../../dist/cli/main.js");
const echo = [node, join(here, "echo-server.ts")] as const;
const relay = join(here, "bare-relay.ts");

const CHARTER = `charter: echo
version: 1
actions:
  say:
    tool: echo/echo
    allow: size(args.text) <= 1000
`;

export const LANES: readonly Lane[] = [
  { name: "direct", open: () => stdioClient(echo[0], [echo[1]]) },
  { name: "bare relay", open: () => stdioClient(node, [relay, "-", ...echo]) },
  { name: "bare relay, fdatasync", open: () => stdioClient(node, [relay, join(folder(), "journal"), ...echo]) },
  { name: "interlock", open: interlock },
  {
    name: "mcp-proxy",
    open: () => throughHttp("mcp-proxy", (port) => ["--port", String(port), "--server", "stream", "--", ...echo], "/mcp"),
  },
  { name: "supergateway", open: () => throughHttp("supergateway", (port) => supergatewayArgs(port), "/mcp") },
  { name: "mcp-remote (to supergateway)", open: mcpRemote },
];

function folder(): string {
  return mkdtempSync(join(tmpdir(), "interlock-bench-"));
}

async function interlock(): Promise<EchoClient> {
  const place = folder();
  const charter = join(place, "charter.yaml");
  writeFileSync(charter, CHARTER);
  await runToEnd(node, [main, "pin", charter, "--name", "echo", "--", ...echo]);
  return stdioClient(node, [main, "run", charter, "--", ...echo]);
}

function supergatewayArgs(port: number): readonly string[] {
  return ["--stdio", echo.join(" "), "--outputTransport", "streamableHttp", "--stateful", "--port", String(port), "--logLevel", "none"];
}

async function throughHttp(program: string, args: (port: number) => readonly string[], path: string): Promise<EchoClient> {
  const port = await freePort();
  const child = spawnGroup(join(bin, program), args(port), { stdio: "ignore" });
  await listening(port);
  return httpClient(`http://127.0.0.1:${port}${path}`, () => endGroup(child));
}

async function mcpRemote(): Promise<EchoClient> {
  const port = await freePort();
  const server = spawnGroup(join(bin, "supergateway"), supergatewayArgs(port), { stdio: "ignore" });
  await listening(port);
  const client = await stdioClient(join(bin, "mcp-remote"), [`http://127.0.0.1:${port}/mcp`, "--allow-http", "--transport", "http-only"], {
    ...process.env,
    MCP_REMOTE_CONFIG_DIR: folder(),
  });
  return {
    echo: client.echo,
    close: async () => {
      await client.close();
      await endGroup(server);
    },
  };
}

function runToEnd(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { stdio: ["ignore", "ignore", "inherit"] });
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${args.join(" ")} ended with ${code}`))));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answered = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1_000) }).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on ${port}`);
}
