/** From where a goal can be forced, by decision diagrams: what `explicit-assured.ts` says, each turn's growth by one closure. */
import { closure, EMPTY_SET, FULL_SET, type Relation, type StateSet } from "../../diagram/index.ts";
import { progressRoles } from "../model/progress-roles.ts";
import type { SymbolicModel } from "./symbolic-model.ts";

/**
 * The sets that grow from `goal` to all from which it can be forced inside `within`: our turn first, then each choice of the world's in
 * the order of its first event, again and again until none adds anything. May be left early; look at `forest.exhausted`.
 */
export function* forcedSets(machine: SymbolicModel, goal: StateSet, within: StateSet): Generator<StateSet, StateSet> {
  const { forest, model, steps } = machine;
  const roles = progressRoles(model.events);
  const among = (events: readonly boolean[]): Relation[] => steps.filter((_, event) => events[event]).map(({ relation }) => relation);
  const [helping, hindering] = [among(roles.helps), among(roles.hinders)];
  const choices = roles.choices.map((events) => among(model.events.map((_, event) => events.includes(event))));
  const leading = (relations: readonly Relation[], to: StateSet): StateSet =>
    relations.reduce((set, relation) => forest.union(set, forest.predecessors(relation, to)), EMPTY_SET as StateSet);
  const turns = [
    (forced: StateSet) => leading(helping, forced),
    ...choices.map(
      (ways) => (forced: StateSet) => forest.difference(leading(ways, forced), leading(ways, forest.difference(FULL_SET, forced))),
    ),
  ];
  let forced = forest.intersection(goal, within);
  for (let before = -1; before !== forced && !forest.exhausted; ) {
    before = forced;
    for (const turn of turns) {
      const open = forest.difference(FULL_SET, forced);
      const nearer = forest.intersection(within, turn(forced));
      const kept = forest.difference(open, closure(forest, hindering, "backward", forest.difference(open, nearer), open));
      if (kept === EMPTY_SET) continue;
      forced = forest.union(forced, kept);
      yield forced;
    }
  }
  return forced;
}
