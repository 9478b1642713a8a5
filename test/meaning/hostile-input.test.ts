/**
 * No interpreter of either judge throws or hangs, whatever it is handed: pieces of what it understands put together by chance, cut,
 * repeated and up to 64 KiB long. `INTERLOCK_FUZZ` says how many values each is given; the slowest is named with the time it took.
 */
import { describe, expect, test } from "vitest";
import { INTERPRETERS } from "../../src/auditor/index.ts";
import { type Meaning, understand } from "../../src/meaning/index.ts";
import { VOCABULARY } from "../../src/vocabulary/index.ts";
import { cpuTime } from "../generators/cpu-time.ts";
import { createDice, type Dice } from "../generators/dice.ts";
import { meaningValue } from "../generators/meaning-values.ts";

const VALUES = Number(process.env["INTERLOCK_FUZZ"] ?? 400);
const SEED = Number(process.env["INTERLOCK_SEED"] ?? Math.floor(Date.now() / 1_000));
const HOURS_MS = 36_000_000;
/** Of the thread's own time: what every interpreter is bounded by, in both judges. */
const SLOW_MS = 50;
const SIZE_MAX = 65_536;
const OPAQUE: Meaning["record"] = { opaque: true };
const ROOTS = new Map([["work", "/home/work"]]);

function hostile(interpreter: string, dice: Dice): unknown {
  const { below, oneIn, pick } = dice;
  const value = meaningValue(interpreter, dice);
  if (typeof value !== "string" || oneIn(3)) return value;
  const cut = value.slice(below(value.length + 1));
  const sign = String.fromCharCode(pick([0, 9, 34, 39, 40, 47, 64, 92, 0xd800, 0x2028, below(0x10000)]));
  if (oneIn(60)) return (cut || "a").repeat(Math.ceil(SIZE_MAX / Math.max(1, cut.length))).slice(0, SIZE_MAX);
  if (oneIn(60)) return sign.repeat(below(SIZE_MAX));
  return pick([cut, `${cut}${sign}`, `${sign}${value}`, value.replace(/./u, sign), `${value}${cut.repeat(below(20))}`]);
}

describe("an interpreter neither throws nor hangs", () => {
  test.each(Object.keys(VOCABULARY))(`%s (INTERLOCK_SEED=${SEED})`, { timeout: HOURS_MS }, (interpreter) => {
    const dice = createDice(SEED);
    const second = INTERPRETERS.get(interpreter);
    const slowest = { ms: 0, value: "" };
    for (let count = 0; count < VALUES; count++) {
      const x = hostile(interpreter, dice) as never;
      let opaque = false;
      const ours = cpuTime(() => {
        opaque = (understand(interpreter, x, { roots: { work: "/home/work" } })?.record ?? OPAQUE)["opaque"] === true;
      }, SLOW_MS);
      const theirs = cpuTime(() => {
        if (second?.(x, ROOTS)["opaque"] !== opaque) expect({ x, opaque }).toEqual({ x, opaque: "what the other judge says" });
      }, SLOW_MS);
      const ms = Math.max(ours, theirs);
      if (ms > slowest.ms) Object.assign(slowest, { ms, value: String(JSON.stringify(x)).slice(0, 120) });
    }
    expect(slowest.ms < SLOW_MS ? {} : slowest).toEqual({});
  });
});
