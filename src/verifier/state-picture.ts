/**
 * The state space of a machine's model as a graph small enough to look at: states that agree on the shown variables become one
 * node with their number, steps between two nodes one edge for each kind. What a supervisor refuses, and what is lost or bad,
 * stays visible. Nothing here knows how it is drawn.
 */
import { holds } from "./condition.ts";
import { stateOf } from "./explicit-exploration.ts";
import { supervisedStates, winningSet } from "./explicit-winning-set.ts";
import type { MachineModel } from "./machine-model.ts";
import { type Model, unpermittedCondition } from "./model.ts";
import type { ModelDocument } from "./model-document.ts";
import { type TransitionGraph, transitionGraphOf } from "./transition-graph.ts";

/** How a step comes about: allowed at once, after an approval, held; an outcome; something else in the world; or refused. */
export type StepKind = "allow" | "escalate" | "quarantine" | "outcome" | "world" | "refused";

export interface PictureNode {
  /** The shown variables that have left their first value. */
  readonly values: readonly { readonly variable: string; readonly value: string | number | boolean }[];
  /** How many states are in it. */
  readonly states: number;
  /** `bad`: some of them are; `lost`: none is, but from some a bound can no longer be kept. */
  readonly standing: "safe" | "lost" | "bad";
  /** What leads back into it, by kind. */
  readonly stays: ReadonlyMap<StepKind, readonly string[]>;
}

export interface PictureEdge {
  readonly from: number;
  readonly to: number;
  readonly kind: StepKind;
  readonly labels: readonly string[];
}

export interface StatePicture {
  /** The first one holds the start. */
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly states: number;
  readonly shown: readonly string[];
  /** Variables that states of one node may differ in. */
  readonly hidden: readonly string[];
}

export interface PictureOptions {
  /** The variables to show; without them as many as give at most `nodesMax` nodes. */
  readonly of?: readonly string[];
  readonly nodesMax: number;
  readonly statesMax: number;
}

/** The picture of a machine's model; undefined where there are more states than `statesMax`. */
export function statePictureOf({ document, meanings }: MachineModel, model: Model, options: PictureOptions): StatePicture | undefined {
  const graph = transitionGraphOf(model, options.statesMax);
  if (graph === undefined) return undefined;
  const states = Array.from({ length: graph.states }, (_, state) => stateOf(graph.exploration, state));
  const shown = options.of === undefined ? chosenVariables(document, model, states, options.nodesMax) : numbersOf(model, options.of);
  const kindOf = (event: number): StepKind => {
    const meaning = meanings[event];
    if (meaning?.kind === "call") return meaning.approved ? "escalate" : "allow";
    return meaning?.kind === "held" ? "quarantine" : meaning?.kind === "outcome" ? "outcome" : "world";
  };
  return new Picture(graph, states, shown, kindOf).draw();
}

function numbersOf(model: Model, names: readonly string[]): number[] {
  return model.variables.flatMap(({ name }, number) => (names.includes(name) ? [number] : []));
}

/** What some call or bound asks of; of that, the largest domains are dropped until few enough nodes remain. */
function chosenVariables(document: ModelDocument, model: Model, states: readonly (readonly number[])[], nodesMax: number): number[] {
  const { define = [], events, never = [], goals = [] } = document;
  const asking = events.filter(({ agency }) => agency === "controllable");
  const asked = JSON.stringify([define, never, goals, asking.map(({ guard, requires }) => [guard, requires])]);
  const moves = (variable: number): boolean => states.some((state) => state[variable] !== states[0]?.[variable]);
  const isAsked = (name: string): boolean => asked.includes(`{"is":[${JSON.stringify(name)},`);
  const kept = model.variables.flatMap(({ name }, variable) => (isAsked(name) && moves(variable) ? [variable] : []));
  const sizeOf = (variable: number): number => model.variables[variable]?.values.length ?? 0;
  kept.sort((a, b) => sizeOf(a) - sizeOf(b) || a - b);
  const nodes = (): number => new Set(states.map((state) => kept.map((variable) => state[variable]).join())).size;
  while (kept.length > 1 && nodes() > nodesMax) kept.pop();
  return kept.sort((a, b) => a - b);
}

