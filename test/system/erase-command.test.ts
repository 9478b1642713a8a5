/**
 * `interlock erase` on a system as people start it: `interlock up` in front of a real tool server, and the command line beside it. What
 * was sealed is in no file any more, what was proved before still is, the audit is OK, and whoever is served goes on being served.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attach } from "../../src/cli/index.ts";
import { type FollowedEntry, leafHash, leafText, Tree, verifyInclusion } from "../../src/ledger/index.ts";
import { must } from "../governed/system.ts";
import { NODE, Terminal } from "../transcripts/terminal.ts";
import { until } from "../worlds/eventually.ts";
import { filesUnder } from "../worlds/files-under.ts";
import { Desk } from "./desk.ts";
import { Served, type ServedSession } from "./served.ts";

const CHARTER = "charter: notes-agent\nallow: [notes/read_note, notes/write_note]\n";
const SERVER = ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../servers/notes-server.ts")];
const SECRET = "what ann alone may say";
const ERASE = ["erase", "--agent", "agent", "--user", "ann"];

let desk: Desk;
let person: Terminal;
let served: Served;
let ann: ServedSession;
/** The ledger as it was before the erasure. */
let before: readonly FollowedEntry[];
let tree: Tree;

async function entries(): Promise<readonly FollowedEntry[]> {
  const { client, close } = must(await attach(desk.stage.state, "auditor", 0));
  const read = must(await client.read(0, 1_000));
  close();
  return read;
}

function bytesOf({ leaf }: FollowedEntry): Uint8Array {
  return leafHash(Buffer.from(leafText(leaf)));
}

/** Whether some file of the whole state folder holds these bytes. */
function isOnDisk(bytes: Buffer): boolean {
  return filesUnder(desk.stage.state.root).some((file) => file.bytes.includes(bytes));
}

/** Ann's client leaves, and the ledger has heard of it. */
async function leave(): Promise<void> {
  const left = async (): Promise<number> =>
    (await entries()).filter(({ leaf: { entry } }) => entry.kind === "session" && entry.ended === true).length;
  const count = await left();
  await ann.end();
  await until(async (saw) => saw(await left()) > count, "the end of the session");
}

beforeAll(async () => {
  const from = mkdtempSync(join(tmpdir(), "interlock-erase-"));
  writeFileSync(join(from, "charter.yaml"), CHARTER);
  desk = await Desk.govern({ from, servers: { notes: { command: NODE, args: SERVER } } });
  rmSync(from, { recursive: true });
  person = new Terminal("", desk.stage.folder);
  const bob = await desk.connect({ options: ["--user", "bob", "--wait", "0"] });
  expect(await bob.call("write_note", { name: "n", text: "bob's" })).toMatchObject({ isError: false });
  await bob.close();
  served = await Served.start(desk, ["--user", "ann", "--task", SECRET, "--wait", "0"]);
  ann = await served.connect();
  expect(await ann.call("write_note", { name: "n", text: SECRET })).toMatchObject({ isError: false, text: SECRET });
  before = await entries();
  tree = new Tree();
  for (const entry of before) tree.append(bytesOf(entry));
}, 180_000);
afterAll(async () => {
  await served?.stop();
  await desk.close();
});

/** Sealed contents of before the erasure, hers or everybody else's. */
function sealed(whose: "hers" | "others"): readonly Buffer[] {
  const grant = before.find(({ leaf: { entry } }) => entry.kind === "grant" && entry.user === "ann");
  const session = before.find(({ leaf: { entry } }) => entry.kind === "session" && entry.grant === grant?.index)?.leaf.session;
  const isHers = (entry: FollowedEntry): boolean => entry === grant || entry.leaf.session === session;
  const theirs = before.filter((entry) => isHers(entry) === (whose === "hers"));
  return theirs.flatMap(({ blob }) => (blob === undefined ? [] : [Buffer.from(blob, "base64")]));
}

test("what was sealed of ann is in no file, once she has left, and of others all is; her words never were", async () => {
  await person.refuse("ledger/context-open", ERASE);
  await leave();
  expect(await person.run(["log"])).toContain(SECRET);
  expect(sealed("hers").length).toBe(4);
  expect(sealed("hers").every(isOnDisk)).toBe(true);
  expect(await person.run(ERASE)).toMatch(/^erased: .* as two judges stand for/);
  await until(() => !sealed("hers").some(isOnDisk), "the deletion");
  expect(sealed("others").every(isOnDisk)).toBe(true);
  expect(isOnDisk(Buffer.from(SECRET))).toBe(false);
  expect(await person.run(["log"])).not.toContain(SECRET);
  await person.refuse("ledger/nothing-to-erase", ERASE);
});

test("she comes back to what serves her, without what she had said, and can be erased again", async () => {
  ann = await served.connect();
  expect(await ann.call("write_note", { name: "n", text: "more" })).toMatchObject({ isError: false, text: "more" });
  await leave();
  expect(await person.run(ERASE)).toMatch(/^erased: /);
});

test("every entry is proved to be in the tree of before, and the audit is OK", async () => {
  const after = await entries();
  const [size, root] = [tree.size, tree.root()];
  for (const entry of after.slice(0, size))
    expect(verifyInclusion(entry.index, size, bytesOf(entry), root, tree.inclusionProof(entry.index, size))).toBe(true);
  expect(JSON.parse(await person.run(["audit", "--json"]))).toMatchObject({ verdict: "OK", findings: [], erased: 7 });
});
