/** What came of a call, as the charters see it, and what may change with it. */

import type { Value } from "../canonical-text.ts";
import { membersOf } from "../members.ts";
import { celValue } from "./cel-language.ts";
import type { Action } from "./charters-in-force.ts";

import type { Effect } from "./state-variable.ts";

/** `unknown`: nobody can say which of the others it was. */
export type Word = "ok" | "error" | "unknown";

/** The word for a result. One that the server calls an error is one; else every matched action's `succeeds` has to hold. */
export function wordOf(actions: readonly Action[], sealed: Value | undefined): Word {
  const { result } = membersOf(sealed);
  const { isError, structuredContent } = membersOf(result);
  if (typeof result !== "object" || result === null || Array.isArray(result) || isError === true) return "error";
  const situation = { values: new Map(), ...(structuredContent === undefined ? {} : { result: celValue(structuredContent) }) };
  const answers = actions.flatMap(({ succeeds }) => (succeeds === undefined ? [] : [succeeds.answer(situation)]));
  if (answers.includes("error")) return "unknown";
  return answers.includes(false) ? "error" : "ok";
}

/** The sets of effects of which one happens: the labels of the content, and those of the actions that matched. */
export function possibleEffects(labels: readonly Effect[], actions: readonly Action[], word: Word): readonly (readonly Effect[])[] {
  const readAs = (otherwise: "ok" | "error"): readonly Effect[] => [
    ...labels,
    ...actions.flatMap(({ outcome }) => outcome[word] ?? outcome[otherwise]),
  ];
  return word === "unknown" ? [readAs("ok"), readAs("error")] : [readAs(word)];
}
