/**
 * The automata that patterns stand for: a count, an order, an exclusion, an answer owed. Each is one state variable of the machine,
 * moved by the actions' effects and asked by the pattern's own clauses; this reads them back, so that what is shown is what runs.
 */
import type { Effect, MachineDocument } from "../../kernel/index.ts";

export interface PatternAutomaton {
  /** `limit(pay,day)`, `order(check,pay)`, `excludes(send,pay)`, `owed(ask,report)`. */
  readonly name: string;
  readonly scope: string;
  /** The first one is the start. */
  readonly states: readonly (string | number | boolean)[];
  readonly moves: readonly PatternMove[];
  /** The clauses that ask it, in words. */
  readonly refusals: readonly { readonly action: string; readonly verdict: string; readonly text: string }[];
}

/** What an event does: with the decision to execute, with an outcome, with the turn of an hour or a day. States that stay are left out. */
export interface PatternMove {
  readonly event: string;
  readonly steps: readonly { readonly from: string | number | boolean; readonly to: string | number | boolean }[];
}

const PATTERN = /(?:^|\.)(?:limit|order|excludes|owed)\(/;

/** The automata of a machine's patterns, in the order of its variables; give the bounds' machine to see what they owe, too. */
export function patternAutomata(machine: MachineDocument): readonly PatternAutomaton[] {
  return machine.variables.flatMap(({ name, scope, values, resets }, variable) => {
    if (!PATTERN.test(name)) return [];
    const stepsOf = (table: readonly number[]): PatternMove["steps"] =>
      table.flatMap((to, from) => (to === from ? [] : [{ from: values[from] ?? "?", to: values[to] ?? "?" }]));
    const moves = machine.actions.flatMap(({ name: action, then, outcome: { ok, error, unknown } }) =>
      Object.entries({ "is executed": then, "ends well": ok, fails: error, "ends unknown": unknown ?? [] }).map(([what, effects]) => ({
        event: `${action} ${what}`,
        steps: stepsOf(tableOf(effects, variable) ?? []),
      })),
    );
    const turn = resets === undefined ? [] : [{ event: `the ${resets.every} turns`, steps: stepsOf(values.map(() => 0)) }];
    const refusals = machine.clauses.flatMap(({ name: clause, action, verdict, text }) =>
      clause === name || clause.startsWith(`${name}.`) ? [{ action: machine.actions[action]?.name ?? "?", verdict, text }] : [],
    );
    return [{ name, scope, states: values, moves: [...moves, ...turn].filter(({ steps }) => steps.length > 0), refusals }];
  });
}

function tableOf(effects: readonly Effect[], variable: number): readonly number[] | undefined {
  return effects.find((effect) => effect.variable === variable)?.table;
}
