import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generatedModel } from "../../test/models/generated.ts";
import { agvSystem, peterson, philosophers } from "../../test/models/textbook.ts";
import { checkModel } from "./check-model.ts";
import { holds } from "./model/condition.ts";
import { initialStateOf, type Model, stateAfter, stepCondition, unpermittedCondition } from "./model/model.ts";
import type { ModelDocument } from "./model/model-document.ts";
import { parseModel } from "./model/parse-model.ts";
import type { ModelReport } from "./model-report.ts";

function modelOf(document: ModelDocument): Model {
  const parsed = parseModel(document);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return parsed.value;
}

const explicit = { explicitStatesMax: 1_000_000 };
const symbolic = { explicitStatesMax: 0 };

/** Replays every story of a report, and that its end is what it claims to be. */
function replay(model: Model, report: ModelReport): void {
  for (const { kind, name, story } of report.violations) {
    let state = initialStateOf(model);
    for (const step of story ?? []) {
      const event = model.events[step.event];
      if (event === undefined) throw new Error("an event of the model");
      expect(holds(stepCondition(event), state)).toBe(true);
      state = stateAfter(event, state);
      expect(state).toEqual(step.state);
    }
    const claim =
      kind === "never"
        ? model.never.find((bound) => bound.name === name)?.when
        : kind === "permission"
          ? model.events.filter((event) => event.name === name).map(unpermittedCondition)[0]
          : undefined;
    if (claim !== undefined) expect(holds(claim, state)).toBe(true);
  }
}

describe.each([
  ["explicit", explicit],
  ["symbolic", symbolic],
] as const)("the %s engine", (engine, options) => {
  test("proves that Peterson's algorithm excludes", () => {
    const report = checkModel(modelOf(peterson(3)), options);
    expect([report.engine, report.answer, report.dead]).toEqual([engine, "holds", []]);
  });

  test("finds the deadlock of the philosophers after as many steps as there are forks", () => {
    const report = checkModel(modelOf(philosophers(6)), options);
    expect(report.answer).toBe("violated");
    expect(report.violations.map(({ kind, name, story }) => [kind, name, story?.length])).toEqual([["goal", "all think", 6]]);
  });

  test("names what cannot happen, and what the supervisor leaves no room for", () => {
    const model = modelOf({
      format: "interlock-model/1",
      name: "trap",
      variables: [{ name: "x", values: ["start", "pit", "deeper", "away"] }],
      events: [
        { name: "fall", agency: "controllable", guard: { is: ["x", "start"] }, effects: [{ variable: "x", to: "pit" }] },
        { name: "sink", agency: "uncontrollable", guard: { is: ["x", "pit"] }, effects: [{ variable: "x", to: "deeper" }] },
        { name: "rise", agency: "controllable", guard: { is: ["x", "away"] }, effects: [{ variable: "x", to: "start" }] },
      ],
      never: [{ name: "deep", when: { is: ["x", "deeper"] } }],
      goals: [{ name: "home", when: { is: ["x", "start"] } }],
    });
    const report = checkModel(model, options);
    expect([report.dead, report.suppressed]).toEqual([["rise"], ["fall", "sink"]]);
    expect(report.violations.map(({ kind, name, story }) => [kind, name, story?.map((step) => model.events[step.event]?.name)])).toEqual([
      ["never", "deep", ["fall", "sink"]],
      ["goal", "home", ["fall"]],
    ]);
  });
});

test("both engines give one report, and every story replays, on 1,000 generated models", () => {
  fc.assert(
    fc.property(generatedModel({ variables: 4, values: 4, events: 10 }), (document) => {
      const model = modelOf(document);
      const [one, other] = [checkModel(model, explicit), checkModel(model, symbolic)];
      const lengths = (report: ModelReport) => report.violations.map(({ kind, name, story }) => [kind, name, story?.length]);
      expect(lengths(other)).toEqual(lengths(one));
      expect({ ...other, violations: [], engine: "" }).toEqual({ ...one, violations: [], engine: "" });
      replay(model, one);
      replay(model, other);
    }),
    { numRuns: 1_000 },
  );
});

test("where both engines give up the answer is undecided", () => {
  expect(checkModel(modelOf(agvSystem()), { explicitStatesMax: 100, symbolicNodesMax: 500 }).answer).toBe("undecided");
});
