/**
 * Rehearsals of held calls, with the real file server, both judges and real bubblewrap: people see what a call would do, nothing has
 * happened, the agent gets none of it, and a release does exactly what was shown.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiSince, Chronicle, sinceParked } from "../../src/console-server/index.ts";
import { sandboxWorks } from "../../src/executor/index.ts";
import type { House } from "../../src/gateway/index.ts";
import {
  type Entry,
  type FileChange,
  type OutcomeEntry,
  type Rehearsal,
  type RehearsalEntry,
  rehearsalFrom,
} from "../../src/ledger/index.ts";
import { TestClient } from "../governed/client.ts";
import { npmServer, System } from "../governed/system.ts";

const CHARTER = `charter: held
roots: { work: FOLDER }
actions:
  edit:
    tool: files/edit_file
    allow: true
    quarantine: [{ name: review, when: true, within: 5m }]
  write:
    tool: [files/write_file, files/move_file]
    allow: true
    escalate: [{ name: asks, when: true, within: 5m }]
  look:
    tool: files/read_text_file
    allow: true
`;
const isRehearsal = (entry: Entry): entry is RehearsalEntry => entry.kind === "rehearsal";

const works = await sandboxWorks();
let system: System;
let house: House;
let agent: TestClient;

/** What people are shown of the last rehearsal of so many, and the entry. */
async function shown(count: number): Promise<{ readonly entry: RehearsalEntry; readonly found: Rehearsal | undefined }> {
  const followed = await system.entry(isRehearsal, count);
  return { entry: followed.leaf.entry, found: rehearsalFrom(system.opened(followed, "owner")) };
}

function changesOf(found: Rehearsal | undefined): readonly FileChange[] {
  return found?.is === "files" ? found.changes : [];
}

const at = (name: string): string => join(system.work, name);

/** What has changed since the call began to wait. */
async function since(proposal: number): Promise<ApiSince | undefined> {
  const chronicle = new Chronicle(system.key("owner"), system.ring);
  for (const followed of await system.entries()) chronicle.take(followed);
  const call = chronicle.calls.get(proposal);
  return call === undefined ? undefined : await sinceParked(chronicle, call);
}

/** Says yes and waits until the call has run. */
async function answer(kind: "approval" | "release", proposal: number): Promise<void> {
  await system.answer(kind, proposal);
  await system.entry((entry): entry is OutcomeEntry => entry.kind === "outcome" && entry.proposal === proposal);
}

