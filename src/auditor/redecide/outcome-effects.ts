/** What came of a call, as the charters see it, and what may change with it. */

import type { Value } from "../canonical-text.ts";
import { celValue } from "../charter/cel-language.ts";
import { type Effect, oneAfterTheOther } from "../charter/state-variable.ts";
import { membersOf } from "../members.ts";
import type { ChartersInForce } from "./charters-in-force.ts";
import type { Parts } from "./judgement.ts";

/** `unknown`: nobody can say which of the others it was. */
export type Word = "ok" | "error" | "unknown";

/** The word for a result. One that the server calls an error is one; else every matched action's `succeeds` has to hold. */
function wordOf(parts: Parts, sealed: Value | undefined): Word {
  const { result } = membersOf(sealed);
  const { isError, structuredContent } = membersOf(result);
  if (typeof result !== "object" || result === null || Array.isArray(result) || isError === true) return "error";
  const situation = { values: new Map(), ...(structuredContent === undefined ? {} : { result: celValue(structuredContent) }) };
  const answers = parts.flat().flatMap(({ succeeds }) => (succeeds === undefined ? [] : [succeeds.answer(situation)]));
  if (answers.includes("error")) return "unknown";
  return answers.includes(false) ? "error" : "ok";
}

/** The word that every case gives; `unknown` where they give several. */
export function oneWordOf(cases: readonly Parts[], sealed: Value | undefined): Word {
  const words = new Set(cases.map((actions) => wordOf(actions, sealed)));
  const [word = "unknown"] = words;
  return words.size === 1 ? word : "unknown";
}

/**
 * The sets of effects of which one happens when a call comes out: `cases`, what it matched; absent where it was judged under others,
 * and only the labels of the content count. Of a tool that they do not know nobody can say which labels it sets.
 */
export function outcomeEffects(
  reveals: ChartersInForce["reveals"],
  tool: string,
  cases: readonly Parts[] | undefined,
  words: readonly Word[],
): readonly (readonly Effect[])[] {
  const labels = reveals.get(tool);
  if (labels === undefined) return [[], [...reveals.values()].flat()];
  if (cases === undefined) return [labels];
  return cases.flatMap((actions) => words.flatMap((word) => possibleEffects(labels, actions, word)));
}

/** The labels of the content, and the effects of the actions that matched. */
function possibleEffects(labels: readonly Effect[], parts: Parts, word: Word): readonly (readonly Effect[])[] {
  const readAs = (otherwise: "ok" | "error"): readonly Effect[] => [
    ...labels,
    ...oneAfterTheOther(parts.map((actions) => actions.flatMap(({ outcome }) => outcome[word] ?? outcome[otherwise]))),
  ];
  return word === "unknown" ? [readAs("ok"), readAs("error")] : [readAs(word)];
}

/** What an allowed call changes at once, part by part. */
export function thenEffects(parts: Parts): readonly Effect[] {
  return oneAfterTheOther(parts.map((actions) => actions.flatMap(({ then }) => then)));
}
