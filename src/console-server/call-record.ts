/** One call with what became of it, as the console keeps it: in memory while it waits, cut to a line once it is over. */
import { canonicalize, type Json } from "../crypto/index.ts";
import { type Explanation, ticketOf } from "../execution/index.ts";
import type { DecisionEntry, Rehearsal } from "../ledger/index.ts";
import type { ApiGivenAnswer, ApiStep, ApiValue } from "./api.ts";
import { ARGUMENTS_SHOWN_MAX } from "./limits.ts";
import { maskSecrets } from "./secrets.ts";

export interface Proposed {
  readonly proposal: number;
  readonly session: string;
  readonly agent: string;
  readonly user: string;
  readonly at: number;
  readonly tool: string;
  readonly args: Json;
  /** Digest of the canonical `{tool, args}`. */
  readonly digest: string;
}

/** The decision that a call waits on. */
export interface Parking {
  readonly index: number;
  readonly at: number;
  readonly entry: DecisionEntry;
  readonly explanation: Explanation | undefined;
  /** Hash of the decision's leaf, hex: what an answer names. */
  readonly shown: string;
  /** What held when it began to wait. */
  readonly then: Circumstances;
}

/** What a parked call is decided by, besides the call. */
export interface Circumstances {
  readonly state: readonly ApiValue[];
  /** Name and version, in words. */
  readonly charter: string;
  /** Digest of the pinned definition of its tool; empty for none. */
  readonly definition: string;
}

export class CallRecord {
  readonly proposal: number;
  readonly session: string;
  readonly agent: string;
  readonly user: string;
  readonly at: number;
  readonly tool: string;
  readonly digest: string;
  /** Canonical arguments, cut. */
  readonly shown: string;
  /** Whole while the call waits or is in doubt. */
  args: Json | undefined;
  readonly decisions: { readonly entry: number; readonly at: number; readonly said: DecisionEntry }[] = [];
  parking: Parking | undefined;
  readonly given: ApiGivenAnswer[] = [];
  outcome: ApiStep["outcome"];
  second: ApiStep["second"];
  state: readonly ApiValue[] = [];
  /** What it would do, as its executor has found for the decision that it waits on. */
  rehearsal: { readonly code?: string; readonly found: Rehearsal | undefined } | undefined;
  /** How often the same call was proposed. */
  asked = 1;

  constructor({ args, ...proposed }: Proposed) {
    this.proposal = proposed.proposal;
    this.session = proposed.session;
    this.agent = proposed.agent;
    this.user = proposed.user;
    this.at = proposed.at;
    this.tool = proposed.tool;
    this.digest = proposed.digest;
    this.args = args;
    const text = canonicalize(maskSecrets(args));
    this.shown = text.length > ARGUMENTS_SHOWN_MAX ? `${text.slice(0, ARGUMENTS_SHOWN_MAX)}…` : text;
  }

  get ticket(): string {
    return ticketOf(this.proposal);
  }

  /** Takes a decision on it. */
  decide(decided: Parking): void {
    const { index, at, entry: said } = decided;
    this.decisions.push({ entry: index, at, said });
    this.rehearsal = undefined;
    this.parking = said.parked === undefined && said.warrant === undefined ? undefined : decided;
    if (said.verdict === "deny") this.args = undefined;
  }

  step(): ApiStep {
    const { proposal, session, agent, at, tool, shown, outcome, second, given, state } = this;
    return {
      proposal,
      session,
      agent,
      at,
      tool,
      args: shown,
      decisions: this.decisions.map(({ entry, at: decided, said }) => ({
        entry,
        at: decided,
        verdict: said.verdict,
        codes: said.codes,
        clauses: said.clauses,
        actions: said.actions,
        ...(said.same === undefined ? {} : { same: said.same }),
      })),
      ...(outcome === undefined ? {} : { outcome }),
      ...(second === undefined ? {} : { second }),
      answers: given,
      state,
    };
  }
}
