/** The functions and methods that conditions can call: predicates on texts, sizes, sources, interpreters. */
import { type InterpreterSignature, VOCABULARY } from "../../vocabulary/index.ts";
import type { Kind } from "../classes/partition.ts";
import { or, question } from "../formula/connectives.ts";
import type { Predicate } from "../formula/formula.ts";
import { parseRegularExpression } from "../formula/regular-expression.ts";
import { suggestion } from "../nearest.ts";
import { expand } from "../patterns.ts";
import type { Span } from "../source.ts";
import type { Asking } from "./asking.ts";
import { ASKED, doesAction } from "./bound-atoms.ts";
import { computedSize, duration, endOf, ofTime } from "./computing.ts";
import { derivedOf } from "./derived.ts";
import type { Constant, Expression } from "./expression.ts";
import { shapeOfKind } from "./field-shape.ts";
import { INTERPRETERS, SPEAKERS } from "./names.ts";
import { misfit, nounOf, type Operand } from "./operand.ts";
import { originOf, saidBy, sharedOriginOf } from "./origin-question.ts";
import { contains, endsWith, matches, startsWith } from "./predicate.ts";
import { meaningMethod } from "./records.ts";

type Call = Extract<Expression, { kind: "call" }>;

const TEXT_METHODS = ["startsWith", "endsWith", "contains", "matches"];

/** The kinds of value that an interpreter reads; all, where none is listed. */
const TAKES: { readonly [takes in InterpreterSignature["takes"]]: { readonly kinds: readonly Kind[]; readonly what: string } } = {
  string: { kinds: ["string"], what: "texts" },
  "number-or-string": { kinds: ["number", "string"], what: "numbers and texts" },
  "string-or-strings": { kinds: ["string", "list"], what: "texts and lists of texts" },
  object: { kinds: ["object"], what: "objects" },
  any: { kinds: [], what: "any value" },
};

/** The operand of a call, or `undefined` after reporting what is wrong. */
export function call(expression: Call, asking: Asking): Operand | undefined {
  return expression.of === undefined ? functionCall(expression, asking) : methodCall(expression, expression.of, asking);
}

function functionCall(expression: Call, asking: Asking): Operand | undefined {
  const { name, span } = expression;
  const [argument] = expression.arguments;
  if (name === "does" || name === "asked") return atom(expression, asking);
  if (name === "has") return asking.refuse("charter/wrong-type", span, "`has` asks for one member of an object", "write `has(args.x)`");
  const known = [
    "size",
    "seen",
    "from",
    "fromOne",
    "has",
    "age",
    "time",
    "duration",
    ...(asking.actions === undefined ? [] : ["does", "asked"]),
    ...INTERPRETERS,
  ];
  if (!known.includes(name))
    return asking.refuse("charter/unknown-name", span, `there is no function \`${name}\``, suggestion(name, known, ""));
  if (name === "from") return originOf(expression, asking);
  if (name === "fromOne") return sharedOriginOf(expression, asking);
  if (argument === undefined || expression.arguments.length !== 1)
    return asking.refuse("charter/wrong-type", span, `\`${name}\` takes one value`, `write \`${name}(args.x)\``);
  if (name === "seen") return seen(argument, asking);
  if (name === "size") return sizeOf(argument, span, asking);
  if (name === "duration") return duration(argument, asking);
  if (name === "age" || name === "time") return ofTime(name, argument, asking);
  return interpreted(name, argument, asking);
}

/** `does("pay")` and `asked()`: what only a bound can ask. */
function atom({ name, span, arguments: parameters }: Call, asking: Asking): Operand | undefined {
  const { actions } = asking;
  if (actions === undefined)
    return asking.refuse(
      "charter/not-possible",
      span,
      `\`${name}(…)\` can be asked in \`bounds\` only`,
      "bounds speak of what is executed, clauses of what is proposed",
    );
  if (name === "asked") {
    const none = parameters.length === 0;
    return none
      ? { kind: "formula", formula: ASKED }
      : asking.refuse("charter/wrong-type", span, "`asked` takes nothing", "write `asked()`");
  }
  const [argument] = parameters;
  const operand = argument === undefined ? undefined : asking.operand(argument);
  const action = operand?.kind === "constant" && typeof operand.value === "string" ? operand.value : undefined;
  if (argument === undefined || action === undefined || parameters.length > 1)
    return asking.refuse("charter/wrong-type", span, "`does` takes the name of an action in quotes", 'write `does("pay")`');
  const named = expand(action, actions);
  if (named.length > 0) return { kind: "formula", formula: or(...named.map(doesAction)) };
  const remedy = suggestion(action, actions, "the charter has no actions");
  return asking.refuse("charter/unknown-action", argument.span, `there is no action \`${action}\``, remedy);
}

function seen(argument: Expression, asking: Asking): Operand | undefined {
  const { names } = asking;
  const operand = asking.operand(argument);
  if (operand === undefined) return undefined;
  const source = operand.kind === "constant" && typeof operand.value === "string" ? operand.value : undefined;
  if (source === "user")
    return asking.refuse("charter/unknown-name", argument.span, "what the user says is always seen", "name a source of tool results");
  const variable = source === undefined ? undefined : names.sources.get(source);
  if (variable !== undefined) return { kind: "state", variable, values: [false, true] };
  return asking.refuse(
    "charter/unknown-name",
    argument.span,
    source === undefined ? "`seen` takes the name of a source in quotes" : `there is no source \`${source}\``,
    suggestion(source ?? "", [...names.sources.keys()], "declare it under `sources`"),
  );
}

