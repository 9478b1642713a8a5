/**
 * Breadth-first exploration of every state that permitted steps reach, and the way back from a state to the start. A layer
 * is a contiguous range of state numbers, so shortest stories need no parent pointers.
 */
import { assert } from "../../fault/index.ts";
import { STATES_MAX } from "../limits.ts";
import type { Condition } from "../model/condition.ts";
import { initialStateOf, type Model } from "../model/model.ts";
import { createExplicitStore, type ExplicitStore } from "./explicit-store.ts";
import { pack, unpack } from "./packing.ts";

export interface Exploration {
  readonly model: Model;
  readonly store: ExplicitStore;
  /** `layers[d]` is the first state at distance `d` from the start; the last entry is the number of states. */
  readonly layers: readonly number[];
  /** How many steps the expanded states have. */
  readonly transitions: number;
  /** False where the limit came first: nothing may be concluded then. */
  readonly complete: boolean;
}

/** One step of a story: the event's number, and the state it leads to. */
export interface Step {
  readonly event: number;
  readonly state: readonly number[];
}

/** States expanded between two looks at the limit. */
const STRIDE = 4_096;

/** Explores a model; `conditions` become the store's tests. Stops, incomplete, once more than `statesMax` states are stored. */
export function exploreExplicitly(model: Model, conditions: readonly Condition[], statesMax: number = STATES_MAX): Exploration {
  const store = createExplicitStore(model, conditions);
  store.insert(...pack(store.packing, initialStateOf(model)));
  const layers = [0, 1];
  let transitions = 0;
  for (let from = 0; from < store.count(); ) {
    const layerEnd = store.count();
    for (; from < layerEnd; from = Math.min(from + STRIDE, layerEnd)) {
      if (store.count() > statesMax) return { model, store, layers, transitions, complete: false };
      transitions += store.expand(from, Math.min(from + STRIDE, layerEnd));
    }
    if (store.count() > layerEnd) layers.push(store.count());
  }
  return { model, store, layers, transitions, complete: true };
}

/** The value indices of state `number`. */
export function stateOf(exploration: Exploration, number: number): number[] {
  const { store } = exploration;
  return unpack(store.packing, store.words(), number * store.packing.words);
}

/** A shortest sequence of events from the start to state `number`. Scans each earlier layer once. */
export function storyTo(exploration: Exploration, number: number): Step[] {
  const { store, layers, model } = exploration;
  const buffer = new Int32Array(model.events.length * 2);
  const story: Step[] = [];
  let target = number;
  for (let layer = layers.findLastIndex((start) => start <= target); layer > 0; layer--) {
    const step = stepInto(store, layers[layer - 1] ?? 0, layers[layer] ?? 0, target, buffer);
    story.push({ event: step.event, state: stateOf(exploration, target) });
    target = step.source;
  }
  return story.reverse();
}

function stepInto(store: ExplicitStore, from: number, to: number, target: number, buffer: Int32Array): { source: number; event: number } {
  for (let source = from; source < to; source++) {
    const end = store.steps(source, buffer, 0);
    for (let i = 0; i < end; i += 2) if (buffer[i + 1] === target) return { source, event: buffer[i] ?? 0 };
  }
  assert(false, "a state of a layer has a step from the layer before");
}
