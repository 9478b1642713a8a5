/**
 * What a decision says to the agent and to people: one short paragraph that a model can act on, and the same as data.
 * It is sealed beside the decision, because it quotes the charter and may name what is admissible.
 */
import { isDeepStrictEqual } from "node:util";
import type { Json } from "../../crypto/index.ts";
import type { Machine } from "../../kernel/index.ts";
import type { DecisionEntry } from "../../ledger/index.ts";
import type { BudgetStanding } from "../effects/budgets.ts";
import type { ArgumentOrigin } from "../judging/asked-origins.ts";
import type { Judgement } from "../judging/judge.ts";
import type { MissingFact } from "../judging/missing-facts.ts";
import { ADMISSIBLE_SHOWN_MAX } from "../limits.ts";
import { isObject, serverOf } from "../lock.ts";
import { REASONS, type Reason } from "../reasons.ts";

export interface ExplainedClause {
  readonly name: string;
  /** In the author's words; empty where none was written. */
  readonly condition: string;
  /** Its place in the charter. */
  readonly at: string;
  /** What it says by itself: of several the severest decide. */
  readonly verdict: "escalate" | "quarantine" | "deny";
  readonly code: string;
}

/** The sealed content of a decision. */
export interface Explanation {
  readonly text: string;
  readonly verdict: "allow" | "escalate" | "quarantine" | "deny";
  readonly codes: readonly string[];
  /** The clauses that fired, in the machine's order. */
  readonly clauses: readonly ExplainedClause[];
  /** Tools of which some call could be admissible now; only on deny. */
  readonly admissible: readonly string[];
  /** On whose word critical arguments come, with the words around each: written by anybody, so for people only. */
  readonly origins?: readonly ArgumentOrigin[];
  /** Why a condition has no value for the call. */
  readonly missing?: readonly MissingFact[];
  /** What is left of the sums that the call does not fit into. */
  readonly budgets?: readonly BudgetStanding[];
  readonly ticket?: string;
  /** Until when people can answer, ledger time. */
  readonly until?: number;
}

/**
 * The explanation that is sealed beside a decision, if it is of that decision: verdict, codes and names of clauses are those that both
 * judges signed. How it words them, and on whose word it says that values come, the decider alone says.
 */
export function explanationOf(
  { verdict, codes, clauses }: Pick<DecisionEntry, "verdict" | "codes" | "clauses">,
  opened: Json | undefined,
): Explanation | undefined {
  if (!isObject(opened) || !isExplanation(opened)) return undefined;
  const explanation = opened as unknown as Explanation;
  const names = explanation.clauses.map(({ name }) => name);
  const isIts = isDeepStrictEqual([explanation.verdict, explanation.codes, names], [verdict, codes, clauses]);
  return isIts ? explanation : undefined;
}

/** Whether it is in the form that is shown: what a decider seals may be anything. */
function isExplanation({ text, clauses, admissible, until }: { readonly [member: string]: Json }): boolean {
  const isDate = until === undefined || (typeof until === "number" && !Number.isNaN(new Date(until).getTime()));
  const isTold = Array.isArray(admissible) && admissible.every((name) => typeof name === "string");
  return typeof text === "string" && isTold && isDate && Array.isArray(clauses) && clauses.every(isExplained);
}

function isExplained(clause: Json): boolean {
  return isObject(clause) && ["name", "condition", "at"].every((member) => typeof clause[member] === "string");
}

/** The clause that gave the verdict, of several the first; undefined where none of them did. */
export function decidingClause({ clauses, verdict }: Pick<Explanation, "clauses" | "verdict">): ExplainedClause | undefined {
  return clauses.find((clause) => clause.verdict === verdict);
}

/** The ticket of a parked call: what a person answers and what a retry returns. */
export function ticketOf(proposal: number): string {
  return `t${proposal}`;
}

/** The proposal's index in a ticket, or undefined where the text is none. */
export function parseTicket(text: string): number | undefined {
  return /^t(0|[1-9][0-9]{0,14})$/.test(text) ? Number(text.slice(1)) : undefined;
}

export interface Subject {
  /** What the agent called: shown in backticks. */
  readonly tool: string;
  readonly admissible: readonly string[];
  readonly budgets?: readonly BudgetStanding[];
  readonly parked?: {
    readonly ticket: string;
    readonly until: number;
    readonly roles: readonly { readonly role: string; readonly approvals: number }[];
  };
}

