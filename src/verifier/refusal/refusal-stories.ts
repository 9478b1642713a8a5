/**
 * How a refusal comes about: the shortest way from the start, through what is not refused, to a state where it applies. One search
 * breadth-first finds the ways to all refusals; those that are further than its limit of states have none.
 */

import type { Step } from "../explicit/explicit-exploration.ts";
import { PLAY_STATES_MAX } from "../limits.ts";
import { holds, is } from "../model/condition.ts";
import { initialStateOf, type Model, stateAfter, stepCondition } from "../model/model.ts";
import { type Refusal, type Tightening, tightened } from "./tighten.ts";

/** For each refusal its story, the refused event last; the event leads where nothing more is said. */
export function storiesOf(model: Model, tightenings: readonly Tightening[]): ReadonlyMap<Refusal, readonly Step[]> {
  const open = new Map(tightenings.flatMap(({ event, refusals }) => refusals.map((refusal) => [refusal, event] as const)));
  const stories = new Map<Refusal, readonly Step[]>();
  const supervised = tightened(model, tightenings);
  const queue: { readonly state: readonly number[]; readonly from: number; readonly event: number }[] = [
    { state: initialStateOf(model), from: -1, event: -1 },
  ];
  const seen = new Set([initialStateOf(model).join()]);
  for (let at = 0; at < queue.length && open.size > 0 && queue.length <= PLAY_STATES_MAX; at++) {
    const state = queue[at]?.state ?? [];
    for (const [refusal, number] of open) {
      const event = model.events[number];
      const applies = refusal.when.every(({ variable, values }) => holds(is(variable, ...values), state));
      if (event === undefined || !applies || !holds(event.guard, state)) continue;
      open.delete(refusal);
      stories.set(refusal, [...wayTo(queue, at), { event: number, state: stateAfter(event, state) }]);
    }
    for (const [number, event] of supervised.events.entries()) {
      if (!holds(stepCondition(event), state)) continue;
      const next = stateAfter(event, state);
      if (seen.has(next.join())) continue;
      seen.add(next.join());
      queue.push({ state: next, from: at, event: number });
    }
  }
  return stories;
}

function wayTo(
  queue: readonly { readonly state: readonly number[]; readonly from: number; readonly event: number }[],
  last: number,
): Step[] {
  const way: Step[] = [];
  for (let at = last; ; ) {
    const step = queue[at];
    if (step === undefined || step.from < 0) return way.reverse();
    way.push({ event: step.event, state: step.state });
    at = step.from;
  }
}
