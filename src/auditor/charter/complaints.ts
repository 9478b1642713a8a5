/**
 * Why a condition may be an error: for each meaning, record and question of origin in it an expression that is true where that is what
 * is missing. Inside a quantifier it is true where it is of one element. All are asked, whatever the parts of the condition come to.
 */
import { INTERPRETERS } from "../meaning/interpreters.ts";
import { IS_FROM, IS_FROM_ONE, IS_FULL, IS_OPAQUE, IS_UNKNOWN, RECORD_OF } from "./cel-language.ts";
import { callOf, constantOf, type Expression, type Kind, memberIn, selectExpr, textOf } from "./condition-tree.ts";

export type Complaint = { readonly code: "meaning/unintelligible" | "record/unknown" | "origin/full"; readonly holds: Expression };

/** `at`: an expression with everything put in. */
export function complaintsOf(at: Expression): readonly Complaint[] {
  const { exprKind } = at;
  switch (exprKind.case) {
    case "listExpr":
      return exprKind.value.elements.flatMap(complaintsOf);
    case "selectExpr":
      return [...ofMember(at), ...ofOperand(selectExpr(at).operand, exprKind.value.field)];
    case "callExpr":
      return ofCall(at, exprKind.value);
    case "comprehensionExpr":
      return ofQuantifier(at, exprKind.value);
    default:
      return [];
  }
}

/** Whether a record is opaque can always be said. */
function ofOperand(operand: Expression | undefined, field: string): readonly Complaint[] {
  if (operand === undefined) return [];
  const call = operand.exprKind.case === "callExpr" ? operand.exprKind.value : undefined;
  const isAlwaysSaid = field === "opaque" && call !== undefined && INTERPRETERS.has(call.function);
  return isAlwaysSaid ? call.args.flatMap(complaintsOf) : complaintsOf(operand);
}

/** A field of a record is needed, too. */
function ofMember(at: Expression): readonly Complaint[] {
  const step = memberIn(at);
  const record = step?.of.exprKind.case === "callExpr" ? step.of.exprKind.value : undefined;
  if (step === undefined || record?.function !== RECORD_OF) return [];
  return [{ code: "record/unknown", holds: callOf(at, IS_UNKNOWN, [...record.args, constantOf(at, step.name)]) }];
}

function ofCall(at: Expression, { function: name, target, args }: Kind<"callExpr">): readonly Complaint[] {
  const inside = [...(target === undefined ? [] : complaintsOf(target)), ...args.flatMap(complaintsOf), ...ofMember(at)];
  if (INTERPRETERS.has(name)) return [...inside, { code: "meaning/unintelligible", holds: callOf(at, IS_OPAQUE, [at]) }];
  if (name === RECORD_OF) return [...inside, { code: "record/unknown", holds: callOf(at, IS_UNKNOWN, [...args, constantOf(at, "")]) }];
  const charter = name === IS_FROM || name === IS_FROM_ONE ? args[2] : undefined;
  if (charter === undefined || textOf(charter) === undefined) return inside;
  return [...inside, { code: "origin/full", holds: callOf(at, IS_FULL, [charter]) }];
}

function ofQuantifier(at: Expression, value: Kind<"comprehensionExpr">): readonly Complaint[] {
  const { iterRange, loopStep, accuVar } = value;
  const accumulated: Expression = { ...at, exprKind: { case: "identExpr", value: { $typeName: "cel.expr.Expr.Ident", name: accuVar } } };
  const ofElements = (loopStep === undefined ? [] : complaintsOf(loopStep)).map(({ code, holds }): Complaint => {
    if (code === "origin/full") return { code, holds };
    const some: Kind<"comprehensionExpr"> = {
      ...value,
      accuInit: constantOf(at, false),
      loopCondition: constantOf(at, true),
      loopStep: callOf(at, "_||_", [accumulated, holds]),
      result: accumulated,
    };
    return { code, holds: { ...at, exprKind: { case: "comprehensionExpr", value: some } } };
  });
  return [...(iterRange === undefined ? [] : complaintsOf(iterRange)), ...ofElements];
}