/** Explains a judgement. Text from the agent is never part of it except the tool's name, which is escaped and cut. */
export function explain(machine: Machine | undefined, judgement: Judgement, about: Subject): Explanation {
  const subject = { ...about, admissible: about.admissible.filter(isTool) };
  const clauses = judgement.clauses.flatMap((number) => {
    const clause = machine?.document.clauses[number];
    return clause === undefined
      ? []
      : [{ name: clause.name, condition: clause.text, at: clause.at, code: clause.code, verdict: clause.verdict }];
  });
  const deciding = clauses.filter(({ verdict }) => verdict === judgement.verdict);
  const sentences = deciding.length > 0 ? deciding.map(wordsOf) : judgement.codes.map(sentenceOf);
  const detail = judgement.detail === undefined ? "" : `: ${judgement.detail}`;
  const why = sentences.length === 0 ? "" : ` Reason: ${sentences.join("; ")}${detail}.`;
  const { parked, budgets = [] } = subject;
  const missing = judgement.missing ?? [];
  return {
    text: `${openingOf(judgement, subject)}${why}${missing.map(missingOf).join("")}${budgets.map(leftOf).join("")}${closingOf(judgement, subject)}`,
    verdict: judgement.verdict,
    codes: judgement.codes,
    clauses,
    admissible: judgement.verdict === "deny" ? subject.admissible : [],
    ...(judgement.origins === undefined ? {} : { origins: judgement.origins }),
    ...(missing.length === 0 ? {} : { missing }),
    ...(budgets.length === 0 ? {} : { budgets }),
    ...(parked === undefined ? {} : { ticket: parked.ticket, until: parked.until }),
  };
}

/** What the agent can do about it. */
function missingOf(fact: MissingFact): string {
  if (fact.code === "meaning/unintelligible") return ` \`${fact.about}\` cannot be understood: write it plainly.`;
  if (fact.code === "origin/full") return ` \`${fact.about}\` can no longer be told: start a fresh session.`;
  const tools = fact.tools.map((tool) => `\`${tool}\``).join(" or ");
  return ` \`${fact.about}\` is not known yet: ${tools} fills it.`;
}

/** Whether a pinned name is a tool's, which a model can call, and no method of the protocol. */
function isTool(name: string): boolean {
  return name[serverOf(name).length] === "/";
}

function openingOf({ verdict, codes }: Judgement, { tool }: Subject): string {
  const name = `\`${printable(tool)}\``;
  switch (verdict) {
    case "allow":
      return `Allowed: ${name}.`;
    case "escalate":
      return `Waiting for a person: ${name} has not run.`;
    case "quarantine":
      return `Held for review: ${name} has not run, and this session is contained.`;
    case "deny":
      return `Denied (${codes[0] ?? "charter/no-action"}): ${name} was not executed.`;
  }
}

/** What is left of a sum, and when it is whole again. */
function leftOf({ most, spent, left, turns }: BudgetStanding): string {
  const again = turns === undefined ? "" : `; from ${new Date(turns.at).toISOString()} (${turns.zone}) all of it again`;
  return ` Of ${most}, ${spent} is spent and ${left} is left${again}.`;
}

function closingOf({ verdict }: Judgement, { parked, admissible }: Subject): string {
  if (verdict === "deny") {
    if (admissible.length === 0) return " Nothing is admissible now.";
    const shown = admissible
      .slice(0, ADMISSIBLE_SHOWN_MAX)
      .map((name) => `\`${name}\``)
      .join(", ");
    const more = admissible.length - ADMISSIBLE_SHOWN_MAX;
    return ` Do not retry it unchanged. Admissible now: ${shown}${more > 0 ? ` and ${more} more` : ""}.`;
  }
  if (parked === undefined) return "";
  const people = parked.roles.map(({ role, approvals }) => (approvals === 1 ? `\`${role}\`` : `${approvals} × \`${role}\``)).join(" and ");
  return (
    ` Ticket ${parked.ticket}: ${people} must answer before ${new Date(parked.until).toISOString()}. ` +
    "Go on with other work; the same call again returns this ticket, and the result once there is one."
  );
}

function wordsOf(clause: { readonly name: string; readonly condition: string; readonly at: string; readonly code: string }): string {
  if (clause.condition === "") return `${sentenceOf(clause.code)} (${clause.at})`;
  const holds =
    clause.code === "clause/allow-failed" ? "does not hold" : clause.code === "guard/error" ? "has no value for this call" : "holds";
  return `\`${clause.condition}\` ${holds} (clause \`${clause.name}\`, ${clause.at})`;
}

/** A reason's sentence, without its full stop. */
function sentenceOf(code: string): string {
  return code in REASONS ? REASONS[code as Reason].slice(0, -1) : code;
}

/** A name as people may see it: control, format and non-ASCII characters as code points, at most 128 characters. */
export function printable(name: string): string {
  const escaped = name.replace(/[^\x20-\x5f\x61-\x7e]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return escaped.length > 128 ? `${escaped.slice(0, 127)}…` : escaped;
}

export function explanationToJson(explanation: Explanation): Json {
  return explanation as unknown as Json;
}
