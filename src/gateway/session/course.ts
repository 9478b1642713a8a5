/**
 * The course of one call as the ledger tells it: proposed, decided (again, if it was parked), executed or not. It only collects; what it
 * means for the agent is said in govern.ts.
 */
import type { Explanation } from "../../execution/index.ts";
import type { Fault } from "../../fault/index.ts";
import type { DecisionEntry, Index, OutcomeEntry, RefusalEntry, SealedResult } from "../../ledger/index.ts";
import type { GatewayCode } from "../faults.ts";

export interface Decided {
  readonly index: Index;
  readonly entry: DecisionEntry;
  /** Ledger time. */
  readonly at: number;
  /** Opens what the decision says to the agent; undefined where it cannot be read. An allow is never asked for it. */
  readonly explain: () => Explanation | undefined;
}

export interface Finished {
  readonly index: Index;
  readonly entry: OutcomeEntry;
  readonly at: number;
  /** What the server answered; undefined where it did not, or its content could not be read. */
  readonly answer: SealedResult | undefined;
}

export class Course {
  readonly proposal: Index;
  /** Ledger time until which a parked call is held open. */
  readonly patience: number;
  decided: Decided | undefined;
  finished: Finished | undefined;
  /** The second judge has refused it: nothing was executed. */
  refused: { readonly code: RefusalEntry["code"]; readonly index: Index; readonly at: number } | undefined;
  /** The ledger has shown something of it that its writer has not said: nothing more of it is believed. */
  forgery: Fault<GatewayCode> | undefined;
  /** The decider says that what came of it will never be known. */
  isInDoubt = false;
  /** The link to the ledger ended while the course was open: nothing more is heard of it here. */
  isLost = false;
  /** People were asked at some time. */
  wasParked = false;
  /** Resolves when nobody follows the course any more. */
  readonly over: Promise<void>;
  readonly end: () => void;
  readonly #waiting = new Set<() => void>();

  constructor(proposal: Index, patience: number) {
    this.proposal = proposal;
    this.patience = patience;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.over = promise;
    this.end = resolve;
  }

  /** Takes a decision; an older one, told again, changes nothing. */
  takeDecision(decided: Decided): void {
    if (this.decided !== undefined && decided.index <= this.decided.index) return;
    this.decided = decided;
    if (decided.entry.parked !== undefined) this.wasParked = true;
    this.#stir();
  }

  /** The first outcome counts; a later one is evidence, not an answer. */
  takeOutcome(finished: Finished): void {
    this.finished ??= finished;
    this.#stir();
  }

  takeRefusal({ code }: RefusalEntry, index: Index, at: number): void {
    this.refused = { code, index, at };
    this.#stir();
  }

  takeForgery(forgery: Fault<GatewayCode>): void {
    this.forgery = forgery;
    this.#stir();
  }

  takeDoubt(): void {
    this.isInDoubt = true;
    this.#stir();
  }

  takeLoss(): void {
    this.isLost = true;
    this.#stir();
  }

  /** Resolves to what `look` finds, at once or when the course goes on; to undefined after `ms`. */
  async until<T>(look: (course: this) => T | undefined, ms: number): Promise<T | undefined> {
    const found = look(this);
    if (found !== undefined || ms <= 0) return found;
    return await new Promise((resolve) => {
      const settle = (value: T | undefined): void => {
        clearTimeout(timer);
        this.#waiting.delete(again);
        resolve(value);
      };
      const again = (): void => {
        const value = look(this);
        if (value !== undefined) settle(value);
      };
      const timer = setTimeout(() => settle(undefined), ms);
      this.#waiting.add(again);
    });
  }

  #stir(): void {
    for (const again of [...this.#waiting]) again();
  }
}
