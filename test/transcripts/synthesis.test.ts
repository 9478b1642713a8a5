/** Synthesis on the command line: a patch with its reasons, a story that replays, and charters for which there is none. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lockOf } from "../execution/compile-texts.ts";
import { Terminal } from "./terminal.ts";

const CHARTER = `charter: treasurer
sources: { mail: { results: [mail/read] } }
state:
  checked: { bool: false }
  sent: { bool: false }
allow: [mail/read]
actions:
  check:
    tool: bank/balance
    allow: true
    outcome: { ok: { checked: true } }
  pay:
    tool: bank/pay
    allow: args.amount > 0 && args.amount <= 5000 # as ever
    then: { checked: false }
  send: { tool: mail/send, allow: true, then: { sent: true } }
bounds:
  never:
    - { name: large, when: does("pay") && args.amount > 500 && !asked() }
    - { name: unchecked, when: does("pay") && !state.checked }
    - { name: leak, when: state.sent && seen("mail") }
`;

const LOCK = lockOf({ "mail/read": [], "mail/send": ["to"], "bank/pay": ["amount", "to"], "bank/balance": [] });

const terminal = new Terminal("Synthesis");
afterAll(() => terminal.close());

test("synthesis", async () => {
  terminal.write("interlock.lock", JSON.stringify(LOCK));
  terminal.write("treasurer.yaml", CHARTER);
  terminal.say("What makes every bound hold, and nothing more; with the story that each clause prevents.");
  await terminal.run(["synthesise", "treasurer.yaml", "--write", "safe.yaml"]);
  await terminal.refuse("cli/file-exists", ["synthesise", "treasurer.yaml", "--write", "safe.yaml"]);
  terminal.say("The new charter needs nothing more.");
  await terminal.run(["synthesise", "safe.yaml"]);
  await terminal.run(["synthesise", "safe.yaml", "--json"]);

  terminal.say("A story is a recorded session: the old charter lets it pass, the new one does not.");
  const json = JSON.parse(await new Terminal("", terminal.folder).run(["synthesise", "treasurer.yaml", "--json"])) as {
    clauses: { name: string; story: { lines: unknown[]; replays: boolean } }[];
  };
  expect(json.clauses.every(({ story }) => story.replays)).toBe(true);
  const unchecked = json.clauses.find(({ name }) => name === "keeps-unchecked");
  terminal.write("story.jsonl", (unchecked?.story.lines ?? []).map((line) => `${JSON.stringify(line)}\n`).join(""));
  await terminal.run(["replay", "treasurer.yaml", "story.jsonl"]);
  await terminal.run(["replay", "safe.yaml", "story.jsonl"]);

  terminal.say("Where nothing helps, it says what breaks the bound whatever is refused.");
  terminal.write("lost.yaml", CHARTER.replace('state.sent && seen("mail")', "'!state.sent'"));
  await terminal.run(["synthesise", "lost.yaml"]);
  await terminal.run(["synthesise", "lost.yaml", "--json"]);
  await terminal.refuse("cli/file-unwritable", ["synthesise", "treasurer.yaml", "--write", "nowhere/safe.yaml"]);
  expect(existsSync(join(terminal.folder, "nowhere"))).toBe(false);
  expect(readFileSync(join(terminal.folder, "treasurer.yaml"), "utf8")).toBe(CHARTER);
  await expect(terminal.transcript).toMatchFileSnapshot("synthesis.md");
});
