import fc from "fast-check";
import { expect, test } from "vitest";
import { generatedModel } from "../../../test/models/generated.ts";
import { longTransferLine, sharedPool } from "../../../test/models/synthetic.ts";
import { agvSystem, peterson, philosophers, transferLine } from "../../../test/models/textbook.ts";
import { stateOf } from "../explicit/explicit-exploration.ts";
import { supervisorSize, winningSet } from "../explicit/explicit-winning-set.ts";
import { transitionGraphOf } from "../explicit/transition-graph.ts";
import type { Model } from "../model/model.ts";
import type { ModelDocument } from "../model/model-document.ts";
import { parseModel } from "../model/parse-model.ts";
import { symbolicModelOf } from "./symbolic-model.ts";
import { symbolicSupervisorSize, symbolicWinningSet } from "./symbolic-winning-set.ts";

function modelOf(document: ModelDocument): Model {
  const parsed = parseModel(document);
  if (!parsed.ok) throw new Error(`${parsed.fault.code} ${parsed.fault.message} ${parsed.fault.at ?? ""}`);
  return parsed.value;
}

/** Compares the engines state by state on everything reachable, and on the supervisor's size. */
function agree(document: ModelDocument, tidyAt?: number): void {
  const model = modelOf(document);
  const graph = transitionGraphOf(model);
  if (graph === undefined) throw new Error("too large to compare");
  const explicit = winningSet(graph);
  const machine = symbolicModelOf(model, undefined, tidyAt);
  const symbolic = symbolicWinningSet(machine);
  for (let state = 0; state < graph.states; state++) {
    expect(machine.forest.has(symbolic, stateOf(graph.exploration, state))).toBe(explicit[state] === 1);
  }
  expect(symbolicSupervisorSize(machine, symbolic)).toEqual(supervisorSize(graph, explicit));
}

test.each([transferLine(), agvSystem(), peterson(3), philosophers(7), longTransferLine(3, 2), sharedPool(3, 3)])(
  "agrees with the explicit engine: $name",
  (document) => agree(document),
);

test("agrees with the explicit engine on 3,000 generated models", { timeout: 240_000 }, () => {
  fc.assert(
    fc.property(generatedModel({ variables: 5, values: 4, events: 12 }), (document) => agree(document)),
    { numRuns: 3_000 },
  );
});

test("agrees too when it collects and sifts at every opportunity", () => {
  agree(agvSystem(), 16);
  fc.assert(
    fc.property(generatedModel({ variables: 5, values: 4, events: 12 }), (document) => agree(document, 16)),
    { numRuns: 300 },
  );
});

test("a supervisor of more than 10^18 states is found in seconds", () => {
  const machine = symbolicModelOf(modelOf(philosophers(60)));
  const size = symbolicSupervisorSize(machine, symbolicWinningSet(machine));
  const pellLucas = [2n, 2n];
  while (pellLucas.length <= 60) pellLucas.push(2n * (pellLucas.at(-1) ?? 0n) + (pellLucas.at(-2) ?? 0n));
  expect(size.states).toBe((pellLucas[60] ?? 0n) - 1n);
  expect(size.states > 10n ** 18n).toBe(true);
});

test("passing the limit of nodes is noticed, never an answer", () => {
  const machine = symbolicModelOf(modelOf(peterson(4)), 2_000);
  symbolicWinningSet(machine);
  expect(machine.forest.exhausted).toBe(true);
});
