import { describe, expect, test } from "vitest";
import { agvSystem, peterson, philosophers, transferLine } from "../../../test/models/textbook.ts";
import { holds } from "../model/condition.ts";
import { initialStateOf, type Model, stateAfter, stepCondition } from "../model/model.ts";
import type { ModelDocument } from "../model/model-document.ts";
import { parseModel } from "../model/parse-model.ts";
import { exploreExplicitly, stateOf, storyTo } from "./explicit-exploration.ts";
import { supervisorSize, winningSet } from "./explicit-winning-set.ts";
import { transitionGraphOf } from "./transition-graph.ts";

function modelOf(document: ModelDocument): Model {
  const parsed = parseModel(document);
  if (!parsed.ok) throw new Error(`${parsed.fault.code} ${parsed.fault.message} ${parsed.fault.at ?? ""}`);
  return parsed.value;
}

function sizeOf(document: ModelDocument): readonly [boolean, bigint, bigint] {
  const graph = transitionGraphOf(modelOf(document));
  if (graph === undefined) throw new Error("too large");
  const size = supervisorSize(graph, winningSet(graph));
  return [size.admissible, size.states, size.transitions];
}

describe("published supervisor sizes", () => {
  test("Wonham's transfer line: 28 states, 65 transitions", () => {
    expect(sizeOf(transferLine())).toEqual([true, 28n, 65n]);
  });

  test("Wonham's AGV system: 4,406 states, 11,338 transitions", () => {
    expect(sizeOf(agvSystem())).toEqual([true, 4_406n, 11_338n]);
  });

  test("dining philosophers: a Pell-Lucas number of states, and the supervisor removes exactly the deadlock", () => {
    const pellLucas = [2, 2];
    while (pellLucas.length <= 12) pellLucas.push(2 * (pellLucas.at(-1) ?? 0) + (pellLucas.at(-2) ?? 0));
    for (let n = 2; n <= 12; n++) {
      const graph = transitionGraphOf(modelOf(philosophers(n)));
      expect(graph?.states).toBe(pellLucas[n]);
      expect(sizeOf(philosophers(n))[1]).toBe(BigInt((pellLucas[n] ?? 0) - 1));
    }
  });

  test("Peterson's algorithm keeps two out of the critical section, for 2 to 4 processes", () => {
    for (const n of [2, 3, 4]) {
      const graph = transitionGraphOf(modelOf(peterson(n)));
      expect(graph?.bad.includes(1)).toBe(false);
    }
  });
});

test("a story is a shortest replay from the start", () => {
  const model = modelOf(agvSystem());
  const exploration = exploreExplicitly(model, []);
  for (const number of [0, 1, 77, 5_000, exploration.store.count() - 1]) {
    const story = storyTo(exploration, number);
    let state = initialStateOf(model);
    for (const step of story) {
      const event = model.events[step.event];
      if (event === undefined) throw new Error("an event of the model");
      expect(holds(stepCondition(event), state)).toBe(true);
      state = stateAfter(event, state);
      expect(step.state).toEqual(state);
    }
    expect(state).toEqual(stateOf(exploration, number));
    expect(story.length).toBe(exploration.layers.findLastIndex((start) => start <= number));
  }
});

test("passing the limit of states is incomplete, never an answer", () => {
  expect(exploreExplicitly(modelOf(philosophers(12)), [], 5_000).complete).toBe(false);
  expect(transitionGraphOf(modelOf(philosophers(12)), 5_000)).toBeUndefined();
});
