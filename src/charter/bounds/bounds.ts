/**
 * Reads the `bounds` of a charter: conditions over the state or over executed calls, and orders of the form `every a answered_by
 * b`, each an automaton of its own in the state that is explored. What they denote is proved, and changes no verdict.
 */
import type { StateVariable } from "../../kernel/index.ts";
import type { DraftAction } from "../actions/action-draft.ts";
import { tableEffect } from "../actions/effects.ts";
import { actionsNamed } from "../actions/limit-clauses.ts";
import { checkCondition, type Subject } from "../condition/checker.ts";
import { parseCondition } from "../condition/condition-parser.ts";
import { childrenOf, type Expression } from "../condition/expression.ts";
import { argumentsShape } from "../condition/field-shape.ts";
import type { Names } from "../condition/names.ts";
import type { Reporter } from "../diagnostic.ts";
import type { Formula } from "../formula/formula.ts";
import { expand } from "../patterns.ts";
import type { PinnedTool } from "../pinned-tool.ts";
import type { Located, Span } from "../source.ts";
import type { AnswerText, BoundsText, BoundText } from "../text/charter-text.ts";
import { wordsOf } from "../text/condition-text.ts";

export interface DraftBound {
  /** As in the machine: with the charter's before it where several are composed. */
  readonly name: string;
  readonly kind: "never" | "possible";
  readonly formula: Formula;
  readonly text: string;
  readonly span: Span;
}

/** The bounds of one charter. */
export interface DraftBounds {
  readonly bounds: readonly DraftBound[];
  /** What the proof adds to the charter, and only the proof: a variable for each answer that is owed, and who changes it. */
  readonly watched: { readonly variables: readonly StateVariable[]; readonly actions: readonly DraftAction[] };
}

export interface BoundsContext {
  readonly names: Names;
  readonly tools: readonly PinnedTool[];
  readonly qualify: (name: string) => string;
  readonly reporter: Reporter;
}

/** `actions` are the charter's, with everything that limits and mandates add. */
export function readBounds(text: BoundsText | undefined, actions: readonly DraftAction[], context: BoundsContext): DraftBounds {
  const failures = text?.assume?.failures;
  if (failures !== undefined && text?.grade?.value !== "assured") {
    const message = "what is only to be possible counts on a world that co-operates, and on no bound on its failures";
    context.reporter.error("charter/bad-value", failures.span, message, "add `grade: assured`, or leave `failures` out");
  }
  const reading = new Reading(actions, context);
  const named = [
    ...(text?.never ?? []).map((bound, index) => reading.condition(bound, "never", `never.${index + 1}`)),
    ...(text?.always_possible ?? []).map((bound, index) => {
      const unnamed = `possible.${index + 1}`;
      return "every" in bound ? reading.answer(bound, unnamed) : reading.condition(bound, "possible", unnamed);
    }),
  ];
  const bounds = named.filter((bound) => bound !== undefined);
  for (const [index, { name, span }] of bounds.entries()) {
    if (bounds.slice(0, index).some((other) => other.name === name))
      context.reporter.error("charter/duplicate-name", span, `two bounds are called \`${name}\``, "give each its own name");
  }
  return { bounds, watched: { variables: reading.variables, actions: [...reading.actions.values()] } };
}

/** `none` is owed; it is `owed`; a call that answers is `running`. */
const OWED = ["none", "owed", "running"] as const;

class Reading {
  readonly variables: StateVariable[] = [];
  readonly actions: Map<string, DraftAction>;
  readonly #context: BoundsContext;

  constructor(actions: readonly DraftAction[], context: BoundsContext) {
    this.actions = new Map(actions.map((action) => [action.name, action]));
    this.#context = context;
  }

