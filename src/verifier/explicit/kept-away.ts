/**
 * A play that keeps an assured goal away for ever, from a state where it cannot be forced any more. It is fair: in every round each choice
 * of the world's is made or is not to be made, and the agent has its move, wherever that is of no use. The agent does what would lead to
 * the goal soonest, were the world to help; whatever else it may do is answered too.
 */

import { PLAY_STATES_MAX, ROUNDS_MAX } from "../limits.ts";
import { type Condition, holds } from "../model/condition.ts";
import { type Model, stateAfter, stepCondition } from "../model/model.ts";
import { progressRoles } from "../model/progress-roles.ts";
import type { Step } from "./explicit-exploration.ts";

export interface KeptAway {
  readonly play: readonly Step[];
  /** How many steps come before those that repeat for ever; all of them where nothing more need happen. */
  readonly before: number;
}

/** A goal, and from where it cannot be forced. */
export interface LostGoal {
  readonly goal: Condition;
  readonly isLost: (state: readonly number[]) => boolean;
}

/** The play from such a state; undefined where it is longer than is looked for. */
export function keptAway(model: Model, lost: LostGoal, start: readonly number[]): KeptAway | undefined {
  return new Keeping(model, lost).from(start);
}

class Keeping {
  readonly #model: Model;
  readonly #goal: Condition;
  readonly #isLost: LostGoal["isLost"];
  readonly #ours: readonly number[];
  readonly #hindering: readonly number[];
  readonly #choices: readonly (readonly number[])[];

  constructor(model: Model, { goal, isLost }: LostGoal) {
    const { helps, hinders, choices } = progressRoles(model.events);
    const among = (events: readonly boolean[]): number[] => events.flatMap((wanted, event) => (wanted ? [event] : []));
    this.#model = model;
    this.#goal = goal;
    this.#isLost = isLost;
    this.#ours = among(helps);
    this.#hindering = among(hinders);
    this.#choices = choices;
  }

  from(start: readonly number[]): KeptAway | undefined {
    const play: Step[] = [];
    const rounds = new Map<string, number>();
    let state = start;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const before = rounds.get(state.join());
      if (before !== undefined) return { play, before };
      rounds.set(state.join(), play.length);
      for (const turn of [this.#ours, ...this.#choices]) {
        const steps = this.#wasted(turn, state);
        if (steps === undefined) return undefined;
        play.push(...steps);
        state = steps.at(-1)?.state ?? state;
      }
    }
    return undefined;
  }

  /** What the world does first, and then the turn where it is of no use: it is nobody's, or some way of it leads nowhere. */
  #wasted(turn: readonly number[], start: readonly number[]): readonly Step[] | undefined {
    const queue: { readonly state: readonly number[]; readonly steps: readonly Step[] }[] = [{ state: start, steps: [] }];
    const seen = new Set([start.join()]);
    for (const { state, steps } of queue) {
      if (queue.length > PLAY_STATES_MAX) return undefined;
      const ways = this.#steps(turn, state);
      const useless = ways.filter((step) => this.#isLost(step.state));
      const isOurs = turn === this.#ours;
      if (ways.length === 0) return steps;
      if (isOurs ? useless.length === ways.length : useless.length > 0) {
        const made = isOurs ? this.#mostPromising(useless) : useless.slice(0, 1);
        return [...steps, ...made];
      }
      for (const step of this.#steps(this.#hindering, state)) {
        if (seen.has(step.state.join()) || !this.#isLost(step.state)) continue;
        seen.add(step.state.join());
        queue.push({ state: step.state, steps: [...steps, step] });
      }
    }
    return undefined;
  }

  /** The step after which the goal is nearest, counting on everything that progress may count on. */
  #mostPromising(steps: readonly Step[]): readonly Step[] {
    const relied = this.#model.events.flatMap((event, number) => (event.relied ? [number] : []));
    const reached = steps.map((step) => ({ step, state: step.state }));
    const seen = new Set(reached.map(({ state }) => state.join()));
    for (const { step, state } of reached) {
      if (holds(this.#goal, state)) return [step];
      if (reached.length > PLAY_STATES_MAX) break;
      for (const next of this.#steps(relied, state)) {
        if (seen.has(next.state.join())) continue;
        seen.add(next.state.join());
        reached.push({ step, state: next.state });
      }
    }
    return steps.slice(0, 1);
  }

  #steps(events: readonly number[], state: readonly number[]): Step[] {
    return events.flatMap((number) => {
      const event = this.#model.events[number];
      return event !== undefined && holds(stepCondition(event), state) ? [{ event: number, state: stateAfter(event, state) }] : [];
    });
  }
}
