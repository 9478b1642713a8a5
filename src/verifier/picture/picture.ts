/**
 * What a picture of a state space is, however it was explored: boxes of states that agree on the shown variables, and one edge for each
 * pair of boxes and kind of step. Nothing here knows how it is drawn.
 */
import type { MachineModel } from "../machine/machine-model.ts";
import type { Model } from "../model/model.ts";
import type { ModelDocument } from "../model/model-document.ts";

/** How a step comes about: allowed at once, after an approval, held; an outcome; something else in the world; or refused. */
export type StepKind = "allow" | "escalate" | "quarantine" | "outcome" | "world" | "refused";

export interface PictureNode {
  /** The shown variables that have left their first value. */
  readonly values: readonly { readonly variable: string; readonly value: string | number | boolean }[];
  /** How many states are in it. */
  readonly states: bigint;
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
  readonly states: bigint;
  readonly shown: readonly string[];
  /** Variables that states of one node may differ in. */
  readonly hidden: readonly string[];
}

export interface PictureOptions {
  /** The variables to show; without them as many as give at most `nodesMax` nodes. */
  readonly of?: readonly string[];
  readonly nodesMax: number;
  /** States up to which they are listed. */
  readonly statesMax: number;
  /** Beyond, nodes that diagrams may take; without it there is no picture of more. */
  readonly symbolicNodesMax?: number;
}

/** What the choice of variables asks of the states that are reached. */
export interface Reached {
  /** Whether a variable leaves its first value. */
  readonly moves: (variable: number) => boolean;
  /** Into how many boxes some variables divide the states; any number above `most` where there are more. */
  readonly boxes: (variables: readonly number[], most: number) => number;
}

/** The variables to show, in their order: those asked for, or what some call or bound asks of, as long as few enough boxes remain. */
export function shownVariables(
  document: ModelDocument,
  model: Model,
  { of, nodesMax }: PictureOptions,
  { moves, boxes }: Reached,
): number[] {
  if (of !== undefined) return model.variables.flatMap(({ name }, number) => (of.includes(name) ? [number] : []));
  const { define = [], events, never = [], goals = [] } = document;
  const asking = events.filter(({ agency }) => agency === "controllable");
  const asked = JSON.stringify([define, never, goals, asking.map(({ guard, requires }) => [guard, requires])]);
  const isAsked = (name: string): boolean => asked.includes(`{"is":[${JSON.stringify(name)},`);
  const kept = model.variables.flatMap(({ name }, variable) => (isAsked(name) && moves(variable) ? [variable] : []));
  const sizeOf = (variable: number): number => model.variables[variable]?.values.length ?? 0;
  kept.sort((a, b) => sizeOf(a) - sizeOf(b) || a - b);
  while (kept.length > 1 && boxes(kept, nodesMax) > nodesMax) kept.pop();
  return kept.sort((a, b) => a - b);
}

/** The shown variables that have left their first value, in one state. */
export function shownValues(model: Model, shown: readonly number[], state: readonly number[]): PictureNode["values"] {
  return shown.flatMap((variable) => {
    const value = state[variable] ?? 0;
    const { name, values: domain, initial } = model.variables[variable] ?? { name: "?", values: [], initial: 0 };
    return value === initial ? [] : [{ variable: name, value: domain[value] ?? "?" }];
  });
}

/** Gathers the steps of a picture: one edge for each pair of boxes and kind. */
export class PictureEdges {
  readonly #model: Model;
  readonly #meanings: MachineModel["meanings"];
  readonly #edges = new Map<string, { from: number; to: number; kind: StepKind; labels: Set<string> }>();

  constructor(model: Model, meanings: MachineModel["meanings"]) {
    this.#model = model;
    this.#meanings = meanings;
  }

  add(from: number, to: number, event: number, isRefused: boolean): void {
    const kind = isRefused ? "refused" : this.#kindOf(event);
    const key = `${from} ${to} ${kind}`;
    const edge = this.#edges.get(key) ?? { from, to, kind, labels: new Set() };
    this.#edges.set(key, edge);
    edge.labels.add(this.#label(event));
  }

  all(): readonly PictureEdge[] {
    return [...this.#edges.values()].map((edge) => ({ ...edge, labels: [...edge.labels].sort() }));
  }

  #kindOf(event: number): StepKind {
    const meaning = this.#meanings[event];
    if (meaning?.kind === "call") return meaning.approved ? "escalate" : "allow";
    return meaning?.kind === "held" ? "quarantine" : meaning?.kind === "outcome" ? "outcome" : "world";
  }

  #label(event: number): string {
    const { name = "", letter = "" } = this.#model.events[event] ?? {};
    const seen = letter === "" ? name.replace(/, (not counted on|another in flight)$/, "") : letter;
    return this.#kindOf(event) === "escalate" ? `${seen}, approved` : seen;
  }
}

/** What leads back into a box, by kind. */
export function staysOf(node: number, edges: readonly PictureEdge[]): PictureNode["stays"] {
  return new Map(edges.flatMap(({ from, to, kind, labels }) => (from === node && to === node ? [[kind, labels] as const] : [])));
}
