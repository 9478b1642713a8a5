/**
 * From where the certificate checker shows that a goal can be forced, whatever the world does. A step nearer are the states in which one
 * move of the agent's or of people's leads nearer, or every way of one choice of the world's does, and from which nothing that people or
 * the world may do before leads anywhere else.
 */
import type { CheckerEvent, CheckerModel } from "./certificate-checker-model.ts";
import { EVERY, NONE, type States } from "./certificate-checker-sets.ts";

/** Given a set, those whose turn it is to bring the play nearer to it: the agent and people first, then each choice of the world's. */
export type Turn = (nearer: States) => States;

/** For each turn, what is added to a set: the states of `within` outside it from which the turn leads into it. */
export function turnsOf({ sets, events }: CheckerModel, within: States): readonly Turn[] {
  const numbered = [...events.entries()];
  const before = ([number, { tables, step }]: (typeof numbered)[number], target: States): States =>
    sets.before(`e${number}`, tables, step, target);
  const leading = (moves: typeof numbered, target: States): States =>
    moves.reduce((set, move) => sets.either(set, before(move, target)), NONE);
  const whose = (wanted: (event: CheckerEvent) => boolean) => numbered.filter(([, event]) => wanted(event));
  const hindering = whose(({ agency }) => agency !== "controllable");
  const chosen = whose(({ agency, relied }) => agency === "uncontrollable" && relied);
  const choices = [...new Set(chosen.map(([, { choice }]) => choice))].map((choice) =>
    chosen.filter(([, event]) => event.choice === choice),
  );
  const added = (nearer: States, helped: States): States => {
    const open = sets.minus(EVERY, nearer);
    let escaping = sets.minus(open, sets.both(within, helped));
    for (let last = -1; last !== escaping; ) {
      last = escaping;
      escaping = sets.either(escaping, sets.both(open, leading(hindering, escaping)));
    }
    return sets.minus(open, escaping);
  };
  const helping = whose(({ agency, relied }) => agency !== "uncontrollable" && relied);
  return [
    (nearer) => added(nearer, leading(helping, nearer)),
    ...choices.map(
      (ways) => (nearer: States) => added(nearer, sets.minus(leading(ways, nearer), leading(ways, sets.minus(EVERY, nearer)))),
    ),
  ];
}
