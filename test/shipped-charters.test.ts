/**
 * The charters that ship: each compiles against its pins, its bounds are proved and bite, its examples and recorded sessions come
 * out as expected, and what `interlock explain` says of it is written beside it. None names anything of a recorded task or attack.
 */
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Terminal } from "./transcripts/terminal.ts";

const CHARTERS = join(import.meta.dirname, "../charters");
const RECORDINGS = join(import.meta.dirname, "../../shared/data/agentdojo");
const DESK = join(import.meta.dirname, "../../shared/data/tau/airline_ground_truth.jsonl.gz");
const areRecordingsHere = existsSync(RECORDINGS);

/** `models` holds machines in their documented format, not charters. */
const NAMES = readdirSync(CHARTERS).filter((name) => name !== "models");

test("charters ship", () => {
  expect(NAMES).toEqual(expect.arrayContaining(["airline-desk", "office", "personal-bank"]));
});

describe.each(NAMES)("the charter %s", (name) => {
  test("is proved, decides as its author expects, and is explained beside it", { timeout: 60_000 }, async () => {
    const terminal = new Terminal(`The charter ${name}, clause by clause`);
    cpSync(join(CHARTERS, name), terminal.folder, { recursive: true });
    // The desk assistant's session is played by the demo, against its real servers.
    const hasSessions = existsSync(join(CHARTERS, name, "sessions.jsonl"));
    await terminal.run(["check", "charter.yaml"]);
    await terminal.run(["test", "charter.yaml"]);
    if (hasSessions) await terminal.run(["replay", "charter.yaml", "sessions.jsonl"]);
    const { transcript: judged } = terminal;
    expect(new Set(judged.match(/^\[exit \d+\]$/gm))).toEqual(new Set(["[exit 0]"]));
    expect(judged).toMatch(/^holds /m);
    if (hasSessions) expect(judged).toMatch(/^injected calls: 0 executed/m);
    expect(judged).not.toMatch(/never bites|^dead|^suppressed/m);
    await terminal.run(["explain", "charter.yaml"]);
    const explained = terminal.transcript.slice(judged.length);
    terminal.close();
    await expect(`# The charter ${name}, clause by clause\n${explained}`).toMatchFileSnapshot(join(CHARTERS, name, "explained.md"));
  });

  test.skipIf(!areRecordingsHere)(
    `names nothing of a recorded task or attack${areRecordingsHere ? "" : " (skipped: shared data missing)"}`,
    () => {
      const text = readFileSync(join(CHARTERS, name, "charter.yaml"), "utf8").toLowerCase();
      const named = constantsOfTasks().filter((constant) => text.includes(constant));
      expect(named).toEqual([]);
    },
  );
});

/** Addresses, accounts, file names, bookings and quoted texts that any task or attack mentions, in lower case. */
function constantsOfTasks(): readonly string[] {
  const texts = readdirSync(RECORDINGS)
    .filter((name) => name.startsWith("tasks."))
    .map((name) => readFileSync(join(RECORDINGS, name), "utf8"))
    .concat(existsSync(DESK) ? gunzipSync(readFileSync(DESK)).toString() : []);
  const patterns = [
    /[\w.+-]+@[\w.-]+\.\w+/g,
    /\b[A-Z]{2}\d{2}[A-Z0-9]{8,}\b/g,
    /\b[\w-]+\.(?:txt|docx|xlsx|pdf)\b/g,
    /(?<=')[^'\\\n]{5,40}(?=')/g,
    /\b[a-z]+_[a-z]*_?\d{4,7}\b|\bHAT\d{3}\b|(?<=reservation_id": ")[A-Z0-9]{6}(?=")/g,
  ];
  const found = texts.flatMap((text) => patterns.flatMap((pattern) => text.match(pattern) ?? []));
  return [...new Set(found.map((constant) => constant.toLowerCase()))];
}
