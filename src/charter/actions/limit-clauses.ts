/**
 * What `limits` insert: a state variable each, effects that keep it, and clauses that look at it. A count of executions,
 * an order of two actions, an exclusion: each is a small automaton, exact under parallel calls because effects are
 * applied with the decision. A sum has no variable but a budget (see sum-clauses.ts).
 */
import type { StateVariable } from "../../kernel/index.ts";
import type { Reporter } from "../diagnostic.ts";
import type { Formula } from "../formula/formula.ts";
import { COUNTER_MAX } from "../limits.ts";
import { suggestion } from "../nearest.ts";
import { expand } from "../patterns.ts";
import type { Located, Span } from "../source.ts";
import type { CountText, ExclusionText, LimitText, OrderText } from "../text/charter-text.ts";
import type { DraftAction, DraftClause } from "./action-draft.ts";
import { DEFAULT_OBLIGATION } from "./actions.ts";
import { type DraftEffect, tableEffect } from "./effects.ts";
import { type DraftBudget, numericArguments, type SumContext, type SumText, sumOf } from "./sum-clauses.ts";

export interface Limited {
  readonly actions: readonly DraftAction[];
  readonly variables: readonly StateVariable[];
  readonly budgets: readonly DraftBudget[];
}

/** Adds the clauses and effects of some limits to the actions of their charter. */
export function addLimits(limits: readonly LimitText[], actions: readonly DraftAction[], context: SumContext): Limited {
  const insertion = new Insertion(actions, context);
  for (const limit of limits) {
    if ("at_most" in limit) insertion.most(limit);
    else if ("first" in limit) insertion.order(limit);
    else insertion.exclusion(limit);
  }
  return { actions: [...insertion.actions.values()], variables: insertion.variables, budgets: insertion.budgets };
}

/** Changes of a variable: with the decision, after a success, after anything else. */
interface Change {
  readonly then?: readonly number[];
  readonly ok?: readonly number[];
  readonly error?: readonly number[];
}

class Insertion {
  readonly actions: Map<string, DraftAction>;
  readonly variables: StateVariable[] = [];
  readonly budgets: DraftBudget[] = [];
  readonly #context: SumContext;

  constructor(actions: readonly DraftAction[], context: SumContext) {
    this.actions = new Map(actions.map((action) => [action.name, action]));
    this.#context = context;
  }

