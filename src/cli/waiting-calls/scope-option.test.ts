import { describe, expect, test } from "vitest";
import { readScope, type ScopeOptions } from "./scope-option.ts";

/** Noon, where this machine is. */
const NOON = new Date(2027, 0, 31, 12).getTime();

describe("the scope of an approval", () => {
  test("is so many times, until the next such time of day or an instant", () => {
    expect(readScope({}, NOON)).toEqual({ ok: true, value: undefined });
    expect(readScope({ times: "3", until: "17:00" }, NOON)).toEqual({ ok: true, value: { times: 3, until: NOON + 5 * 3_600_000 } });
    expect(readScope({ times: "1", until: "12:00" }, NOON)).toEqual({
      ok: true,
      value: { times: 1, until: new Date(2027, 1, 1, 12).getTime() },
    });
    const until = "2027-01-31T17:00:00+01:00";
    expect(readScope({ times: "16", until }, NOON)).toEqual({ ok: true, value: { times: 16, until: Date.parse(until) } });
  });

  test.each<ScopeOptions>([
    { times: "3" },
    { until: "17:00" },
    { times: "0", until: "17:00" },
    { times: "17", until: "17:00" },
    { times: "1.5", until: "17:00" },
    { times: "three", until: "17:00" },
    { times: "3", until: "25:00" },
    { times: "3", until: "tomorrow" },
    { times: "3", until: "2027-01-31T17:00:00" },
  ])("of %o is none: cli/scope-malformed", (options) => {
    expect(readScope(options, NOON)).toMatchObject({ ok: false, fault: { code: "cli/scope-malformed" } });
  });
});
