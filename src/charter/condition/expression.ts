/**
 * A condition as its author wrote it: names, constants, operators, calls, with places, before anything is known about
 * what the names mean. Definitions are put in at this level, so a definition may stand for any part of a condition.
 */
import type { Span } from "../source.ts";

export type Constant = null | boolean | number | string;

export type Operator = "&&" | "||" | "!" | "?:" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "+" | "-" | "*" | "/" | "%" | "negate";

export type Expression = { readonly span: Span } & (
  | { readonly kind: "constant"; readonly value: Constant }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "member"; readonly of: Expression; readonly field: string }
  | { readonly kind: "index"; readonly of: Expression; readonly key: Expression }
  | { readonly kind: "has"; readonly of: Expression; readonly field: string }
  | { readonly kind: "operator"; readonly operator: Operator; readonly operands: readonly Expression[] }
  /** A function `name(arguments)`, or a method where `of` is present. */
  | { readonly kind: "call"; readonly of?: Expression; readonly name: string; readonly arguments: readonly Expression[] }
  | {
      readonly kind: "quantifier";
      readonly quantifier: "all" | "exists" | "map" | "filter";
      readonly of: Expression;
      readonly variable: string;
      readonly body: Expression;
    }
);

/** The expressions directly inside one. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "constant":
    case "name":
      return [];
    case "list":
      return expression.items;
    case "member":
    case "has":
      return [expression.of];
    case "index":
      return [expression.of, expression.key];
    case "operator":
      return expression.operands;
    case "call":
      return expression.of === undefined ? expression.arguments : [expression.of, ...expression.arguments];
    case "quantifier":
      return [expression.of, expression.body];
  }
}
