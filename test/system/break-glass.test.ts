/**
 * Breaking the glass, as docs/operating.md has it: an emergency charter that two of three authors sign comes into force over a system
 * that runs, counts from the next call on, and gives way to the ordinary one. One author alone changes nothing; who signed is recorded.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NODE, Terminal } from "../transcripts/terminal.ts";
import { type Connection, Desk } from "./desk.ts";

const ORDINARY = "charter: notes-agent\nallow: [notes/read_note]\n";
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+Z/, "Z");
const EMERGENCY = `charter: notes-agent\nallow: [notes/read_note, notes/write_note]\nexpires: ${TOMORROW}\n`;
const SERVER = ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../servers/notes-server.ts")];

let desk: Desk;
let person: Terminal;
let agent: Connection;

const write = (): ReturnType<Connection["call"]> => agent.call("write_note", { name: "runbook", text: "restart the pump" });
const inForce = async (): Promise<unknown> => JSON.parse(await person.run(["trust", "--json"])) as unknown;

beforeAll(async () => {
  const from = mkdtempSync(join(tmpdir(), "interlock-glass-"));
  writeFileSync(join(from, "charter.yaml"), ORDINARY);
  writeFileSync(join(from, "emergency.yaml"), EMERGENCY);
  desk = await Desk.govern({ from, servers: { notes: { command: NODE, args: SERVER } } });
  rmSync(from, { recursive: true });
  person = new Terminal("", desk.stage.folder);
  for (const name of ["bea", "cid"]) await person.run(["trust", "--new", name]);
  await person.run(["rotate", "charter.yaml", "--authors", "author,bea,cid", "--threshold", "2"]);
  await person.run(["sign", "charter.yaml", "--key", "bea"]);
  agent = await desk.connect();
}, 120_000);
afterAll(() => desk.close());

test("one author alone changes nothing: cli/charter-unsigned", async () => {
  expect(await write()).toMatchObject({ isError: true, verdict: "deny" });
  await person.refuse("cli/charter-unsigned", ["sign", "emergency.yaml", "--now"]);
  expect(await inForce()).toMatchObject({ version: 1, authors: { threshold: 2 } });
  expect(await write()).toMatchObject({ isError: true, verdict: "deny" });
});

test("with a second one it counts at once, in the session that runs; then the ordinary charter does again", async () => {
  await person.run(["sign", "emergency.yaml", "--key", "cid", "--now"]);
  expect(await inForce()).toMatchObject({ version: 2 });
  expect(await write()).toMatchObject({ isError: false });
  await person.run(["sign", "charter.yaml", "--key", "bea"]);
  expect(await write()).toMatchObject({ isError: false });
  await person.run(["sign", "charter.yaml", "--now"]);
  expect(await write()).toMatchObject({ isError: true, verdict: "deny" });
});

test("the same at a start: what stood still goes on under the emergency charter, and the audit says who signed what", async () => {
  await agent.close();
  const charter = join(desk.stage.folder, "emergency.yaml");
  await person.refuse("cli/charter-unsigned", ["run", "emergency.yaml"]);
  await person.run(["sign", "emergency.yaml", "--key", "bea"]);
  agent = await desk.connect({ charter });
  expect(await write()).toMatchObject({ isError: false });
  await agent.close();
  expect(JSON.parse(await person.run(["audit", "--json"]))).toMatchObject({
    verdict: "OK",
    joint: [
      { version: 1, signedBy: ["author", "bea"] },
      { version: 2, signedBy: ["author", "cid"] },
      { version: 3, signedBy: ["author", "bea"] },
      { version: 4, signedBy: ["author", "bea"] },
    ],
  });
  expect(await person.run(["audit"])).toMatch(/^charter version 2 \(entry \d+\) was signed by author, cid$/m);
});
