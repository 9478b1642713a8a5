/** The state folder on the command line: not there, not safe, not writable, not running, not whole. */
import { chmodSync, chownSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NODE, Terminal } from "./terminal.ts";

const SERVER = ["--", NODE, "--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../servers/notes-server.ts")];
const NOBODY = 65_534;
const isRoot = process.geteuid?.() === 0;

const terminal = new Terminal("The state folder");
const at = (...parts: readonly string[]): string => join(terminal.folder, ...parts);
beforeAll(async () => {
  mkdirSync(at("notes"));
  await new Terminal("", at("notes")).run(["init", ...SERVER]);
});
afterAll(() => terminal.close());

test("the state folder", async () => {
  terminal.say("Nothing has ever run here, or nothing runs now.");
  for (const command of ["pending", "audit", "doubts"]) await terminal.refuse("cli/state-missing", [command]);
  await terminal.refuse("cli/state-missing", ["log", "--state", "nowhere", "--json"]);
  for (const command of [["pending"], ["held"], ["approve", "t1"], ["discard", "t1"], ["log", "--follow"]])
    await terminal.refuse("cli/not-running", command, { from: "notes" });
  await terminal.refuse("cli/not-running", ["pending", "--json"], { from: "notes" });
  terminal.say("What reads the ledger's files works all the same.");
  await terminal.run(["log"], { from: "notes" });
  await terminal.run(["doubts"], { from: "notes" });
  await terminal.refuse("cli/ledger-missing", ["audit"], { from: "notes" });
  terminal.say("Keys: one that is not there, one that is none, and a ring that is none.");
  await terminal.refuse("cli/key-missing", ["log", "--key", "nobody"], { from: "notes" });
  writeFileSync(at("notes/.interlock/keys/broken.key"), "x");
  await terminal.refuse("cli/key-missing", ["log", "--key", "broken"], { from: "notes" });
  cpSync(at("notes"), at("ringless"), { recursive: true });
  chmodSync(at("ringless/.interlock"), 0o700);
  writeFileSync(at("ringless/.interlock/keys/ring.json"), "{}");
  await terminal.refuse("cli/state-unsafe", ["grant", "--user", "ann"], { from: "ringless" });
  await terminal.refuse("cli/state-unsafe", ["run", "charter.yaml", ...SERVER], { from: "ringless" });
  mkdirSync(at("ringless/.interlock/ledger/journal"));
  await terminal.refuse("cli/audit-failed", ["audit"], { from: "ringless" });
  terminal.say("A state folder that others can read.");
  cpSync(at("notes"), at("open"), { recursive: true });
  chmodSync(at("open/.interlock"), 0o755);
  await terminal.refuse("cli/state-unsafe", ["run", "charter.yaml", ...SERVER], { from: "open" });
  await expect(terminal.transcript).toMatchFileSnapshot("state.md");
});

test("grants", async () => {
  const grants = new Terminal("Grants", at("notes"));
  grants.say("One word, for the environment of whoever starts the agent.");
  const word = JSON.parse(await grants.run(["grant", "--user", "ann", "--agent", "desk", "--task", "sort the notes", "--json"]))
    .grant as string;
  grants.hide(word, "(a grant)");
  grants.say("A grant that is none, that was changed, that is for another agent, or beside one on the command line.");
  const started = ["run", "charter.yaml"];
  await grants.refuse("cli/grant-malformed", [...started, ...SERVER], { environment: { INTERLOCK_GRANT: "let me in" } });
  const changed = Buffer.from(Buffer.from(word, "base64").toString("utf8").replace('"user":"ann"', '"user":"eve"')).toString("base64");
  await grants.refuse("cli/grant-malformed", [...started, ...SERVER], { environment: { INTERLOCK_GRANT: changed } });
  const stranger = Buffer.from(
    Buffer.from(word, "base64")
      .toString("utf8")
      .replace(/"by":"[0-9a-f]{16}"/, '"by":"0123456789abcdef"'),
  ).toString("base64");
  await grants.refuse("cli/grant-malformed", [...started, ...SERVER], { environment: { INTERLOCK_GRANT: stranger } });
  await grants.refuse("cli/grant-malformed", [...started, "--agent", "other", ...SERVER], { environment: { INTERLOCK_GRANT: word } });
  await grants.refuse("cli/grant-malformed", [...started, "--user", "bob", ...SERVER], { environment: { INTERLOCK_GRANT: word } });
  await expect(grants.transcript.replaceAll(word, "(a grant)").replace(/"expires":[0-9]+/, '"expires":…')).toMatchFileSnapshot("grants.md");
});

test.skipIf(!isRoot)("folders of others (skipped unless run as root: only root can make a folder that is another's)", async () => {
  const foreign = new Terminal("Folders of others", terminal.folder);
  foreign.say("A state folder of somebody else's, and a folder that this user can't write.");
  cpSync(at("notes"), at("foreign"), { recursive: true });
  chmodSync(at("foreign/.interlock"), 0o700);
  chownSync(at("foreign/.interlock"), NOBODY, NOBODY);
  await foreign.refuse("cli/state-unsafe", ["run", "charter.yaml", ...SERVER], { from: "foreign" });
  mkdirSync(at("locked"), { mode: 0o755 });
  cpSync(at("notes/charter.yaml"), at("locked/charter.yaml"));
  cpSync(at("notes/interlock.lock"), at("locked/interlock.lock"));
  process.seteuid?.(NOBODY);
  try {
    await foreign.refuse("cli/file-unwritable", ["run", "charter.yaml", ...SERVER], { from: "locked" });
    await foreign.refuse("cli/file-unwritable", ["init", "new.yaml", ...SERVER], { from: "locked" });
    await foreign.refuse("cli/key-missing", ["log"], { from: "notes" });
  } finally {
    process.seteuid?.(0);
  }
  await expect(foreign.transcript).toMatchFileSnapshot("foreign-folders.md");
});
