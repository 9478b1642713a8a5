import fc from "fast-check";
import { expect, test } from "vitest";
import { generatedModel } from "../../../test/models/generated.ts";
import { largestWinningSet, plainGraphOf } from "../../../test/models/plain-graph.ts";
import { parseModel } from "../model/parse-model.ts";
import { exploreExplicitly, stateOf } from "./explicit-exploration.ts";
import { winningSet } from "./explicit-winning-set.ts";
import { transitionGraphOf } from "./transition-graph.ts";

test("the winning set is the union of all sets with its three properties, on 10,000 models", { timeout: 240_000 }, () => {
  let nontrivial = 0;
  fc.assert(
    fc.property(generatedModel({ variables: 3, values: 3, events: 8 }), (document) => {
      const parsed = parseModel(document);
      if (!parsed.ok) throw new Error(parsed.fault.message);
      const plain = plainGraphOf(parsed.value);
      if (plain.states.length > 9) return;
      const graph = transitionGraphOf(parsed.value);
      if (graph === undefined) throw new Error("small models are explored whole");
      const largest = largestWinningSet(plain);
      if (largest.size > 0 && largest.size < plain.states.length) nontrivial++;
      const winning = winningSet(graph);
      const won = new Set(
        [...winning.keys()].filter((state) => winning[state] === 1).map((state) => stateOf(graph.exploration, state).join()),
      );
      expect(won).toEqual(new Set([...largest].map((state) => (plain.states[state] ?? []).join())));
    }),
    { numRuns: 10_000 },
  );
  expect(nontrivial).toBeGreaterThan(500);
});

test("explores exactly the states and steps of the plain definition", () => {
  fc.assert(
    fc.property(generatedModel({ variables: 5, values: 5, events: 12 }), (document) => {
      const parsed = parseModel(document);
      if (!parsed.ok) throw new Error(parsed.fault.message);
      const plain = plainGraphOf(parsed.value);
      const exploration = exploreExplicitly(parsed.value, []);
      expect(exploration.transitions).toBe(plain.steps.length);
      expect(Array.from({ length: exploration.store.count() }, (_, i) => stateOf(exploration, i))).toEqual(plain.states);
    }),
    { numRuns: 500 },
  );
});
