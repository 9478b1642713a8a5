/**
 * From the text of a condition to an expression. The grammar is CEL's and so is the parser (`@bufbuild/cel`); this file
 * only translates its tree, gives every part its place in the charter, and turns its exceptions into diagnostics.
 * The one addition: `.in(…)` as a method, which CEL's grammar reserves; it is spelt `.iN(…)` while it is parsed.
 */
import { parse } from "@bufbuild/cel";
import type { Reporter } from "../diagnostic.ts";
import { type Span, spanning } from "../source.ts";
import { type ConditionText, spanWithin } from "../text/condition-text.ts";
import { type Token, type Tokens, tokenize } from "./condition-tokens.ts";
import type { Expression, Operator } from "./expression.ts";

type Parsed = ReturnType<typeof parse>;
type CelExpr = NonNullable<Parsed["expr"]>;
type CelInfo = NonNullable<Parsed["sourceInfo"]>;

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ["_&&_", "&&"],
  ["_||_", "||"],
  ["!_", "!"],
  ["_?_:_", "?:"],
  ["_==_", "=="],
  ["_!=_", "!="],
  ["_<_", "<"],
  ["_<=_", "<="],
  ["_>_", ">"],
  ["_>=_", ">="],
  ["@in", "in"],
  ["_+_", "+"],
  ["_-_", "-"],
  ["_*_", "*"],
  ["_/_", "/"],
  ["_%_", "%"],
  ["-_", "negate"],
]);

/** The expression, or `undefined` after reporting what is wrong. */
export function parseCondition(condition: ConditionText, reporter: Reporter): Expression | undefined {
  if (condition.text.trim() === "") {
    reporter.error("charter/empty-condition", condition.span, "the condition is empty", "write `true`, or leave the key out");
    return undefined;
  }
  const tokens = tokenize(condition, reporter);
  if (tokens === undefined) return undefined;
  let parsed: Parsed;
  try {
    parsed = parse(withInSpeltDifferently(condition.text, tokens.list));
  } catch (error) {
    const { rawMessage, location } = error as { rawMessage?: string; location?: { start: { offset: number } } };
    const start = location?.start.offset ?? 0;
    const message = rawMessage ?? (error instanceof Error ? error.message : String(error));
    reporter.error(
      "charter/syntax",
      spanWithin(condition, start, start + 1),
      `the condition is not CEL: ${message}`,
      "see docs/charter-language.md for every form a condition may take",
    );
    return undefined;
  }
  const { expr, sourceInfo } = parsed;
  return sourceInfo === undefined ? undefined : new Translation(condition, tokens, sourceInfo, reporter).root(expr);
}

function withInSpeltDifferently(text: string, tokens: readonly Token[]): string {
  const spelt = [...text.split("")];
  for (const [index, token] of tokens.entries()) {
    if (token.text === "in" && tokens[index - 1]?.text === ".") spelt[token.start + 1] = "N";
  }
  return spelt.join("");
}

class Translation {
  readonly #condition: ConditionText;
  readonly #tokens: Tokens;
  readonly #info: CelInfo;
  readonly #reporter: Reporter;
  #failed = false;

  constructor(condition: ConditionText, tokens: Tokens, info: CelInfo, reporter: Reporter) {
    this.#condition = condition;
    this.#tokens = tokens;
    this.#info = info;
    this.#reporter = reporter;
  }

  root(expr: CelExpr): Expression | undefined {
    const expression = this.#expression(expr);
    return this.#failed ? undefined : expression;
  }

  #expression(expr: CelExpr): Expression {
    const macro = this.#info.macroCalls[String(expr.id)];
    if (macro !== undefined) return this.#macro(expr, macro as CelExpr);
    const { exprKind } = expr;
    switch (exprKind.case) {
      case "constExpr":
        return this.#constant(expr);
      case "identExpr":
        return { kind: "name", name: exprKind.value.name, span: this.#tokenSpan(this.#start(expr)) };
      case "selectExpr": {
        if (exprKind.value.operand === undefined) break;
        const of = this.#expression(exprKind.value.operand);
        return { kind: "member", of, field: this.#fieldOf(expr), span: spanning(of.span, this.#tokenSpan(this.#start(expr) + 1)) };
      }
      case "listExpr": {
        const items = exprKind.value.elements.map((element) => this.#expression(element));
        return { kind: "list", items, span: this.#bracketed(this.#start(expr)) };
      }
      case "callExpr":
        return this.#call(expr, exprKind.value);
    }
    return this.#refuse(
      this.#tokenSpan(this.#start(expr)),
      "maps and messages have no place in a condition",
      "compare their fields one by one",
    );
  }

  #constant(expr: CelExpr): Expression {
    const span = this.#constantSpan(this.#start(expr));
    const constant = expr.exprKind.case === "constExpr" ? expr.exprKind.value.constantKind : undefined;
    switch (constant?.case) {
      case "nullValue":
        return { kind: "constant", value: null, span };
      case "boolValue":
      case "stringValue":
        return { kind: "constant", value: constant.value, span };
      case "int64Value":
      case "doubleValue": {
        const value = Number(constant.value);
        const exact = Number.isFinite(value) && (constant.case === "doubleValue" || BigInt(value) === constant.value);
        if (exact) return { kind: "constant", value: value === 0 ? 0 : value, span };
        return this.#refuse(
          span,
          "no JSON number has exactly this value",
          "JSON numbers are doubles: whole numbers are exact up to 9007199254740992",
        );
      }
    }
    return this.#refuse(span, "JSON has no unsigned numbers and no bytes", "write a plain number or text");
  }

