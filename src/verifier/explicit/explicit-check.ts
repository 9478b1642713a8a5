/** Checks every bound of a model over its listed states. */
import { any, type Condition } from "../model/condition.ts";
import { type Model, unpermittedCondition } from "../model/model.ts";
import type { ModelReport, Probed, Violation } from "../model-report.ts";
import { stateOf, storyTo } from "./explicit-exploration.ts";
import { keeps, supervisedStates, supervisorSize, winningSet } from "./explicit-winning-set.ts";
import { type KeptAway, keptAway } from "./kept-away.ts";
import { pack } from "./packing.ts";
import { type TransitionGraph, transitionGraphOf } from "./transition-graph.ts";

/** The report; undefined where the model has more states than the limit. */
export function checkExplicitly(model: Model, statesMax: number, probes: readonly Condition[]): ModelReport | undefined {
  if (statesMax === 0) return undefined;
  const claims = safetyClaims(model);
  const tests = [any(claims.map(({ when }) => when)), ...claims.map(({ when }) => when), ...probes];
  const graph = transitionGraphOf(model, statesMax, tests);
  if (graph === undefined) return undefined;
  const violations = [...safetyViolations(graph, claims), ...goalViolations(graph)];
  const winning = winningSet(graph);
  const left = supervisedStates(graph, winning);
  const everywhere = eventsAmong(graph, new Uint8Array(graph.states).fill(1));
  const supervised = eventsAmong(graph, left);
  const names = (kept: (number: number) => boolean): string[] =>
    model.events.filter((_, number) => kept(number)).map((event) => event.name);
  return {
    engine: "explicit",
    answer: violations.length === 0 ? "holds" : "violated",
    violations,
    states: BigInt(graph.states),
    transitions: BigInt(graph.events.length),
    supervisor: supervisorSize(graph, winning),
    dead: names((number) => !everywhere.has(number)),
    suppressed: names((number) => everywhere.has(number) && !supervised.has(number)),
    probes: probes.map((_, index) => probed(graph, 1 + claims.length + index, left)),
  };
}

/** Whether a test holds somewhere, and whether in a marked state. */
function probed({ exploration: { store }, states }: TransitionGraph, test: number, marked: Uint8Array): Probed {
  let reached = false;
  for (let state = 0; state < states; state++) {
    if (!store.test(test, state)) continue;
    if (marked[state] === 1) return { reached: true, supervised: true };
    reached = true;
  }
  return { reached, supervised: false };
}

interface SafetyClaim {
  readonly kind: "never" | "permission";
  readonly name: string;
  readonly when: Condition;
}

/** What must not come to hold: forbidden states, and events that are possible but not permitted. */
function safetyClaims(model: Model): SafetyClaim[] {
  const permissions = model.events.map(
    (event): SafetyClaim => ({ kind: "permission", name: event.name, when: unpermittedCondition(event) }),
  );
  return [
    ...model.never.map((bound): SafetyClaim => ({ kind: "never", ...bound })),
    ...permissions.filter(({ when }) => when.kind !== "constant" || when.holds),
  ];
}

/** The nearest state that breaks each claim. Test 0 is the disjunction of all claims, test `i + 1` is claim `i`. */
function safetyViolations({ exploration, states }: TransitionGraph, claims: readonly SafetyClaim[]): Violation[] {
  const first = new Map<number, number>();
  for (let state = 0; state < states && first.size < claims.length; state++) {
    if (!exploration.store.test(0, state)) continue;
    for (let i = 0; i < claims.length; i++) if (!first.has(i) && exploration.store.test(i + 1, state)) first.set(i, state);
  }
  return claims.flatMap(({ kind, name }, i): Violation[] => {
    const state = first.get(i);
    return state === undefined ? [] : [{ kind, name, story: storyTo(exploration, state) }];
  });
}

function goalViolations(graph: TransitionGraph): Violation[] {
  const { exploration } = graph;
  const everywhere = new Uint8Array(graph.states).fill(1);
  return exploration.model.goals.flatMap(({ name, when }, i): Violation[] => {
    const kept = keeps(graph, graph.goals[i] ?? everywhere, everywhere);
    const hopeless = kept.indexOf(0);
    if (hopeless < 0) return [];
    const play = playFrom(graph, when, kept, hopeless);
    return [{ kind: "goal", name, story: storyTo(exploration, hopeless), ...(play === undefined ? {} : { keptAway: play }) }];
  });
}

/** How an assured goal is kept away from a state outside `kept`. */
function playFrom({ exploration }: TransitionGraph, goal: Condition, kept: Uint8Array, state: number): KeptAway | undefined {
  const { model, store } = exploration;
  if (model.grade !== "assured") return undefined;
  const isLost = (values: readonly number[]): boolean => kept[store.insert(...pack(store.packing, values))] === 0;
  return keptAway(model, { goal, isLost }, stateOf(exploration, state));
}

/** The events with a step between marked states. */
function eventsAmong(graph: TransitionGraph, marked: Uint8Array): Set<number> {
  const events = new Set<number>();
  for (let step = 0; step < graph.events.length; step++) {
    if (marked[graph.sources[step] ?? 0] === 1 && marked[graph.targets[step] ?? 0] === 1) events.add(graph.events[step] ?? -1);
  }
  return events;
}
