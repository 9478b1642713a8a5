/** Checks every bound of a model over diagrams, with shortest stories from layers of states. */
import { EMPTY_SET, FULL_SET, type StateSet } from "../../diagram/index.ts";
import { assert } from "../../fault/index.ts";
import type { Step } from "../explicit/explicit-exploration.ts";
import { keptAway } from "../explicit/kept-away.ts";
import { type Condition, NEVER } from "../model/condition.ts";
import { initialStateOf, type Model, unpermittedCondition } from "../model/model.ts";
import type { ModelReport, Violation } from "../model-report.ts";
import { crowdedPair } from "./crowded-pair.ts";
import { conditionToSet, type SymbolicModel, symbolicModelOf } from "./symbolic-model.ts";
import { symbolicKeeps, symbolicReach, symbolicSupervisorSize, symbolicWinningSet } from "./symbolic-winning-set.ts";

const UNDECIDED = {
  engine: "symbolic",
  answer: "undecided",
  violations: [],
  states: 0n,
  transitions: 0n,
  supervisor: { admissible: false, states: 0n, transitions: 0n },
  dead: [],
  suppressed: [],
  probes: [],
} as const satisfies ModelReport;

/** The report; "undecided" where the diagrams need more nodes than the limit. */
export function checkSymbolically(model: Model, nodesMax: number, probes: readonly Condition[], isOver?: () => boolean): ModelReport {
  const machine = symbolicModelOf(model, nodesMax, undefined, isOver);
  const { forest, steps } = machine;
  const reached = symbolicReach(machine, FULL_SET);
  const targets = targetsOf(machine, reached);
  const asked = probes.map((probe) => forest.intersection(reached, conditionToSet(forest, probe)));
  for (const set of [reached, ...asked, ...targets.map(({ target }) => target)]) forest.keep(set);
  const winning = symbolicWinningSet(machine);
  if (forest.exhausted) return undecided(machine);
  const supervised = symbolicReach(machine, winning);
  const among = (set: StateSet): boolean[] =>
    steps.map(({ relation }) => forest.intersection(set, forest.predecessors(relation, set)) !== EMPTY_SET);
  const [everywhere, left] = [among(reached), among(supervised)];
  const names = (kept: (number: number) => boolean): string[] =>
    model.events.filter((_, number) => kept(number)).map((event) => event.name);
  const violations = targets.map(({ target, ...violation }) => violationIn(machine, violation, target));
  const report: ModelReport = {
    engine: "symbolic",
    answer: violations.length === 0 ? "holds" : "violated",
    violations,
    states: forest.count(reached),
    transitions: steps.reduce((sum, { relation }) => sum + forest.count(forest.intersection(reached, relation.guard)), 0n),
    supervisor: symbolicSupervisorSize(machine, winning),
    dead: names((number) => everywhere[number] === false),
    suppressed: names((number) => everywhere[number] === true && left[number] === false),
    probes: asked.map((set) => ({ reached: set !== EMPTY_SET, supervised: forest.intersection(set, supervised) !== EMPTY_SET })),
  };
  return forest.exhausted ? undecided(machine) : report;
}

/** The violation with its story; where an assured goal is lost also how it is kept away from there on. */
function violationIn(machine: SymbolicModel, violation: Omit<Violation, "story">, target: StateSet): Violation {
  const { forest, model } = machine;
  const story = symbolicStory(machine, target);
  if (violation.kind !== "goal" || model.grade !== "assured" || story === undefined) return { ...violation, story };
  const goal = model.goals.find(({ name }) => name === violation.name)?.when ?? NEVER;
  const isLost = (state: readonly number[]): boolean => forest.has(target, state);
  const play = keptAway(model, { goal, isLost }, story.at(-1)?.state ?? initialStateOf(model));
  return { ...violation, story, ...(play === undefined ? {} : { keptAway: play }) };
}

function undecided(machine: SymbolicModel): ModelReport {
  const crowded = crowdedPair(machine);
  return crowded === undefined ? UNDECIDED : { ...UNDECIDED, crowded };
}

/** The reached states that break each bound, where there are any. */
function targetsOf(machine: SymbolicModel, reached: StateSet): (Omit<Violation, "story"> & { readonly target: StateSet })[] {
  const { forest, model, goals } = machine;
  return [
    ...model.never.map(({ name, when }) => ({
      kind: "never" as const,
      name,
      target: forest.intersection(reached, conditionToSet(forest, when)),
    })),
    ...model.events.map((event) => ({
      kind: "permission" as const,
      name: event.name,
      target: forest.intersection(reached, conditionToSet(forest, unpermittedCondition(event))),
    })),
    ...goals.map((goal, i) => ({
      kind: "goal" as const,
      name: model.goals[i]?.name ?? "?",
      target: forest.difference(reached, symbolicKeeps(machine, goal, reached)),
    })),
  ].filter(({ target }) => target !== EMPTY_SET);
}

/** Nodes that the layers of one story may take. Layers by distance are far larger than the sets that saturation builds. */
const STORY_NODES_MAX = 1 << 20;

/** A shortest story into a set that is reached; undefined where its layers take too many nodes. */
export function symbolicStory({ forest, initial, steps }: SymbolicModel, target: StateSet): Step[] | undefined {
  const layers = [initial];
  let seen = initial;
  const nodesMax = forest.nodes.live + STORY_NODES_MAX;
  while (forest.intersection(layers.at(-1) ?? EMPTY_SET, target) === EMPTY_SET) {
    const next = steps.reduce((set, { relation }) => forest.union(set, forest.successors(relation, layers.at(-1) ?? EMPTY_SET)), EMPTY_SET);
    const layer = forest.difference(next, seen);
    if (forest.exhausted || forest.nodes.live > nodesMax) return undefined;
    assert(layer !== EMPTY_SET, "the target is reached");
    seen = forest.union(seen, layer);
    layers.push(layer);
  }
  const story: Step[] = [];
  let state = forest.pick(forest.intersection(layers.pop() ?? EMPTY_SET, target));
  for (let layer = layers.pop(); layer !== undefined; layer = layers.pop()) {
    const after = forest.only(state);
    const sources = steps.map(({ relation }) => forest.intersection(layer ?? EMPTY_SET, forest.predecessors(relation, after)));
    const event = sources.findIndex((source) => source !== EMPTY_SET);
    assert(event >= 0, "a state of a layer has a step from the layer before");
    story.push({ event, state });
    state = forest.pick(sources[event] ?? EMPTY_SET);
  }
  return story.reverse();
}
