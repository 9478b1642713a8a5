/**
 * Writes the table "who captures X can at most …" of SECURITY.md from the table that the capture tests run.
 *   node scripts/captures-doc.ts            writes it
 *   node scripts/captures-doc.ts --check    exits 1 where the document is not what would be written
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLOSED, type Tries } from "../test/compromise/captured/attempts.ts";
import { CAPTURES, type Capture } from "../test/compromise/captured/captures.ts";

const DOCUMENT = join(import.meta.dirname, "../SECURITY.md");
const [BEGIN, END] = ["<!-- captures: begin -->", "<!-- captures: end -->"];

/** The document with its table as the tests have it now. */
export function withCaptures(document: string): string {
  const [before = "", rest = ""] = document.split(`${BEGIN}\n`);
  const [, after = ""] = rest.split(END);
  return `${before}${BEGIN}\n${table()}${END}${after}`;
}

function table(): string {
  const rows = CAPTURES.map((row) => `| ${row.who} | ${row.holds} | ${row.lacks} | ${row.atMost} | ${tried(row)} |`);
  return [
    "| Who is captured | Holds | Does not hold | Can at most | What is tried, and comes to |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** The attempts that the kernel answers. */
const OF_OTHERS: readonly Tries[] = [
  "another's files",
  "another's folders",
  "another's door",
  "another's environment",
  "another's memory",
  "another's pipes",
  "to end another",
];

/** Attempts by what they come to, and the tests that do more. */
function tried({ tries, also }: Capture): string {
  const byEnd = new Map<string, string[]>();
  const isShut = OF_OTHERS.every((attempt) => tries[attempt] === CLOSED);
  if (isShut) byEnd.set(CLOSED, ["another's files, folders, door, environment, memory and pipes, to end it"]);
  const further = Object.values(also).flatMap((does) => Object.entries(does));
  const listed = [...Object.entries(tries), ...further].filter(([attempt]) => !isShut || !OF_OTHERS.includes(attempt as Tries));
  for (const [attempt, end] of listed) byEnd.set(end, [...(byEnd.get(end) ?? []), attempt]);
  const words = [...byEnd].map(([end, attempts]) => `${attempts.join(", ")}: ${end.includes("/") ? `\`${end}\`` : end}`);
  return [...words, ...Object.keys(also).map((file) => `\`${file}\``)].join("; ");
}

if (import.meta.main) {
  const document = readFileSync(DOCUMENT, "utf8");
  const written = withCaptures(document);
  if (!process.argv.includes("--check")) writeFileSync(DOCUMENT, written);
  else if (written !== document) {
    console.error("SECURITY.md is out of date: run `npm run docs`");
    process.exitCode = 1;
  }
}
