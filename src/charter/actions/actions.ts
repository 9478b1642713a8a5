/**
 * From the text of a charter's actions, short form and long form, to drafts: patterns expanded, conditions checked,
 * verdicts put together. In the short form all entries for one tool make one action with the tool's name.
 */
import { assert } from "../../fault/index.ts";
import type { Clause } from "../../kernel/index.ts";
import { checkGuard, type Subject } from "../condition/checker.ts";
import { parseCondition } from "../condition/condition-parser.ts";
import { definitionsIn } from "../condition/definitions-in.ts";
import { argumentsShape, type FieldShape } from "../condition/field-shape.ts";
import type { Names } from "../condition/names.ts";
import type { Reporter } from "../diagnostic.ts";
import { ALWAYS, NEVER, or } from "../formula/connectives.ts";
import type { Formula } from "../formula/formula.ts";
import { WITHIN_MAX_MS } from "../limits.ts";
import { suggestion } from "../nearest.ts";
import { expand } from "../patterns.ts";
import type { PinnedTool } from "../pinned-tool.ts";
import type { Located, Span } from "../source.ts";
import type { ActionText, CharterText, ClauseText, Named, VerdictText } from "../text/charter-text.ts";
import { type ConditionText, conditionText, wordsOf } from "../text/condition-text.ts";
import type { ClauseCode, DraftAction, DraftClause, Guard } from "./action-draft.ts";
import { readEffects } from "./effects.ts";
import { interpretedPlaces } from "./interpreted-places.ts";

export interface ActionContext {
  readonly charter: number;
  readonly overlay: boolean;
  readonly names: Names;
  readonly tools: readonly PinnedTool[];
  readonly qualify: (name: string) => string;
  readonly reporter: Reporter;
}

const WITHIN_DEFAULT_MS = 900_000;
const UNITS_MS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** All actions of a charter, by name. What does not compile is reported and left out. */
export function readActions(charter: CharterText, context: ActionContext): DraftAction[] {
  const long = (charter.actions ?? []).map((entry) => longAction(entry, context));
  return [...long, ...shortActions(charter, context)].filter((action) => action !== undefined);
}

/** The pieces of one verdict, in either form. */
interface Part extends Partial<Pick<ClauseText, "name" | "to" | "approvals" | "within" | "severity">> {
  readonly when: ConditionText;
}

type Parts = { readonly [verdict in "allow" | "escalate" | "quarantine" | "deny"]: readonly Part[] | undefined };

function longAction({ name, nameSpan, value }: Named<ActionText>, context: ActionContext): DraftAction | undefined {
  const patterns = Array.isArray(value.tool) ? (value.tool as readonly Located<string>[]) : [value.tool as Located<string>];
  const tools = [...new Set(patterns.flatMap((pattern) => toolsOf(pattern, context)))];
  const parts = {
    allow: partsOf(value.allow),
    escalate: partsOf(value.escalate),
    quarantine: partsOf(value.quarantine),
    deny: partsOf(value.deny),
  };
  return tools.length === 0 ? undefined : draft(name, nameSpan, tools, parts, value, context);
}

function partsOf(verdict: VerdictText | undefined): readonly Part[] | undefined {
  if (verdict === undefined) return undefined;
  return "text" in verdict ? [{ when: verdict }] : verdict;
}

function shortActions(charter: CharterText, context: ActionContext): (DraftAction | undefined)[] {
  const byTool = new Map<string, { readonly span: Span; readonly parts: { -readonly [verdict in keyof Parts]: Part[] | undefined } }>();
  for (const verdict of ["allow", "escalate", "quarantine", "deny"] as const) {
    for (const { pattern, clause } of charter[verdict] ?? []) {
      for (const tool of toolsOf(pattern, context)) {
        const entry = byTool.get(tool) ?? {
          span: pattern.span,
          parts: { allow: undefined, escalate: undefined, quarantine: undefined, deny: undefined },
        };
        byTool.set(tool, entry);
        entry.parts[verdict] = [...(entry.parts[verdict] ?? []), clause ?? { when: conditionText("true", pattern.span) }];
      }
    }
  }
  return [...byTool].map(([tool, { span, parts }]) => draft(tool, span, [tool], parts, {}, context));
}

function toolsOf(pattern: Located<string>, { tools, reporter }: ActionContext): string[] {
  const names = tools.map(({ name }) => name);
  const found = expand(pattern.value, names);
  if (found.length === 0)
    reporter.error(
      "charter/no-such-tool",
      pattern.span,
      `no pinned tool is called \`${pattern.value}\``,
      suggestion(pattern.value, names, "pin the server's tools first"),
    );
  return found;
}

function draft(
  name: string,
  span: Span,
  tools: readonly string[],
  parts: Parts,
  text: Partial<ActionText>,
  context: ActionContext,
): DraftAction | undefined {
  const { names, reporter } = context;
  const before = reporter.errors;
  const shapes = tools.map((tool): FieldShape => argumentsShape(tool, context.tools.find((other) => other.name === tool)?.inputSchema));
  const subject: Subject = { about: "call", tools: shapes };
  const guard = (condition: ConditionText): Guard | undefined => readGuard(condition, subject, context);
  const when = text.when === undefined ? always(span) : guard(text.when);
  const clauses = (["deny", "quarantine", "escalate"] as const).flatMap((verdict) =>
    (parts[verdict] ?? []).flatMap((part) => clauseOf(verdict, part, guard, reporter) ?? []),
  );
  const allow = allowOf(name, span, parts, clauses, guard, context);
  const succeeds =
    text.succeeds === undefined
      ? undefined
      : readGuard(text.succeeds, { about: "result", tools: tools.map((tool) => argumentsShape(tool, undefined)) }, context);
  const effects = {
    then: readEffects(text.then, "then", names, reporter),
    outcome: {
      ok: readEffects(text.outcome?.ok, "outcome", names, reporter),
      error: readEffects(text.outcome?.error, "outcome", names, reporter),
      unknown: text.outcome?.unknown === undefined ? null : readEffects(text.outcome.unknown, "outcome", names, reporter),
    },
  };
  if (reporter.errors > before) return undefined;
  assert(when !== undefined && allow !== undefined, "a condition that does not compile is reported");
  return {
    name,
    fullName: context.qualify(name),
    charter: context.charter,
    span,
    tools,
    when,
    allow,
    clauses,
    ...effects,
    whileContained: text.while_contained?.value ?? false,
    ...(succeeds === undefined ? {} : { succeeds: succeeds.formula }),
  };
}

