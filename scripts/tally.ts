/**
 * Counts a test run from vitest's JSON report. It never counts better than the truth: a test file that could not be
 * loaded, a missing report and a run that failed without naming a test are failures too.
 */

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The outermost names of what was skipped, each once. */
  readonly skippedNames: readonly string[];
}

interface Assertion {
  readonly status: string;
  readonly ancestorTitles: readonly string[];
  readonly title: string;
}

/** The part of vitest's JSON report that is read here. */
export interface Report {
  readonly testResults: readonly FileReport[];
}

interface FileReport {
  /** The file's path. */
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly Assertion[];
}

/** The files in which something failed, in the report's order. */
export function failedFiles(report: Report | undefined): readonly string[] {
  return (report?.testResults ?? []).filter(({ status }) => status === "failed").map(({ name }) => name);
}

/** A run of which some files were run again: for those, the later word counts. */
export function afterAgain(first: Report, again: Report | undefined): Report {
  const later = new Map(again?.testResults.map((file) => [file.name, file]));
  return { testResults: first.testResults.map((file) => later.get(file.name) ?? file) };
}

/** Counts one run. `report` is undefined where vitest wrote none; `succeeded` is its exit code's word. */
export function tallyReport(report: Report | undefined, succeeded: boolean): Tally {
  const files = report?.testResults ?? [];
  const tests = files.flatMap((file) => file.assertionResults);
  const count = (status: string): number => tests.filter((test) => test.status === status).length;
  const brokenFiles = files.filter((file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"));
  const failed = count("failed") + brokenFiles.length;
  const passed = count("passed");
  const unnamed = failed === 0 && (!succeeded || passed === 0) ? 1 : 0;
  const skipped = tests.filter((test) => test.status !== "passed" && test.status !== "failed");
  const skippedNames = [...new Set(skipped.map((test) => test.ancestorTitles[0] ?? test.title))];
  return { passed, failed: failed + unnamed, skipped: skipped.length, skippedNames };
}

/** The line that closes a run: `N passed, N failed`, and `, N skipped` where some were. */
export function closingLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ""}`;
}
