/** Assured progress in both engines, against a third implementation that plays the game as it is defined. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { assuredModel } from "../../test/models/generated.ts";
import { largestAssuredSet, plainGameOf } from "../../test/models/plain-game.ts";
import { checkModel } from "./check-model.ts";
import { stateOf } from "./explicit/explicit-exploration.ts";
import { winningSet } from "./explicit/explicit-winning-set.ts";
import type { KeptAway } from "./explicit/kept-away.ts";
import { transitionGraphOf } from "./explicit/transition-graph.ts";
import { holds, NEVER } from "./model/condition.ts";
import { initialStateOf, type Model, type ModelEvent, stateAfter } from "./model/model.ts";
import type { ModelDocument } from "./model/model-document.ts";
import { parseModel } from "./model/parse-model.ts";
import { progressRoles } from "./model/progress-roles.ts";
import type { ModelReport } from "./model-report.ts";
import { symbolicModelOf } from "./symbolic/symbolic-model.ts";
import { symbolicWinningSet } from "./symbolic/symbolic-winning-set.ts";

/** How many models; 20,000 of each were compared once. */
const PLAYED = 600;
const COMPARED = 600;

function modelOf(document: ModelDocument): Model {
  const parsed = parseModel(document);
  if (!parsed.ok) throw new Error(`${parsed.fault.message} ${parsed.fault.at ?? ""}`);
  return parsed.value;
}

/** The explicit engine's winning states, with the count of failures last. */
function explicitly(model: Model): ReadonlySet<string> {
  const graph = transitionGraphOf(model);
  if (graph === undefined) throw new Error("small models are explored whole");
  const winning = winningSet(graph);
  const states = Array.from(winning, (_, state) => stateOf(graph.exploration, state).join());
  return new Set(states.filter((_, state) => winning[state] === 1));
}

test(`the winning set is the union of all sets in which a strategy beats every fair play, on ${PLAYED} models`, () => {
  let nontrivial = 0;
  fc.assert(
    fc.property(assuredModel({ variables: 2, values: 3, events: 7 }), (document) => {
      const places = plainGameOf(document, 9);
      if (places === undefined) return;
      const largest = largestAssuredSet(places, document.goals?.length ?? 0, 2_000);
      if (largest === undefined) return;
      if (largest.size > 0 && largest.size < places.length) nontrivial++;
      expect(explicitly(modelOf(document))).toEqual(largest);
    }),
    { numRuns: PLAYED },
  );
  expect(nontrivial).toBeGreaterThan(PLAYED / 40);
});

test(`both engines find one winning set, on ${COMPARED} models`, () => {
  let [nontrivial, counting] = [0, 0];
  fc.assert(
    fc.property(assuredModel({ variables: 4, values: 3, events: 10 }), (document) => {
      const model = modelOf(document);
      const graph = transitionGraphOf(model);
      if (graph === undefined) throw new Error("small models are explored whole");
      const explicit = winningSet(graph);
      const machine = symbolicModelOf(model);
      const symbolic = symbolicWinningSet(machine);
      const won = explicit.reduce((sum, one) => sum + one, 0);
      if (won > 0 && won < graph.states) nontrivial++;
      if (won > 0 && document.assume?.failures !== undefined) counting++;
      for (let state = 0; state < graph.states; state++) {
        expect(machine.forest.has(symbolic, stateOf(graph.exploration, state))).toBe(explicit[state] === 1);
      }
    }),
    { numRuns: COMPARED },
  );
  expect(Math.min(nontrivial, counting)).toBeGreaterThan(COMPARED / 30);
});

/** The play's steps are permitted, none meets the goal, and what repeats is fair: to the agent and to each choice. */
function isFairPlay(model: Model, goal: number, start: readonly number[], { play, before }: KeptAway): void {
  const { helps, choices } = progressRoles(model.events);
  const ours = helps.flatMap((help, event) => (help ? [event] : []));
  const states = [start, ...play.map(({ state }) => state)];
  const possible = (event: number, state: readonly number[]): boolean => {
    const { guard, requires } = model.events[event] ?? { guard: NEVER, requires: NEVER };
    return holds(guard, state) && holds(requires, state);
  };
  for (const [at, { event, state }] of play.entries()) {
    expect(possible(event, states[at] ?? [])).toBe(true);
    expect(stateAfter(model.events[event] as ModelEvent, states[at] ?? [])).toEqual(state);
  }
  expect(states.at(-1)).toEqual(states[before]);
  for (const state of states) expect(holds(model.goals[goal]?.when ?? NEVER, state)).toBe(false);
  const [repeated, visited] = [play.slice(before).map(({ event }) => event), states.slice(before)];
  for (const turn of [ours, ...choices]) {
    const made = repeated.some((event) => turn.includes(event));
    expect(made || visited.some((state) => !turn.some((event) => possible(event, state)))).toBe(true);
  }
}

test(`both engines give one report, with fair plays that keep lost goals away, on ${COMPARED} models`, () => {
  let plays = 0;
  fc.assert(
    fc.property(assuredModel({ variables: 4, values: 3, events: 10 }), (document) => {
      const model = modelOf(document);
      const [one, other] = [checkModel(model), checkModel(model, { explicitStatesMax: 0 })];
      const told = (report: ModelReport) => report.violations.map(({ kind, name, story }) => [kind, name, story?.length]);
      expect(told(other)).toEqual(told(one));
      expect({ ...other, violations: [], engine: "" }).toEqual({ ...one, violations: [], engine: "" });
      for (const { kind, name, story, keptAway } of [...one.violations, ...other.violations]) {
        if (kind !== "goal") continue;
        if (keptAway === undefined) throw new Error(`no play keeps ${name} away`);
        plays++;
        const goal = model.goals.findIndex((wanted) => wanted.name === name);
        isFairPlay(model, goal, story?.at(-1)?.state ?? initialStateOf(model), keptAway);
      }
    }),
    { numRuns: COMPARED },
  );
  expect(plays).toBeGreaterThan(COMPARED / 2);
});
