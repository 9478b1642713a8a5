/**
 * How often this executor has acted on each answer that counts more than once. A use is kept before the call is sent, and what can't be
 * kept is not used; so over crashes and starts no answer is acted on more often than it says, whatever both judges have counted.
 */
import { ok, type Result } from "../fault/index.ts";
import type { Index, Scope } from "../ledger/index.ts";
import type { ExecutorCode } from "./faults.ts";

/** An answer with its scope. */
export interface ScopedAnswer {
  readonly entry: Index;
  readonly scope: Scope;
}

/** The proposals that have used an answer, and until when it can be used at all. */
export interface UsedAnswer {
  readonly entry: Index;
  readonly until: number;
  readonly proposals: readonly Index[];
}

/** Where uses are kept; throws nothing. Code: `executor/uses-not-kept`. */
export type KeepUses = (used: readonly UsedAnswer[]) => Result<void, ExecutorCode>;

export class ScopeUses {
  readonly #uses: Map<Index, { readonly until: number; readonly proposals: Set<Index> }>;
  readonly #keep: KeepUses;

  /** `kept`: by earlier starts. */
  constructor(kept: readonly UsedAnswer[], keep: KeepUses) {
    this.#uses = new Map(kept.map(({ entry, until, proposals }) => [entry, { until, proposals: new Set(proposals) }]));
    this.#keep = keep;
  }

  /** Whether the answer has a use left for this proposal. */
  hasLeft({ entry, scope }: ScopedAnswer, proposal: Index): boolean {
    const proposals = this.#uses.get(entry)?.proposals ?? new Set();
    return proposals.has(proposal) || proposals.size < scope.times;
  }

  /** Lets go of what is over at `nowMs`, and counts a use of each answer; it is kept when this returns. Code: `executor/uses-not-kept`. */
  spend(proposal: Index, answers: readonly ScopedAnswer[], nowMs: number): Result<void, ExecutorCode> {
    if (answers.length === 0) return ok(undefined);
    for (const [entry, { until }] of this.#uses) if (until <= nowMs) this.#uses.delete(entry);
    for (const { entry, scope } of answers) {
      const { proposals } = this.#uses.get(entry) ?? { proposals: new Set<Index>() };
      this.#uses.set(entry, { until: scope.until, proposals: proposals.add(proposal) });
    }
    const kept = this.#keepAll();
    if (!kept.ok) this.#forget(proposal);
    return kept;
  }

  /** The call did not run. Where that can't be kept, a later start counts the use: one less, never one more. */
  giveBack(proposal: Index): void {
    if (this.#forget(proposal)) this.#keepAll();
  }

  #forget(proposal: Index): boolean {
    return [...this.#uses.values()].map(({ proposals }) => proposals.delete(proposal)).includes(true);
  }

  #keepAll(): Result<void, ExecutorCode> {
    return this.#keep([...this.#uses].map(([entry, { until, proposals }]) => ({ entry, until, proposals: [...proposals] })));
  }
}
