import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assuredModel, generatedModel } from "../../../test/models/generated.ts";
import { agvSystem, philosophers, transferLine } from "../../../test/models/textbook.ts";
import { checkModel } from "../check-model.ts";
import { stateOf } from "../explicit/explicit-exploration.ts";
import { supervisedStates, winningSet } from "../explicit/explicit-winning-set.ts";
import { transitionGraphOf } from "../explicit/transition-graph.ts";
import { holds } from "../model/condition.ts";
import type { Model } from "../model/model.ts";
import type { ModelDocument } from "../model/model-document.ts";
import { parseModel } from "../model/parse-model.ts";
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

/** The states and steps that the supervisor leaves, for as long as the world keeps to what is assumed of it. */
function sizeOf(model: Model): readonly number[] {
  const graph = transitionGraphOf(model);
  if (graph === undefined) throw new Error("small models are explored whole");
  const winning = winningSet(graph);
  const kept = supervisedStates(graph, winning);
  const matters = [...kept.keys()].map((state) => kept[state] === 1 && !holds(model.exempt, stateOf(graph.exploration, state)));
  const isStep = (step: number): boolean => matters[graph.sources[step] ?? -1] === true && winning[graph.targets[step] ?? -1] === 1;
  return [matters.filter(Boolean).length, [...graph.events.keys()].filter(isStep).length];
}

/** Adopting the refusals gives exactly the supervised model, and it keeps its bounds. */
function adopt(document: ModelDocument): void {
  const model = modelOf(document);
  const result = tighten(model);
  if (result.answer !== "tightened") {
    expect([result.answer, checkModel(model).supervisor.admissible]).toEqual(["inadmissible", false]);
    return;
  }
  const adopted = tightened(model, result.tightenings);
  expect([checkModel(adopted).answer, ...sizeOf(adopted)]).toEqual(["holds", ...sizeOf(model)]);
}

describe("adopting the refusals keeps every bound and loses nothing", () => {
  test.each([transferLine(), agvSystem(), philosophers(5)])("$name", adopt);

  test.each([
    ["possible", generatedModel],
    ["assured", assuredModel],
  ])("on 1,000 generated models whose goals are %s", (_, generated) => {
    fc.assert(fc.property(generated({ variables: 4, values: 4, events: 10 }), adopt), { numRuns: 1_000 });
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
  expect(tighten(modelOf(agvSystem()), { nodesMax: 500 }).answer).toBe("undecided");
});
