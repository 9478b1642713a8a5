import { describe, expect, test } from "vitest";
import type { VerifierCode } from "../faults.ts";
import { holds } from "./condition.ts";
import { badCondition, describeState, initialStateOf, stateAfter } from "./model.ts";
import type { EventDocument, ModelDocument } from "./model-document.ts";
import { parseModel } from "./parse-model.ts";

const DOOR: ModelDocument = {
  format: "interlock-model/1",
  name: "door",
  variables: [
    { name: "door", values: ["shut", "open"] },
    { name: "people", values: [0, 1, 2], initial: 1 },
  ],
  define: [{ name: "full", when: { is: ["people", 2] } }],
  events: [
    { name: "open", agency: "controllable", guard: { is: ["door", "shut"] }, effects: [{ variable: "door", to: "open" }] },
    {
      name: "enter",
      agency: "uncontrollable",
      guard: { all: [{ is: ["door", "open"] }, { not: { defined: "full" } }] },
      requires: { is: ["people", 0, 1] },
      effects: [{ variable: "people", add: 1 }],
    },
    { name: "close", agency: "human", effects: [{ variable: "door", map: [["open", "shut"]] }], letter: "door" },
  ],
  never: [{ name: "crowd", when: { all: [{ defined: "full" }, { is: ["door", "open"] }] } }],
  goals: [{ name: "shut", when: { is: ["door", "shut"] } }],
};

function parsed(document: unknown) {
  const result = parseModel(document);
  if (!result.ok) throw new Error(`${result.fault.code} ${result.fault.message} ${result.fault.at ?? ""}`);
  return result.value;
}

function withEvent(change: Partial<EventDocument>): unknown {
  return { ...DOOR, events: [{ ...DOOR.events[1], ...change }] };
}

test("reads variables, events and bounds", () => {
  const model = parsed(DOOR);
  expect(initialStateOf(model)).toEqual([0, 1]);
  expect(model.events.map((event) => [event.name, event.letter, event.relied])).toEqual([
    ["open", "open", true],
    ["enter", "enter", true],
    ["close", "door", false],
  ]);
  const [open, enter, close] = model.events;
  if (!open || !enter || !close) throw new Error("three events");
  expect(stateAfter(open, [0, 1])).toEqual([1, 1]);
  expect(stateAfter(enter, [1, 1])).toEqual([1, 2]);
  expect(stateAfter(close, [1, 2])).toEqual([0, 2]);
  expect(holds(badCondition(model), [1, 2])).toBe(true);
  expect(holds(badCondition(model), [0, 2])).toBe(false);
  expect(describeState(model, [1, 2])).toBe("door=open people=2");
});

test("counts on people only where the model says so", () => {
  expect(parsed({ ...DOOR, assume: { human: "live" } }).events[2]?.relied).toBe(true);
});

test("counts failures in a row, and promises nothing beyond their bound", () => {
  const model = parsed({
    ...DOOR,
    grade: "assured",
    assume: { failures: 1 },
    events: [
      { name: "jam", agency: "uncontrollable", outcome: "failure" },
      { name: "slam", agency: "uncontrollable", outcome: "success", effects: [{ variable: "door", to: "open" }] },
    ],
  });
  const [jam, slam] = model.events;
  if (!jam || !slam) throw new Error("two events");
  expect(describeState(model, initialStateOf(model))).toBe("door=shut people=1 failures in a row=0");
  expect(stateAfter(jam, [0, 1, 0])).toEqual([0, 1, 1]);
  expect(stateAfter(jam, [0, 1, 1])).toEqual([0, 1, 2]);
  expect(stateAfter(slam, [0, 1, 1])).toEqual([1, 1, 0]);
  expect(stateAfter(slam, [0, 1, 2])).toEqual([1, 1, 2]);
  const met = [0, 1, 2].map((count) => model.goals.every(({ when }) => holds(when, [1, 1, count])));
  expect(met).toEqual([false, false, true]);
});

test("nobody refuses anything in a model that stands as it is", () => {
  const refusable = (document: unknown): boolean[] => parsed(document).events.map((event) => event.refusable);
  expect([refusable(DOOR), refusable({ ...DOOR, standing: true })]).toEqual([
    [true, false, false],
    [false, false, false],
  ]);
});