  get #reporter(): Reporter {
    return this.#context.reporter;
  }

  #qualify(name: string): string {
    return this.#context.qualify(name);
  }

  /** A count, or a sum. */
  most(limit: CountText): void {
    const { action: named, per, scope, of } = limit;
    const action = this.actions.get(this.#one(named) ?? "");
    if (action === undefined) return;
    if (per?.value === "session" && scope !== undefined && scope.value !== "session") {
      this.#reporter.error(
        "charter/bad-value",
        per.span,
        `what the ${scope.value} has used does not start anew with each session`,
        "leave `per` out, or write `per: hour` or `per: day`",
      );
    } else if (of === undefined) this.#count(limit, action);
    else this.#sum({ ...limit, of }, action);
  }

  #sum(limit: SumText, action: DraftAction): void {
    const sum = sumOf(limit, action, this.#context);
    if (sum === undefined) return;
    if (this.budgets.some(({ name }) => name === sum.budget.name)) this.#limitedTwice(sum.budget.name, limit.span);
    this.budgets.push(sum.budget);
    for (const clause of sum.clauses) this.#add(action.name, clause);
  }

  /** The counter stops at its maximum: beyond it only a person's answer lets a call through. */
  #count({ at_most: atMost, per, scope, over, span }: CountText, action: DraftAction): void {
    const { name: counted } = action;
    const whose = scope?.value ?? "session";
    if (!Number.isInteger(atMost.value) || atMost.value > COUNTER_MAX) {
      const [cost] = numericArguments(action, this.#context.tools);
      const sum = cost === undefined ? "" : `; to limit what the calls come to, add \`of: ${cost}\``;
      const remedy = `write a whole number up to ${COUNTER_MAX}, per hour or day if that is too few${sum}`;
      this.#reporter.error("charter/bad-value", atMost.span, `executions are counted up to ${COUNTER_MAX}`, remedy);
      return;
    }
    const name = `limit(${[counted, per?.value ?? "session", ...(whose === "session" ? [] : [whose])].join()})`;
    const every = per?.value === "session" ? undefined : per?.value;
    const resets = every === undefined ? {} : { resets: { every, zone: this.#context.zone } };
    const values = Array.from({ length: atMost.value + 1 }, (_, number) => number);
    if (!this.#variable({ name, values, scope: whose, ...resets }, span)) return;
    const verdict = over?.value ?? "deny";
    this.#add(counted, {
      name,
      verdict,
      code: "limit/reached",
      authored: false,
      guard: {
        formula: this.#has(
          name,
          values.map((number) => number === atMost.value),
        ),
        text: `${counted} was executed ${atMost.value} times${every === undefined ? "" : ` this ${every}`}`,
        span,
      },
      ...(verdict === "escalate" ? { obligation: DEFAULT_OBLIGATION } : {}),
    });
    this.#change(counted, name, { then: values.map((number) => Math.min(number + 1, atMost.value)) }, span);
  }

  /**
   * `no`, `running`, `done`. What undoes the first action does so from its decision to its outcome, so that a run which
   * overlaps with it does not count.
   */
  order({ first, before, undone_by: undoneBy = [], span }: OrderText): void {
    const [needed, barred] = [this.#one(first), this.#one(before)];
    const undoing = [...new Set(undoneBy.flatMap((name) => this.#some(name)))];
    if (needed === undefined || barred === undefined) return;
    if (needed === barred || undoing.includes(needed)) {
      this.#reporter.error("charter/bad-value", span, `\`${needed}\` cannot come before or undo itself`, "name two different actions");
      return;
    }
    const name = `order(${needed},${barred})`;
    if (!this.#variable({ name, values: ["no", "running", "done"], scope: "session" }, span)) return;
    this.#add(barred, {
      name,
      verdict: "deny",
      code: "order/not-yet",
      authored: false,
      guard: {
        formula: this.#has(name, [true, true, false]),
        text: `${needed} has not succeeded${undoing.length === 0 ? "" : ` since ${undoing.join(", ")}`}`,
        span,
      },
    });
    this.#change(needed, name, { then: [1, 1, 2], ok: [0, 2, 2], error: [0, 0, 0] }, span);
    for (const action of undoing) this.#change(action, name, { then: [0, 0, 0], ok: [0, 0, 0], error: [0, 0, 0] }, span);
  }

  /** `none`, or the action that was executed first. */
  exclusion({ excludes, span }: ExclusionText): void {
    const names = excludes.map((action) => this.#one(action));
    const known = names.filter((name) => name !== undefined);
    if (known.length < names.length) return;
    if (new Set(known).size < known.length) {
      this.#reporter.error("charter/bad-value", span, "an action cannot exclude itself", "name different actions");
      return;
    }
    const name = `excludes(${known.join()})`;
    if (!this.#variable({ name, values: ["none", ...known], scope: "session" }, span)) return;
    for (const [index, action] of known.entries()) {
      const own = index + 1;
      const others = [false, ...known.map((_, other) => other + 1 !== own)];
      this.#add(action, {
        name: `${name}.${action}`,
        verdict: "deny",
        code: "order/excluded",
        authored: false,
        guard: {
          formula: this.#has(name, others),
          text: `${known.filter((other) => other !== action).join(" or ")} was executed before`,
          span,
        },
      });
      this.#change(action, name, { then: [own, ...known.map((_, other) => other + 1)] }, span);
    }
  }

  #has(variable: string, holds: readonly boolean[]): Formula {
    return { kind: "state", variable: this.#qualify(variable), holds };
  }

  #variable(variable: StateVariable, span: Span): boolean {
    const name = this.#qualify(variable.name);
    if (this.variables.some((other) => other.name === name)) {
      this.#limitedTwice(variable.name, span);
      return false;
    }
    this.variables.push({ ...variable, name });
    return true;
  }

  #limitedTwice(name: string, span: Span): void {
    this.#reporter.error("charter/duplicate-name", span, `\`${name}\` is limited twice`, "merge the two limits");
  }

  #add(name: string, clause: DraftClause): void {
    const action = this.actions.get(name);
    if (action !== undefined) this.actions.set(name, { ...action, clauses: [...action.clauses, clause] });
  }

  /** An unknown outcome that the author wrote out is taken for a failure: nothing is done until it is known to be done. */
  #change(name: string, variable: string, { then, ok, error }: Change, span: Span): void {
    const action = this.actions.get(name);
    if (action === undefined) return;
    const effect = (table: readonly number[] | undefined): DraftEffect[] =>
      table === undefined ? [] : [tableEffect(this.#qualify(variable), table, span)];
    const { outcome } = action;
    this.actions.set(name, {
      ...action,
      then: [...action.then, ...effect(then)],
      outcome: {
        ok: [...outcome.ok, ...effect(ok)],
        error: [...outcome.error, ...effect(error)],
        unknown: outcome.unknown === null ? null : [...outcome.unknown, ...effect(error)],
      },
    });
  }

  #one(name: Located<string>): string | undefined {
    const found = this.#some(name);
    if (found.length > 1)
      this.#reporter.error(
        "charter/unknown-action",
        name.span,
        `\`${name.value}\` names ${found.length} actions, and one is wanted`,
        "make one action of them under `actions`",
      );
    return found.length === 1 ? found[0] : undefined;
  }

  #some(name: Located<string>): string[] {
    return actionsNamed(name, [...this.actions.keys()], this.#reporter);
  }
}

/** Actions by name or, for those of the short form, by tool pattern. */
export function actionsNamed(name: Located<string>, actions: readonly string[], reporter: Reporter): string[] {
  const found = expand(name.value, actions);
  if (found.length === 0)
    reporter.error(
      "charter/unknown-action",
      name.span,
      `there is no action \`${name.value}\``,
      suggestion(name.value, actions, "the charter has no actions"),
    );
  return found;
}
