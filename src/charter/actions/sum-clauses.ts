/**
 * A sum: `of` says which argument is added up, `at_most` how far. The sum itself is kept outside the machine; what is inserted
 * are two clauses. One denies a call that has no cost; the other looks at the fact whether its cost fits into what is left.
 */
import type { Budget, Reading } from "../../kernel/index.ts";
import { checkArgument } from "../condition/checker.ts";
import { parseCondition } from "../condition/condition-parser.ts";
import { argumentsShape, kindOf, memberShape } from "../condition/field-shape.ts";
import type { Names } from "../condition/names.ts";
import { misfit } from "../condition/operand.ts";
import { IS_AMOUNT, IS_TRUE } from "../condition/predicate.ts";
import type { Reporter } from "../diagnostic.ts";
import { not, question } from "../formula/connectives.ts";
import { pathName } from "../formula/value-name.ts";
import type { PinnedTool } from "../pinned-tool.ts";
import type { CountText, Scope } from "../text/charter-text.ts";
import type { ConditionText } from "../text/condition-text.ts";
import type { DraftAction, DraftClause } from "./action-draft.ts";
import { DEFAULT_OBLIGATION } from "./actions.ts";

/** A budget whose action is named, not numbered yet. */
export interface DraftBudget extends Omit<Budget, "action"> {
  readonly action: string;
}

export interface SumContext {
  readonly zone: string;
  readonly qualify: (name: string) => string;
  readonly names: Names;
  readonly tools: readonly PinnedTool[];
  readonly sumNames: ReadonlyMap<string, string> | undefined;
  readonly reporter: Reporter;
}

export interface SumText extends CountText {
  readonly of: ConditionText;
}

const WHOSE: { readonly [scope in Scope]: string } = {
  session: "",
  agent: ", in all sessions of the agent",
  organisation: ", in the whole organisation",
};

/** The budget of a sum over an action and the clauses that keep it; `undefined` after reporting what is wrong. */
export function sumOf(
  { of, at_most: atMost, per, scope, over, span }: SumText,
  action: DraftAction,
  context: SumContext,
): { readonly budget: DraftBudget; readonly clauses: readonly DraftClause[] } | undefined {
  const path = costPath(of, action, context);
  if (path === undefined) return undefined;
  const cost = pathName("args", path);
  const whose = scope?.value ?? "session";
  const every = per?.value === "session" ? undefined : per?.value;
  const name = `sum(${[action.name, cost, per?.value ?? "session", ...(whose === "session" ? [] : [whose])].join()})`;
  const fullName = context.sumNames?.get(context.qualify(name)) ?? context.qualify(name);
  const fits: Reading = { from: "fact", fact: `fits@${fullName}` };
  const verdict = over?.value ?? "deny";
  const when = every === undefined ? "" : ` this ${every}`;
  return {
    budget: {
      name: fullName,
      action: action.fullName,
      of: path,
      most: atMost.value,
      scope: whose,
      ...(every === undefined ? {} : { resets: { every, zone: context.zone } }),
    },
    clauses: [
      {
        name: `${name}.cost`,
        verdict: "deny",
        code: "limit/no-cost",
        authored: false,
        guard: { formula: not(question({ from: "args", path }, IS_AMOUNT)), text: `${cost} is not a number from 0 up`, span },
      },
      {
        name,
        verdict,
        code: "limit/reached",
        authored: false,
        guard: {
          formula: not(question(fits, IS_TRUE)),
          text: `${action.name} would spend more than ${atMost.value} of ${cost}${when}${WHOSE[whose]}`,
          span,
        },
        ...(verdict === "escalate" ? { obligation: DEFAULT_OBLIGATION } : {}),
      },
    ],
  };
}

/** The path of a numeric argument that all tools of the action have. */
function costPath(of: ConditionText, action: DraftAction, { names, tools, reporter }: SumContext): readonly string[] | undefined {
  const shapes = action.tools.map((tool) => argumentsShape(tool, tools.find(({ name }) => name === tool)?.inputSchema));
  const expression = parseCondition(of, reporter);
  const before = reporter.errors;
  const operand = expression === undefined ? undefined : checkArgument(expression, { about: "call", tools: shapes }, names, reporter);
  const other = operand === undefined ? undefined : misfit(operand, "number");
  if (other === undefined && operand?.reads.from === "args" && operand.reads.measure === undefined && operand.reads.path.length > 0)
    return operand.reads.path;
  if (reporter.errors > before || expression === undefined) return undefined;
  const [example] = numericArguments(action, tools);
  const remedy = example === undefined ? `no argument of \`${action.name}\` is a number, as its schema has it` : `write \`of: ${example}\``;
  if (other === undefined)
    reporter.error("charter/not-possible", of.span, "a sum adds up an argument of the call, and nothing else", remedy);
  else reporter.error("charter/wrong-type", of.span, `${other.says}, and a sum adds up numbers`, remedy);
  return undefined;
}

/** The arguments, as conditions name them, that are numbers in every tool of the action. */
export function numericArguments(action: DraftAction, tools: readonly PinnedTool[]): readonly string[] {
  const shapes = action.tools.map((tool) => argumentsShape(tool, tools.find(({ name }) => name === tool)?.inputSchema));
  const declared = shapes.flatMap(({ schema }) => Object.keys(Object(schema?.properties) as object));
  const isNumeric = (name: string): boolean =>
    shapes.every((shape) => {
      const member = memberShape(shape, name);
      return !("names" in member) && kindOf(member) === "number";
    });
  return [...new Set(declared)].filter(isNumeric).map((name) => pathName("args", [name]));
}
