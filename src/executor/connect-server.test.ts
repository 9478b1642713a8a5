/** A look at real tool servers: what they offer, behind walls and without, and what happens when they are none. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lockFromJson } from "../execution/index.ts";
import { connectServer, type ServerToSee } from "./connect-server.ts";
import { sandboxWorks } from "./sandbox.ts";

const everything = join(import.meta.dirname, "../../node_modules/@modelcontextprotocol/server-everything/dist/index.js");
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "interlock-see-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function look(args: readonly string[], more: Partial<ServerToSee> = {}): ReturnType<typeof connectServer> {
  const walls = { writable: [], readOnly: [], hidden: [], scratch: join(folder, "scratch") };
  return connectServer({ command: process.execPath, args, env: {}, folder, walls, sandbox: false, ...more }, process.env, () => undefined);
}

let files = 0;
async function script(text: string): Promise<string> {
  files += 1;
  const file = join(folder, `${files}.mjs`);
  await writeFile(file, text);
  return file;
}
/** A server that answers each request of its table once, from a file of its own. */
const answering = (answers: string): string => `
import { createInterface } from "node:readline";
const answers = ${answers};
createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  const answer = answers[method]?.(params);
  if (answer !== undefined) process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, ...answer }) + "\\n");
});`;
const greeted = `initialize: ({ protocolVersion }) => ({
  result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } },
})`;

describe("a look at a server", () => {
  test("lists the tools and methods of server-everything", async () => {
    const seen = await look([everything, "stdio"]);
    expect(seen).toMatchObject({ ok: true, value: { protocol: "2025-11-25" } });
    if (!seen.ok) return;
    expect(Object.keys(seen.value.pins.tools)).toContain("echo");
    expect(seen.value.pins.methods).toEqual(
      expect.arrayContaining(["resources/read", "prompts/get", "logging/setLevel", "sampling/createMessage"]),
    );
    expect(lockFromJson({ format: "interlock-lock/1", servers: { everything: seen.value.pins } } as never).ok).toBe(true);
  });

  test("lists the same behind walls, where nothing else can be written", async ({ skip }) => {
    if (!(await sandboxWorks())) skip("skipped: bubblewrap does not work here");
    const bare = await look([everything, "stdio"]);
    const walled = await look([everything, "stdio"], { sandbox: true });
    expect(walled).toEqual(bare);
  });

  test("gives a server only the environment it was given", async () => {
    process.env["INTERLOCK_TEST_SECRET"] = "s3cret";
    const file = await script(`import { writeFileSync } from "node:fs"; writeFileSync("env.json", JSON.stringify(process.env));`);
    await look([file], { env: { GIVEN: "1" } });
    delete process.env["INTERLOCK_TEST_SECRET"];
    const env = JSON.parse(await readFile(join(folder, "env.json"), "utf8")) as { [name: string]: string };
    expect(env["GIVEN"]).toBe("1");
    expect(env["PATH"]).toBe(process.env["PATH"]);
    expect(env["INTERLOCK_TEST_SECRET"]).toBeUndefined();
    expect(Object.keys(env).filter((name) => name.startsWith("VITEST") || name.startsWith("NODE_"))).toEqual([]);
  });

  test("a command that does not exist: executor/server-not-started", async () => {
    expect(await look([], { command: join(folder, "none") })).toMatchObject({ ok: false, fault: { code: "executor/server-not-started" } });
  });

  test("a server that ends before it speaks: executor/server-gone", async () => {
    expect(await look([await script("process.exit(3)")])).toMatchObject({ ok: false, fault: { code: "executor/server-gone" } });
  });

  test.each([
    ["refuses", `{ initialize: () => ({ error: { code: -32603, message: "no" } }) }`],
    ["speaks another version", `{ initialize: () => ({ result: { protocolVersion: "1999-01-01", capabilities: {} } }) }`],
    [
      "speaks neither era",
      `{
  initialize: () => ({ error: { code: -32022, message: "no" } }),
  "server/discover": () => ({ result: { supportedVersions: ["2031-01-01"], capabilities: {} } }),
}`,
    ],
  ])("a server that %s: executor/server-handshake", async (_, answers) => {
    expect(await look([await script(answering(answers))])).toMatchObject({ ok: false, fault: { code: "executor/server-handshake" } });
  });

  test.each([
    ["no list", `() => ({ result: { tools: 1 } })`],
    ["an error", `() => ({ error: { code: -32603, message: "no" } })`],
    ["a name that looks like another", `() => ({ result: { tools: [{ name: "\\u0430dd", inputSchema: {} }] } })`],
    ["the same name twice", `() => ({ result: { tools: [{ name: "a", inputSchema: {} }, { name: "a", inputSchema: {} }] } })`],
    ["a tool without a schema", `() => ({ result: { tools: [{ name: "a" }] } })`],
    ["pages without an end", `() => ({ result: { tools: [], nextCursor: "again" } })`],
    [
      "more tools than anyone reads",
      `() => ({ result: { tools: Array.from({ length: 2000 }, (_, n) => ({ name: "t" + n, inputSchema: {} })) } })`,
    ],
  ])("a list of tools with %s: executor/tools-malformed", async (_, list) => {
    const seen = await look([await script(answering(`{ ${greeted}, "tools/list": ${list} }`))]);
    expect(seen).toMatchObject({ ok: false, fault: { code: "executor/tools-malformed" } });
  });

  test("an answer with a duplicate name: executor/answer-refused", async () => {
    const file = await script(`
import { createInterface } from "node:readline";
createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === "initialize") console.log(JSON.stringify({ jsonrpc: "2.0", id, ...{ ${greeted} }.initialize(params) }));
  else if (method === "tools/list") console.log('{"jsonrpc":"2.0","id":' + id + ',"result":{"tools":[],"tools":[]}}');
});`);
    expect(await look([file])).toMatchObject({ ok: false, fault: { code: "executor/answer-refused" } });
  });
});
