/**
 * On whose word, in the system as it is: the real command line, real tool servers, both judges. What the user said may be remembered;
 * what only a file says may not, until the user says it too; and an audit derives every decision again.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Terminal } from "../transcripts/terminal.ts";
import { type Answer, type Connection, Desk } from "./desk.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

let desk: Desk;
let agent: Connection;
let person: Terminal;

beforeAll(async () => {
  desk = await Desk.set((charter) =>
    charter.replace(
      "[memory/create_entities, memory/create_relations, memory/add_observations]\n    allow: true",
      'memory/create_entities\n    allow: from(args.entities, "user") && (task.says("remember") || user.says("remember"))',
    ),
  );
  person = new Terminal("", desk.stage.folder);
  agent = await desk.connect({ options: ["--user", "ann", "--task", 'Remember the "supplier" Northwind Trading Company.', "--wait", "0"] });
}, 120_000);
afterAll(() => desk.close());

const remember = (name: string): Promise<Answer> =>
  agent.call("memory__create_entities", { entities: [{ name, entityType: "supplier", observations: [] }] });

/** What the user types, as a coding agent's prompt hook passes it on. */
function type(
  prompt: string,
  ...options: readonly string[]
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const words = ["--disable-warning=ExperimentalWarning", MAIN, "grant", "--stdin", "--user", "ann", ...options];
  const input = JSON.stringify({ session_id: "s", hook_event_name: "UserPromptSubmit", prompt });
  return spawnSync(process.execPath, words, { cwd: desk.stage.folder, input, encoding: "utf8", timeout: 30_000 });
}

describe("on whose word", () => {
  test("the user's own word is written", async () => {
    expect(await remember("Northwind Trading Company")).toMatchObject({ isError: false });
  });

  test("a word that only a file says is not", async () => {
    expect((await agent.call("files__read_text_file", { path: desk.path("notes/meeting.md") })).text).toContain("Planning meeting");
    const denied = await remember("Planning meeting");
    expect(denied).toMatchObject({ isError: true, verdict: "deny", code: "clause/allow-failed" });
    expect(denied.text).toContain('from(args.entities, "user")');
  });

  test("until the user says it, in the course of the session", async () => {
    expect(type("and remember the Planning meeting too", "--agent", "another")).toMatchObject({ status: 0, stdout: "" });
    expect(await remember("Planning meeting")).toMatchObject({ verdict: "deny" });
    expect(type("and remember the Planning meeting too")).toMatchObject({ status: 0, stdout: "" });
    expect(await remember("Planning meeting")).toMatchObject({ isError: false });
  });

  test("words that are none are refused", () => {
    expect(type(" ")).toMatchObject({ status: 3, stdout: "", stderr: expect.stringContaining("cli/grant-malformed") });
  });

  test("the audit derives all of it again, and is OK", async () => {
    await agent.close();
    expect(JSON.parse(await person.run(["audit", "--json"]))).toMatchObject({ verdict: "OK", findings: [] });
  });
});
