/** Charters on the command line: good ones, broken ones, and ones that are not there. */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NODE, Terminal } from "./terminal.ts";

const SERVER = ["--", NODE, "--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../servers/notes-server.ts")];

const CHARTER = `charter: notes
allow:
  - notes/read_note
actions:
  write:
    tool: notes/write_note
    allow: size(args.text) <= 100
    escalate: [{ name: long-note, when: size(args.text) > 20, to: owner, within: 30m }]
deny:
  - notes/delete_note
limits:
  - { action: write, at_most: 2, per: day }
`;

const EXAMPLES = `tests:
  - name: two notes a day
    steps:
      - { call: notes/write_note, args: { name: a, text: short }, expect: allow }
      - call: notes/write_note
        args: { name: b, text: a text that is long enough }
        expect: escalate
        because: long-note
        approved: allow
      - { call: notes/write_note, args: { name: c, text: short }, expect: deny, because: limit/reached }
  - name: nothing is deleted
    steps:
      - { call: notes/delete_note, args: { name: a }, expect: deny }
`;

const terminal = new Terminal("Charters");
beforeAll(async () => {
  await new Terminal("", terminal.folder).run(["init", "first.yaml", "--name", "notes", ...SERVER]);
});
afterAll(() => terminal.close());

function remove(file: string): void {
  rmSync(join(terminal.folder, file));
}

test("charters", async () => {
  terminal.write("notes.yaml", CHARTER);
  terminal.write("notes.test.yaml", EXAMPLES);
  terminal.say("A charter that compiles, what it says, and its own examples.");
  await terminal.run(["check", "notes.yaml"]);
  await terminal.run(["explain", "notes.yaml"]);
  await terminal.refuse("charter/unknown-action", ["explain", "notes.yaml", "wrte"]);
  await terminal.run(["test", "notes.yaml"]);
  terminal.say("The same for programs.");
  await terminal.run(["check", "notes.yaml", "--json"]);
  await terminal.run(["explain", "notes.yaml", "write", "--json"]);
  await terminal.run(["test", "notes.yaml", "--json"]);

  terminal.say("An example that does not come out as its author expects ends with 1.");
  terminal.write(
    "other.test.yaml",
    EXAMPLES.replace("expect: deny, because: limit/reached", "expect: allow").replace("because: long-note", "because: owner-asked"),
  );
  await terminal.run(["test", "notes.yaml", "--examples", "other.test.yaml"]);

  terminal.say("Examples that are not there, are no YAML, or of another form.");
  await terminal.refuse("cli/file-unreadable", ["test", "first.yaml"]);
  terminal.write("bad.test.yaml", "tests: [");
  await terminal.refuse("cli/test-malformed", ["test", "notes.yaml", "--examples", "bad.test.yaml"]);
  terminal.write("bad.test.yaml", "tests:\n  - name: one\n    steps: [{ call: notes/read_note, expect: maybe }]\n");
  await terminal.refuse("cli/test-malformed", ["test", "notes.yaml", "--examples", "bad.test.yaml", "--json"]);

  terminal.say("What must be true of a charter as a whole is proved, and only what is proved runs.");
  terminal.write("proved.yaml", `${CHARTER}bounds:\n  never:\n    - does("write") && size(args.text) > 50 && !asked()\n`);
  await terminal.refuse("cli/certificate-missing", ["run", "proved.yaml", ...SERVER]);
  await terminal.run(["check", "proved.yaml"]);
  terminal.say("A bound that is broken is told as a story: the shortest one, with calls that the charter admits.");
  terminal.write(
    "unproved.yaml",
    `${CHARTER}bounds:\n  never:\n    - { name: short-notes, when: does("write") && size(args.text) > 10 && !asked() }\n`,
  );
  await terminal.run(["check", "unproved.yaml"]);
  await terminal.run(["check", "unproved.yaml", "--json"]);
  terminal.say("The story is a recorded session, which the decider plays.");
  await terminal.run(["check", "unproved.yaml", "--story", "story.jsonl"]);
  await terminal.run(["replay", "unproved.yaml", "story.jsonl"]);
  await terminal.refuse("cli/file-unwritable", ["check", "unproved.yaml", "--story", "no-folder/story.jsonl"]);
  terminal.say("A certificate of another charter proves nothing here.");
  renameSync(join(terminal.folder, "proved.certificate.json"), join(terminal.folder, "unproved.certificate.json"));
  await terminal.refuse("cli/certificate-refused", ["run", "unproved.yaml", ...SERVER]);
  await expect(terminal.transcript).toMatchFileSnapshot("charters.md");
});

test("broken charters", async () => {
  const broken = new Terminal("Broken charters", terminal.folder);
  terminal.write("broken.yaml", CHARTER.replace("notes/read_note", "notes/reed_note").replace("<= 100", "<== 100"));
  broken.say(
    "`check` shows everything that is wrong and ends with 1; what needs a charter that compiles says the first error and ends with 3.",
  );
  await broken.run(["check", "broken.yaml"]);
  await broken.run(["check", "broken.yaml", "--json"]);
  await broken.refuse("cli/charter-broken", ["run", "broken.yaml", ...SERVER]);
  await broken.refuse("cli/charter-broken", ["test", "broken.yaml"]);

  broken.say("A charter that is not there, is no text, or has expired.");
  await broken.refuse("cli/charter-missing", ["check", "nowhere.yaml"]);
  await broken.refuse("cli/charter-missing", ["run", "nowhere.yaml"]);
  writeFileSync(join(terminal.folder, "latin1.yaml"), Buffer.from("charter: caf\xe9\n", "latin1"));
  await broken.refuse("cli/file-unreadable", ["check", "latin1.yaml"]);
  terminal.write("expired.yaml", CHARTER.replace("charter: notes", "charter: notes\nexpires: 2020-01-01"));
  await broken.refuse("cli/charter-expired", ["run", "expired.yaml", ...SERVER]);

  broken.say("Pins that are not there, were edited by hand, or are of another form.");
  terminal.write("alone/notes.yaml", CHARTER);
  await broken.refuse("cli/lock-missing", ["check", "notes.yaml"], { from: "alone" });
  await broken.refuse("cli/lock-missing", ["run", "notes.yaml", "--json"], { from: "alone" });
  const lock =
    '{"format":"interlock-lock/1","servers":{"notes":{"methods":[],"tools":{"read_note":{"definition":{"name":"read_note"},"digest":"0"}}}}}';
  terminal.write("alone/interlock.lock", lock);
  await broken.refuse("cli/lock-broken", ["check", "notes.yaml"], { from: "alone" });
  terminal.write("alone/interlock.lock", "pins: none\n");
  await broken.refuse("cli/lock-broken", ["check", "notes.yaml"], { from: "alone" });
  remove("alone/interlock.lock");
  await expect(broken.transcript).toMatchFileSnapshot("broken-charters.md");
});
