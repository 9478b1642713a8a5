/** What calls are made of (`parts`): for each tool one list, of which every element is judged. */
import type { Derived, InterpretedTool, Lack, PartsForm } from "../../vocabulary/index.ts";
import { checkArgument } from "../condition/checker.ts";
import { parseCondition } from "../condition/condition-parser.ts";
import { derivedOf } from "../condition/derived.ts";
import type { Expression } from "../condition/expression.ts";
import { argumentsShape, elementShape, type FieldShape } from "../condition/field-shape.ts";
import type { Names } from "../condition/names.ts";
import { misfit } from "../condition/operand.ts";
import type { Reporter } from "../diagnostic.ts";
import { suggestion } from "../nearest.ts";
import { expand } from "../patterns.ts";
import type { PinnedTool } from "../pinned-tool.ts";
import type { Span } from "../source.ts";
import type { CharterText } from "../text/charter-text.ts";
import { interpretedPlaces } from "./interpreted-places.ts";

export interface PartsContext {
  readonly names: Names;
  readonly tools: readonly PinnedTool[];
  readonly reporter: Reporter;
}

interface Parts {
  readonly forms: readonly PartsForm[];
  /** By tool, what conditions know of an element. */
  readonly shapes: ReadonlyMap<string, FieldShape>;
  /** Where the lists read arguments through an interpreter. */
  readonly places: readonly InterpretedTool[];
}

/** The lists of all tools that have one. What does not compile is reported and left out. */
export function partForms({ parts = [] }: CharterText, context: PartsContext): Parts {
  const forms: PartsForm[] = [];
  const shapes = new Map<string, FieldShape>();
  const places: InterpretedTool[] = [];
  for (const { name, nameSpan, value } of parts) {
    const expression = parseCondition(value, context.reporter);
    for (const tool of expression === undefined ? [] : toolsOf(name, nameSpan, context)) {
      const list = expression === undefined ? undefined : listOf(expression, tool, context);
      if (expression === undefined || list === undefined) continue;
      if (shapes.has(tool))
        context.reporter.error("charter/duplicate-name", nameSpan, `\`${tool}\` is taken apart twice`, "keep one of the two");
      forms.push({ tool, list: list.derived, ...(list.needs.length === 0 ? {} : { needs: list.needs }) });
      shapes.set(tool, list.element);
      places.push({ tool, places: interpretedPlaces(expression, context.names) });
    }
  }
  return { forms, shapes, places };
}

function toolsOf(pattern: string, span: Span, { tools, reporter }: PartsContext): readonly string[] {
  const known = tools.map(({ name }) => name);
  const covered = expand(pattern, known);
  const message = `no pinned tool is called \`${pattern}\``;
  if (covered.length === 0)
    reporter.error("charter/no-such-tool", span, message, suggestion(pattern, known, "pin the server's tools first"));
  return covered;
}

function listOf(
  expression: Expression,
  tool: string,
  { names, tools, reporter }: PartsContext,
): { readonly derived: Derived; readonly needs: readonly Lack[]; readonly element: FieldShape } | undefined {
  const schema = tools.find((one) => one.name === tool)?.inputSchema;
  const before = reporter.errors;
  const list = checkArgument(expression, { about: "call", tools: [argumentsShape(tool, schema)] }, names, reporter);
  const derived = list === undefined || misfit(list, "list") !== undefined ? undefined : derivedOf(list);
  const [shape] = list?.shapes ?? [];
  if (derived !== undefined && shape !== undefined) return { derived, needs: list?.needs ?? [], element: elementShape(shape) };
  const remedy = "write `shell(args.command).commands`, or a list of the arguments";
  if (reporter.errors === before) reporter.error("charter/wrong-type", expression.span, "a call is made of the elements of a list", remedy);
  return undefined;
}
