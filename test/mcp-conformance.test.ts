/**
 * The MCP conformance runner and the inspector's CLI, against tool servers directly and through Interlock under a
 * charter that allows everything: what passes directly passes through Interlock. Prints the comparison.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HttpGateway, startHttpGateway } from "../src/gateway/index.ts";
import { must, npmServer, type ServerSpec, System } from "./governed/system.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");
const inspector = join(root, "node_modules/@modelcontextprotocol/inspector/cli/build/index.js");
const conformance = join(root, "node_modules/@modelcontextprotocol/conformance/dist/index.js");

/** Starts a server's own HTTP mode, and resolves to its URL. */
async function startDirect(
  args: readonly string[],
  env: { readonly [name: string]: string },
): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    let words = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      words += chunk;
      const found = /listening on (?:port )?(\d+)\s/.exec(words)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.on("exit", () => reject(new Error(words)));
  });
  return { url: `http://127.0.0.1:${port}/mcp`, child };
}

/** Runs every scenario against a URL; scenario to whether it passed, with the runner's words where it did not. */
async function scenariosOf(url: string): Promise<Map<string, string>> {
  const { stdout } = await run(
    process.execPath,
    [conformance, "server", "--url", url.replace("127.0.0.1", "localhost"), "--suite", "all"],
    {
      maxBuffer: 64 * 1_048_576,
      timeout: 240_000,
    },
  ).catch((failed: { stdout: string }) => failed);
  const verdicts = new Map<string, string>();
  for (const [, mark, name, counts] of stdout.matchAll(/^([✓✗]) ([\w-]+): (.+)$/gmu))
    verdicts.set(name ?? "", mark === "✓" ? "passes" : `fails (${counts})`);
  return verdicts;
}

const servers: readonly {
  readonly name: string;
  readonly stdio: ServerSpec;
  readonly http: readonly string[];
  readonly env: { readonly [name: string]: string };
}[] = [
  {
    name: "everything",
    stdio: { command: process.execPath, args: [npmServer("everything"), "stdio"] },
    http: [npmServer("everything"), "streamableHttp"],
    env: { PORT: "39417" },
  },
  {
    name: "conformance",
    stdio: { command: process.execPath, args: ["--disable-warning=ExperimentalWarning", join(root, "test/servers/conformance-server.ts")] },
    http: [join(root, "test/servers/conformance-server.ts"), "--http", "0"],
    env: {},
  },
];

describe.each(servers)("the conformance scenarios of $name", ({ name, stdio, http, env }) => {
  let system: System;
  let gateway: HttpGateway;
  let direct: { readonly url: string; readonly child: ChildProcess };
  beforeAll(async () => {
    system = await System.start({ servers: { [name]: stdio }, charter: `charter: everything\nallow: ["${name}/*", "${name}#*"]\n` });
    gateway = must(await startHttpGateway(await system.house(), { host: "127.0.0.1", port: 0 }));
    direct = await startDirect(http, env);
  }, 120_000);
  afterAll(async () => {
    direct?.child.kill();
    await gateway?.close();
    await system?.stop();
  }, 60_000);

  test("pass through Interlock where they pass directly", { timeout: 600_000 }, async () => {
    const without = await scenariosOf(direct.url);
    const governed = await scenariosOf(gateway.url);
    const rows = [...without].map(
      ([scenario, verdict]) => `${scenario.padEnd(34)} ${verdict.padEnd(22)} ${governed.get(scenario) ?? "missing"}`,
    );
    process.stdout.write(`\n${`scenario (${name})`.padEnd(34)} ${"directly".padEnd(22)} through Interlock\n${rows.join("\n")}\n`);
    expect(without.size).toBeGreaterThan(25);
    const worse = [...without].filter(([scenario, verdict]) => verdict === "passes" && governed.get(scenario) !== "passes");
    expect(worse).toEqual([]);
  });
});

/** One run of the inspector's CLI, as JSON. */
async function inspect(target: readonly string[], words: readonly string[]): Promise<unknown> {
  const { stdout } = await run(process.execPath, [inspector, ...target, ...words], { maxBuffer: 64 * 1_048_576, timeout: 60_000 });
  return JSON.parse(stdout.slice(stdout.indexOf("{"))) as unknown;
}

/** What Interlock may say differently of a list of tools: calls as tasks are not offered, and it marks what is admissible. */
function comparable(answer: unknown): unknown {
  const { tools } = answer as { readonly tools?: readonly { readonly [member: string]: unknown }[] };
  if (tools === undefined) return answer;
  return { tools: tools.map(({ execution, _meta, ...tool }) => tool) };
}

describe("the inspector's command line", () => {
  const everything = servers[0] as (typeof servers)[number];
  const direct = [everything.stdio.command, ...everything.stdio.args];
  const rows: string[] = [];
  let system: System;
  beforeAll(async () => {
    system = await System.start({
      servers: { everything: everything.stdio },
      charter: 'charter: everything\nallow: ["everything/*", "everything#*"]\n',
    });
  }, 120_000);
  afterAll(async () => {
    process.stdout.write(`\ninspector --cli                                       through Interlock\n${rows.join("\n")}\n`);
    await system?.stop();
  }, 60_000);

  test.each(
    [
      ["tools/list"],
      ["tools/call", "--tool-name", "echo", "--tool-arg", "message=hello"],
      ["tools/call", "--tool-name", "get-sum", "--tool-arg", "a=2", "--tool-arg", "b=3"],
      ["tools/call", "--tool-name", "get-structured-content", "--tool-arg", "location=New York"],
      ["tools/call", "--tool-name", "get-tiny-image"],
      ["resources/list"],
      ["resources/read", "--uri", "demo://resource/static/document/features.md"],
      ["resources/templates/list"],
      ["prompts/list"],
      ["prompts/get", "--prompt-name", "simple-prompt"],
      ["prompts/get", "--prompt-name", "args-prompt", "--prompt-args", "city=Paris"],
      ["logging/setLevel", "--log-level", "debug"],
    ].map((words) => [words.join(" "), words] as const),
  )("%s answers the same through Interlock", { timeout: 120_000 }, async (_, words) => {
    const asked = ["--method", ...words];
    const without = await inspect(direct, asked);
    const governed = await inspect(system.gatewayCommand(), asked);
    const isSame = JSON.stringify(sorted(comparable(governed))) === JSON.stringify(sorted(comparable(without)));
    rows.push(`${asked.slice(1).join(" ").padEnd(52)} ${isSame ? "the same answer" : "ANOTHER ANSWER"}`);
    expect(comparable(governed)).toEqual(comparable(without));
  });
});

/** The same value with the members of every object in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
