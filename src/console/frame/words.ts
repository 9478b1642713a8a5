/** How the page writes times, spans, digests and verdicts. English, short, and the same everywhere. */
import type { ApiPersonLoad, ApiTime, ApiVerdict } from "../../console-server/api.ts";

/** What a verdict means for the call, for people. */
export const VERDICT_WORDS: { readonly [verdict in ApiVerdict]: string } = {
  allow: "allowed",
  escalate: "escalated",
  quarantine: "held",
  deny: "denied",
};

/** `1:05 h`, `4:09 min`, `12 s`: at most two units, rounded down. */
export function spanText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)} h`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor(seconds / 3_600) % 24} h`;
}

/** How long something took: milliseconds below a second. */
export function durationText(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : spanText(milliseconds);
}

function two(number: number): string {
  return number.toString().padStart(2, "0");
}

/** Local time of day, with the date where it is not the day of `now`. */
export function timeText(time: ApiTime, now: ApiTime): string {
  const [then, today] = [new Date(time), new Date(now)];
  const clock = `${two(then.getHours())}:${two(then.getMinutes())}:${two(then.getSeconds())}`;
  if (then.toDateString() === today.toDateString()) return clock;
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())} ${clock}`;
}

/** Groups of four, as people compare them. */
export function digestText(digest: string): string {
  return digest.match(/.{1,4}/g)?.join(" ") ?? "";
}

export function countText(count: number): string {
  return count.toLocaleString("en");
}

/** `3 of 5 waiting, 12 of 12 this hour`: without the charter's limit where it sets none. */
export function loadText({ waiting, lastHour, limit }: Pick<ApiPersonLoad, "waiting" | "lastHour" | "limit">): string {
  const of = (count: number, most: number | undefined): string => countText(count) + (most === undefined ? "" : ` of ${countText(most)}`);
  return `${of(waiting, limit.waiting)} waiting, ${of(lastHour, limit.anHour)} this hour`;
}
