/**
 * What became of a call that waits no longer, in words for the person who wanted to answer it: who answered it, and whether it ran. It is
 * told from the ledger's entries alone, without what they seal.
 */
import { enrolmentOf, type Ring } from "../../crypto/index.ts";
import { ticketOf } from "../../execution/index.ts";
import type { AnswerEntry, DecisionEntry, Index, Leaf, OutcomeEntry } from "../../ledger/index.ts";
import { visible } from "../terminal/output.ts";

const DONE: { readonly [kind in AnswerEntry["kind"]]: string } = {
  approval: "approved",
  release: "released",
  rejection: "rejected",
  discard: "discarded",
};

export class WhatBecame {
  readonly #proposal: Index;
  readonly #ring: Ring;
  #wasParked = false;
  #decision: DecisionEntry | undefined;
  #outcome: OutcomeEntry | undefined;
  #isRefused = false;
  readonly #answers: { readonly kind: AnswerEntry["kind"]; readonly words: string }[] = [];

  constructor(proposal: Index, ring: Ring) {
    this.#proposal = proposal;
    this.#ring = ring;
  }

  /** Takes the next entry after the proposal. */
  take({ entry, by }: Pick<Leaf, "entry" | "by">): void {
    if (!("proposal" in entry) || entry.proposal !== this.#proposal) return;
    switch (entry.kind) {
      case "decision":
        this.#wasParked ||= entry.parked !== undefined;
        this.#decision = entry;
        return;
      case "outcome":
        this.#outcome = entry;
        return;
      case "refusal":
        this.#isRefused = true;
        return;
      case "approval":
      case "release":
      case "rejection":
      case "discard": {
        // What is said later is about the containment that it left.
        if (this.#decision?.verdict === "deny") return;
        const name = visible(enrolmentOf(this.#ring, by)?.identity.name ?? entry.role);
        this.#answers.push({ kind: entry.kind, words: `${DONE[entry.kind]} by \`${name}\`` });
      }
    }
  }

  /** Such as "approved by `owner`, and executed". */
  words(): string {
    const decision = this.#decision;
    if (decision === undefined) return "is not decided yet";
    if (decision.same !== undefined) return `is the same call as \`${ticketOf(decision.same)}\`, whose ticket counts`;
    const { verdict, codes } = decision;
    const answers = this.#answers.map(({ words }) => words).join(" and ");
    if (verdict === "allow") {
      const yes = this.#answers.filter(({ kind }) => kind === "approval" || kind === "release").map(({ words }) => words);
      return `was ${this.#wasParked ? yes.join(" and ") : "never parked: allowed at once"}, and ${this.#execution()}`;
    }
    const ends = this.#answers.some(({ kind }) => kind === "rejection" || kind === "discard");
    if (ends) return `was ${answers}, so it does not run`;
    if (verdict !== "deny") return answers === "" ? "is not parked any more" : `was ${answers}, and is being decided again`;
    if (!this.#wasParked) return `was never parked: denied at once (${visible(codes.join(", "))})`;
    if (codes.some((code) => code.endsWith("/expired"))) return "has expired: nobody answered it in time, so it did not run";
    return `was ${answers === "" ? "" : `${answers}, and then `}denied (${visible(codes.join(", "))}), so it did not run`;
  }

  #execution(): string {
    if (this.#isRefused) return "the second judge refused it, so it did not run";
    const discard = this.#answers.find(({ kind }) => kind === "discard");
    const { result, code } = this.#outcome ?? {};
    if (result === "returned") return "executed";
    if (result === "failed") return `not executed (${visible(code ?? "failed")})`;
    if (discard !== undefined) return `it may have run: the doubt was ${discard.words}`;
    return result === "unknown" ? "is in doubt: `interlock doubts`" : "is under way, or in doubt: `interlock doubts`";
  }
}
