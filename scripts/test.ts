/**
 * `npm test`: builds and type-checks everything, runs every test (the architecture test among them) and closes with one
 * plain line, `N passed, N failed[, N skipped]`. A phase that fails without naming a test counts as one failure.
 * Arguments go to vitest: `npm test -- src/kernel`.
 *
 * Whole-system tests start six processes each on machines that are busy with other tests. So the few files that fail in a run of everything
 * are named and run once more, alone, from their beginning: a deadline that was missed is met then, a wrong answer is wrong again.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, relative } from "node:path";
import { afterAgain, closingLine, failedFiles, type Report, tallyReport } from "./tally.ts";

const root = join(import.meta.dirname, "..");
const packages = join(root, "node_modules");

/** Runs a JavaScript file of an installed package on this same Node; true where it exits 0. */
function run(file: string, args: readonly string[], environment: { readonly [name: string]: string } = {}): boolean {
  const path = `${join(packages, ".bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  const child = spawnSync(process.execPath, [join(packages, file), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: path, ...environment },
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

interface Ran {
  readonly report: Report | undefined;
  readonly succeeded: boolean;
  /** Whether something failed that no test waited for: no file's report has it. */
  readonly hasUnhandled: boolean;
}

/** What vitest says of the files that `args` choose. */
function runTests(args: readonly string[]): Ran {
  const folder = mkdtempSync(join(tmpdir(), "interlock-test-"));
  const [file, unhandled] = [join(folder, "report.json"), join(folder, "unhandled")];
  const words = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...args];
  const succeeded = run("vitest/vitest.mjs", words, { INTERLOCK_UNHANDLED: unhandled });
  const ran = { report: readReport(file), succeeded, hasUnhandled: existsSync(unhandled) };
  rmSync(folder, { recursive: true });
  return ran;
}

/** More failed files than these are not one busy moment. */
const AGAIN_MAX = 8;
const chosen = process.argv.slice(2);
const first = runTests(chosen);
let { report, succeeded } = first;
const failed = failedFiles(report);
const isOneMoment = failed.length > 0 && failed.length <= AGAIN_MAX && !first.hasUnhandled;
if (report !== undefined && chosen.length === 0 && isOneMoment) {
  for (const name of failed) console.log(`failed, and is run once more, alone: ${relative(root, name)}`);
  const again = runTests(["--no-file-parallelism", ...failed]);
  report = afterAgain(report, again.report);
  succeeded = again.succeeded;
}
const tally = tallyReport(report, succeeded);

for (const name of tally.skippedNames) console.log(`skipped: ${name}`);
if (!typed) console.log("failed: types (tsc -b), see above");
if (!built) console.log("failed: the console's page (scripts/build-console.ts), see above");
const total = { ...tally, failed: tally.failed + (typed ? 0 : 1) + (built ? 0 : 1) };
console.log(closingLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;
