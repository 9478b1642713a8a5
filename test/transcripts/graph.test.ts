/** Pictures of charters on the command line: what is told apart, what is refused, and what cannot be drawn. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wideCharter } from "../generators/large-charters.ts";
import { NODE, Terminal } from "./terminal.ts";

const SERVER = ["--", NODE, "--disable-warning=ExperimentalWarning", join(import.meta.dirname, "../servers/notes-server.ts")];

const CHARTER = `charter: notes
sources: { notes: { results: [notes/read_note] } }
allow: [notes/read_note]
state:
  written: { range: [0, 3] }
actions:
  write:
    tool: notes/write_note
    allow: state.written < 3
    escalate: size(args.text) > 20
    then: { written: state.written + 1 }
limits:
  - { action: notes/read_note, at_most: 9 }
bounds:
  never:
    - { name: little-after-reading, when: state.written >= 2 && seen("notes") }
`;

const terminal = new Terminal("Pictures");
beforeAll(async () => {
  await new Terminal("", terminal.folder).run(["init", "first.yaml", "--name", "notes", ...SERVER]);
});
afterAll(() => terminal.close());

function drawn(file: string): string {
  return readFileSync(join(terminal.folder, file), "utf8");
}

test("pictures", async () => {
  terminal.write("notes.yaml", CHARTER);
  await terminal.run(["graph", "notes.yaml", "-o", "notes.svg"]);
  const picture = drawn("notes.svg");
  expect(picture).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  for (const text of [">start<", ">written = 2<", ">bad<", ">lost<", ">write, approved<", "any outcome", "refused: a bound"]) {
    expect(picture).toContain(text);
  }
  terminal.say("Only what was asked for is told apart.");
  await terminal.run(["graph", "notes.yaml", "--of", "limit(notes/read_note,session),contained", "-o", "read.svg", "--json"]);
  expect(drawn("read.svg")).toContain(">limit(notes/read_note,session) = 9<");
  expect(drawn("read.svg")).not.toContain(">written = 2<");
  await terminal.refuse("cli/variable-unknown", ["graph", "notes.yaml", "--of", "writen"]);
  await terminal.refuse("cli/file-unwritable", ["graph", "notes.yaml", "-o", "nowhere/notes.svg"]);
  terminal.say(
    "More states than anybody could list are collapsed too, with their numbers; where even diagrams are too large, there is no picture.",
  );
  const { lock, text } = wideCharter(20);
  terminal.write("wide/interlock.lock", JSON.stringify(lock));
  terminal.write("wide/charter.yaml", text);
  await terminal.run(["graph", "wide/charter.yaml", "-o", "wide.svg"]);
  for (const words of [">seen(lab)<", "e24 states<", "1.074e25 states, collapsed to 6"]) expect(drawn("wide.svg")).toContain(words);
  await terminal.refuse("cli/picture-too-large", ["graph", "wide/charter.yaml", "--nodes", "100"]);
  await expect(terminal.transcript).toMatchFileSnapshot("graph.md");
});
