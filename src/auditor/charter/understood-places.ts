/**
 * Where a condition, with everything put in, hands an argument to an interpreter: at the end of a path of members that starts in the
 * arguments, or in an element of a list that stands there. What is computed stands nowhere.
 */
import type { UnderstoodPlace } from "../entry.ts";
import { INTERPRETERS } from "../meaning/interpreters.ts";
import { LIST_OF } from "./cel-language.ts";
import { type Expression, memberIn } from "./condition-tree.ts";

type At = UnderstoodPlace["at"] | undefined;
type Elements = { readonly [name: string]: At };

export function understoodPlaces(expression: Expression): readonly UnderstoodPlace[] {
  const places: UnderstoodPlace[] = [];
  look(expression, {}, places);
  return places;
}

/** Notes the places in an expression, and says which place it is itself. */
function look(at: Expression, elements: Elements, places: UnderstoodPlace[]): At {
  const each = (parts: readonly (Expression | undefined)[]): readonly At[] =>
    parts.map((part) => (part === undefined ? undefined : look(part, elements, places)));
  const step = memberIn(at);
  if (step !== undefined) return below(look(step.of, elements, places), step.name);
  const { exprKind } = at;
  switch (exprKind.case) {
    case "identExpr": {
      const { name } = exprKind.value;
      return Object.hasOwn(elements, name) ? elements[name] : name === "args" ? [[]] : undefined;
    }
    case "selectExpr":
      each([exprKind.value.operand]);
      return undefined;
    case "listExpr":
      each(exprKind.value.elements);
      return undefined;
    case "callExpr": {
      const { function: name, target, args } = exprKind.value;
      const [first] = each([...args, target]);
      if (name === LIST_OF) return first;
      if (INTERPRETERS.has(name) && target === undefined && first !== undefined) places.push({ interpreter: name, at: first });
      return undefined;
    }
    case "comprehensionExpr": {
      const { iterRange, iterVar, accuVar, accuInit, loopCondition, loopStep, result } = exprKind.value;
      const [range] = each([iterRange]);
      const inside = { ...elements, [iterVar]: range === undefined ? undefined : [...range, []], [accuVar]: undefined };
      for (const part of [accuInit, loopCondition, loopStep, result]) if (part !== undefined) look(part, inside, places);
      return undefined;
    }
    default:
      return undefined;
  }
}

function below(at: At, name: string): At {
  return at === undefined ? undefined : [...at.slice(0, -1), [...(at.at(-1) ?? []), name]];
}

/** Each place once, in the order of their texts. */
export function inOrder(places: readonly UnderstoodPlace[]): readonly UnderstoodPlace[] {
  const named = new Map(places.map(({ interpreter, at }) => [JSON.stringify([interpreter, at]), { interpreter, at }]));
  return [...named.keys()].sort().flatMap((name) => named.get(name) ?? []);
}
