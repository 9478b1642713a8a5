/**
 * Gives back what an allow decision reserved, once it is proved that nothing was executed. A counter goes back by what
 * was added; a value that was set goes back to what it was, unless another call has changed it since. Where it is not clear
 * what the value was without the call, it stays: a refund may be lost, a limit never.
 */
import { admissible, type Machine } from "../kernel/index.ts";

/** The state without the `then` effects of `terminal`, which were applied to a state with the values of `before`. */
export function refund(machine: Machine, tool: number, terminal: number, before: Int32Array, state: Int32Array): Int32Array {
  const refunded = state.slice();
  for (const action of machine.document.terminals[terminal]?.actions ?? []) {
    for (const { variable, table } of machine.document.actions[action]?.then ?? []) {
      refunded[variable] = without(machine, tool, { variable, table }, before, state[variable] ?? 0);
    }
  }
  return refunded;
}

function without(
  machine: Machine,
  tool: number,
  { variable, table }: { variable: number; table: readonly number[] },
  before: Int32Array,
  now: number,
): number {
  const causes = table.flatMap((to, from) => (to === now ? [from] : []));
  const prior = before[variable] ?? 0;
  if (causes.includes(prior)) return prior;
  // A full counter stays full under one more call, if such a call can be: where the limit denies it, it cannot have been.
  const possible = causes.filter((from) => from !== now || admissible(machine, before.with(variable, now)).includes(tool));
  const [only] = possible;
  return only !== undefined && possible.length === 1 ? only : now;
}
