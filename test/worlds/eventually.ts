/** Waiting for what is to come, never for a time. Whoever waits in vain is told what was there instead. */
import { inspect } from "node:util";

/** Notes what was seen, and gives it back. */
export type Saw = <Seen>(seen: Seen) => Seen;

export interface Waiting {
  readonly ms?: number;
  /** The longest pause between two looks. */
  readonly pauseMs?: number;
  /** What else may explain it. */
  readonly tell?: () => string;
}

/** Different things that were seen last, and characters of each. */
const SEEN_LAST = 6;
const SEEN_MAX = 1_000;

/** Waits until `look` finds something; fails after `ms` with what it saw. */
export async function eventually<T>(
  look: (saw: Saw) => Promise<T | undefined> | T | undefined,
  what: string,
  { ms = 30_000, pauseMs = 50, tell }: Waiting = {},
): Promise<T> {
  const seen: string[] = [];
  const saw: Saw = (value) => {
    const text = inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY }).slice(0, SEEN_MAX);
    if (text !== seen.at(-1)) seen.push(text);
    if (seen.length > SEEN_LAST) seen.shift();
    return value;
  };
  const deadline = performance.now() + ms;
  for (let pause = 2; ; pause = Math.min(2 * pause, pauseMs)) {
    const found = await look(saw);
    if (found !== undefined) return found;
    if (performance.now() > deadline) break;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(
    [`${what}: not within ${ms} ms`, ...seen.map((text) => `saw ${text}`), ...(tell === undefined ? [] : [tell()])].join("\n"),
  );
}

/** Waits until something holds. */
export async function until(holds: (saw: Saw) => Promise<boolean> | boolean, what = `${holds}`, waiting?: Waiting): Promise<void> {
  await eventually(async (saw) => ((await holds(saw)) ? true : undefined), what, waiting);
}
