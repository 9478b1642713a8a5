/** The four verdicts on a real agent's calls, and people's answers to them from another process. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { attach } from "../../src/cli/index.ts";
import { NODE, Terminal } from "../transcripts/terminal.ts";
import { until } from "../worlds/eventually.ts";
import { HAS_SSH_AGENT, SshAgent } from "../worlds/ssh-agent.ts";
import { type Answer, type Connection, Desk } from "./desk.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

let desk: Desk;
let agent: Connection;
/** What this one prints is kept in running.md; what the other one prints differs from run to run. */
let person: Terminal;
let quiet: Terminal;

/** What is held of this action expires at once, so that a test can wait for it. */
const UNLINK = `  unlink:
    tool: memory/delete_relations
    allow: true
    quarantine: [{ name: unlinks-after-reading, when: seen("documents"), within: 2s }]
`;

beforeAll(async () => {
  desk = await Desk.set((charter) =>
    charter.replace("memory/delete_*", "[memory/delete_entities, memory/delete_observations]").replace("\ndeny:\n", `${UNLINK}\ndeny:\n`),
  );
  person = new Terminal("People's answers, while Interlock runs", desk.stage.folder);
  quiet = new Terminal("", desk.stage.folder);
  agent = await desk.connect();
}, 120_000);
beforeEach(({ task }) => person.begin(task.name));
afterAll(() => desk.close());

/** What Interlock printed last, where something does not come. */
const tell = (): string => agent.words.slice(-20).join("\n");
const ticketOf = ({ ticket = "" }: Answer): string => ticket;
const write = (file: string, content: string): Promise<Answer> => agent.call("files__write_file", { path: desk.path(file), content });
/** `interlock approve` on a terminal of its own, to which this is typed (script(1), of util-linux). */
function approveTyping(ticket: string, typed: string): { readonly status: number | null; readonly shown: string } {
  const command = `'${NODE}' --disable-warning=ExperimentalWarning '${MAIN}' approve ${ticket}`;
  const { status, stdout } = spawnSync("script", ["-qec", command, "/dev/null"], {
    cwd: desk.stage.folder,
    encoding: "utf8",
    input: typed,
    timeout: 60_000,
  });
  return { status, shown: stdout };
}

const hasScript = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

/** Whose key signed an entry. */
async function signerOf(index: number): Promise<string | undefined> {
  const attached = await attach(desk.stage.state, "auditor", 0);
  if (!attached.ok) throw new Error(attached.fault.message);
  const entries = await attached.value.client.read(index, index + 1);
  attached.value.close();
  return entries.ok ? entries.value[0]?.leaf.by : undefined;
}

const forget = (name: string): Promise<Answer> => agent.call("memory__delete_entities", { entityNames: [name] });
const read = (file: string): Promise<Answer> => agent.call("files__read_text_file", { path: desk.path(file) });

