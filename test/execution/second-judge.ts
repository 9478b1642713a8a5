/** The auditor's interpreter beside the decider on a paper ledger: it takes the same entries and says where it disagrees. */
import { type Carry, type CarryWriter, type Disagreement, Redecider } from "../../src/auditor/index.ts";
import { toHex } from "../../src/crypto/index.ts";
import type { Folded } from "../../src/execution/index.ts";
import { Frontier } from "../../src/ledger/index.ts";
import { ANYBODY, type PeopleAt } from "./paper-ledger.ts";

export interface Judged extends Disagreement {
  readonly entry: number;
}

export class SecondJudge {
  readonly redecider: Redecider;
  readonly found: Judged[] = [];
  readonly #frontier = new Frontier();

  /** `carries` stand for contents that are erased; `writer` looks on. */
  constructor(people: PeopleAt = ANYBODY, carries: readonly Carry[] = [], writer?: CarryWriter) {
    this.redecider = new Redecider(people, carries, writer);
  }

  /** Takes further entries; gives what the judge says of those that are wrong or undecided. */
  take(entries: readonly Folded[]): readonly Judged[] {
    const before = this.found.length;
    for (const { index, leaf, hash, opened } of entries) {
      this.#frontier.append(hash);
      const said = this.redecider.take({ index, leaf, hash: toHex(hash), opened, root: () => toHex(this.#frontier.root()) });
      if (said !== undefined) this.found.push({ ...said, entry: index });
    }
    return this.found.slice(before);
  }
}

/** What the second judge says of a whole ledger: nothing, where it agrees with every decision. */
export function judgeAgain(entries: readonly Folded[], people?: PeopleAt): readonly Judged[] {
  return new SecondJudge(people).take(entries);
}
