import { describe, expect, test } from "vitest";
import type { Leaf } from "../entry.ts";
import { RECENT_SIGNATURES_MAX } from "../limits.ts";
import { RecentPlaces } from "./recent-places.ts";

function leaf(kind: "grant" | "timer", signature: string): Leaf {
  const entry =
    kind === "timer" ? ({ kind, proposal: 0 } as const) : ({ kind, agent: "a", user: "u", role: "r", expires: 9, fresh: true } as const);
  return { format: "interlock-entry/1", at: 7, by: "0".repeat(16), entry, signature };
}

describe("recent places", () => {
  test("are forgotten, oldest first, but those of grants never: a grant that is carried again is the same grant", () => {
    const places = new RecentPlaces();
    places.take(0, leaf("grant", "granted"));
    for (let index = 1; index <= RECENT_SIGNATURES_MAX + 2; index += 1) places.take(index, leaf("timer", `signed-${index}`));
    expect(places.find("granted")).toEqual({ index: 0, at: 7 });
    expect([1, 2, 3].map((index) => places.find(`signed-${index}`)?.index)).toEqual([undefined, undefined, 3]);
    expect(places.find(`signed-${RECENT_SIGNATURES_MAX + 2}`)).toEqual({ index: RECENT_SIGNATURES_MAX + 2, at: 7 });
  });
});
