/** One channel's notices over time: together, not too often, again where one fails, and never in anybody's way. */
import { expect, test } from "vitest";
import { ManualClock, settled } from "../../../test/worlds/manual-clock.ts";
import { type Fault, fail, ok, type Result } from "../../fault/index.ts";
import type { CliCode } from "../faults.ts";
import { GATHER_MS, NOTICES_KEPT_MAX, SEND_INTERVAL_MS } from "../limits.ts";
import type { Message, Notice } from "./notice.ts";
import { NoticeQueue } from "./notice-queue.ts";

const notice = (at: number): Notice => ({
  turn: "held",
  ticket: `t${at}`,
  tool: "mail/send",
  agent: "desk",
  user: "ann",
  digest: String(at),
  at,
  by: [],
});

/** A queue onto a channel that fails as often as told. */
function open(failures = 0): { clock: ManualClock; queue: NoticeQueue; tried: [number, Message][]; givenUp: Fault[] } {
  const clock = new ManualClock(0);
  const tried: [number, Message][] = [];
  const givenUp: Fault[] = [];
  const channel = {
    send: async (message: Message): Promise<Result<void, CliCode>> => {
      tried.push([clock.now(), message]);
      return tried.length > failures ? ok(undefined) : fail("cli/notice-undelivered", "down");
    },
  };
  return { clock, tried, givenUp, queue: new NoticeQueue({ channel, clock, page: undefined, onGivenUp: (fault) => givenUp.push(fault) }) };
}

test("what comes together goes together, and the next message waits for the interval", async () => {
  const { clock, queue, tried } = open();
  queue.push(notice(1));
  queue.push(notice(2));
  expect(tried).toEqual([]);
  await clock.advance(GATHER_MS);
  await settled();
  expect(tried.map(([at, { lines }]) => [at, lines.length])).toEqual([[GATHER_MS, 2]]);
  queue.push(notice(3));
  await clock.advance(SEND_INTERVAL_MS - 1);
  expect(tried).toHaveLength(1);
  await clock.advance(1);
  await settled();
  expect(tried.map(([at, { lines }]) => [at, lines.length])).toEqual([
    [GATHER_MS, 2],
    [GATHER_MS + SEND_INTERVAL_MS, 1],
  ]);
});

test("a flood is one message that counts what it leaves out", async () => {
  const { clock, queue, tried } = open();
  for (let at = 0; at < NOTICES_KEPT_MAX + 900; at += 1) queue.push(notice(at));
  await clock.advance(GATHER_MS);
  await settled();
  expect(tried.map(([, { lines }]) => lines.at(-1))).toEqual(["and 990 more"]);
});

test("a message that fails is tried again, later each time", async () => {
  const { clock, queue, tried, givenUp } = open(2);
  queue.push(notice(1));
  await clock.advance(60_000);
  expect(tried.map(([at]) => at - GATHER_MS)).toEqual([0, 1_000, 6_000]);
  expect(givenUp).toEqual([]);
});

test("given up after a few tries, it is said, and counted in the next: cli/notice-undelivered", async () => {
  const { clock, queue, tried, givenUp } = open(4);
  queue.push(notice(1));
  await clock.advance(60_000);
  expect(tried).toHaveLength(4);
  expect(givenUp).toMatchObject([{ code: "cli/notice-undelivered" }]);
  queue.push(notice(2));
  await clock.advance(60_000);
  expect(tried.at(-1)?.[1].lines).toEqual(["t2 is held for review: mail/send, asked by desk for ann", "and 1 more"]);
});

test("closed, it sends nothing more", async () => {
  const { clock, queue, tried } = open();
  queue.push(notice(1));
  queue.close();
  await clock.advance(60_000);
  expect(tried).toEqual([]);
});
