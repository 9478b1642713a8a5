/**
 * How often this executor has acted on each answer that counts more than once. In memory only: a start counts anew, and both judges have
 * counted from the ledger before it is asked at all.
 */
import type { Index, Scope } from "../ledger/index.ts";

/** An answer with its scope. */
export interface ScopedAnswer {
  readonly entry: Index;
  readonly scope: Scope;
}

export class ScopeUses {
  readonly #uses = new Map<Index, { readonly until: number; readonly proposals: Set<Index> }>();

  /** Whether the answer has a use left for this proposal. */
  hasLeft({ entry, scope }: ScopedAnswer, proposal: Index): boolean {
    const proposals = this.#uses.get(entry)?.proposals ?? new Set();
    return proposals.has(proposal) || proposals.size < scope.times;
  }

  /** Lets go of what is over at `nowMs`, and counts a use of each answer. */
  spend(proposal: Index, answers: readonly ScopedAnswer[], nowMs: number): void {
    for (const [entry, { until }] of this.#uses) if (until <= nowMs) this.#uses.delete(entry);
    for (const { entry, scope } of answers) {
      const { proposals } = this.#uses.get(entry) ?? { proposals: new Set<Index>() };
      this.#uses.set(entry, { until: scope.until, proposals: proposals.add(proposal) });
    }
  }

  /** The call did not run. */
  giveBack(proposal: Index): void {
    for (const { proposals } of this.#uses.values()) proposals.delete(proposal);
  }
}
