/**
 * How much a model's runs can differ, in the two ways that mean something: the rate at which they multiply once budgets no longer count
 * (a budget that only shrinks ends every word, and the rate with it), and their exact number up to a horizon, budgets counted.
 */

import { transitionGraphOf } from "../explicit/transition-graph.ts";
import type { MachineModel } from "../machine/machine-model.ts";
import type { Model } from "../model/model.ts";
import type { ModelDocument } from "../model/model-document.ts";
import { parseModel } from "../model/parse-model.ts";
import { type Entropy, entropyOf, horizonRate, wordCounts } from "./entropy.ts";
import { type LetterAutomaton, letterAutomatonOf } from "./letter-automaton.ts";

export interface Behaviour {
  /** False where outcomes are taken to be possible at any time: then rates and numbers are no more than upper bounds. */
  readonly isExact: boolean;
  /** Of the quotient in which budgets are not told apart. */
  readonly entropy: Entropy;
  /** Of the model itself: the number of different words of exactly this length, and bits a letter. */
  readonly horizon: { readonly steps: number; readonly words: bigint; readonly bits: number };
}

export interface BehaviourOptions {
  /** Before supervision instead of after. */
  readonly unsupervised?: boolean;
  /** States, and states of the letter automaton, beyond which nothing is counted. */
  readonly statesMax: number;
  readonly isOver?: () => boolean;
}

/** Letters in the words that are counted exactly. */
const HORIZON = 16;

/**
 * A machine's behaviour: exact where its model is small enough; else that of the model which does not remember what is in flight, an
 * upper bound; undefined where that is too large to be counted, too.
 */
export function behaviourOf(machine: MachineModel, options: BehaviourOptions): Behaviour | undefined {
  return counted(machine.document, true, options) ?? counted(withoutFlights(machine), false, options);
}

function counted(
  document: ModelDocument,
  isExact: boolean,
  { unsupervised = false, statesMax, isOver }: BehaviourOptions,
): Behaviour | undefined {
  const parsed = parseModel(document);
  const graph = parsed.ok ? transitionGraphOf(parsed.value, statesMax) : undefined;
  if (!parsed.ok || graph === undefined) return undefined;
  const automaton = (forget: ReadonlySet<number>): LetterAutomaton | undefined =>
    letterAutomatonOf(graph, { unsupervised, forget, statesMax, ...(isOver === undefined ? {} : { isOver }) });
  const budgets = budgetVariables(parsed.value);
  const exact = automaton(new Set());
  const endless = budgets.size === 0 ? exact : automaton(budgets);
  if (exact === undefined || endless === undefined) return undefined;
  const counts = wordCounts(exact, HORIZON);
  return { isExact, entropy: entropyOf(endless), horizon: { steps: HORIZON, words: counts.at(-1) ?? 0n, bits: horizonRate(counts) } };
}

/** Outcomes come at any time, so that nothing need remember which calls are open. */
function withoutFlights({ document, meanings }: MachineModel): ModelDocument {
  const { variables, events } = document;
  const isOutcome = (event: number): boolean => meanings[event]?.kind === "outcome";
  const bits = new Set(
    events.flatMap(({ guard }, event) => (isOutcome(event) && typeof guard === "object" && "is" in guard ? [guard.is[0]] : [])),
  );
  return {
    ...document,
    variables: variables.filter(({ name }) => !bits.has(name)),
    events: events.map((event, number) => ({
      ...event,
      ...(isOutcome(number) ? { guard: true } : {}),
      effects: (event.effects ?? []).filter(({ variable }) => !bits.has(variable)),
    })),
  };
}

/** The variables that count towards an end: numbers that some event raises and none ever lowers. */
export function budgetVariables(model: Model): ReadonlySet<number> {
  const raised = new Set<number>();
  const lowered = new Set<number>();
  for (const { variable, table } of model.events.flatMap(({ effects }) => effects)) {
    if (table.some((to, from) => to > from)) raised.add(variable);
    if (table.some((to, from) => to < from)) lowered.add(variable);
  }
  const isNumber = (variable: number): boolean => model.variables[variable]?.values.every((value) => typeof value === "number") ?? false;
  return new Set([...raised].filter((variable) => isNumber(variable) && !lowered.has(variable)));
}
