/**
 * Every decision derived again, from what is open of the entries before it. A leaf that cannot be read ends it: nobody can say
 * what follows from an entry that is not there.
 */
import type { PeopleAt } from "./approvers.ts";
import { readCanonical } from "./canonical-text.ts";
import type { Leaf } from "./entry.ts";
import type { Carry } from "./redecide/carry.ts";
import { Redecider } from "./redecide/redecider.ts";
import type { Complain } from "./sessions.ts";

/** What the derivation looks up. */
export interface DecisionRecords {
  /** Root (hex) of the first `size` leaves. */
  readonly rootAt: (size: number) => string;
  /** Leaf hash (hex) of an entry. */
  readonly hashOf: (entry: number) => string;
  readonly people: PeopleAt;
}

export class Decisions {
  readonly #records: DecisionRecords;
  readonly #redecider: Redecider;
  #derived = 0;
  #isBroken = false;

  /** `carries` stand for contents that are erased. */
  constructor(records: DecisionRecords, carries: readonly Carry[] = []) {
    this.#records = records;
    this.#redecider = new Redecider(records.people, carries);
  }

  /** How many decisions were derived and are as recorded. */
  get derived(): number {
    return this.#derived;
  }

  /** Takes the next entry, with its sealed content where that is open. */
  check(leaf: Leaf, index: number, content: Buffer | undefined, complain: Complain): void {
    if (this.#isBroken) return;
    const { rootAt, hashOf } = this.#records;
    const opened = content === undefined || leaf.entry.kind === "decision" ? undefined : readCanonical(content);
    const said = this.#redecider.take({ index, leaf, hash: hashOf(index), opened, root: () => rootAt(index + 1) });
    if (said !== undefined) complain(said.is === "WRONG" ? "auditor/decision-wrong" : "auditor/decision-unchecked", said.message);
    else if (leaf.entry.kind === "decision" && !this.#redecider.isErased(leaf.entry.proposal)) this.#derived += 1;
  }

  /** An entry could not be read. */
  miss(complain: Complain): void {
    if (!this.#isBroken)
      complain("auditor/decision-unchecked", "no decision after it was derived again, because nobody knows what it changed");
    this.#isBroken = true;
  }
}
