/**
 * The second judge: takes a ledger's entries one by one, derives every decision by itself, and compares it with the recorded
 * one. Where it could not derive it, the recorded decision is undecided, taken for granted, and the judge goes on.
 */

import { isDeepStrictEqual } from "node:util";
import type { PeopleAt } from "../approvers.ts";
import { type Value, writeCanonical } from "../canonical-text.ts";
import type { Decision } from "../entry.ts";
import { membersOf } from "../members.ts";
import type { Carry } from "./carry.ts";
import type { CarryWriter } from "./carry-writer.ts";
import { Derivation } from "./derivation.ts";

import type { Expected, RecordedEntry } from "./recorded-entry.ts";

/** What is wrong with a recorded decision, or why it is undecided. */
export interface Disagreement {
  readonly is: "WRONG" | "UNDECIDED";
  readonly message: string;
}

export class Redecider {
  readonly #derivation: Derivation;
  #expected: Expected[] = [];

  /** `carries` stand for contents that are erased; `writer` looks on. */
  constructor(people: PeopleAt, carries: readonly Carry[] = [], writer?: CarryWriter) {
    this.#derivation = new Derivation(people, carries, writer);
  }

  /** Whether a call's content is erased, so that no decision about it is derived. */
  isErased(proposal: number): boolean {
    return this.#derivation.erased.has(proposal);
  }

  /** Decisions that follow from the entries so far and are not among them, in order. */
  get expected(): readonly Expected[] {
    return this.#expected;
  }

  /** Takes the next entry; for a decision, says whether it is the one that follows. */
  take(recorded: RecordedEntry): Disagreement | undefined {
    const { entry } = recorded.leaf;
    if (entry.kind === "decision" && this.isErased(entry.proposal)) this.#derivation.containments.recall(recorded, entry);
    else if (entry.kind === "decision") return this.#compare(recorded, entry);
    else this.#expected.push(...this.#derivation.take(recorded, entry));
    return undefined;
  }

  #compare(recorded: RecordedEntry, decision: Decision): Disagreement | undefined {
    const { leaf } = recorded;
    const expected = this.#expected.find(({ call }) => call.proposal === decision.proposal);
    if (expected === undefined) return { is: "WRONG", message: `nothing before it leads to a decision about entry ${decision.proposal}` };
    this.#expected = this.#expected.filter((one) => one !== expected);
    const { call, decision: derived } = expected;
    if ("doubt" in derived) this.#derivation.takeForGranted(call, decision, recorded, derived.doubt);
    this.#derivation.record(call, recorded);
    if ("doubt" in derived) return { is: "UNDECIDED", message: derived.doubt };
    if (call.session !== (leaf.session ?? "")) return { is: "WRONG", message: "it names another session than the proposal" };
    if (isDeepStrictEqual(derived, decision)) return undefined;
    const differences = differencesOf(derived as unknown as Value, decision as unknown as Value);
    return differences.length === 0 ? undefined : { is: "WRONG", message: differences.join("; ") };
  }
}

/** Member by member, what is recorded and what follows from the charters. */
function differencesOf(derived: Value, recorded: Value): readonly string[] {
  const [ours, theirs] = [membersOf(derived), membersOf(recorded)];
  const shown = (value: Value | undefined): string => (value === undefined ? "nothing" : writeCanonical(value));
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
    .filter((name) => shown(ours[name]) !== shown(theirs[name]))
    .map((name) => `\`${name}\` is ${shown(theirs[name])}, and ${shown(ours[name])} follows`);
}
