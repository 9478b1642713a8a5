/**
 * Two models, by what their supervisors admit: the words of letters that each can produce, explored in step. For each
 * direction the shortest story that only one of them admits. Decided on meaning: names of states, order of declarations and
 * split events make no difference.
 */

import { transitionGraphOf } from "../explicit/transition-graph.ts";
import type { Model } from "../model/model.ts";
import { type LetterAutomaton, letterAutomatonOf } from "./letter-automaton.ts";

export interface Comparison {
  readonly answer: "equal" | "narrower" | "wider" | "incomparable" | "undecided";
  /** The shortest word, as letters, that the new model admits and the old one does not; and the other way round. */
  readonly gained: readonly string[] | undefined;
  readonly lost: readonly string[] | undefined;
}

/** Compares what `after` admits with what `before` did. Undecided where either has more states than the limit. */
export function compareModels(before: Model, after: Model, statesMax = 200_000): Comparison {
  const [old, new_] = [before, after].map((model) => {
    const graph = transitionGraphOf(model, statesMax);
    return graph === undefined ? undefined : letterAutomatonOf(graph, { statesMax });
  });
  if (old === undefined || new_ === undefined) return { answer: "undecided", gained: undefined, lost: undefined };
  const [gained, lost] = [shortestExtra(new_, old), shortestExtra(old, new_)];
  const answer = gained === undefined ? (lost === undefined ? "equal" : "narrower") : lost === undefined ? "wider" : "incomparable";
  return { answer, gained, lost };
}

/** The shortest word of `one` that is none of `other`; both are prefix-closed. Breadth-first through pairs of states. */
function shortestExtra(one: LetterAutomaton, other: LetterAutomaton): string[] | undefined {
  if (one.moves.length === 0) return undefined;
  if (other.moves.length === 0) return [];
  const translated = one.letters.map((letter) => other.letters.indexOf(letter));
  const pairs = [{ mine: 0, theirs: 0, parent: -1, letter: -1 }];
  const seen = new Set(["0 0"]);
  const wordTo = (at: number, last: number): string[] => {
    const word = [last];
    for (let pair = pairs[at]; pair !== undefined && pair.parent >= 0; pair = pairs[pair.parent]) word.push(pair.letter);
    return word.reverse().map((letter) => one.letters[letter] ?? "?");
  };
  for (let at = 0; at < pairs.length; at++) {
    const { mine, theirs } = pairs[at] ?? { mine: 0, theirs: 0 };
    const open = new Map(other.moves[theirs]);
    for (const [letter, next] of one.moves[mine] ?? []) {
      const matching = open.get(translated[letter] ?? -1);
      if (matching === undefined) return wordTo(at, letter);
      const key = `${next} ${matching}`;
      if (seen.has(key)) continue;
      seen.add(key);
      pairs.push({ mine: next, theirs: matching, parent: at, letter });
    }
  }
  return undefined;
}
