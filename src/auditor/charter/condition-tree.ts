/** Parts of a condition's tree, read and made: a step to a member, a constant, a list of constants, a call. */
import type { parse } from "@bufbuild/cel";
import type { Scalar } from "./charter-yaml.ts";

export type Expression = NonNullable<ReturnType<typeof parse>["expr"]>;
export type Kind<Case extends Expression["exprKind"]["case"]> = Extract<Expression["exprKind"], { readonly case: Case }>["value"];

/** The names that lead to a value, and where they start. */
export function stepsTo(value: Expression): { readonly root: Expression; readonly path: readonly string[] } {
  const path: string[] = [];
  let root = value;
  for (let step = memberIn(root); step !== undefined; step = memberIn(root)) {
    path.unshift(step.name);
    root = step.of;
  }
  return { root, path };
}

/** One step of `a.b` or `a["b"]`. */
export function memberIn({ exprKind }: Expression): { readonly of: Expression; readonly name: string } | undefined {
  if (exprKind.case === "selectExpr" && !exprKind.value.testOnly && exprKind.value.operand !== undefined)
    return { of: exprKind.value.operand, name: exprKind.value.field };
  if (exprKind.case !== "callExpr" || exprKind.value.function !== "_[_]") return undefined;
  const [of, key] = exprKind.value.args;
  const name = key === undefined ? undefined : textOf(key);
  return of === undefined || name === undefined ? undefined : { of, name };
}

export function selectExpr({ exprKind }: Expression): Kind<"selectExpr"> {
  return exprKind.case === "selectExpr" ? exprKind.value : { $typeName: "cel.expr.Expr.Select", field: "", testOnly: false };
}

export function callOf(at: Expression, name: string, args: Expression[], target?: Expression): Expression {
  return {
    ...at,
    exprKind: {
      case: "callExpr",
      value: { $typeName: "cel.expr.Expr.Call", function: name, args, ...(target === undefined ? {} : { target }) },
    },
  };
}

export function listOf(at: Expression, values: readonly Scalar[]): Expression {
  return {
    ...at,
    exprKind: {
      case: "listExpr",
      value: { $typeName: "cel.expr.Expr.CreateList", elements: values.map((value) => constantOf(at, value)), optionalIndices: [] },
    },
  };
}

export function constantOf(at: Expression, value: Scalar): Expression {
  const constantKind =
    typeof value === "string"
      ? ({ case: "stringValue", value } as const)
      : typeof value === "boolean"
        ? ({ case: "boolValue", value } as const)
        : ({ case: "doubleValue", value } as const);
  return { ...at, exprKind: { case: "constExpr", value: { $typeName: "cel.expr.Constant", constantKind } } };
}

/** The text of a constant. */
export function textOf({ exprKind }: Expression): string | undefined {
  const constant = exprKind.case === "constExpr" ? exprKind.value.constantKind : undefined;
  return constant?.case === "stringValue" ? constant.value : undefined;
}
