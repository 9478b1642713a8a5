/** Moments and days of a calendar in a zone. Time is passed in; there is no clock here. */
import { interpretDate } from "./date.ts";

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The moment that a date names, milliseconds since 1970; undefined where clocks in the zone show it twice or never. */
export function instantOf(text: string, zone: string): number | undefined {
  const ms = interpretDate(text, { roots: {} })?.record.ms;
  if (typeof ms !== "number" || /(Z|[+-][0-9]{2}:[0-9]{2})$/.test(text)) return typeof ms === "number" ? ms : undefined;
  const around = new Set([ms - DAY_MS, ms + DAY_MS].map((near) => ms - (shown(near, zone) - near)));
  const [only, ...others] = [...around].filter((at) => shown(at, zone) === ms);
  return others.length === 0 ? only : undefined;
}

/** The day that it is, as the date without a zone. */
export function dayOf(atMs: number, zone: string): number {
  const local = shown(atMs, zone);
  return local - (((local % DAY_MS) + DAY_MS) % DAY_MS);
}

/** What clocks in the zone show, as if in UTC. */
function shown(atMs: number, zone: string): number {
  const fields = new Map<string, string>(
    formatOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  const number = (field: string): number => Number(fields.get(field));
  const within = ((atMs % 1_000) + 1_000) % 1_000;
  return Date.UTC(number("year"), number("month") - 1, number("day"), number("hour"), number("minute"), number("second")) + within;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const numeric = "numeric" as const;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  });
  formats.set(zone, format);
  return format;
}
