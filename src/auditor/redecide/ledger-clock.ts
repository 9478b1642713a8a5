/** The hour and the day of ledger time in a zone: what `time.…` says, and the windows in which variables keep their values. */

export interface CalendarTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 0 to 23. */
  readonly hour: number;
  /** 1 for Monday to 7. */
  readonly weekday: number;
}

/** No zone changes its clock within a quarter of an hour, so a reading holds until the next one begins. */
const SLOT_MS = 900_000;
const ZONES_MAX = 64;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const formats = new Map<string, Intl.DateTimeFormat>();
const read = new Map<string, { readonly slot: number; readonly time: CalendarTime }>();

/** `zone` is an IANA name. */
export function calendarTime(atMs: number, zone: string): CalendarTime {
  const slot = Math.floor(atMs / SLOT_MS);
  const known = read.get(zone);
  if (known?.slot === slot) return known.time;
  const format = formats.get(zone) ?? formatOf(zone);
  formats.set(zone, format);
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type as string, value]));
  const number = (part: string): number => Number(parts.get(part));
  const time = {
    year: number("year"),
    month: number("month"),
    day: number("day"),
    hour: number("hour"),
    weekday: WEEKDAYS.indexOf(parts.get("weekday") ?? "") + 1,
  };
  for (const kept of [formats, read]) if (kept.size > ZONES_MAX) kept.clear();
  read.set(zone, { slot, time });
  return time;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    weekday: "short",
  });
}

/** The name of the hour or day that a variable's value belongs to; nothing for one that never resets. */
export function windowOf(resets: { readonly every: "hour" | "day"; readonly zone: string } | undefined, atMs: number): string {
  if (resets === undefined) return "";
  const { year, month, day, hour } = calendarTime(atMs, resets.zone);
  return [year, month, day, ...(resets.every === "hour" ? [hour] : [])].join("-");
}
