/**
 * An action once its names are resolved: which tools it is about, the formulas of its conditions, its clauses and effects.
 * Limits, mandates and containment add clauses and effects to it before it becomes part of the machine.
 */
import type { Clause } from "../../kernel/index.ts";
import type { InterpretedPlace, Lack } from "../../vocabulary/index.ts";
import type { Formula } from "../formula/formula.ts";
import type { Span } from "../source.ts";
import type { DraftEffect } from "./effects.ts";

/** A condition and the words it was written in. */
export interface Guard {
  readonly formula: Formula;
  readonly text: string;
  /** What the names in it stand for, as `name = words`. */
  readonly where?: readonly string[];
  /** What it needs for an answer. */
  readonly needs?: readonly Lack[];
  /** Where it reads arguments through an interpreter. */
  readonly places?: readonly InterpretedPlace[];
  readonly span: Span;
}

/** Reason codes of clauses, in the order in which the first deny of a call is chosen and rows are explained. */
export const CLAUSE_CODES = [
  "session/contained",
  "mandate/outside",
  "clause/deny",
  "limit/no-cost",
  "limit/reached",
  "order/not-yet",
  "order/excluded",
  "clause/allow-failed",
  "guard/error",
  "charter/no-action",
  "clause/quarantine",
  "clause/escalate",
] as const;

export type ClauseCode = (typeof CLAUSE_CODES)[number];

export interface DraftClause {
  /** The author's name, or that of the limit; clauses without one are numbered. */
  readonly name?: string;
  readonly verdict: Clause["verdict"];
  readonly code: ClauseCode;
  /** When the clause holds. */
  readonly guard: Guard;
  readonly obligation?: Clause["obligation"];
  /** Whether the author wrote it: only then it is worth a warning that it can never hold. */
  readonly authored: boolean;
}

export interface DraftAction {
  /** The name in the charter, and in the machine. */
  readonly name: string;
  readonly fullName: string;
  readonly charter: number;
  readonly span: Span;
  readonly tools: readonly string[];
  readonly when: Guard;
  /** `derived`: not written, so it is the disjunction of the action's own escalate and quarantine conditions. */
  readonly allow: Guard & { readonly derived: boolean };
  readonly clauses: readonly DraftClause[];
  readonly whileContained: boolean;
  readonly then: readonly DraftEffect[];
  readonly outcome: {
    readonly ok: readonly DraftEffect[];
    readonly error: readonly DraftEffect[];
    readonly unknown: readonly DraftEffect[] | null;
  };
  readonly succeeds?: Formula;
}

/** One charter of a composition, ready to become part of a machine. */
export interface DraftCharter {
  readonly name: string;
  readonly otherwise: "deny" | "allow";
  readonly span: Span;
  readonly qualify: (name: string) => string;
  readonly actions: readonly DraftAction[];
}
