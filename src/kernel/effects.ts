/**
 * Which effects a call has, and what they make of a state. Effects are simultaneous: each reads the state before all of
 * them. They are tables on finite domains, so they can't fail, and no two of a call disagree, so their order never matters.
 */
import { type Flaws, flaw } from "./flaw.ts";
import type { Action, Effect } from "./machine-document.ts";

/** What came of an executed call. `unknown`: nobody can say whether it was ok or an error. */
export type Outcome = "ok" | "error" | "unknown";

/** The effects of an outcome on some actions. An unknown one that an action's author left open is read as `otherwise`. */
export function outcomeEffects(actions: readonly Action[], outcome: Outcome, otherwise: "ok" | "error"): readonly Effect[] {
  return actions.flatMap(({ outcome: effects }) => effects[outcome] ?? effects[otherwise]);
}

/** The state after simultaneous effects. */
export function applyEffects(state: Int32Array, effects: readonly Effect[]): Int32Array {
  return state.map((value, variable) => effects.find((effect) => effect.variable === variable)?.table[value] ?? value);
}

/** Two simultaneous effects that want different things of one variable. */
export function* conflictFlaws(effects: readonly Effect[], at: string): Flaws {
  const tables = new Map<number, string>();
  for (const { variable, table } of effects) {
    const other = tables.get(variable) ?? table.join();
    if (other !== table.join()) yield flaw("kernel/bad-effect", at, `two effects of one call disagree on variable \`${variable}\``);
    tables.set(variable, other);
  }
}
