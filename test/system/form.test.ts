/**
 * What reaches a tool server is what was judged: an agent writes as it likes, and a real server behind both judges and the executor
 * writes down the form that the second judge, with interpreters of its own, derives from the agent's words.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { executedForm } from "../../src/auditor/index.ts";
import type { Json } from "../../src/crypto/index.ts";
import { TestClient } from "../governed/client.ts";
import { System } from "../governed/system.ts";

const CHARTER = `charter: form
roots: { work: FOLDER }
actions:
  ask: { tool: desk/query, allow: sql(args.query).read_only && !args.query.contains("--") }
  open: { tool: desk/open, allow: path(args.path).in("work") }
  fetch: { tool: desk/fetch, allow: 'url(args["url"]).within("example.com")' }
  run: { tool: desk/run, escalate: shell(args.command).count == 1 }
  send: { tool: desk/send, allow: 'args.to.all(t, email(t).within("example.com"))' }
`;

let folder = "";
let system: System;
let client: TestClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "interlock-form-"));
  const args = [join(import.meta.dirname, "../servers/recording-server.ts"), join(folder, "log")];
  system = await System.start({ servers: { desk: { command: process.execPath, args } }, charter: CHARTER, judges: "two" });
  client = await TestClient.open(await system.house());
}, 120_000);
afterAll(async () => {
  await client.close();
  await system.stop();
  rmSync(folder, { recursive: true });
});

/** What the server has written down. */
function arrived(): readonly Json[] {
  const log = join(folder, "log");
  const lines = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [];
  return lines.map((line) => JSON.parse(line) as Json);
}

function formOf(interpreter: string, value: string): Json {
  const { form } = executedForm(interpreter, value);
  if (form === undefined) throw new Error(`no form: ${value}`);
  return form as Json;
}

describe("what reaches a tool server", () => {
  test.each<[tool: string, interpreter: string, argument: string, written: () => string]>([
    ["query", "sql", "query", () => "select  Id,\n\tname from Orders -- ; drop table orders\nwhere id = /* any */ 7"],
    ["open", "path", "path", () => `${system.work}//x/../b/./c.txt`],
    ["fetch", "url", "url", () => "HTTPS://Shop.Example.COM:443"],
  ])("%s: the form that both judges derive, not the agent's words", async (tool, interpreter, argument, written) => {
    const text = written();
    expect(await client.call(tool, { [argument]: text, note: text })).toMatchObject({ content: [{ text: "done" }] });
    const form = formOf(interpreter, text);
    expect(form).not.toBe(text);
    expect(arrived().at(-1)).toEqual({ [argument]: form, note: text });
  });

  test("every item of a list", async () => {
    const to = ["Ann.Lee@Example.COM", "bob@example.com"];
    expect(await client.call("send", { to })).toMatchObject({ content: [{ text: "done" }] });
    expect(arrived().at(-1)).toEqual({ to: to.map((address) => formOf("email", address)) });
  });

  test("a call that a person was asked about, after their yes", async () => {
    const command = "'l's   -la  \"src\"/'a b'";
    const pending = await client.call("run", { command });
    const before = arrived().length;
    await system.settle("approval", Number(String(pending.structuredContent.ticket).slice(1)));
    expect(await client.call("run", { command })).toMatchObject({ content: [{ text: "done" }] });
    expect(arrived().slice(before)).toEqual([{ command: formOf("shell", command) }]);
  });

  test("nothing of a call that is denied; and the audit, which derives all of it again, is OK", async () => {
    const before = arrived();
    expect(await client.call("open", { path: `${system.work}/../secret` })).toMatchObject({ isError: true });
    expect(await client.call("query", { query: "select '--' from orders" })).toMatchObject({ isError: true });
    expect(arrived()).toEqual(before);
    expect(await system.audit()).toMatchObject({ verdict: "OK", findings: [] });
  });
});