  #call(
    expr: CelExpr,
    call: { readonly function: string; readonly target?: CelExpr | undefined; readonly args: readonly CelExpr[] },
  ): Expression {
    const inside = call.args.map((argument) => this.#expression(argument));
    const [first, second] = inside;
    if (call.function === "_[_]" && first !== undefined && second !== undefined) {
      return { kind: "index", of: first, key: second, span: spanning(first.span, this.#bracketed(this.#start(expr))) };
    }
    const operator = OPERATORS.get(call.function);
    if (operator !== undefined && first !== undefined) {
      const outer = inside.map(({ span }) => this.#withParentheses(span)).reduce(spanning);
      const span = inside.length === 1 ? spanning(this.#tokenSpan(this.#start(expr)), outer) : outer;
      return { kind: "operator", operator, operands: inside, span };
    }
    const of = call.target === undefined ? undefined : this.#expression(call.target);
    const name = this.#tokenAfter(of === undefined ? this.#start(expr) : this.#start(expr) + 1);
    const opening = this.#tokens.list.find(({ text, start }) => text === "(" && start >= (name?.end ?? 0));
    const end = this.#bracketed(opening?.start ?? 0);
    const span = spanning(of?.span ?? this.#tokenSpan(this.#start(expr)), end);
    return { kind: "call", ...(of === undefined ? {} : { of }), name: name?.text ?? call.function, arguments: inside, span };
  }

  /** `has`, `all`, `exists`: the parser has expanded them; the call as it was written is kept beside. */
  #macro(expr: CelExpr, macro: CelExpr): Expression {
    if (macro.exprKind.case !== "callExpr") return this.#refuse(this.#tokenSpan(this.#start(expr)), "this macro cannot be used here");
    const { function: name, target, args } = macro.exprKind.value;
    const opening = this.#tokens.list.find(({ text, start }) => text === "(" && start >= this.#start(expr));
    const end = this.#bracketed(opening?.start ?? 0);
    const [first, second] = args;
    const selected = first?.exprKind.case === "selectExpr" ? first.exprKind.value : undefined;
    if (name === "has" && selected?.operand !== undefined) {
      return {
        kind: "has",
        of: this.#expression(selected.operand),
        field: first === undefined ? selected.field : this.#fieldOf(first),
        span: spanning(this.#tokenSpan(this.#start(expr)), end),
      };
    }
    const of = target === undefined ? undefined : this.#expression(target);
    const span = of === undefined ? end : spanning(of.span, end);
    if (
      (name === "all" || name === "exists" || name === "map" || name === "filter") &&
      of !== undefined &&
      first?.exprKind.case === "identExpr" &&
      second !== undefined &&
      args.length === 2
    ) {
      return { kind: "quantifier", quantifier: name, of, variable: first.exprKind.value.name, body: this.#expression(second), span };
    }
    return this.#refuse(
      span,
      `\`${name}\` is not part of the language`,
      "of lists, `all(x, …)`, `exists(x, …)`, `map(x, …)`, `filter(x, …)`, `first()`, `last()`, `size(…)` and `in` can be asked",
    );
  }

  #refuse(span: Span, message: string, remedy?: string): Expression {
    this.#failed = true;
    this.#reporter.error("charter/not-possible", span, message, remedy);
    return { kind: "constant", value: null, span };
  }

  /** The name after the dot of a selection, as it was written before `in` was spelt differently. */
  #fieldOf(selection: CelExpr): string {
    return this.#tokenAfter(this.#start(selection) + 1)?.text ?? "";
  }

  /** Where the parser says an expression starts, without the space it counts in. */
  #start(expr: CelExpr): number {
    const offset = this.#info.positions[String(expr.id)] ?? 0;
    return offset + (/^\s*/.exec(this.#condition.text.slice(offset))?.[0].length ?? 0);
  }

  #tokenAfter(offset: number): Token | undefined {
    return this.#tokens.list.find(({ start }) => start >= offset);
  }

  #tokenSpan(offset: number): Span {
    const token = this.#tokenAfter(offset);
    return spanWithin(this.#condition, token?.start ?? offset, token?.end ?? offset + 1);
  }

  /** A constant may start with a sign. */
  #constantSpan(offset: number): Span {
    const token = this.#tokenAfter(offset);
    const number = token?.text === "-" ? this.#tokenAfter(offset + 1) : token;
    return spanWithin(this.#condition, offset, number?.end ?? offset + 1);
  }

  #bracketed(opening: number): Span {
    return spanWithin(this.#condition, opening, this.#tokens.closing.get(opening)?.end ?? opening + 1);
  }

  /** The span with the parentheses around it that only group. */
  #withParentheses(span: Span): Span {
    const { list, closing } = this.#tokens;
    for (const [index, token] of list.entries()) {
      const end = closing.get(token.start);
      if (token.text !== "(" || end === undefined || list[index - 1]?.kind === "name") continue;
      const inside = spanWithin(this.#condition, token.end, end.start);
      if (
        inside.start <= span.start &&
        span.end <= inside.end &&
        isBlank(this.#between(inside.start, span.start)) &&
        isBlank(this.#between(span.end, inside.end))
      ) {
        return spanWithin(this.#condition, token.start, end.end);
      }
    }
    return span;
  }

  #between(start: number, end: number): string {
    return this.#condition.span.source.text.slice(start, end);
  }
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}
