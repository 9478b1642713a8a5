/**
 * Understands a calendar date, or a date with a time of day, in one profile of ISO 8601 (RFC 3339, seconds and zone
 * optional). Without a zone it is compared as written, as if in UTC, so dates without a zone compare among each other and
 * with the charter's own day. Other orders, two-digit years, names of months and leap seconds are opaque.
 */
import type { Interpreter } from "../interpreter.ts";

const SHAPE = new RegExp(
  "^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})" +
    "(?:[T ](?<hour>[0-9]{2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:\\.(?<fraction>[0-9]{1,9}))?)?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})?)?$",
);
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
const FIELDS = ["year", "month", "day", "hour", "minute", "second"] as const;
type Fields = [number, number, number, number, number, number];
/** Before that year several calendars were in use at once. */
const YEAR_MIN = 1600;

/** Fields as in the vocabulary; `ms` since 1970 (to the millisecond), `year`, `month`, `day` and `weekday` as written. */
export const interpretDate: Interpreter = (value) => {
  const parts = typeof value === "string" ? SHAPE.exec(value)?.groups : undefined;
  if (typeof value !== "string" || parts === undefined) return undefined;
  const [year, month, day, hour, minute, second] = FIELDS.map((name) => Number(parts[name] ?? 0)) as Fields;
  const written = new Date(Date.UTC(year, month - 1, day, hour, minute, second, Number(`0.${parts.fraction ?? 0}`) * 1_000));
  const offset = offsetMinutes(parts.zone);
  if (year < YEAR_MIN || hour > 23 || minute > 59 || second > 59 || offset === undefined) return undefined;
  if (written.getUTCMonth() !== month - 1 || written.getUTCDate() !== day) return undefined;
  const ms = written.getTime() - offset * 60_000;
  const weekday = WEEKDAYS[written.getUTCDay()] ?? "";
  return { record: { text: value, ms, year, month, day, weekday, has_time: parts.hour !== undefined }, canonical: value };
};

/** Undefined beyond the zones in use, -12:00 to +14:00. */
function offsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === "Z") return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(":").map(Number);
  const offset = (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
  return minutes > 59 || offset < -12 * 60 || offset > 14 * 60 ? undefined : offset;
}
