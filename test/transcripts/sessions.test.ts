/** Recorded sessions on the command line: what is decided on them, with labels and without, and recordings that are broken. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lockOf } from "../execution/compile-texts.ts";
import { Terminal } from "./terminal.ts";

const CHARTER = `charter: bank
sources: { mail: { results: [mail/read] } }
state: { open: { bool: false, scope: organisation } }
allow: [mail/read]
actions:
  pay:
    tool: bank/pay
    allow: args.amount <= 1000
    escalate: [{ name: large, when: args.amount > 500, approvals: 2 }]
  note:
    tool: files/write
    allow: true
    quarantine: [{ name: after-mail, when: seen("mail") }]
  unlock:
    tool: door/open
    allow: session.role == "owner" && time.hour < 12
    succeeds: result.opened == true
    outcome: { ok: { open: true } }
limits:
  - { action: pay, at_most: 2, per: day }
`;

const LOCK = lockOf({ "mail/read": [], "bank/pay": ["amount", "recipient"], "files/write": ["text"], "door/open": [] });

const SESSIONS = `
{"session":"people","user":"ann","role":"owner","at":"2026-01-05T09:00:00Z"}
{"call":"bank/pay","args":{"amount":700},"id":"a","outcome":"later"}
{"answer":"yes","of":"a","by":"olga"}
{"answer":"yes","of":"a","by":"olga"}
{"answer":"yes","of":"a","by":"oskar","expect":"allow"}
{"outcome":"unknown","of":"a"}
{"call":"mail/read"}
{"call":"files/write","args":{"text":"x"},"expect":"quarantine","because":"after-mail","answer":"no"}
{"call":"bank/pay","args":{"amount":1},"expect":"allow","because":"session/contained","note":"the author is wrong"}
{"session":"world","user":"bob","role":"owner"}
{"call":"door/open","outcome":"error"}
{"call":"door/open","result":{"opened":false}}
{"call":"door/open","outcome":"failed"}
{"call":"door/open"}
{"call":"bank/pay","args":{"amount":600},"in":"people","at":"2026-01-06T10:00:00Z"}
{"call":"door/open","at":"2026-01-06T12:00:00Z"}
`.trim();

const terminal = new Terminal("Recorded sessions");
afterAll(() => terminal.close());

test("recorded sessions", async () => {
  terminal.write("bank.yaml", CHARTER);
  terminal.write("interlock.lock", JSON.stringify(LOCK));
  terminal.say("People answer, the world answers, a day turns; two sessions share the door.");
  terminal.write("sessions.jsonl", SESSIONS);
  await terminal.run(["replay", "bank.yaml", "sessions.jsonl"]);
  terminal.say("The example of docs/sessions.md, whose calls are labelled.");
  const [, example = ""] = /```jsonl\n([\s\S]+?)```/.exec(readFileSync(join(import.meta.dirname, "../../docs/sessions.md"), "utf8")) ?? [];
  terminal.write("example.jsonl", example);
  await terminal.run(["replay", "bank.yaml", "example.jsonl"]);
  await terminal.run(["replay", "bank.yaml", "example.jsonl", "--quiet", "--json"]);

  terminal.say("Recordings that are not there, or broken.");
  await terminal.refuse("cli/file-unreadable", ["replay", "bank.yaml", "nowhere.jsonl"]);
  for (const broken of [
    "",
    '{"call":"mail/read"}',
    '{"session":"a"}\n{"session":"a"}',
    '{"session":"a"}\n{"outcome":"ok"}',
    '{"session":"a"}\n{"call":"mail/read","arguments":{}}',
    '{"session":"a"}\n{"call":"mail/read","in":"b"}',
    '{"session":"a","session":"b"}',
  ]) {
    terminal.write("broken.jsonl", broken);
    await terminal.refuse("cli/session-malformed", ["replay", "bank.yaml", "broken.jsonl"]);
  }
  await expect(terminal.transcript).toMatchFileSnapshot("sessions.md");
});
