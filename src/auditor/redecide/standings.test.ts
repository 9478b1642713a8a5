import { describe, expect, test } from "vitest";
import { CONTAINED, type Effect, type StateVariable, setTo } from "../charter/state-variable.ts";
import { Standings } from "./standings.ts";

const COUNT: StateVariable = { name: "count", values: [0, 1, 2, 3], scope: "session", resets: undefined };
const MOOD: StateVariable = { name: "mood", values: ["calm", "busy"], scope: "agent", resets: { every: "day", zone: "Europe/Berlin" } };
const ANN = { agent: "desk", user: "ann" };
const BOB = { agent: "desk", user: "bob" };
const NOON = Date.parse("2026-01-05T12:00:00Z");
const ONE_MORE: Effect = { variable: "count", becomes: (count) => Math.min(Number(count) + 1, 3) };

function standings(): Standings {
  const made = new Standings();
  made.adopt({ variables: [CONTAINED, COUNT, MOOD], budgets: [] });
  return made;
}

/** The values that a variable may have. */
function valuesOf(made: Standings, name: string, owner = ANN, at = NOON): readonly unknown[] | string {
  const states = made.states(owner, at);
  if (typeof states === "string") return states;
  return "doubt" in states ? states.doubt : [...new Set(states.map((state) => state.get(name)))];
}

function allow(made: Standings, call: number, effect: Effect): void {
  const states = made.states(ANN, NOON);
  if (!Array.isArray(states)) throw new Error("the state is known");
  made.allow(
    ANN,
    NOON,
    call,
    states.map((state) => ({ state, effects: [effect] })),
  );
}

describe("standings", () => {
  test("begin with the first values, and belong to whom the scope says", () => {
    const made = standings();
    made.apply(ANN, NOON, [[setTo("count", 2), setTo("mood", "busy")]]);
    expect([valuesOf(made, "count"), valuesOf(made, "count", BOB)]).toEqual([[2], [0]]);
    expect([valuesOf(made, "mood"), valuesOf(made, "mood", BOB)]).toEqual([["busy"], ["busy"]]);
  });

  test("start anew at midnight of the zone", () => {
    const made = standings();
    made.apply(ANN, NOON, [[setTo("mood", "busy")]]);
    expect(valuesOf(made, "mood", ANN, Date.parse("2026-01-05T22:59:59Z"))).toEqual(["busy"]);
    expect(valuesOf(made, "mood", ANN, Date.parse("2026-01-05T23:00:00Z"))).toEqual(["calm"]);
  });

  test("keep every value that something unknown may have left", () => {
    const made = standings();
    made.apply(ANN, NOON, [[], [setTo("count", 2)], [setTo("count", 3)]]);
    expect(valuesOf(made, "count")).toEqual([0, 2, 3]);
    made.apply(ANN, NOON, [[ONE_MORE]]);
    expect(valuesOf(made, "count")).toEqual([1, 3]);
  });

  test("after a call that did not run are what they would be without it, whatever happened since", () => {
    const made = standings();
    for (const call of [1, 2, 3, 4]) allow(made, call, ONE_MORE);
    expect(valuesOf(made, "count")).toEqual([3]);
    made.takeBack(2);
    expect(valuesOf(made, "count")).toEqual([3]);
    made.takeBack(1);
    expect(valuesOf(made, "count")).toEqual([2]);
    allow(made, 5, setTo("count", 0));
    allow(made, 6, setTo("count", 0));
    made.settle(6);
    made.takeBack(5);
    expect(valuesOf(made, "count")).toEqual([0]);
  });

  test("are too many where too much is unknown", () => {
    const made = new Standings();
    const many = Array.from({ length: 7 }, (_, index): StateVariable => ({ ...COUNT, name: `count${index}`, values: [0, 1] }));
    made.adopt({ variables: [CONTAINED, ...many], budgets: [] });
    made.apply(ANN, NOON, [[], many.map(({ name }) => setTo(name, 1))]);
    expect(made.states(ANN, NOON)).toBe("too many");
  });

  test("are in doubt where nobody can say what happened, until it no longer matters", () => {
    const made = standings();
    made.apply(ANN, NOON, [[], [setTo("count", 2)]], "entry 7 is not open");
    expect(valuesOf(made, "count")).toBe("entry 7 is not open");
    made.apply(ANN, NOON, [[setTo("count", 1)]]);
    expect(valuesOf(made, "count")).toEqual([1]);
  });

  test("are forgotten where charters can't be read", () => {
    const made = standings();
    made.forgetAll("no text", NOON);
    expect(valuesOf(made, "count")).toBe("no text");
    made.refresh(ANN, NOON);
    made.apply(ANN, NOON, [[setTo("contained", false), setTo("mood", "calm")]]);
    expect(valuesOf(made, "count")).toEqual([0]);
  });
});
