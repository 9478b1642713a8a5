/**
 * Any part is killed while calls are under way: the agent gets results, errors and denials, never something ungoverned; then
 * everything works again, and the audit finds nothing wrong.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Terminal } from "../transcripts/terminal.ts";
import { type Answer, type Connection, Desk, eventually } from "./desk.ts";

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
});
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

/** Process id 0 would be this test's own group. */
function strike(pid: number | undefined, signal: "SIGKILL" | "SIGSTOP"): void {
  if (pid === undefined || pid <= 1) throw new Error("there is no such process");
  process.kill(pid, signal);
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
  await eventually(async () => {
    round += 1;
    return (await write(`after-${name}-${round}.md`)).isError ? undefined : true;
  }, `work after ${name} was killed`);
}

/** True once a call that mentions `words` is allowed in the ledger. */
async function allowed(words: string): Promise<true | undefined> {
  const lines = (await person.run(["log", "--json"])).trim().split("\n");
  const entries = lines.map(
    (line) => JSON.parse(line) as { index: number; sealed?: unknown; entry: { proposal?: number; verdict?: string } },
  );
  const proposal = entries.findLast(({ entry, sealed }) => entry.proposal === undefined && JSON.stringify(sealed ?? "").includes(words));
  const found = entries.some(({ entry }) => entry.proposal === proposal?.index && entry.verdict === "allow");
  return proposal !== undefined && found ? true : undefined;
}

describe("a part that is killed in the middle of calls", () => {
  for (const part of ["ledger", "decider", "countersigner-files", "executor-files"]) {
    test(`${part}: the client stays connected, gets governed answers, and goes on`, async () => {
      expectGoverned(part, await underFire(part, () => strike(desk.pidOf(part), "SIGKILL")));
      await works(part);
    });
  }

  test("gateway: the client loses its connection, and a new one goes on where the ledger is", async () => {
    expectGoverned("gateway", await underFire("gateway", () => strike(desk.pidOf("gateway"), "SIGKILL")));
    await agent.close();
    agent = await desk.connect();
    await works("gateway");
  });

  test("the launcher: every part ends with it, and a client that starts anew at once goes on", async () => {
    const parts = ["ledger", "decider", "countersigner-files", "executor-files", "executor-memory", "gateway"];
    const before = parts.map((part) => desk.pidOf(part));
    expectGoverned("launcher", await underFire("launcher", () => strike(agent.pid, "SIGKILL")));
    await agent.close();
    agent = await desk.connect();
    await works("launcher");
    for (const pid of before) expect(() => process.kill(pid ?? 2 ** 30, 0)).toThrow("ESRCH");
  });

  test("an executor between warrant and outcome: the call is in doubt, is not repeated, and a person ends the doubt", async () => {
    const server = await eventually(() => desk.serverPids("server-filesystem")[0], "the server");
    strike(server, "SIGSTOP");
    const answer = write("doubtful.md");
    await eventually(() => allowed("doubtful.md"), "the warrant");
    strike(desk.pidOf("executor-files"), "SIGKILL");
    // A box dies with who opened it: the server may have ended already.
    spawnSync("kill", ["-KILL", String(server)]);
    const doubtful = await answer;
    expect(doubtful).toMatchObject({ isError: true, code: "gateway/in-doubt", verdict: "allow" });
    await eventually(() => desk.pidOf("executor-files"), "the executor's return");
    expect((await write("doubtful.md")).code).toBe("gateway/in-doubt");
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
