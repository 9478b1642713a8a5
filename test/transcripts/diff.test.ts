/** Two charters compared on the command line: what a reviewer reads, and what CI sees. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NODE, Terminal } from "./terminal.ts";

const SERVER = ["--", NODE, "--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../servers/notes-server.ts")];

const OLD = `charter: notes
sources: { notes: { results: [notes/read_note] } }
allow:
  - notes/read_note
actions:
  write:
    tool: notes/write_note
    allow: size(args.text) <= 100
    escalate: [{ name: long-note, when: size(args.text) > 20, to: owner, within: 30m }]
deny:
  - notes/delete_note: seen("notes")
limits:
  - { action: write, at_most: 2, per: day }
`;

/** The same in other words: names, order and form changed. */
const RENAMED = `# Rewritten.
charter: notes
limits:
  - { action: note-down, at_most: 2, per: day }
actions:
  note-down:
    escalate: [{ name: a-long-one, when: "!(size(args.text) < 21)", within: 1800s, to: owner }]
    allow: size(args.text) < 101
    tool: notes/write_note
sources: { notes: { results: [notes/read_note] } }
deny: [{ notes/delete_note: seen("notes") && true }]
allow: [notes/read_note]
`;

const terminal = new Terminal("Comparing");
beforeAll(async () => {
  await new Terminal("", terminal.folder).run(["init", "first.yaml", "--name", "notes", ...SERVER]);
});
afterAll(() => terminal.close());

test("comparing", async () => {
  terminal.write("old.yaml", OLD);
  terminal.write("renamed.yaml", RENAMED);
  terminal.say("The same charter in other words.");
  await terminal.run(["diff", "old.yaml", "renamed.yaml", "--fail-on-widening"]);
  terminal.say("A limit is raised, a longer note needs nobody, and deleting is allowed before anything was read.");
  const wider = OLD.replace("at_most: 2", "at_most: 3")
    .replace("> 20", "> 30")
    .replace("  - notes/read_note\nactions", "  - notes/read_note\n  - notes/delete_note\nactions");
  terminal.write("wider.yaml", wider);
  await terminal.run(["diff", "old.yaml", "wider.yaml", "--fail-on-widening"]);
  terminal.say("The other way round; for programs.");
  await terminal.run(["diff", "wider.yaml", "old.yaml", "--fail-on-widening", "--json"]);
  terminal.say("More people, and less to write: each admits something that the other does not.");
  terminal.write("both.yaml", OLD.replace("to: owner", "to: editor").replace("<= 100", "<= 90"));
  await terminal.run(["diff", "old.yaml", "both.yaml"]);
  terminal.say("Names that mean something else are never equal: what was learned comes from another source.");
  terminal.write("relabelled.yaml", OLD.replace('"notes"', '"papers"').replace("sources: { notes:", "sources: { papers:"));
  await terminal.run(["diff", "old.yaml", "relabelled.yaml"]);
  await terminal.run(["diff", "old.yaml", "relabelled.yaml", "--fail-on-widening"]);
  terminal.say("A charter that expires later.");
  terminal.write("later.yaml", `expires: 2099-01-31\n${OLD}`);
  await terminal.run(["diff", "later.yaml", "old.yaml"]);
  terminal.say("People are asked more often.");
  terminal.write("asked.yaml", `roles: { owner: { at_most: { an_hour: 10 } } }\n${OLD}`);
  await terminal.run(["diff", "asked.yaml", "old.yaml", "--fail-on-widening"]);
  terminal.say("Sessions that run are judged by their own charter too, which `interlock explain` says of such a charter.");
  terminal.write("stricter.yaml", `running_sessions: stricter\n${OLD}`);
  await terminal.run(["diff", "old.yaml", "stricter.yaml"]);
  await terminal.run(["explain", "stricter.yaml"]);
  await terminal.refuse("cli/charter-missing", ["diff", "nowhere.yaml", "old.yaml"]);
  terminal.write("broken.yaml", OLD.replace("<= 100", "<== 100"));
  await terminal.refuse("cli/charter-broken", ["diff", "broken.yaml", "old.yaml"]);
  await expect(terminal.transcript).toMatchFileSnapshot("diff.md");
});