class Picture {
  readonly #graph: TransitionGraph;
  readonly #states: readonly (readonly number[])[];
  readonly #shown: readonly number[];
  readonly #kindOf: (event: number) => StepKind;
  readonly #nodeOf: readonly number[];
  readonly #edges = new Map<string, { from: number; to: number; kind: StepKind; labels: Set<string> }>();

  constructor(
    graph: TransitionGraph,
    states: readonly (readonly number[])[],
    shown: readonly number[],
    kindOf: (event: number) => StepKind,
  ) {
    this.#graph = graph;
    this.#states = states;
    this.#shown = shown;
    this.#kindOf = kindOf;
    const numbers = new Map<string, number>();
    this.#nodeOf = states.map((state) => {
      const key = shown.map((variable) => state[variable]).join();
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    });
  }

  draw(): StatePicture {
    const { model } = this.#graph.exploration;
    const winning = winningSet(this.#graph);
    const kept = supervisedStates(this.#graph, winning);
    for (let state = 0; state < this.#graph.states; state++) this.#stepsFrom(state, winning, kept);
    const all = [...this.#edges.values()].map((edge) => ({ ...edge, labels: [...edge.labels].sort() }));
    const names = (variables: readonly number[]): string[] => variables.map((variable) => model.variables[variable]?.name ?? "?");
    return {
      nodes: Array.from({ length: Math.max(...this.#nodeOf) + 1 }, (_, node) => this.#node(node, winning, all)),
      edges: all.filter(({ from, to }) => from !== to),
      states: this.#graph.states,
      shown: names(this.#shown),
      hidden: names([...model.variables.keys()].filter((variable) => !this.#shown.includes(variable) && this.#moves(variable))),
    };
  }

  #moves(variable: number): boolean {
    return this.#states.some((state) => state[variable] !== this.#states[0]?.[variable]);
  }

  /** The steps from a state, and the calls that are possible there but never permitted. */
  #stepsFrom(state: number, winning: Uint8Array, kept: Uint8Array): void {
    const { model } = this.#graph.exploration;
    for (let step = this.#graph.first[state] ?? 0; step < (this.#graph.first[state + 1] ?? 0); step++) {
      const [event, target] = [this.#graph.events[step] ?? 0, this.#graph.targets[step] ?? 0];
      const isRefused = kept[state] === 1 && winning[target] !== 1;
      this.#edge(state, target, isRefused ? "refused" : this.#kindOf(event), this.#label(event));
    }
    for (const [number, event] of model.events.entries()) {
      if (event.agency === "controllable" && holds(unpermittedCondition(event), this.#states[state] ?? []))
        this.#edge(state, state, "refused", this.#label(number));
    }
  }

  #label(event: number): string {
    const { name = "", letter = "" } = this.#graph.exploration.model.events[event] ?? {};
    const seen = letter === "" ? name.replace(/, (not counted on|another in flight)$/, "") : letter;
    return this.#kindOf(event) === "escalate" ? `${seen}, approved` : seen;
  }

  #edge(state: number, target: number, kind: StepKind, label: string): void {
    const [from, to] = [this.#nodeOf[state] ?? 0, this.#nodeOf[target] ?? 0];
    const key = `${from} ${to} ${kind}`;
    const edge = this.#edges.get(key) ?? { from, to, kind, labels: new Set() };
    this.#edges.set(key, edge);
    edge.labels.add(label);
  }

  #node(node: number, winning: Uint8Array, edges: readonly PictureEdge[]): PictureNode {
    const members = this.#nodeOf.flatMap((one, state) => (one === node ? [state] : []));
    const { model } = this.#graph.exploration;
    const values = this.#shown.flatMap((variable) => {
      const value = this.#states[members[0] ?? 0]?.[variable] ?? 0;
      const { name, values: domain, initial } = model.variables[variable] ?? { name: "?", values: [], initial: 0 };
      return value === initial ? [] : [{ variable: name, value: domain[value] ?? "?" }];
    });
    const isBad = members.some((state) => this.#graph.bad[state] === 1);
    const isLost = members.some((state) => winning[state] !== 1);
    const stays = new Map(edges.flatMap(({ from, to, kind, labels }) => (from === node && to === node ? [[kind, labels] as const] : [])));
    return { values, states: members.length, standing: isBad ? "bad" : isLost ? "lost" : "safe", stays };
  }
}
