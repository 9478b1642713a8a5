/** Several authors of one charter on the command line: signed by one, refused, signed by the other, in force; an older one never again. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NODE, Terminal } from "../../../test/transcripts/terminal.ts";
import { ok, type Result } from "../../fault/index.ts";
import { type Cells, embeddedCells } from "../cells/cell.ts";
import { compileFiles } from "../charter/charter-file.ts";
import { launch } from "../launch/launch.ts";
import { openStateFolder } from "../state-folder/key-ring.ts";
import { stateFolderBeside } from "../state-folder/state-folder.ts";

const SERVER = ["--", NODE, "--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../../../test/servers/notes-server.ts")];
const terminal = new Terminal("Several authors");
const at = (...parts: readonly string[]): string => join(terminal.folder, ...parts);

beforeAll(async () => {
  await new Terminal("", terminal.folder).run(["init", ...SERVER]);
}, 120_000);
afterAll(() => terminal.close());

/** Starts the ledger, puts the charter in force, and ends: with which code. Without a server it does not get ready. */
async function putInForce(): Promise<string> {
  const charter = at("charter.yaml");
  // A machine names its charters as they were named: every author signs in the charter's folder.
  const before = process.cwd();
  process.chdir(terminal.folder);
  const compiled = compileFiles(["charter.yaml"]);
  process.chdir(before);
  if (!compiled.ok) throw new Error(compiled.fault.message);
  const options = { servers: [], writable: [], readOnly: [], sandbox: false, readyMs: 0, front: false, onWords: () => undefined };
  const state = stateFolderBeside(charter);
  const cells = (): Result<Cells, never> => ok(embeddedCells(state, []));
  expect(openStateFolder(state, []).ok).toBe(true);
  const started = await launch({ state, compiled: compiled.value, charter, cells, ...options });
  return started.ok ? "" : started.fault.code;
}

function edit(words: string): void {
  const text = readFileSync(at("charter.yaml"), "utf8");
  writeFileSync(at("charter.yaml"), `${text}# ${words}\n`);
}

test("a solo author never signs by hand, and every change is the next version", async () => {
  expect(await putInForce()).toBe("cli/not-ready");
  expect(await putInForce()).toBe("cli/not-ready");
  edit("changed once");
  expect(await putInForce()).toBe("cli/not-ready");
  const { version, authors } = JSON.parse(await new Terminal("", terminal.folder).run(["trust", "--json"]));
  expect({ version, threshold: authors.threshold, keys: authors.keys.length }).toEqual({ version: 2, threshold: 1, keys: 1 });
});

test("two authors sign together: cli/charter-unsigned", async () => {
  terminal.say("A second author's key, and a charter after which both sign.");
  await terminal.run(["trust", "--new", "bea"]);
  await terminal.run(["rotate", "charter.yaml", "--authors", "author,bea", "--threshold", "2"]);
  expect(await putInForce()).toBe("cli/charter-unsigned");
  await terminal.run(["sign", "charter.yaml", "--key", "bea"]);
  expect(await putInForce()).toBe("cli/not-ready");
  await terminal.run(["trust"]);
  const older = readFileSync(at("interlock.signatures"), "utf8");
  terminal.say("One author alone changes nothing any more.");
  edit("changed by one\nrunning_sessions: pinned");
  expect(await putInForce()).toBe("cli/charter-unsigned");
  await terminal.run(["sign", "charter.yaml", "--key", "bea"]);
  const newer = readFileSync(at("interlock.signatures"), "utf8");
  writeFileSync(at("interlock.signatures"), older);
  expect(await putInForce()).toBe("cli/charter-unsigned");
  writeFileSync(at("interlock.signatures"), newer);
  expect(await putInForce()).toBe("cli/not-ready");
  await terminal.run(["trust"]);
  terminal.say("Authors whom nobody knows, too few of them, and a file that nobody has written.");
  for (const authors of ["nobody", "bea"])
    await terminal.refuse("cli/author-unknown", ["rotate", "charter.yaml", "--authors", authors, "--threshold", "2"]);
  await terminal.refuse("cli/author-unknown", ["trust", "--enrol", "charter.yaml"]);
  await terminal.refuse("cli/author-unknown", ["trust", "--new", "../bea"]);
  terminal.write("interlock.signatures", "{}");
  await terminal.refuse("cli/signatures-broken", ["sign", "charter.yaml"]);
  const hidden = terminal.transcript.replace(/\{"id":[^}]*\}/g, "{…}").replace(/"by":"[0-9a-f]{16}"/g, '"by":"…"');
  await expect(hidden).toMatchFileSnapshot("../../../test/transcripts/authors.md");
});