describe.skipIf(!works)("a held call of the real file server (needs bwrap)", () => {
  beforeAll(async () => {
    const files = { command: process.execPath, args: [npmServer("filesystem"), "."], rehearse: { files: ["FOLDER"] } };
    system = await System.start({ servers: { files }, charter: CHARTER, judges: "two", parkedMs: 1, sandbox: true });
    house = await system.house();
    agent = await TestClient.open(house);
    writeFileSync(at("plan.md"), "one\\ntwo\\nthree\\n".replaceAll("\\n", "\n"));
    mkdirSync(at("bin"));
  }, 120_000);
  afterAll(async () => {
    await agent?.close();
    await system?.stop();
  });

  test("shows the lines that would change, changes nothing, and the release does just that", async () => {
    const edits = [{ oldText: "two", newText: "TWO\nand a half" }];
    const held = await agent.call("edit_file", { path: at("plan.md"), edits });
    expect(held).toMatchObject({ _meta: { "interlock/verdict": { verdict: "quarantine" } } });
    const { entry, found } = await shown(1);
    const [change] = changesOf(found);
    expect([entry.code, changesOf(found).length]).toEqual([undefined, 1]);
    expect(change).toMatchObject({ path: at("plan.md"), is: "changed", what: "file" });
    const lines = ["place line 1, then 1", "kept one", "removed two", "added TWO", "added and a half", "kept three"];
    expect(change?.lines.map(({ is, text }) => `${is} ${text}`)).toEqual(lines);
    expect(readFileSync(at("plan.md"), "utf8")).toBe("one\ntwo\nthree\n");
    expect(await since(entry.proposal)).toEqual({ state: [], files: [] });
    await answer("release", entry.proposal);
    expect(readFileSync(at("plan.md"), "utf8")).toBe("one\nTWO\nand a half\nthree\n");
  });

  test("shows a new file, a move, and an answer that says no", async () => {
    await agent.call("write_file", { path: at("bin/new.txt"), content: "\u001b[2Jred \u202e evil" });
    const created = await shown(2);
    expect(changesOf(created.found)).toMatchObject([
      {
        path: at("bin/new.txt"),
        is: "created",
        lines: [{ is: "place" }, { is: "added", text: "\u001b[2Jred \u202e evil" }, { is: "added" }],
      },
    ]);
    await agent.call("move_file", { source: at("plan.md"), destination: at("bin/plan.md") });
    const moved = await shown(3);
    expect(changesOf(moved.found)).toMatchObject([
      { path: at("bin/plan.md"), is: "created", from: at("plan.md"), lines: [] },
      { path: at("plan.md"), is: "deleted" },
    ]);
    await agent.call("write_file", { path: at("no/such/folder.txt"), content: "x" });
    expect((await shown(4)).found).toMatchObject({ is: "files", answer: { isError: true }, changes: [] });
    expect(readdirSync(system.work).sort()).toEqual(["bin", "plan.md"]);
    for (const { entry } of [created, moved]) await answer("approval", entry.proposal);
    expect(readFileSync(at("bin/new.txt"), "utf8")).toBe("\u001b[2Jred \u202e evil");
    expect(readFileSync(at("bin/plan.md"), "utf8")).toBe("one\nTWO\nand a half\nthree\n");
  });

  test("of a file that has changed since says so, and a yes does what it does now", async () => {
    await agent.call("write_file", { path: at("bin/new.txt"), content: "later" });
    const { entry, found } = await shown(5);
    expect(await since(entry.proposal)).toEqual({ state: [], files: [] });
    writeFileSync(at("bin/new.txt"), "in between");
    expect(await since(entry.proposal)).toEqual({ state: [], files: [at("bin/new.txt")] });
    expect(changesOf(found)[0]?.lines.map(({ text }) => text)).not.toContain("in between");
    await answer("approval", entry.proposal);
    expect(readFileSync(at("bin/new.txt"), "utf8")).toBe("later");
  });

  test("leaves nothing behind, gives the agent nothing, and the audit derives the same", async () => {
    expect(readdirSync(join(system.folder, "rehearsals", "files"))).toEqual([]);
    expect(JSON.stringify(agent.received)).not.toContain("rehears");
    const entries = await system.entries();
    for (const followed of entries.filter(({ leaf }) => leaf.entry.kind === "rehearsal")) {
      for (const reader of ["gateway", "executor-files", "decider"]) expect(system.opened(followed, reader)).toBe(undefined);
    }
    expect(await system.audit()).toMatchObject({ verdict: "OK", findings: [] });
  });
});

describe.skipIf(!works)("an executor that dies in the midst of a rehearsal (needs bwrap)", () => {
  const charter = `charter: silent
actions:
  wait: { tool: wayward/silent, allow: true, escalate: [{ name: asks, when: true, within: 5m }] }
`;
  const wayward = {
    command: process.execPath,
    args: ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../servers/wayward-server.ts")],
    rehearse: { files: ["FOLDER"] },
  };

  test("leaves a copy that its next start removes, says so, and nothing has happened: executor/rehearsal-interrupted", async () => {
    const dying = await System.start({ servers: { wayward }, charter, judges: "two", parkedMs: 1, sandbox: true });
    try {
      writeFileSync(join(dying.work, "plan.md"), "plan");
      const client = await TestClient.open(await dying.house());
      expect(await client.call("silent")).toMatchObject({ structuredContent: { verdict: "escalate" } });
      const places = join(dying.folder, "rehearsals", "wayward");
      const copies = (): string[] => readdirSync(places).flatMap((place) => readdirSync(join(places, place, "0")));
      await expect.poll(copies, { timeout: 10_000 }).toEqual(["plan.md"]);
      await dying.kill("executor-wayward");
      expect(copies()).toEqual(["plan.md"]);
      dying.startExecutor("wayward");
      const { leaf } = await dying.entry(isRehearsal);
      expect(leaf.entry.code).toBe("executor/rehearsal-interrupted");
      expect([readdirSync(places), readdirSync(dying.work)]).toEqual([[], ["plan.md"]]);
      expect(await dying.audit()).toMatchObject({ verdict: "OK", findings: [] });
      await client.close();
    } finally {
      await dying.stop();
    }
  });
});
