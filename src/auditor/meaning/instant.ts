/** Moments and days in a zone, by the offset from UTC that its clocks have. */
import { momentIn } from "./typed-text.ts";

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The moment that a date names; undefined where no clock in the zone shows it, or one shows it twice. */
export function instantIn(text: string, zone: string): number | undefined {
  const moment = momentIn(text);
  if (moment === undefined || moment.hasZone) return moment?.ms;
  const { ms } = moment;
  const offsets = [...new Set([offsetAt(ms - DAY_MS, zone), offsetAt(ms + DAY_MS, zone)])];
  const fitting = offsets.map((offset) => ms - offset).filter((at) => at + offsetAt(at, zone) === ms);
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The first moment of the day that it is in the zone, as if in UTC. */
export function todayIn(atMs: number, zone: string): number {
  return Math.floor((atMs + offsetAt(atMs, zone)) / DAY_MS) * DAY_MS;
}

/** What clocks there are ahead of UTC, in milliseconds. */
function offsetAt(atMs: number, zone: string): number {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  formats.set(zone, format);
  const name = format.formatToParts(atMs).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = /([+-])(\d+):(\d+)(?::(\d+))?$/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
}
