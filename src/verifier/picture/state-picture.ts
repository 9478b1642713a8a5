/**
 * The state space of a machine's model as a graph small enough to look at: states that agree on the shown variables become one
 * node with their number, steps between two nodes one edge for each kind. What a supervisor refuses, and what is lost or bad,
 * stays visible. Small spaces are listed, large ones laid into diagrams.
 */

import { stateOf } from "../explicit/explicit-exploration.ts";
import { supervisedStates, winningSet } from "../explicit/explicit-winning-set.ts";
import { type TransitionGraph, transitionGraphOf } from "../explicit/transition-graph.ts";
import type { MachineModel } from "../machine/machine-model.ts";
import { holds } from "../model/condition.ts";
import { type Model, unpermittedCondition } from "../model/model.ts";
import { largePictureOf } from "./large-picture.ts";
import { PictureEdges, type PictureNode, type PictureOptions, type StatePicture, shownValues, shownVariables, staysOf } from "./picture.ts";

/** The picture of a machine's model; undefined where even its diagrams are too large. */
export function statePictureOf(machine: MachineModel, model: Model, options: PictureOptions): StatePicture | undefined {
  const graph = transitionGraphOf(model, options.statesMax);
  if (graph === undefined) return options.symbolicNodesMax === undefined ? undefined : largePictureOf(machine, model, options);
  const states = Array.from({ length: graph.states }, (_, state) => stateOf(graph.exploration, state));
  const shown = shownVariables(machine.document, model, options, {
    moves: (variable) => moves(states, variable),
    boxes: (variables) => new Set(states.map((state) => variables.map((variable) => state[variable]).join())).size,
  });
  return new ListedPicture(graph, states, shown, new PictureEdges(model, machine.meanings)).draw();
}

function moves(states: readonly (readonly number[])[], variable: number): boolean {
  return states.some((state) => state[variable] !== states[0]?.[variable]);
}

class ListedPicture {
  readonly #graph: TransitionGraph;
  readonly #states: readonly (readonly number[])[];
  readonly #shown: readonly number[];
  readonly #edges: PictureEdges;
  readonly #nodeOf: readonly number[];
  readonly #nodes: number;

  constructor(graph: TransitionGraph, states: readonly (readonly number[])[], shown: readonly number[], edges: PictureEdges) {
    this.#graph = graph;
    this.#states = states;
    this.#shown = shown;
    this.#edges = edges;
    const numbers = new Map<string, number>();
    this.#nodeOf = states.map((state) => {
      const key = shown.map((variable) => state[variable]).join();
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    });
    this.#nodes = numbers.size;
  }

  draw(): StatePicture {
    const { model } = this.#graph.exploration;
    const winning = winningSet(this.#graph);
    const kept = supervisedStates(this.#graph, winning);
    for (let state = 0; state < this.#graph.states; state++) this.#stepsFrom(state, winning, kept);
    const all = this.#edges.all();
    const names = (variables: readonly number[]): string[] => variables.map((variable) => model.variables[variable]?.name ?? "?");
    const isHidden = (variable: number): boolean => !this.#shown.includes(variable) && moves(this.#states, variable);
    return {
      nodes: Array.from({ length: this.#nodes }, (_, node) => ({
        ...this.#node(node, winning),
        stays: staysOf(node, all),
      })),
      edges: all.filter(({ from, to }) => from !== to),
      states: BigInt(this.#graph.states),
      shown: names(this.#shown),
      hidden: names([...model.variables.keys()].filter(isHidden)),
    };
  }

  /** The steps from a state, and the calls that are possible there but never permitted. */
  #stepsFrom(state: number, winning: Uint8Array, kept: Uint8Array): void {
    const { model } = this.#graph.exploration;
    const from = this.#nodeOf[state] ?? 0;
    for (let step = this.#graph.first[state] ?? 0; step < (this.#graph.first[state + 1] ?? 0); step++) {
      const [event, target] = [this.#graph.events[step] ?? 0, this.#graph.targets[step] ?? 0];
      this.#edges.add(from, this.#nodeOf[target] ?? 0, event, kept[state] === 1 && winning[target] !== 1);
    }
    for (const [number, event] of model.events.entries()) {
      if (event.agency === "controllable" && holds(unpermittedCondition(event), this.#states[state] ?? []))
        this.#edges.add(from, from, number, true);
    }
  }

  #node(node: number, winning: Uint8Array): Omit<PictureNode, "stays"> {
    const members = this.#nodeOf.flatMap((one, state) => (one === node ? [state] : []));
    const values = shownValues(this.#graph.exploration.model, this.#shown, this.#states[members[0] ?? 0] ?? []);
    const isBad = members.some((state) => this.#graph.bad[state] === 1);
    const isLost = members.some((state) => winning[state] !== 1);
    return { values, states: BigInt(members.length), standing: isBad ? "bad" : isLost ? "lost" : "safe" };
  }
}
