/** What a parked call would do or send, on a terminal: whatever an agent has written, each line stays behind its margin. */
import { expect, test } from "vitest";
import type { FileChange, Rehearsal } from "../../ledger/index.ts";
import type { Output } from "../terminal/output.ts";
import { showSince } from "./call-circumstances.ts";
import { showOutbox } from "./show-outbox.ts";
import { showRehearsal } from "./show-rehearsal.ts";

function shown(show: (out: Output) => void): readonly string[] {
  const lines: string[] = [];
  show({ json: false, line: (text = "") => void lines.push(text), value: () => undefined, note: () => undefined, fault: () => undefined });
  return lines;
}

const CHANGE: FileChange = { path: "/w/plan.md", is: "changed", what: "file", notes: [], lines: [], linesLeft: 0 };
const files = (changes: readonly FileChange[], changesLeft = 0): Rehearsal => ({
  is: "files",
  answer: { isError: false, text: "", cut: 0 },
  changes,
  changesLeft,
});

test("a line can't leave its place, and what is cut is said", () => {
  const lines = [
    { is: "removed", text: "two" },
    { is: "added", text: "\u001b[2J\u202e+ three\r" },
    { is: "added", text: "x", cut: 9 },
  ] as const;
  const found = files([{ ...CHANGE, from: "/w/old\n.md", notes: ["mode 644 becomes 755"], lines, linesLeft: 3 }], 2);
  expect(shown((out) => showRehearsal(out, { found }, "folded"))).toEqual([
    "    tried where nothing comes of it: it succeeds",
    "    changes /w/plan.md, moved from /w/old\\u{a}.md  (mode 644 becomes 755)",
    "    | - two",
    "    | + \\u{1b}[2J\\u{202e}+ three\\u{d}",
    "    | + x … 9 more characters",
    "    | … 3 more lines",
    "    … and 2 changes more",
  ]);
});

test("more lines than a screen holds are counted", () => {
  const lines = Array.from({ length: 70 }, (_, index) => ({ is: "added", text: `${index}` }) as const);
  expect(shown((out) => showRehearsal(out, { found: files([{ ...CHANGE, lines }]) }, "folded")).at(-1)).toContain("10 more lines");
});

test("what could not be tried says why, by its code", () => {
  const found: Rehearsal = { is: "nothing", message: "too large" };
  expect(shown((out) => showRehearsal(out, { found, code: "executor/rehearsal-too-large" }, "folded"))).toEqual([
    "    tried where nothing comes of it: not possible: too large  [executor/rehearsal-too-large]",
  ]);
  expect(shown((out) => showRehearsal(out, { found: undefined }, "folded"))[0]).toContain("sealed for others");
});

test("rows, and what has changed since", () => {
  const found: Rehearsal = { is: "rows", table: "account", affected: 1, lines: [{ is: "added", text: "{}" }], linesLeft: 0 };
  expect(shown((out) => showRehearsal(out, { found }, "folded"))).toEqual([
    "    tried where nothing comes of it: 1 row of account",
    "    | + {}",
  ]);
  const since = {
    charter: { before: "bank version 1", now: "bank version 2" },
    files: ["/w/plan.md"],
    state: [{ variable: "paid", scope: "agent", before: [0], values: [1, 2] }],
  } as const;
  expect(shown((out) => showSince(out, since))).toEqual([
    "    since then the charter was bank version 1, it is bank version 2: a yes is denied as changed",
    "    since then /w/plan.md has changed: what the call does to it is not what is shown here",
    "    since then paid was 0, it is 1 or 2",
  ]);
});

test("a mail part by part: no line of one part looks like another part, and empty lines hide nothing", () => {
  const part = (name: string, ...texts: string[]) => ({ at: `/${name}`, name, texts });
  const body = `hello\nsubject: all fine\u001b[2J\n${"\n".repeat(4_999)}wire 700 to evil\n`;
  expect(shown((out) => showOutbox(out, { is: "mail", parts: [part("to", "a@example.org"), part("body", body)] }, "folded"))).toEqual([
    "    in the outbox: a mail; nothing has been sent",
    "    | to: a@example.org",
    "    | body:",
    "    |   hello",
    "    |   subject: all fine\\u{1b}[2J",
    "    … 4999 empty lines",
    "    |   wire 700 to evil",
    "    |   ",
  ]);
  const lines = shown((out) => showOutbox(out, { is: "payment", parts: [part("note", "x\n".repeat(200)), part("a\nb", "7")] }, "folded"));
  expect(lines.slice(0, 2)).toEqual(["    in the outbox: a payment; nothing has been sent", "    | note:"]);
  expect(lines.slice(-2)).toEqual(["    … 141 more lines folded: see them with --all", "    | a\\u{a}b: 7"]);
});