describe("the desk assistant", () => {
  test("passes its own check and its own examples", async () => {
    await person.run(["check", "charter.yaml"]);
    await person.run(["test", "charter.yaml"]);
    const { ok, results } = JSON.parse(await quiet.run(["test", "charter.yaml", "--json"])) as { ok: boolean; results: unknown[] };
    expect([ok, results.length > 10]).toEqual([true, true]);
  });

  test("allow: the tool's own answer, once", async () => {
    expect(await agent.tools()).toContain("files__read_text_file");
    expect(await write("plan.md", "a plan")).toMatchObject({ isError: false });
    expect(readFileSync(desk.path("plan.md"), "utf8")).toBe("a plan");
    expect((await read("notes/meeting.md")).text).toContain("Planning meeting");
  });

  test("deny: the reason, and what is admissible instead", async () => {
    const denied = await agent.call("files__read_text_file", { path: desk.path("../secrets.txt") });
    expect(denied).toMatchObject({ isError: true, verdict: "deny", code: "clause/allow-failed" });
    expect(denied.text).toContain('inside = path(args.path).in("work")');
    expect(await agent.call("files__move_file", { source: desk.path("plan.md"), destination: desk.path("x") })).toMatchObject({
      isError: true,
    });
    expect(existsSync(desk.path("plan.md"))).toBe(true);
  });

  test("escalate: a person approves, and the same call again brings the result", async () => {
    const pending = await write("plan.md", "approved");
    expect(pending).toMatchObject({ isError: true, verdict: "escalate", code: "gateway/pending" });
    expect(readFileSync(desk.path("plan.md"), "utf8")).toBe("a plan");
    expect(ticketOf(await write("plan.md", "approved"))).toBe(ticketOf(pending));
    await person.run(["pending"]);
    await person.run(["approve", ticketOf(pending), "--reason", "I have read it"]);
    await until(async (saw) => !saw(await write("plan.md", "approved")).isError, "the approved call", { tell });
    expect(readFileSync(desk.path("plan.md"), "utf8")).toBe("approved");
  });

  test("escalate: a person rejects, and that is another code than silence", async () => {
    const pending = await write("plan.md", "rejected");
    await person.run(["reject", ticketOf(pending), "--json"]);
    await until(async (saw) => saw(await write("plan.md", "rejected")).code === "approval/rejected", "the rejection", { tell });
    expect(readFileSync(desk.path("plan.md"), "utf8")).toBe("approved");
  });

  test("escalate: a hostile call shows its dangerous end, and a secret only once it is recorded who looks", async () => {
    const hostile = ticketOf(await write("hostile.md", `ls${"\n".repeat(5_000)}rm -rf / # \u202egnp.exe \u001b[2J`));
    await person.run(["pending"]);
    await quiet.run(["reject", hostile]);
    const token = `ghp_${"x4".repeat(12)}`;
    const ticket = ticketOf(await write("secret.md", `token ${token}`));
    expect(await quiet.run(["pending", "--json"])).not.toContain(token);
    expect(await person.run(["reveal", ticket, "args.content"])).toContain(token);
    const log = await quiet.run(["log"]);
    expect([log.includes(token), log.includes(`owner looks at a secret in entry ${ticket.slice(1)}`)]).toEqual([false, true]);
    await person.run(["reject", ticket]);
  });

  test.skipIf(!hasScript)(
    "escalate: on a terminal a person sees what is signed, and only a typed y is a yes (skipped without script)",
    async () => {
      const ticket = ticketOf(await write("asked.md", "asked"));
      const no = approveTyping(ticket, "no\n");
      expect(no.status).toBe(1);
      expect(no.shown).toMatch(/"asked".*You sign as .* exactly this call.*Approve\? \[y\/N\].*nothing is signed/s);
      expect(ticketOf(await write("asked.md", "asked"))).toBe(ticket);
      expect(existsSync(desk.path("asked.md"))).toBe(false);
      const yes = approveTyping(ticket, "y\n");
      expect(yes.status).toBe(0);
      await until(() => existsSync(desk.path("asked.md")), "the approved call", { tell });
    },
  );

  test.skipIf(!HAS_SSH_AGENT)(
    "escalate: a key that an SSH agent holds approves, once an author has named it (skipped without ssh-agent)",
    async () => {
      const keys = await SshAgent.start();
      const byAgent = { environment: { SSH_AUTH_SOCK: keys.socket } };
      const line = keys.hold("ed25519", "bea");
      const ticket = ticketOf(await write("agent.md", "by an agent's key"));
      await quiet.refuse("cli/no-role", ["approve", ticket, "--ssh-agent"], byAgent);
      const named = JSON.parse(await quiet.run(["trust", "--approver", line, "--person", "bea", "--json"])) as { approver: string };
      const said = await quiet.run(["approve", ticket, "--ssh-agent"], byAgent);
      keys.close();
      await until(() => existsSync(desk.path("agent.md")), "the approved call", { tell });
      const [, index = ""] = /approval recorded as entry (\d+)/.exec(said) ?? [];
      expect(await signerOf(Number(index))).toBe(named.approver);
    },
  );

  test("wrong answers change nothing: no role, no such ticket, no ticket, not fitting, answered before", async () => {
    const pending = await write("plan.md", "waiting");
    const ticket = ticketOf(pending);
    await person.refuse("cli/no-role", ["approve", ticket, "--key", "auditor"]);
    await person.refuse("cli/ticket-malformed", ["approve", "ticket-7"]);
    await person.refuse("cli/ticket-unknown", ["approve", "t0"]);
    await person.refuse("cli/not-parked", ["release", ticket]);
    await person.run(["reject", ticket]);
    await until(async (saw) => saw(await write("plan.md", "waiting")).code === "approval/rejected", "the rejection", { tell });
    await person.refuse("cli/not-parked", ["approve", ticket]);
    expect(readFileSync(desk.path("plan.md"), "utf8")).toBe("approved");
  });

  test("quarantine: nothing runs, the session is contained, and a person discards it", async () => {
    const held = await forget("Northwind");
    expect(held).toMatchObject({ isError: true, verdict: "quarantine" });
    expect(await agent.call("memory__read_graph")).toMatchObject({ verdict: "deny", code: "session/contained" });
    expect(await read("notes/meeting.md")).toMatchObject({ isError: false });
    await person.run(["held"]);
    await person.run(["discard", ticketOf(held), "--containment", "end"]);
    await until(async (saw) => !saw(await agent.call("memory__read_graph")).isError, "the end of the containment", { tell });
    expect((await forget("Northwind")).code).toBe("hold/discarded");
  });

  test("quarantine: released, it is decided again and runs; the containment ends with it", async () => {
    await agent.call("memory__create_entities", { entities: [{ name: "Eastwind", entityType: "supplier", observations: [] }] });
    const held = await forget("Eastwind");
    expect(held.verdict).toBe("quarantine");
    await person.run(["release", ticketOf(held)]);
    await until(async (saw) => !saw(await forget("Eastwind")).isError, "the released call", { tell });
    expect((await agent.call("memory__read_graph")).text).not.toContain("Eastwind");
  });

  test("quarantine: nobody answers in time, which is hold/expired, and the containment stays", async () => {
    const unlink = (): Promise<Answer> => agent.call("memory__delete_relations", { relations: [] });
    expect((await unlink()).verdict).toBe("quarantine");
    await until(async (saw) => saw(await unlink()).code === "hold/expired", "the expiry", { tell });
    expect((await agent.call("memory__read_graph")).code).toBe("session/contained");
  });

  test("one run at a time uses the state", async () => {
    await person.refuse("cli/already-running", ["run", "charter.yaml"]);
  });

  test("containment survives a restart of the client", async () => {
    await agent.close();
    agent = await desk.connect();
    expect((await agent.call("memory__read_graph")).code).toBe("session/contained");
  });

  test("a containment whose call is over is told, and ended by the same word", async () => {
    const held = async (): Promise<{ readonly calls: []; readonly containing: string[] }> =>
      JSON.parse(await quiet.run(["held", "--json"])) as Awaited<ReturnType<typeof held>>;
    const { calls, containing } = await held();
    expect([calls.length, containing.length]).toEqual([0, 1]);
    const [ticket = ""] = containing;
    expect(await quiet.run(["held"])).toContain(
      `has expired: nobody answered it in time, so it did not run; what ends this:  interlock discard ${ticket}`,
    );
    await quiet.refuse("cli/not-parked", ["discard", ticket]);
    await quiet.refuse("cli/no-role", ["discard", ticket, "--containment", "end", "--key", "auditor"]);
    const said = await quiet.run(["discard", ticket, "--containment", "end"]);
    expect(said).toContain("to end the containment needs 1 × owner, and runs nothing");
    expect(said).toContain("the containment is over, and nothing runs");
    await until(async (saw) => !saw(await agent.call("memory__read_graph")).isError, "the end of the containment", { tell });
    expect((await held()).containing).toEqual([]);
    await quiet.refuse("cli/not-parked", ["discard", ticket, "--containment", "end"]);
    await agent.close();
  });

  test("a host's grant in the environment says who the session acts for, and limits survive a restart of the client", async () => {
    const { grant } = JSON.parse(await quiet.run(["grant", "--user", "bob", "--agent", "desk", "--json"])) as { grant: string };
    const remember = (name: string): Promise<Answer> =>
      agent.call("memory__create_entities", { entities: [{ name, entityType: "t", observations: [] }] });
    agent = await desk.connect({ options: ["--wait", "0"], environment: { INTERLOCK_GRANT: grant } });
    const made = [await remember("a"), await remember("b"), await remember("c")];
    await agent.close();
    agent = await desk.connect({ options: ["--agent", "desk", "--user", "bob", "--wait", "0"] });
    made.push(await remember("d"), await remember("e"), await remember("f"));
    expect(made.map(({ isError }) => isError)).toEqual([false, false, false, false, false, true]);
    expect(made.at(-1)?.code).toBe("limit/reached");
    const entries = (await quiet.run(["log"])).split("\n");
    expect(entries.filter((line) => line.includes("desk acts for bob")).length).toBe(2);
    await agent.close();
  });

  test("a grant that the ledger refuses starts nothing", async () => {
    const { grant } = JSON.parse(await quiet.run(["grant", "--user", "eve", "--hours", "0", "--json"])) as { grant: string };
    await quiet.refuse("cli/not-recorded", ["run", "charter.yaml"], { environment: { INTERLOCK_GRANT: grant } });
  });

  test("the audit of all of it is OK, and nothing is left in doubt", async () => {
    await person.run(["doubts"]);
    expect(JSON.parse(await quiet.run(["audit", "--json"]))).toMatchObject({ verdict: "OK", findings: [] });
    await expect(person.transcript).toMatchFileSnapshot("../transcripts/running.md");
  });
});
