/**
 * `npm run redteam`, or `npm run redteam 25 26`: runs the tests of every case of the threat list, or of those, and prints the table: held,
 * held in part, not held, not covered. A case is held only where every test that it names has passed in this very run; one whose tests
 * were skipped here is not covered here. Exits with 1 where a case is not held.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RED_TEAM_CASES, type RedTeamCase } from "./redteam-cases.ts";

const root = join(import.meta.dirname, "..");

interface Result {
  readonly file: string;
  readonly name: string;
  readonly status: string;
}

/** Words of a test's name up to the first place where a row of its table is filled in. */
function fixedWords(words: string): string {
  return words.split(/[%$]/)[0]?.trim() ?? "";
}

function runTests(files: readonly string[]): readonly Result[] {
  const folder = mkdtempSync(join(tmpdir(), "interlock-redteam-"));
  const report = join(folder, "report.json");
  spawnSync(
    process.execPath,
    [join(root, "node_modules/vitest/vitest.mjs"), "run", "--reporter=json", `--outputFile=${report}`, ...files],
    {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, CI: "1" },
    },
  );
  if (!existsSync(report)) {
    console.error("the tests were ended before they could report: nothing is known of any case");
    process.exit(1);
  }
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
    readonly testResults: readonly {
      readonly name: string;
      readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
    }[];
  };
  rmSync(folder, { recursive: true });
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ file: name.slice(root.length + 1), name: fullName, status })),
  );
}

type Standing = "held" | "held in part" | "NOT HELD" | "not covered";

function standingOf({ tests, lacks }: RedTeamCase, results: readonly Result[]): Standing {
  const each = tests.map(([file, words]) => results.filter((one) => one.file === file && one.name.includes(fixedWords(words))));
  if (each.some((found) => found.some(({ status }) => status === "failed"))) return "NOT HELD";
  const ran = each.every((found) => found.some(({ status }) => status === "passed"));
  if (tests.length === 0 || !ran) return "not covered";
  return lacks === undefined ? "held" : "held in part";
}

const asked = process.argv.slice(2).map(Number);
const cases = [...RED_TEAM_CASES.entries()].filter(([index]) => asked.length === 0 || asked.includes(index + 1));
const results = runTests([...new Set(cases.flatMap(([, { tests }]) => tests).map(([file]) => file))]);
const counts = new Map<string, number>();
let group = "";
for (const [index, one] of cases) {
  if (one.group !== group) console.log(`\n${one.group}`);
  group = one.group;
  const standing = standingOf(one, results);
  counts.set(standing, (counts.get(standing) ?? 0) + 1);
  console.log(
    `${String(index + 1).padStart(4)}  ${standing.padEnd(12)}  ${one.what}${one.lacks === undefined ? "" : `; not tried: ${one.lacks}`}`,
  );
}
console.log(`\n${[...counts].map(([standing, count]) => `${count} ${standing}`).join(", ")}`);
process.exitCode = counts.has("NOT HELD") ? 1 : 0;