describe("refuses", () => {
  const cases: readonly [string, unknown, VerifierCode, string][] = [
    ["what is not an object", 7, "verifier/model-malformed", "/"],
    ["another format", { ...DOOR, format: "interlock-model/2" }, "verifier/model-malformed", "/format"],
    ["an unknown member", { ...DOOR, bounds: [] }, "verifier/model-malformed", "/"],
    ["an unknown agency", withEvent({ agency: "agent" as "human" }), "verifier/model-malformed", "/events/0/agency"],
    [
      "two variables of one name",
      { ...DOOR, variables: [...DOOR.variables, DOOR.variables[0]] },
      "verifier/model-duplicate-name",
      "/variables/2",
    ],
    [
      "two effects on one variable",
      withEvent({
        effects: [
          { variable: "door", to: "open" },
          { variable: "door", to: "shut" },
        ],
      }),
      "verifier/model-duplicate-name",
      "/events/0/effects/1",
    ],
    ["an unknown variable", withEvent({ guard: { is: ["window", "open"] } }), "verifier/model-unknown-name", "/events/0/guard/is/0"],
    ["an unknown value", withEvent({ guard: { is: ["door", "ajar"] } }), "verifier/model-unknown-name", "/events/0/guard/is/1"],
    [
      "a definition that comes later",
      {
        ...DOOR,
        define: [
          { name: "a", when: { defined: "b" } },
          { name: "b", when: true },
        ],
      },
      "verifier/model-unknown-name",
      "/define/0/when/defined",
    ],
    [
      "an initial value outside the domain",
      { ...DOOR, variables: [{ name: "door", values: [1], initial: 2 }] },
      "verifier/model-unknown-name",
      "/variables/0/initial",
    ],
    ["a sum that leaves the domain", withEvent({ guard: true }), "verifier/effect-out-of-range", "/events/0/effects/0"],
    [
      "an effect of two kinds",
      withEvent({ effects: [{ variable: "people", add: 1, to: 0 } as never] }),
      "verifier/model-malformed",
      "/events/0/effects/0",
    ],
    ["a bound on failures that no goal counts on", { ...DOOR, assume: { failures: 1 } }, "verifier/model-malformed", "/assume/failures"],
    [
      "more failures than can be counted",
      { ...DOOR, grade: "assured", assume: { failures: 5_000 } },
      "verifier/model-too-large",
      "/assume/failures",
    ],
    [
      "a variable by the name of the count",
      {
        ...DOOR,
        grade: "assured",
        assume: { failures: 1 },
        variables: [...DOOR.variables, { name: "failures in a row", values: [1] }],
        events: [{ name: "jam", agency: "uncontrollable", outcome: "failure" }],
      },
      "verifier/model-duplicate-name",
      "/variables/3",
    ],
    ["an unknown grade", { ...DOOR, grade: "certain" }, "verifier/model-malformed", "/grade"],
    [
      "a choice that is not the world's",
      withEvent({ agency: "controllable", choice: "c" }),
      "verifier/model-malformed",
      "/events/0/choice",
    ],
    ["an unknown outcome", withEvent({ outcome: "maybe" as "failure" }), "verifier/model-malformed", "/events/0/outcome"],
    [
      "a domain that is too large",
      { ...DOOR, variables: [{ name: "n", values: Array.from({ length: 5_000 }, (_, i) => i) }] },
      "verifier/model-too-large",
      "/variables/0/values",
    ],
  ];
  test.each(cases)("%s", (_, document, code, at) => {
    const result = parseModel(document);
    expect(result.ok ? "accepted" : [result.fault.code, result.fault.at]).toEqual([code, at]);
  });

  test("conditions that nest too deeply", () => {
    let deep: unknown = true;
    for (let i = 0; i < 300; i++) deep = { not: deep };
    const result = parseModel({ ...DOOR, never: [{ name: "deep", when: deep }] });
    expect(result.ok ? "accepted" : result.fault.code).toBe("verifier/model-too-large");
  });
});
