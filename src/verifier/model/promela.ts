/**
 * Prints a model as Promela, the language of the model checker SPIN: one byte or short for each variable, one `d_step` for
 * each event, so that SPIN stores exactly the states this verifier stores. Names of the model appear only in comments.
 */
import { unreachable } from "../../fault/index.ts";
import type { Condition } from "./condition.ts";
import { badCondition, type Model, type ModelEffect, stepCondition } from "./model.ts";

/** The Promela text. With `assertSafety`, a bad state fails an assertion when it is reached. */
export function modelToPromela(model: Model, options: { readonly assertSafety?: boolean } = {}): string {
  const declarations = model.variables.map(
    (variable, i) => `${variable.values.length <= 256 ? "byte" : "short"} v${i} = ${variable.initial}; /* ${commented(variable.name)} */`,
  );
  const assertion = options.assertSafety === true ? `; assert(!${expression(badCondition(model))})` : "";
  const events = model.events.map((event) => {
    const assignments = event.effects.map((effect) => `; v${effect.variable} = ${newValue(effect)}`).join("");
    return `  :: d_step { ${expression(stepCondition(event))} -> skip${assignments}${assertion} } /* ${commented(event.name)} */`;
  });
  return `${declarations.join("\n")}\n\nactive proctype machine() {\nend:\n  do\n${events.join("\n")}\n  od\n}\n`;
}

function expression(condition: Condition): string {
  switch (condition.kind) {
    case "constant":
      return condition.holds ? "(1)" : "(0)";
    case "is":
      return condition.values.length === 0
        ? "(0)"
        : `(${condition.values.map((value) => `v${condition.variable} == ${value}`).join(" || ")})`;
    case "not":
      return `(!${expression(condition.of)})`;
    case "all":
    case "any":
      return `(${condition.of.map(expression).join(condition.kind === "all" ? " && " : " || ")})`;
    default:
      return unreachable(condition);
  }
}

/** The variable's next value as a chain of conditional expressions over its value now. */
function newValue(effect: ModelEffect): string {
  const [first = 0] = effect.table;
  if (effect.table.every((value) => value === first)) return String(first);
  const moved = effect.table.map((to, from) => [from, to] as const).filter(([from, to]) => from !== to);
  return moved.reduceRight((rest, [from, to]) => `(v${effect.variable} == ${from} -> ${to} : ${rest})`, `v${effect.variable}`);
}

function commented(name: string): string {
  return name.replace(/[^\w .,:()=<>+-]/g, "?");
}
