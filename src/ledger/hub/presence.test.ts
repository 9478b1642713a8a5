/** Whether a part that says nothing is asked, and when it counts as gone. */
import { expect, test } from "vitest";
import { ASK_AFTER_MS, SILENCE_MS_MAX, TICK_MS } from "../limits.ts";
import { Presence } from "./presence.ts";

function wait(presence: Presence, ms: number): number {
  let asked = 0;
  for (let passed = 0; passed < ms; passed += TICK_MS) asked += presence.tick() ? 1 : 0;
  return asked;
}

test("a part is asked once after a silence, is silent if it does not answer, and there again when it does", () => {
  const presence = new Presence();
  expect([wait(presence, ASK_AFTER_MS), presence.isSilent]).toEqual([1, false]);
  expect([wait(presence, SILENCE_MS_MAX), presence.isSilent]).toEqual([0, false]);
  expect([wait(presence, TICK_MS), presence.isSilent]).toEqual([0, true]);
  presence.hear();
  expect(presence.isSilent).toBe(false);
  expect(wait(presence, ASK_AFTER_MS)).toBe(1);
});

test("a part that speaks by itself is never asked", () => {
  const presence = new Presence();
  for (let times = 0; times < 10; times += 1) {
    expect(wait(presence, ASK_AFTER_MS - TICK_MS)).toBe(0);
    presence.hear();
  }
});