  condition({ name, when, span }: BoundText, kind: DraftBound["kind"], unnamed: string): DraftBound | undefined {
    const { names, tools, qualify, reporter } = this.#context;
    const expression = parseCondition(when, reporter);
    if (expression === undefined) return undefined;
    const asked = actionsAsked(expression, names, [...this.actions.keys()]);
    const named = new Set([...asked].flatMap((action) => this.actions.get(action)?.tools ?? []));
    const subject: Subject = {
      about: "call",
      tools: [...named].map((tool) => argumentsShape(tool, tools.find((other) => other.name === tool)?.inputSchema)),
      actions: [...this.actions.keys()],
    };
    const formula = checkCondition(expression, subject, names, reporter);
    if (formula === undefined) return undefined;
    return { name: qualify(name?.value ?? unnamed), kind, formula, text: wordsOf(when), span };
  }

  /**
   * `every` makes an answer owed. A success of `answered_by` pays, if it was decided after the last `every`; a run that is overtaken, or
   * fails, pays nothing.
   */
  answer({ name, every, answered_by: answeredBy, span }: AnswerText, unnamed: string): DraftBound | undefined {
    const { qualify, reporter } = this.#context;
    const [asking, paying] = [this.#some(every), this.#some(answeredBy)];
    if (asking.length === 0 || paying.length === 0) return undefined;
    const both = asking.find((action) => paying.includes(action));
    if (both !== undefined) {
      reporter.error("charter/bad-value", span, `\`${both}\` cannot answer itself`, "name two different actions");
      return undefined;
    }
    const variable = qualify(`owed(${every.value},${answeredBy.value})`);
    if (!this.variables.some((other) => other.name === variable)) {
      this.variables.push({ name: variable, values: OWED, scope: "session" });
      for (const action of asking) this.#change(action, variable, { then: [1, 1, 1], ok: [0, 1, 2], error: [0, 1, 2] }, span);
      for (const action of paying) this.#change(action, variable, { then: [0, 2, 2], ok: [0, 1, 0], error: [0, 1, 1] }, span);
    }
    const formula: Formula = { kind: "state", variable, holds: [true, false, false] };
    return {
      name: qualify(name?.value ?? unnamed),
      kind: "possible",
      formula,
      text: `every ${every.value} is answered by ${answeredBy.value}`,
      span,
    };
  }

  #some(name: Located<string>): string[] {
    return actionsNamed(name, [...this.actions.keys()], this.#context.reporter);
  }

  /** An unknown outcome that the author wrote out is taken for a failure. */
  #change(name: string, variable: string, table: { readonly [when in "then" | "ok" | "error"]: readonly number[] }, span: Span): void {
    const action = this.actions.get(name);
    if (action === undefined) return;
    const { outcome } = action;
    const effect = (when: keyof typeof table) =>
      table[when].every((to, from) => to === from) ? [] : [tableEffect(variable, table[when], span)];
    this.actions.set(name, {
      ...action,
      then: [...action.then, ...effect("then")],
      outcome: {
        ok: [...outcome.ok, ...effect("ok")],
        error: [...outcome.error, ...effect("error")],
        unknown: outcome.unknown === null ? null : [...outcome.unknown, ...effect("error")],
      },
    });
  }
}

/** The actions that `does` names in a condition and in the definitions it uses: the calls whose arguments it reads. */
function actionsAsked(expression: Expression, names: Names, actions: readonly string[], known: Set<string> = new Set()): Set<string> {
  const found = new Set<string>();
  const add = (from: Expression): void => {
    for (const action of actionsAsked(from, names, actions, known)) found.add(action);
  };
  if (expression.kind === "call" && expression.name === "does" && expression.of === undefined) {
    const [argument] = expression.arguments;
    const pattern = argument?.kind === "constant" && typeof argument.value === "string" ? argument.value : "";
    for (const action of expand(pattern, actions)) found.add(action);
  }
  const definition = expression.kind === "name" ? names.definitions.get(expression.name) : undefined;
  if (expression.kind === "name" && definition?.kind === "expression" && !known.has(expression.name)) {
    known.add(expression.name);
    add(definition.expression);
  }
  for (const child of childrenOf(expression)) add(child);
  return found;
}
