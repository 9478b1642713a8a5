/** The whole way of a person's word: an agent proposes, a page shows it, a passkey signs, it runs once, and all of it can be audited. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiEntries, ApiEntry, ApiHealth, ApiMe, ApiSessionCourse, ApiSessions } from "../../src/console-server/index.ts";
import { leafHash, verifyInclusion } from "../../src/ledger/index.ts";
import { Terminal } from "../transcripts/terminal.ts";
import { eventually, until } from "../worlds/eventually.ts";
import { type Connection, Desk } from "./desk.ts";
import { PageVisitor } from "./page-visitor.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

let desk: Desk;
let agent: Connection;
let terminal: Terminal;
let page: PageVisitor;

const LOOK = `  look:
    tool: memory/read_graph
    escalate: true
`;

beforeAll(async () => {
  desk = await Desk.set((charter) =>
    charter
      .replace("        within: 10m\n", "        within: 10m\n        severity: high\n")
      .replace("\n  forget:\n", `\n${LOOK}  forget:\n`),
  );
  terminal = new Terminal("", desk.stage.folder);
  agent = await desk.connect({ options: ["--user", "ann", "--task", "tidy up", "--wait", "0", "--console", "0"] });
  page = await PageVisitor.open(desk, agent);
}, 120_000);
afterAll(() => desk.close());

test("an agent proposes, the page shows it, a passkey signs, it runs once, and the audit holds", async () => {
  const bea = await page.enrol("bea");

  const pending = await agent.call("memory__read_graph");
  expect(pending.verdict).toBe("escalate");
  const ticket = pending.ticket ?? "";
  const detail = await page.waiting(ticket);
  expect(detail.call).toMatchObject({ tool: "memory/read_graph", args: {} });
  expect(detail.clauses[0]?.source?.lines.join("\n")).toContain("memory/read_graph");
  expect(detail.task).toBe("tidy up");
  expect(await page.answer(bea, { ticket, kind: "approval", reason: "read it" })).toMatchObject({
    needs: { roles: [{ role: "owner", given: ["bea"] }] },
  });
  await until(async (saw) => !saw(await agent.call("memory__read_graph")).isError, "the result");

  const { entries } = await page.get<ApiEntries>("/ledger?kind=approval");
  const entry = await eventually(async () => {
    const found = await page.get<ApiEntry>(`/ledger/${entries[0]?.index}`);
    return found.proof === undefined ? undefined : found;
  }, "the proof");
  const root = Buffer.from(entry.proof.checkpoint.split("\n")[2] ?? "", "base64");
  const hashes = entry.proof.hashes.map((hash) => Buffer.from(hash, "base64"));
  expect(verifyInclusion(entry.index, entry.proof.size, leafHash(Buffer.from(entry.leaf, "base64")), root, hashes)).toBe(true);

  const { sessions } = await page.get<ApiSessions>("/sessions");
  const course = await page.get<ApiSessionCourse>(`/sessions/${sessions[0]?.id}`);
  const step = course.steps.find(({ proposal }) => `t${proposal}` === ticket);
  expect([step?.decisions.map(({ verdict }) => verdict), step?.outcome?.result, step?.second]).toEqual([
    ["escalate", "allow"],
    "returned",
    "agrees",
  ]);
  const health = await page.get<ApiHealth>("/health");
  expect([health.ready, health.reasons]).toEqual([true, []]);
});

test("a call of high severity runs when the page and a terminal have both shown it", async () => {
  const people = [await page.enrol("cid"), await page.enrol("dan")];
  await agent.call("files__read_text_file", { path: desk.path("notes/meeting.md") });
  const write = { path: desk.path("summary.md"), content: "short" };
  const { ticket = "", verdict } = await agent.call("files__write_file", write);
  expect(verdict).toBe("escalate");
  await page.waiting(ticket, ({ isHigh }) => isHigh);
  // Two people, one page: whoever has that page could have shown both something else.
  const { approvers } = await page.get<ApiMe>("/me");
  expect(approvers.filter(({ isHere }) => isHere).length).toBeGreaterThan(2);
  for (const [index, key] of people.entries()) {
    const approver = approvers.find(({ person }) => person === ["cid", "dan"][index])?.id ?? "";
    await page.answer(key, { ticket, kind: "approval", approver });
  }
  expect((await agent.call("files__write_file", write)).ticket).toBe(ticket);
  expect(existsSync(write.path)).toBe(false);
  await terminal.run(["approve", ticket]);
  await until(() => existsSync(write.path), "the file");
});

test("whoever watches is told, on a terminal and by a webhook, when a call begins to wait and how that ended", async () => {
  const posted: string[] = [];
  const hook = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      posted.push(body);
      response.end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  const { port } = hook.address() as AddressInfo;
  terminal.write("webhook.secret", "s".repeat(32));
  const words = ["watch", "--webhook", `http://127.0.0.1:${port}/`, "--webhook-secret", "webhook.secret", "--console", page.origin];
  const watching = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN, ...words], { cwd: desk.stage.folder });
  let said = "";
  for (const stream of [watching.stdout, watching.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  await until((saw) => saw(said).includes("watching: "), "the watch");

  const { ticket = "" } = await agent.call("memory__read_graph");
  const begins = `${ticket} waits for an approval: memory/read_graph, asked by agent for ann, until `;
  await until((saw) => saw(said).includes(begins), "the wait on the terminal");
  const message = await eventually((saw) => saw(posted).find((text) => text.includes(ticket)), "the wait at the webhook");
  expect((JSON.parse(message) as { text: string }).text).toContain(`${page.origin}/#/inbox/${ticket}`);
  await terminal.run(["reject", ticket]);
  await until((saw) => saw(said).includes(`${ticket} was rejected by owner: memory/read_graph`), "its end");
  const ended = new Promise((resolve) => watching.once("exit", resolve));
  watching.kill("SIGTERM");
  expect(await ended).toBe(0);
  hook.close();
});

test("all of it can be audited, by code that shares nothing with the rest", async () => {
  await agent.close();
  expect(await terminal.run(["audit"])).toContain("OK");
});
