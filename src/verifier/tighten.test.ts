import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generatedModel } from "../../test/models/generated.ts";
import { agvSystem, philosophers, transferLine } from "../../test/models/textbook.ts";
import { checkModel } from "./check-model.ts";
import type { Model } from "./model.ts";
import type { ModelDocument } from "./model-document.ts";
import { parseModel } from "./parse-model.ts";
import { tighten, tightened } from "./tighten.ts";

function modelOf(document: ModelDocument): Model {
  const parsed = parseModel(document);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return parsed.value;
}

/** The refusals of a model as text: `event: variable in values and …`. */
function textsOf(model: Model): string[] {
  const result = tighten(model);
  if (result.answer !== "tightened") return [result.answer];
  return result.tightenings.flatMap(({ event, refusals }) =>
    refusals.map(({ when, prevents }) => {
      const parts = when.map(
        ({ variable, values }) =>
          `${model.variables[variable]?.name} in ${values.map((value) => model.variables[variable]?.values[value]).join("|")}`,
      );
      return `${model.events[event]?.name}: ${parts.join(" and ")} (${prevents.kind})`;
    }),
  );
}

/** Adopting the refusals gives exactly the supervised model, and it keeps its bounds. */
function adopt(document: ModelDocument): void {
  const model = modelOf(document);
  const report = checkModel(model);
  const result = tighten(model);
  if (result.answer !== "tightened") {
    expect([result.answer, report.supervisor.admissible]).toEqual(["inadmissible", false]);
    return;
  }
  const after = checkModel(tightened(model, result.tightenings));
  expect([after.answer, after.states, after.transitions]).toEqual(["holds", report.supervisor.states, report.supervisor.transitions]);
}

describe("adopting the refusals keeps every bound and loses nothing", () => {
  test.each([transferLine(), agvSystem(), philosophers(5)])("$name", adopt);

  test("on 1,000 generated models", () => {
    fc.assert(fc.property(generatedModel({ variables: 4, values: 4, events: 10 }), adopt), { numRuns: 1_000 });
  });
});

test("refusals are short, and say what they prevent", () => {
  const model = modelOf({
    format: "interlock-model/1",
    name: "mail",
    variables: [
      { name: "read", values: [false, true] },
      { name: "leaked", values: [false, true] },
      { name: "sent", values: [0, 1, 2] },
      { name: "other", values: ["a", "b"] },
    ],
    events: [
      { name: "read", agency: "controllable", effects: [{ variable: "read", to: true }] },
      { name: "send", agency: "controllable", guard: { is: ["sent", 0, 1] }, effects: [{ variable: "sent", add: 1 }] },
      {
        name: "forward",
        agency: "uncontrollable",
        guard: { all: [{ is: ["read", true] }, { is: ["sent", 2] }] },
        effects: [{ variable: "leaked", to: true }],
      },
      {
        name: "turn",
        agency: "uncontrollable",
        effects: [
          {
            variable: "other",
            map: [
              ["a", "b"],
              ["b", "a"],
            ],
          },
        ],
      },
    ],
    never: [{ name: "leak", when: { is: ["leaked", true] } }],
  });
  expect(textsOf(model)).toEqual(["read: sent in 2 (never)", "send: read in true and sent in 1|2 (never)"]);
});

test("a model that no supervisor saves is inadmissible, and one past the limit undecided", () => {
  const lost = { ...transferLine(), never: [{ name: "all", when: true }] };
  expect(textsOf(modelOf(lost))).toEqual(["inadmissible"]);
  expect(tighten(modelOf(agvSystem()), 500).answer).toBe("undecided");
});
