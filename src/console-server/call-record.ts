/** One call with what became of it, as the console keeps it: in memory while it waits, cut to a line once it is over. */
import { canonicalize, digestOf, type Json } from "../crypto/index.ts";
import { type Explanation, type ShownCall, shownCall, ticketOf } from "../execution/index.ts";
import type { DecisionEntry, Rehearsal } from "../ledger/index.ts";
import type { ApiGivenAnswer, ApiStep, ApiValue } from "./api.ts";
import { endBy } from "./fate.ts";
import { ARGUMENTS_SHOWN_MAX } from "./limits.ts";
import { maskSecrets } from "./secrets.ts";

export interface Proposed {
  readonly proposal: number;
  readonly session: string;
  readonly agent: string;
  readonly user: string;
  readonly at: number;
  /** What is sealed with it, where that is open. */
  readonly opened: Json | undefined;
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
  /** That it is judged by: its name and version, in words, and its machine's digest. */
  readonly charter: string;
  readonly machine: string;
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
  /** Canonical arguments, cut: as proposed, and once it is decided that they run or wait, as they run. */
  shown: string;
  /** Digest of the canonical `{tool, args}`, of the same arguments. */
  digest: string;
  /** Whole while the call waits or is in doubt: exactly what runs, if it does. Undefined where that cannot be said. */
  runs: ShownCall | undefined;
  #opened: Json | undefined;
  readonly decisions: { readonly entry: number; readonly at: number; readonly said: DecisionEntry }[] = [];
  parking: Parking | undefined;
  readonly given: ApiGivenAnswer[] = [];
  outcome: ApiStep["outcome"];
  second: ApiStep["second"];
  state: readonly ApiValue[] = [];
  /** What it would do, as its executor has found for the decision that it waits on. */
  rehearsal: { readonly entry: number; readonly code?: string; readonly found: Rehearsal | undefined } | undefined;
  /** How often the same call was proposed. */
  asked = 1;

  constructor(proposed: Proposed) {
    this.proposal = proposed.proposal;
    this.session = proposed.session;
    this.agent = proposed.agent;
    this.user = proposed.user;
    this.at = proposed.at;
    this.#opened = proposed.opened;
    this.runs = shownCall(proposed.opened, undefined);
    const { tool, args } = this.runs ?? { tool: "(sealed)", args: null };
    this.tool = tool;
    this.shown = inOneLine(args);
    this.digest = digestOf({ tool, args });
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
    if (said.verdict === "deny") this.#opened = undefined;
    this.runs = shownCall(this.#opened, said.sends);
    if (this.runs === undefined) return;
    const { tool, args } = this.runs;
    this.shown = inOneLine(args);
    this.digest = digestOf({ tool, args });
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
      decisions: this.decisions.map(({ entry, at: decided, said }) => decidedStep(entry, decided, said)),
      ...(outcome === undefined ? {} : { outcome }),
      ...(second === undefined ? {} : { second }),
      answers: given,
      state,
    };
  }
}

function decidedStep(entry: number, at: number, said: DecisionEntry): ApiStep["decisions"][number] {
  const { verdict, codes, clauses, actions, same } = said;
  const end = endBy(said);
  return { entry, at, verdict, codes, clauses, actions, ...(end === undefined ? {} : { end }), ...(same === undefined ? {} : { same }) };
}

function inOneLine(args: Json): string {
  const text = canonicalize(maskSecrets(args));
  return text.length > ARGUMENTS_SHOWN_MAX ? `${text.slice(0, ARGUMENTS_SHOWN_MAX)}…` : text;
}
