import { describe, expect, test } from "vitest";
import { afterAgain, closingLine, failedFiles, type Report, tallyReport } from "../scripts/tally.ts";

function reportOf(...files: { status: string; tests: readonly (readonly [status: string, ...names: string[]])[] }[]): Report {
  return {
    testResults: files.map(({ status, tests }, index) => ({
      name: `${index}.test.ts`,
      status,
      assertionResults: tests.map(([status, ...names]) => ({ status, ancestorTitles: names.slice(0, -1), title: names.at(-1) ?? "" })),
    })),
  };
}

describe("the closing line of a test run", () => {
  test("counts passed and failed", () => {
    const tally = tallyReport(
      reportOf({
        status: "failed",
        tests: [
          ["passed", "a"],
          ["failed", "b"],
          ["passed", "c"],
        ],
      }),
      false,
    );
    expect(closingLine(tally)).toBe("2 passed, 1 failed");
  });

  test("names what was skipped, by its outermost group, once", () => {
    const tests: [string, ...string[]][] = [
      ["passed", "a"],
      ["pending", "vectors", "x", "b"],
      ["pending", "vectors", "c"],
      ["todo", "d"],
    ];
    const tally = tallyReport(reportOf({ status: "passed", tests }), true);
    expect(closingLine(tally)).toBe("1 passed, 0 failed, 3 skipped");
    expect(tally.skippedNames).toEqual(["vectors", "d"]);
  });

  test("counts a file that could not be loaded as a failure", () => {
    const tally = tallyReport(reportOf({ status: "passed", tests: [["passed", "a"]] }, { status: "failed", tests: [] }), false);
    expect(closingLine(tally)).toBe("1 passed, 1 failed");
  });

  test("counts a file whose setup failed after its tests passed", () => {
    const tally = tallyReport(reportOf({ status: "failed", tests: [["passed", "a"]] }), false);
    expect(closingLine(tally)).toBe("1 passed, 1 failed");
  });

  test("does not believe a run that failed without naming a test", () => {
    const report = reportOf({ status: "passed", tests: [["passed", "a"]] });
    expect(closingLine(tallyReport(report, false))).toBe("1 passed, 1 failed");
  });

  test("believes the second word of a file that was run again, also where it is as bad, and keeps the first of every other", () => {
    const failed = { status: "failed", tests: [["failed", "b"]] } as const;
    const first = reportOf({ status: "passed", tests: [["passed", "a"]] }, failed, { status: "failed", tests: [] });
    expect(failedFiles(first)).toEqual(["1.test.ts", "2.test.ts"]);
    const again = (...statuses: string[]): Report => ({
      testResults: reportOf(failed, ...statuses.map((status) => ({ status, tests: [[status, "b"]] as const }))).testResults.slice(1),
    });
    const closing = (later: Report): string => closingLine(tallyReport(afterAgain(first, later), false));
    expect(closing(again("passed"))).toBe("2 passed, 1 failed");
    expect(closing(again("passed", "failed"))).toBe("2 passed, 1 failed");
    expect(closing(again("failed", "passed"))).toBe("2 passed, 1 failed");
    expect(closingLine(tallyReport(afterAgain(first, again("passed", "passed")), true))).toBe("3 passed, 0 failed");
    expect(afterAgain(first, undefined)).toEqual(first);
  });

  test("does not believe a run without a report, or without a test", () => {
    expect(closingLine(tallyReport(undefined, true))).toBe("0 passed, 1 failed");
    expect(closingLine(tallyReport(reportOf(), true))).toBe("0 passed, 1 failed");
  });
});
