/**
 * Hours and days of ledger time, as clocks and calendars in a zone have them: what `time.…` says, and the windows in which
 * state variables and budgets keep their values. Time is passed in; there is no clock here.
 */
import type { StateVariable } from "../../kernel/index.ts";

/** No zone changes its clock within a quarter of an hour. */
const SLOT_MS = 15 * 60_000;
/** A day has at most 25 hours, where clocks are put back by one. */
const WINDOW_SLOTS_MAX = 26 * 4;
const formats = new Map<string, Intl.DateTimeFormat>();
const windows = new Map<string, { slot: number; name: string }>();

/** When something begins anew: at each boundary of ledger time in an IANA zone. */
export type Resets = NonNullable<StateVariable["resets"]>;

/** The name of the hour or day that `atMs` falls into; constant for what never begins anew. */
export function windowOf(resets: Resets | undefined, atMs: number): string {
  if (resets === undefined) return "";
  const slot = Math.floor(atMs / SLOT_MS);
  const key = `${resets.every}\n${resets.zone}`;
  const known = windows.get(key);
  if (known?.slot === slot) return known.name;
  const parts = zonedParts(atMs, resets.zone);
  const name = `${parts.year}-${parts.month}-${parts.day}${resets.every === "hour" ? `T${parts.hour}` : ""}`;
  windows.set(key, { slot, name });
  return name;
}

/** The ledger time at which the hour or day of `atMs` is over. */
export function turnOf(resets: Resets, atMs: number): number {
  const window = windowOf(resets, atMs);
  let [within, beyond] = [Math.floor(atMs / SLOT_MS), Math.floor(atMs / SLOT_MS) + WINDOW_SLOTS_MAX];
  while (beyond - within > 1) {
    const middle = Math.floor((within + beyond) / 2);
    if (windowOf(resets, middle * SLOT_MS) === window) within = middle;
    else beyond = middle;
  }
  return beyond * SLOT_MS;
}

/** Calendar fields of ledger time in a zone (IANA name): `hour` 0 to 23, `weekday` 1 (Monday) to 7. */
export function zonedParts(atMs: number, zone: string): { year: number; month: number; day: number; hour: number; weekday: number } {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      weekday: "short",
    });
    formats.set(zone, format);
  }
  const fields = new Map<string, string>(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const number = (field: "year" | "month" | "day" | "hour"): number => Number(fields.get(field));
  return {
    year: number("year"),
    month: number("month"),
    day: number("day"),
    hour: number("hour"),
    weekday: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(fields.get("weekday") ?? "") + 1,
  };
}
