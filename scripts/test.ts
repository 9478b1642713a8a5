/**
 * `npm test`: builds and type-checks everything, runs every test (the architecture test among them) and closes with one
 * plain line, `N passed, N failed[, N skipped]`. A phase that fails without naming a test counts as one failure.
 * Arguments go to vitest: `npm test -- src/kernel`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { closingLine, type Report, tallyReport } from "./tally.ts";

const root = join(import.meta.dirname, "..");
const packages = join(root, "node_modules");

/** Runs a JavaScript file of an installed package on this same Node; true where it exits 0. */
function run(file: string, args: readonly string[]): boolean {
  const path = `${join(packages, ".bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  const child = spawnSync(process.execPath, [join(packages, file), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: path },
  });
  return child.status === 0;
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return undefined;
  }
}

const typed = run("typescript/bin/tsc", ["-b"]);

const built = spawnSync(process.execPath, [join(root, "scripts/build-console.ts")], { stdio: "inherit" }).status === 0;

const folder = mkdtempSync(join(tmpdir(), "interlock-test-"));
const reportFile = join(folder, "report.json");
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
const succeeded = run("vitest/vitest.mjs", ["run", ...reporters, ...process.argv.slice(2)]);
const tally = tallyReport(readReport(reportFile), succeeded);
rmSync(folder, { recursive: true });

for (const name of tally.skippedNames) console.log(`skipped: ${name}`);
if (!typed) console.log("failed: types (tsc -b), see above");
if (!built) console.log("failed: the console's page (scripts/build-console.ts), see above");
const total = { ...tally, failed: tally.failed + (typed ? 0 : 1) + (built ? 0 : 1) };
console.log(closingLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;
