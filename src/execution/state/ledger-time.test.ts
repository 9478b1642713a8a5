/** Windows of ledger time: what they are called and when they turn, also where clocks are put forward and back. */
import { describe, expect, test } from "vitest";
import { turnOf, windowOf } from "./ledger-time.ts";

const BERLIN_DAY = { every: "day", zone: "Europe/Berlin" } as const;
const BERLIN_HOUR = { every: "hour", zone: "Europe/Berlin" } as const;

const turn = (resets: typeof BERLIN_DAY | typeof BERLIN_HOUR | { every: "day" | "hour"; zone: string }, at: string): string =>
  new Date(turnOf(resets, Date.parse(at))).toISOString();

describe("the turn of a window", () => {
  test.each([
    ["a day", BERLIN_DAY, "2026-01-05T12:34:56.789Z", "2026-01-05T23:00:00.000Z"],
    ["a day at its first moment", BERLIN_DAY, "2026-01-05T23:00:00Z", "2026-01-06T23:00:00.000Z"],
    ["a day at its last moment", BERLIN_DAY, "2026-01-05T22:59:59.999Z", "2026-01-05T23:00:00.000Z"],
    ["a day of 23 hours", BERLIN_DAY, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00.000Z"],
    ["a day of 25 hours", BERLIN_DAY, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00.000Z"],
    ["an hour", BERLIN_HOUR, "2026-01-05T12:34:56Z", "2026-01-05T13:00:00.000Z"],
    ["an hour that comes twice", BERLIN_HOUR, "2026-10-25T00:00:00Z", "2026-10-25T02:00:00.000Z"],
    [
      "an hour of a zone that is half an hour off",
      { every: "hour", zone: "Asia/Kolkata" } as const,
      "2026-01-05T12:00:00Z",
      "2026-01-05T12:30:00.000Z",
    ],
  ])("%s", (_, resets, at, over) => {
    expect(turn(resets, at)).toBe(over);
    expect(windowOf(resets, Date.parse(over) - 1)).toBe(windowOf(resets, Date.parse(at)));
    expect(windowOf(resets, Date.parse(over))).not.toBe(windowOf(resets, Date.parse(at)));
  });

  test("never comes for what never begins anew", () => {
    expect(windowOf(undefined, 0)).toBe(windowOf(undefined, 1e12));
  });
});
