/**
 * The actions of one charter with their conditions read, before limits and mandates are added to them. In the short form all
 * entries for one tool make one action with the tool's name.
 */

import { namesCovered } from "../tool-pattern.ts";
import type { ClauseCode, Obligation } from "./clause.ts";
import { always, anyOf, type Condition, readCondition } from "./condition.ts";
import type { Vocabulary } from "./condition-writer.ts";
import type { Doubts } from "./doubts.ts";
import { type Effect, readEffects, type StateVariable } from "./state-variable.ts";
import type { Severity, WrittenAction, WrittenCharter, WrittenClause, WrittenVerdicts } from "./written-charter.ts";
import type { WrittenText } from "./yaml-fields.ts";

/** Something that fires when its condition holds. */
export interface ClauseDraft {
  readonly severity: Severity;
  readonly code: ClauseCode;
  readonly name: string | undefined;
  readonly condition: Condition;
  readonly obligation: Obligation | undefined;
}

export interface ActionDraft {
  readonly name: string;
  readonly at: number;
  readonly tools: readonly string[];
  readonly when: Condition;
  readonly allow: Condition;
  /** `allow` was not written: an error in it is an error in one of the clauses it is made of. */
  readonly isDerived: boolean;
  readonly whileContained: boolean;
  readonly succeeds: Condition | undefined;
  readonly clauses: ClauseDraft[];
  readonly then: Effect[];
  readonly ok: Effect[];
  readonly error: Effect[];
  /** Undefined: an unknown outcome may have been ok or an error. */
  readonly unknown: Effect[] | undefined;
}

/** What the conditions and effects of one charter's actions are read with. */
export interface Reading {
  readonly tools: readonly string[];
  readonly vocabulary: Vocabulary;
  readonly declared: ReadonlyMap<string, StateVariable>;
  readonly doubts: Doubts;
}

export const OWNER_WITHIN_15_MINUTES: Obligation = { role: "owner", approvals: 1, withinMs: 900_000, isHigh: false };

export function draftActions(charter: WrittenCharter, reading: Reading): readonly ActionDraft[] {
  return [...charter.actions, ...shortActions(charter, reading)].map((action) => draftAction(action, reading));
}

function shortActions({ short }: WrittenCharter, { tools, doubts }: Reading): readonly WrittenAction[] {
  const entries = short.flatMap((entry) => toolsOf([entry.pattern], tools, doubts).map((tool) => ({ ...entry, tool })));
  return [...new Set(entries.map(({ tool }) => tool))].map((tool) => {
    const own = entries.filter((entry) => entry.tool === tool);
    const of = (verdict: string): readonly WrittenClause[] => own.filter((entry) => entry.verdict === verdict).map(({ clause }) => clause);
    const allow = of("allow");
    return {
      name: tool,
      at: own[0]?.at ?? 0,
      tools: [tool],
      when: undefined,
      whileContained: false,
      then: [],
      succeeds: undefined,
      outcome: { ok: [], error: [], unknown: undefined },
      allow: allow.length === 0 ? undefined : allow,
      clauses: { deny: of("deny"), quarantine: of("quarantine"), escalate: of("escalate") },
    };
  });
}

function toolsOf(patterns: readonly string[], tools: readonly string[], doubts: Doubts): readonly string[] {
  return [
    ...new Set(
      patterns.flatMap((pattern) => {
        const covered = namesCovered(pattern, tools);
        if (covered.length === 0) doubts.note(`\`${pattern}\` names no pinned tool`);
        return covered;
      }),
    ),
  ];
}

function draftAction(action: WrittenAction, { tools, vocabulary, declared, doubts }: Reading): ActionDraft {
  const condition = (text: WrittenText): Condition => readCondition(text, "args", vocabulary, doubts);
  const clauses = (["deny", "quarantine", "escalate"] as const).flatMap((severity) =>
    action.clauses[severity].map((clause) => draftClause(severity, clause, condition(clause.when))),
  );
  const { ok, error, unknown } = action.outcome;
  return {
    name: action.name,
    at: action.at,
    tools: toolsOf(action.tools, tools, doubts),
    when: action.when === undefined ? always(action.at) : condition(action.when),
    ...allowOf(action, clauses, condition),
    whileContained: action.whileContained,
    succeeds: action.succeeds === undefined ? undefined : readCondition(action.succeeds, "result", vocabulary, doubts),
    clauses,
    then: [...readEffects(action.then, declared, doubts)],
    ok: [...readEffects(ok, declared, doubts)],
    error: [...readEffects(error, declared, doubts)],
    unknown: unknown === undefined ? undefined : [...readEffects(unknown, declared, doubts)],
  };
}

function draftClause(severity: Severity, { name, role, approvals, withinMs, isHigh }: WrittenClause, condition: Condition): ClauseDraft {
  return {
    severity,
    code: `clause/${severity}`,
    name,
    condition,
    obligation: severity === "deny" ? undefined : { role, approvals, withinMs, isHigh },
  };
}

/** Where `allow` is not written it is what the action's own escalate and quarantine clauses cover. */
function allowOf(
  { at, allow }: WrittenVerdicts & { readonly at: number },
  clauses: readonly ClauseDraft[],
  condition: (text: WrittenText) => Condition,
): Pick<ActionDraft, "allow" | "isDerived"> {
  if (allow !== undefined)
    return {
      allow: anyOf(
        allow.map(({ when }) => condition(when)),
        allow[0]?.when.at ?? at,
      ),
      isDerived: false,
    };
  const asked = clauses.filter(({ severity }) => severity !== "deny").map((clause) => clause.condition);
  return { allow: anyOf(asked, at), isDerived: true };
}
