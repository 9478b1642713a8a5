/**
 * Gives back what an allow decision reserved, once it is proved that nothing was executed. A counter goes back by what
 * was added; a value that was set goes back to what it was, unless another call has changed it since.
 */
import type { Machine } from "../kernel/index.ts";

/** The state without the `then` effects of `terminal`, which were applied to a state with the values of `before`. */
export function refund(machine: Machine, terminal: number, before: Int32Array, state: Int32Array): Int32Array {
  const refunded = state.slice();
  for (const action of machine.document.terminals[terminal]?.actions ?? []) {
    for (const { variable, table } of machine.document.actions[action]?.then ?? []) {
      const now = state[variable] ?? 0;
      const causes = table.flatMap((to, from) => (to === now ? [from] : []));
      const prior = before[variable] ?? 0;
      const [only] = causes;
      if (causes.includes(prior)) refunded[variable] = prior;
      else if (only !== undefined && causes.length === 1) refunded[variable] = only;
    }
  }
  return refunded;
}
