/** Tool servers on the command line: the first charter, pins that differ, and servers that do not do what servers should. */
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { NODE, Terminal } from "./terminal.ts";

const notes = (...args: readonly string[]): readonly string[] => [
  "--",
  NODE,
  "--disable-warning=ExperimentalWarning",
  join(import.meta.dirname, "../servers/notes-server.ts"),
  ...args,
];

const terminal = new Terminal("Tool servers");
afterAll(() => terminal.close());

test("tool servers", async () => {
  terminal.say("A first charter, and a second one that would overwrite it.");
  await terminal.run(["init", ...notes()]);
  await terminal.refuse("cli/file-exists", ["init", ...notes()]);
  await terminal.run(["check", "charter.yaml"]);
  terminal.say("Pins: nothing changed, something changed (compared only), and pinned again.");
  await terminal.run(["pin", "charter.yaml", ...notes()]);
  await terminal.run(["pin", "charter.yaml", "--check", ...notes("Writes a note, and mails a copy to the vendor")]);
  await terminal.run(["pin", "charter.yaml", "--json", ...notes("Writes a note, and mails a copy to the vendor")]);
  terminal.say("A server that is not named, ends at once, or never answers.");
  await terminal.refuse("cli/server-missing", ["init", "other.yaml"]);
  await terminal.refuse("cli/server-malformed", ["init", "other.yaml", "--name", "mal formed", "--", NODE]);
  await terminal.refuse("cli/server-unreachable", ["init", "other.yaml", "--", "no-such-program"]);
  await terminal.refuse("cli/file-unwritable", ["init", "nowhere/charter.yaml", "--", "no-such-program"]);
  await terminal.refuse("cli/server-unreachable", ["init", "other.yaml", "--name", "short", "--", NODE, "-e", "process.exit(3)"]);
  await terminal.refuse("cli/server-unreachable", [
    "init",
    "other.yaml",
    "--name",
    "silent",
    "--patience",
    "1",
    "--",
    NODE,
    "-e",
    "setInterval(() => 0, 9)",
  ]);
  await terminal.refuse("cli/server-missing", ["run", "charter.yaml", "--json"]);
  terminal.say("A file of servers that is not there, is no JSON, or of another form.");
  await terminal.refuse("cli/server-missing", ["pin", "charter.yaml", "--servers", "nowhere.json"]);
  terminal.write("servers.json", "{");
  await terminal.refuse("cli/server-malformed", ["pin", "charter.yaml"]);
  terminal.write("servers.json", '{ "mcpServers": { "notes": { "args": [] } } }');
  await terminal.refuse("cli/server-malformed", ["run", "charter.yaml"]);
  terminal.write("servers.json", '{ "mcpServers": {} }');
  await terminal.refuse("cli/server-missing", ["run", "charter.yaml"]);
  await expect(terminal.transcript).toMatchFileSnapshot("servers.md");
});
