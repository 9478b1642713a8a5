/**
 * Any part is killed while calls are under way: the agent gets results, errors and denials, never something ungoverned; then
 * everything works again, and the audit finds nothing wrong.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Terminal } from "../transcripts/terminal.ts";
import { eventually, until } from "../worlds/eventually.ts";
import { type Answer, type Connection, Desk } from "./desk.ts";

let desk: Desk;
let agent: Connection;
let person: Terminal;
/** Files that calls with a good answer, and calls at all, have written. */
const written = new Set<string>();
const tried = new Set<string>();

beforeAll(async () => {
  desk = await Desk.set();
  person = new Terminal("", desk.stage.folder);
  agent = await desk.connect();
  expect((await write("first.md")).isError).toBe(false);
}, 120_000);
afterAll(() => desk.close());

async function write(file: string): Promise<Answer> {
  tried.add(file);
  const answer = await agent.call("files__write_file", { path: desk.path(file), content: file });
  if (!answer.isError) written.add(file);
  return answer;
}

/** Calls that are admissible, and ones that never are, side by side, while `attack` does its work. */
async function underFire(name: string, attack: () => void): Promise<readonly Answer[]> {
  const answers: Promise<Answer>[] = [];
  for (let round = 0; round < 12; round += 1) {
    answers.push(write(`${name}-${round}.md`));
    answers.push(agent.call("files__write_file", { path: desk.path(`../outside-${name}-${round}.md`), content: "never" }));
    if (round === 6) attack();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return await Promise.all(answers);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What every answer must be: the server's own, or Interlock's word on why there is none. */
function expectGoverned(name: string, answers: readonly Answer[]): void {
  for (const [place, answer] of answers.entries()) {
    if (place % 2 === 0) expect(answer.isError || answer.text.startsWith("Successfully wrote"), answer.text).toBe(true);
    else expect(answer.isError, answer.text).toBe(true);
    if (answer.isError) expect(answer.code, answer.text).toMatch(/^[a-z]+\/[a-z-]+$/);
  }
  expect([...Array(12).keys()].some((round) => existsSync(desk.path(`../outside-${name}-${round}.md`)))).toBe(false);
  for (const file of written) expect(readFileSync(desk.path(file), "utf8")).toBe(file);
}

async function works(name: string): Promise<void> {
  let round = 0;
  await until(async (saw) => {
    round += 1;
    return !saw(await write(`after-${name}-${round}.md`)).isError;
  }, `work after ${name} was killed`);
}

/** Whether a call that mentions `words` is allowed in the ledger. */
async function isAllowed(words: string): Promise<boolean> {
  const lines = (await person.run(["log", "--json"])).trim().split("\n");
  const entries = lines.map(
    (line) => JSON.parse(line) as { index: number; sealed?: unknown; entry: { proposal?: number; verdict?: string } },
  );
  const proposal = entries.findLast(({ entry, sealed }) => entry.proposal === undefined && JSON.stringify(sealed ?? "").includes(words));
  return entries.some(({ entry }) => proposal !== undefined && entry.proposal === proposal.index && entry.verdict === "allow");
}

describe("a part that is killed in the middle of calls", () => {
  for (const part of ["ledger", "decider", "countersigner-files", "executor-files"]) {
    test(`${part}: the client stays connected, gets governed answers, and goes on`, async () => {
      expectGoverned(part, await underFire(part, () => desk.signal(part, "SIGKILL")));
      await works(part);
    });
  }

  test("gateway: the client loses its connection, and a new one goes on where the ledger is", async () => {
    expectGoverned("gateway", await underFire("gateway", () => desk.signal("gateway", "SIGKILL")));
    await agent.close();
    agent = await desk.connect();
    await works("gateway");
  });

  test("the launcher: every part ends with it, and a client that starts anew at once goes on", async () => {
    const parts = ["ledger", "decider", "countersigner-files", "executor-files", "executor-memory", "gateway"];
    const before = parts.flatMap((part) => desk.pidOf(part) ?? []);
    expectGoverned("launcher", await underFire("launcher", () => process.kill(agent.pid, "SIGKILL")));
    await agent.close();
    agent = await desk.connect();
    await works("launcher");
    await until(() => !before.some(isAlive), "the end of every part");
  });

  test("an executor between warrant and outcome: the call is in doubt, is not repeated, and a person ends the doubt", async () => {
    const server = await eventually(() => desk.serverOf("executor-files", "server-filesystem"), "the server");
    process.kill(server, "SIGSTOP");
    const answer = write("doubtful.md");
    await until(() => isAllowed("doubtful.md"), "the warrant");
    desk.signal("executor-files", "SIGKILL");
    // A box dies with who opened it: the server may have ended already.
    spawnSync("kill", ["-KILL", String(server)]);
    const doubtful = await answer;
    expect(doubtful).toMatchObject({ isError: true, code: "gateway/in-doubt", verdict: "allow" });
    await until(async (saw) => saw(await write("doubtful.md")).code === "gateway/in-doubt", "the same answer once the executor is back");
    const { calls } = JSON.parse(await person.run(["doubts", "--json"])) as { calls: readonly { ticket: string; tool: string }[] };
    for (const command of ["status", "pending", "held"])
      expect(await person.run([command])).toMatch(new RegExp(`^${calls.length} calls? in doubt: \`interlock doubts\`$`, "m"));
    expect(calls).toContainEqual(expect.objectContaining({ tool: "files/write_file", ticket: doubtful.ticket }));
    for (const { ticket } of calls) await person.run(["discard", ticket, "--reason", "I have looked"]);
    expect(JSON.parse(await person.run(["doubts", "--json"]))).toEqual({ calls: [] });
    expect((await write("doubtful.md")).isError).toBe(false);
  });

  test("nothing ran twice or without a warrant: the audit is OK", async () => {
    await agent.close();
    const report = JSON.parse(await person.run(["audit", "--json"])) as { verdict: string; findings: readonly unknown[] };
    expect(report).toMatchObject({ verdict: "OK", findings: [] });
    expect(tried.size).toBeGreaterThan(written.size);
  });
});
