/** How often and until when an approval counts, as a person writes it: `--times 3 --until 17:00`. */
import { fail, ok, type Result } from "../../fault/index.ts";
import { SCOPE_TIMES_MAX, type Scope } from "../../ledger/index.ts";
import type { CliCode } from "../faults.ts";

export interface ScopeOptions {
  readonly times?: string;
  readonly until?: string;
}

/**
 * The scope; undefined where none is asked for. `until` is a time of day (the next one, in this machine's zone) or an instant with its
 * zone. Code: `cli/scope-malformed`.
 */
export function readScope({ times, until }: ScopeOptions, nowMs: number): Result<Scope | undefined, CliCode> {
  if (times === undefined && until === undefined) return ok(undefined);
  const count = Number(times);
  if (times === undefined || !Number.isInteger(count) || count < 1 || count > SCOPE_TIMES_MAX) {
    return fail("cli/scope-malformed", `an approval counts 1 to ${SCOPE_TIMES_MAX} times`, { remedy: "--times 3 --until 17:00" });
  }
  const end = until === undefined ? undefined : momentOf(until, nowMs);
  if (end !== undefined) return ok({ times: count, until: end });
  return fail("cli/scope-malformed", `\`${until ?? ""}\` is no time of day, and no instant`, {
    remedy: "--until 17:00, or --until 2027-01-31T17:00:00+01:00",
  });
}

function momentOf(text: string, nowMs: number): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours !== undefined && minutes !== undefined) {
    const day = new Date(nowMs);
    day.setHours(Number(hours), Number(minutes), 0, 0);
    if (day.getTime() <= nowMs) day.setDate(day.getDate() + 1);
    return day.getTime();
  }
  const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
