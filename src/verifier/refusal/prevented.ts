/**
 * Why a state must not be reached: what the world may then do, step by step, to break a bound, or which goals would be lost. Looked
 * for breadth-first, so that the shortest play is told; beyond a limit of states the reason is told less exactly.
 */
import type { StateSet } from "../../diagram/index.ts";
import type { Step } from "../explicit/explicit-exploration.ts";
import { PLAY_STATES_MAX } from "../limits.ts";
import { holds } from "../model/condition.ts";
import { type Model, type ModelEvent, stateAfter, stepCondition, unpermittedCondition } from "../model/model.ts";
import type { SymbolicModel } from "../symbolic/symbolic-model.ts";
import { symbolicWinningSet } from "../symbolic/symbolic-winning-set.ts";

export type Prevented =
  /** The event itself is not permitted there. */
  | { readonly kind: "permission" }
  /** What the world may do to reach a state that the bound forbids; or the event that is then possible and not permitted. */
  | { readonly kind: "never"; readonly bound: string; readonly play: readonly Step[] }
  /** These goals would be lost, now or after what the world may do; none where only all of them together are. */
  | { readonly kind: "goal"; readonly bounds: readonly string[] };

export class Reasons {
  readonly #machine: SymbolicModel;
  readonly #model: Model;
  /** By goal: from where it can be kept, if it were the only one. */
  #keeping: readonly StateSet[] | undefined;

  constructor(machine: SymbolicModel) {
    this.#machine = machine;
    this.#model = machine.model;
  }

  /** Why a controllable event is refused in a state. */
  against(event: ModelEvent, state: readonly number[]): Prevented {
    return holds(stepCondition(event), state) ? this.after(stateAfter(event, state)) : { kind: "permission" };
  }

  /** Why a state is lost. */
  after(state: readonly number[]): Prevented {
    const broken = worldsPlay(this.#model, state);
    return broken === undefined ? { kind: "goal", bounds: this.#lostIn(state) } : { kind: "never", ...broken };
  }

  #lostIn(state: readonly number[]): readonly string[] {
    const { forest, goals } = this.#machine;
    this.#keeping ??= goals.map((goal) => {
      const winning = symbolicWinningSet({ ...this.#machine, goals: [goal] });
      forest.keep(winning);
      return winning;
    });
    const only = forest.only(state);
    return this.#model.goals.flatMap(({ name }, goal) => {
      const keeping = this.#keeping?.[goal];
      return keeping === undefined || forest.isSubset(only, keeping) ? [] : [name];
    });
  }
}

/** The shortest that the world may do in a state to break a bound on states, and the bound; undefined where none is found. */
export function worldsPlay(model: Model, state: readonly number[]): { readonly bound: string; readonly play: readonly Step[] } | undefined {
  const queue = [{ state, play: [] as readonly Step[] }];
  const seen = new Set([state.join()]);
  for (const { state: at, play } of queue) {
    const bound = brokenIn(model, at);
    if (bound !== undefined) return { bound, play };
    if (queue.length > PLAY_STATES_MAX) return undefined;
    for (const [next, world] of model.events.entries()) {
      if (world.agency === "controllable" || !holds(stepCondition(world), at)) continue;
      const after = stateAfter(world, at);
      if (seen.has(after.join())) continue;
      seen.add(after.join());
      queue.push({ state: after, play: [...play, { event: next, state: after }] });
    }
  }
  return undefined;
}

function brokenIn({ never, events }: Model, state: readonly number[]): string | undefined {
  const unpermitted = (event: ModelEvent): boolean => event.agency !== "controllable" && holds(unpermittedCondition(event), state);
  return never.find(({ when }) => holds(when, state))?.name ?? events.find(unpermitted)?.name;
}
