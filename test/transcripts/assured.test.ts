/** Assured progress on the command line: against so many failures it holds, against more it is told how, and clauses that restore it. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lockOf } from "../execution/compile-texts.ts";
import { Terminal } from "./terminal.ts";

const CHARTER = `charter: clerk
state:
  letter: { enum: [none, written, underway, arrived] }
  tries: { range: [0, 3] }
actions:
  write:
    tool: desk/write
    allow: state.letter in ["none", "arrived"]
    then: { letter: written, tries: 0 }
  send:
    tool: mail/send
    allow: state.letter == "written" && state.tries < 3
    then: { letter: underway, tries: state.tries + 1 }
    outcome: { ok: { letter: arrived }, error: { letter: written }, unknown: { letter: written } }
bounds:
  always_possible:
    - { name: letters-arrive, when: state.letter == "arrived" }
  grade: assured
  assume: { failures: 2 }
`;

/** Handing a letter over to a courier: if the courier never comes back nobody learns more. */
const TEMPTED = CHARTER.replace(
  "bounds:",
  `  hand_over:
    tool: courier/take
    allow: state.letter == "written"
    then: { letter: underway }
bounds:`,
);

const LOCK = lockOf({ "desk/write": ["text"], "mail/send": ["to"], "courier/take": ["name"] });

const terminal = new Terminal("Assured progress");
afterAll(() => terminal.close());

test("assured progress", async () => {
  terminal.write("interlock.lock", JSON.stringify(LOCK));
  terminal.write("clerk.yaml", CHARTER);
  terminal.say("Three tries are enough against two failures in a row.");
  await terminal.run(["check", "clerk.yaml"]);
  terminal.say("They are not against three: the story ends where the goal is lost, and goes on with how it is kept away.");
  terminal.write("three.yaml", CHARTER.replace("failures: 2", "failures: 3"));
  await terminal.run(["check", "three.yaml", "--story", "story.jsonl"]);
  await terminal.run(["replay", "three.yaml", "story.jsonl"]);
  expect(readFileSync(join(terminal.folder, "story.jsonl"), "utf8").match(/"outcome":"error"/g)).toHaveLength(3);
  terminal.say("Where the agent can spoil it, what spoils it is refused, and nothing else.");
  terminal.write("tempted.yaml", TEMPTED);
  await terminal.run(["check", "tempted.yaml"]);
  await terminal.run(["synthesise", "tempted.yaml", "--write", "safe.yaml"]);
  await terminal.run(["check", "safe.yaml", "--json"]);
  await expect(terminal.transcript).toMatchFileSnapshot("assured.md");
});
