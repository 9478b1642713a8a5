/**
 * The scope of an approval: this exact call, so many times, until then. A person's word that goes on counting is bounded in both ways,
 * and is never given where one look is not enough.
 */
import type { AnswerEntry, DecisionEntry, Scope } from "./entry.ts";
import { SCOPE_LIFETIME_MAX_MS, SCOPE_TIMES_MAX } from "./limits.ts";

/** Why an answer can't have the scope that it has; undefined where it can, or has none. `at`: ledger time of the answer. */
export function scopeFlaw(
  { kind, scope }: Pick<AnswerEntry, "kind" | "scope">,
  { verdict, parked }: Pick<DecisionEntry, "verdict" | "parked">,
  at: number,
): string | undefined {
  if (scope === undefined) return undefined;
  if (kind !== "approval") return `a ${kind} is of one call`;
  if (verdict !== "escalate" || parked === undefined) return "only an escalated call is approved more than once";
  if (parked.renderers !== undefined) return "a call of high severity is looked at each time";
  if (scope.times > SCOPE_TIMES_MAX) return `it counts at most ${SCOPE_TIMES_MAX} times`;
  if (scope.until <= at) return "it is over already";
  return scope.until - at > SCOPE_LIFETIME_MAX_MS ? `it ends within ${SCOPE_LIFETIME_MAX_MS / 3_600_000} hours` : undefined;
}

/** A scope as it is shown before it is signed, and wherever it is told. */
export function scopeWords({ times, until }: Scope): string {
  return `this exact call, at most ${times} ${times === 1 ? "time" : "times"}, until ${new Date(until).toISOString()}`;
}