function sizeOf(argument: Expression, span: Span, asking: Asking): Operand | undefined {
  const operand = asking.operand(argument);
  if (operand === undefined) return undefined;
  const computed =
    operand.kind === "value" && misfit(operand, "string", "list", "object") === undefined ? computedSize(operand) : undefined;
  if (computed !== undefined) return computed;
  if (operand.kind !== "value" || !("path" in operand.reads) || operand.reads.measure !== undefined) {
    return asking.refuse(
      "charter/not-possible",
      span,
      `${nounOf(operand)} has no size that could be asked`,
      "texts, lists and objects in arguments, results and elements have",
    );
  }
  const other = misfit(operand, "string", "list", "object");
  if (other !== undefined)
    return asking.refuse("charter/wrong-type", span, `${other.says}, which has no size`, "texts, lists and objects have");
  return { kind: "value", reads: { ...operand.reads, measure: "size" }, shapes: [shapeOfKind("number")] };
}

function interpreted(interpreter: string, argument: Expression, asking: Asking): Operand | undefined {
  const of = asking.operand(argument);
  if (of === undefined) return undefined;
  const isComputed = of.kind === "value" && of.reads.from === "meaning" && derivedOf(of) !== undefined;
  const isPlace = of.kind === "value" && (of.reads.from === "args" || of.reads.from === "element") && of.reads.measure === undefined;
  if (of.kind !== "value" || !(isComputed || isPlace)) {
    return asking.refuse(
      "charter/not-possible",
      argument.span,
      `\`${interpreter}(…)\` is made of an argument, not of ${nounOf(of)}`,
      `write \`${interpreter}(args.x)\``,
    );
  }
  const { kinds, what } = TAKES[VOCABULARY[interpreter]?.takes ?? "any"];
  const other = kinds.length === 0 ? undefined : misfit(of, ...kinds);
  if (other !== undefined)
    return asking.refuse(
      "charter/wrong-type",
      argument.span,
      `${other.says}, and \`${interpreter}(…)\` reads ${what}`,
      `use it on ${what}`,
    );
  return { kind: "record", interpreter, of };
}

function methodCall(expression: Call, receiver: Expression, asking: Asking): Operand | undefined {
  const { name, span } = expression;
  if (receiver.kind === "name" && SPEAKERS.includes(receiver.name)) return saidBy(receiver.name, expression, asking);
  if (name === "size" && expression.arguments.length === 0) return sizeOf(receiver, span, asking);
  const operand = asking.operand(receiver);
  const parameters = constants(expression.arguments, asking);
  if (operand === undefined || parameters === undefined) return undefined;
  if (operand.kind === "record") return meaningMethod(operand, name, parameters, span, asking);
  if ((name === "first" || name === "last") && parameters.length === 0) return endOf(name, operand, span, asking);
  if (!TEXT_METHODS.includes(name))
    return asking.refuse(
      "charter/unknown-name",
      span,
      `there is no method \`${name}\``,
      suggestion(name, [...TEXT_METHODS, "size", "all", "exists", "map", "filter", "first", "last"], ""),
    );
  const [text] = parameters;
  if (typeof text !== "string" || parameters.length !== 1)
    return asking.refuse("charter/wrong-type", span, `\`${name}\` takes one text`, `write \`.${name}("…")\``);
  if (operand.kind !== "value")
    return asking.refuse(
      "charter/not-possible",
      receiver.span,
      `\`${name}\` can be asked of an argument, not of ${nounOf(operand)}`,
      "state variables and constants are compared with `==` and `in`",
    );
  const other = misfit(operand, "string");
  if (other !== undefined)
    return asking.refuse(
      "charter/wrong-type",
      receiver.span,
      `${other.says}, and \`${name}\` is asked of texts`,
      other.kind === "list" ? "use `.exists(x, …)`, or `in`" : "compare it instead",
    );
  const predicate = textPredicate(name, text, expression.arguments[0]?.span ?? span, asking);
  return predicate === undefined ? undefined : { kind: "formula", formula: question(operand.reads, predicate) };
}

function textPredicate(name: string, text: string, span: Span, asking: Asking): Predicate | undefined {
  if (name === "startsWith") return startsWith(text);
  if (name === "endsWith") return endsWith(text);
  if (name === "contains") return contains(text);
  const pattern = parseRegularExpression(text);
  return pattern.ok ? matches(text, pattern.value) : asking.refuse(pattern.fault.code, span, pattern.fault.message, pattern.fault.remedy);
}

function constants(expressions: readonly Expression[], asking: Asking): Constant[] | undefined {
  const values: Constant[] = [];
  for (const expression of expressions) {
    const operand = asking.operand(expression);
    if (operand === undefined) return undefined;
    if (operand.kind !== "constant")
      return asking.refuse(
        "charter/not-possible",
        expression.span,
        `a call takes constants here, not ${nounOf(operand)}`,
        "write the text in quotes",
      );
    values.push(operand.value);
  }
  return values;
}