function readGuard(condition: ConditionText, subject: Subject, { names, reporter }: ActionContext): Guard | undefined {
  const expression = parseCondition(condition, reporter);
  const checked = expression === undefined ? undefined : checkGuard(expression, subject, names, reporter);
  if (expression === undefined || checked === undefined) return undefined;
  const words = wordsOf(condition);
  const places = interpretedPlaces(expression, names);
  // What holds always needs no words.
  return { ...checked, text: words === "true" ? "" : words, where: definitionsIn(expression, names), places, span: condition.span };
}

function always(span: Span): Guard {
  return { formula: ALWAYS, text: "", span };
}

function clauseOf(
  verdict: Clause["verdict"],
  part: Part,
  guard: (condition: ConditionText) => Guard | undefined,
  reporter: Reporter,
): DraftClause | undefined {
  const holds = guard(part.when);
  const code: ClauseCode = `clause/${verdict}`;
  if (verdict === "deny")
    for (const key of ASKING_KEYS) superfluous(part[key], `nobody answers a denial, so \`${key}\` means nothing here`, reporter);
  const withinMs = durationMs(part.within, reporter);
  if (holds === undefined) return undefined;
  const obligation = {
    role: part.to?.value ?? "owner",
    approvals: part.approvals?.value ?? 1,
    withinMs,
    ...(part.severity === undefined ? {} : { severity: part.severity.value }),
  };
  return {
    verdict,
    code,
    guard: holds,
    authored: true,
    ...(part.name === undefined ? {} : { name: part.name.value }),
    ...(verdict === "deny" ? {} : { obligation }),
  };
}

/** What only makes sense where people are asked. */
const ASKING_KEYS = ["to", "approvals", "within", "severity"] as const;

/** The obligation where the author says nothing about it. */
export const DEFAULT_OBLIGATION: NonNullable<Clause["obligation"]> = { role: "owner", approvals: 1, withinMs: WITHIN_DEFAULT_MS };

function durationMs(text: Located<string> | undefined, reporter: Reporter): number {
  if (text === undefined) return WITHIN_DEFAULT_MS;
  const duration = Number(text.value.slice(0, -1)) * (UNITS_MS[text.value.slice(-1)] ?? 0);
  if (duration > WITHIN_MAX_MS) reporter.error("charter/bad-value", text.span, "nobody waits longer than 30 days", "write at most `30d`");
  return duration;
}

function superfluous(written: Located<unknown> | undefined, message: string, reporter: Reporter): void {
  if (written !== undefined) reporter.error("charter/bad-value", written.span, message, "delete it");
}

/** Where `allow` is not written it is what the action's own escalate and quarantine conditions cover. */
function allowOf(
  name: string,
  span: Span,
  parts: Parts,
  clauses: readonly DraftClause[],
  guard: (condition: ConditionText) => Guard | undefined,
  context: ActionContext,
): DraftAction["allow"] | undefined {
  const { reporter } = context;
  if (parts.allow === undefined) {
    const asked = clauses.filter(({ verdict }) => verdict !== "deny").map((clause) => clause.guard);
    const covers = asked.some(({ formula }) => formula === ALWAYS);
    if (context.overlay && !covers && clauses.some((clause) => clause.guard.formula !== ALWAYS)) {
      reporter.warn(
        "charter/overlay-without-allow",
        span,
        `the overlay denies every call of \`${name}\` that it does not escalate or hold, because \`allow\` is not written`,
        "write `allow: true` if the clauses are all that this overlay adds",
      );
    }
    return { ...(covers ? always(span) : joined(asked, span)), derived: true };
  }
  const guards: Guard[] = [];
  for (const part of parts.allow) {
    for (const key of ASKING_KEYS)
      superfluous(part[key], `nobody is asked about what is allowed, so \`${key}\` means nothing here`, reporter);
    const read = guard(part.when);
    if (read === undefined) return undefined;
    guards.push(read);
  }
  return { ...joined(guards, guards[0]?.span ?? span), derived: false };
}

/** Any of them. */
function joined(guards: readonly Guard[], span: Span): Guard {
  const formulas: readonly Formula[] = guards.map(({ formula }) => formula);
  const formula = formulas.length === 0 ? NEVER : formulas.includes(ALWAYS) ? ALWAYS : or(...formulas);
  const inOrder = guards.toSorted((left, right) => (left.text < right.text ? -1 : 1));
  const text = guards.length === 1 ? (guards[0]?.text ?? "") : inOrder.map((one) => `(${one.text})`).join(" || ");
  const where = [...new Set(inOrder.flatMap((one) => one.where ?? []))];
  const [needs, places] = [guards.flatMap((one) => one.needs ?? []), guards.flatMap((one) => one.places ?? [])];
  return { formula, text: formula === ALWAYS ? "" : text, where, needs, places, span };
}
