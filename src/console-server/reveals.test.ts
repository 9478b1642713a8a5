/** A secret is dots until somebody asks for it, that they ask is an entry before they see it, and where it can't be one they don't. */
import { afterEach, describe, expect, test } from "vitest";
import { ConsoleWorld } from "../../test/worlds/console-world.ts";
import { termsOfForm } from "../execution/index.ts";
import type { ApiEntry, ApiHealth, ApiInboxDetail, ApiSessionCourse } from "./api.ts";
import { Reveals } from "./reveals.ts";

const worlds: ConsoleWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

const SECRET = "hunter2-hunter2";

async function opened(): Promise<{ readonly world: ConsoleWorld; readonly ticket: string; readonly proposal: number }> {
  const world = await ConsoleWorld.open();
  worlds.push(world);
  const ticket = await world.propose({ password: SECRET, path: "a.txt" });
  return { world, ticket, proposal: Number(ticket.slice(1)) };
}

describe("a secret", () => {
  test("is in no answer of the server but the one that was asked for it", async () => {
    const { world, ticket, proposal } = await opened();
    const browser = await world.browser();
    const answers: unknown[] = [];
    for (const path of [
      `/api/inbox/${ticket}`,
      "/api/inbox",
      "/api/sessions/session-1",
      "/api/ledger",
      `/api/ledger/${proposal}`,
      "/api/health",
      "/api/attention",
    ])
      answers.push((await browser.get(path)).body);
    expect(JSON.stringify(answers)).not.toContain(SECRET);
    const [detail, , course] = answers as [ApiInboxDetail, unknown, ApiSessionCourse];
    expect([detail.secrets, detail.call?.args]).toEqual([["/password"], { password: "•".repeat(SECRET.length), path: "a.txt" }]);
    expect(course.steps.at(-1)?.args).toContain("•••");
  });

  test("is shown after an entry says who looks, at what, and where: never the value", async () => {
    const { world, proposal } = await opened();
    const browser = await world.browser();
    const shown = await browser.post("/api/reveal", { entry: proposal, at: "/args/password" });
    expect([shown.status, shown.body]).toEqual([200, { value: SECRET }]);
    const index = world.console.chronicle.lines.findIndex(({ kind }) => kind === "reveal");
    const { body } = await browser.get(`/api/ledger/${index}`);
    const entry = body as ApiEntry | null;
    if (entry !== null && "entry" in entry) expect(entry.entry).toEqual({ kind: "reveal", entry: proposal, viewer: "link" });
    const health = (await browser.get("/api/health")).body as ApiHealth;
    expect(health.reveals).toMatchObject([{ viewer: "link", entry: proposal, place: "/args/password" }]);
    expect(JSON.stringify([body, health])).not.toContain(SECRET);
  });

  test("is shown to somebody who signed in, by their name", async () => {
    const { world, proposal } = await opened();
    const [session, cookie] = world.sessions.admit({ subject: "7", email: "bea@example.org" }, { reads: 9, changes: 9 });
    const browser = world.stranger();
    Object.assign(browser, { cookie: `interlock_console_7325=${cookie}`, csrf: session.csrf });
    expect((await browser.post("/api/reveal", { entry: proposal, at: "/args/password" })).body).toEqual({ value: SECRET });
    expect(world.console.chronicle.reveals).toMatchObject([{ viewer: "bea@example.org", entry: proposal }]);
  });

  test("of what would run is another than that of the proposal", async () => {
    const world = await ConsoleWorld.open();
    worlds.push(world);
    const [proposed, sent] = ["/w/./ghp_0123456789012345678901", "/w/ghp_0123456789012345678901"];
    const form = { places: [{ interpreter: "path", at: [["path"]] }], args: { path: sent } };
    world.decider.sends = termsOfForm(form, { tool: "files/read", salt: "" });
    const ticket = await world.propose({ path: proposed });
    const browser = await world.browser();
    const { call } = (await browser.get(`/api/inbox/${ticket}`)).body as ApiInboxDetail;
    expect(call).toMatchObject({ args: { path: "•".repeat(sent.length) }, rewritten: [{ at: "/path" }] });
    const reveal = async (at: string): Promise<unknown> => (await browser.post("/api/reveal", { entry: Number(ticket.slice(1)), at })).body;
    expect([await reveal("/runs/path"), await reveal("/args/path")]).toEqual([{ value: sent }, { value: proposed }]);
  });

  test("that a rehearsal repeats is dots in what it found, and in its entry; asked for there, recorded there", async () => {
    const { world, ticket } = await opened();
    const line = `it is ${SECRET}`;
    const entry = await world.rehearse(ticket, {
      is: "files",
      answer: { isError: false, text: "done", cut: 0 },
      changes: [{ path: "/w/.env", is: "created", what: "file", notes: [], lines: [{ is: "added", text: line }], linesLeft: 0 }],
      changesLeft: 0,
    });
    const browser = await world.browser();
    const { rehearsal } = (await browser.get(`/api/inbox/${ticket}`)).body as ApiInboxDetail;
    const at = "/changes/0/lines/0/text";
    expect(rehearsal).toMatchObject({ entry, secrets: [at], found: { changes: [{ lines: [{ text: "•".repeat(line.length) }] }] } });
    expect(JSON.stringify((await browser.get(`/api/ledger/${entry}`)).body)).not.toContain(SECRET);
    expect((await browser.post("/api/reveal", { entry, at: "/changes/0/path" })).body).toMatchObject({ code: "console-server/not-found" });
    expect((await browser.post("/api/reveal", { entry, at })).body).toEqual({ value: line });
    expect(world.console.chronicle.reveals).toMatchObject([{ viewer: "link", entry, place: at }]);
    const proposal = Number(ticket.slice(1));
    // Once the call is over the console keeps no arguments of it; its entry does.
    world.console.chronicle.calls.delete(proposal);
    expect((await browser.post("/api/reveal", { entry, at })).body).toEqual({ value: line });
    expect(JSON.stringify((await browser.get(`/api/ledger/${entry}`)).body)).not.toContain(SECRET);
  });

  test("is all that can be asked for: console-server/not-found", async () => {
    const { world, proposal } = await opened();
    const browser = await world.browser();
    for (const [entry, at] of [
      [proposal, "/args/path"],
      [proposal, ""],
      [0, "/args/password"],
      [9_999, "/args/password"],
    ] as const)
      expect((await browser.post("/api/reveal", { entry, at })).body).toMatchObject({ code: "console-server/not-found" });
    expect(world.console.chronicle.reveals).toEqual([]);
  });

  test("is not shown where that can't be recorded: console-server/not-recorded", async () => {
    const { world, proposal } = await opened();
    const { client, ring } = world.console.world;
    // A key that may read, and has not the console's duty.
    const { gateway } = world;
    const mute = { read: client.read.bind(client), append: gateway.append.bind(gateway) };
    const reveals = new Reveals({ chronicle: world.console.chronicle, client: mute, ring });
    expect(await reveals.show("link", proposal, "/args/password")).toMatchObject({
      ok: false,
      fault: { code: "console-server/not-recorded" },
    });
    expect(world.console.chronicle.reveals).toEqual([]);
  });
});
