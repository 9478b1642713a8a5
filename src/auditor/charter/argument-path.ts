/** Which argument an expression names: the members that lead to it, and how a charter writes it. */
import { type Expression, textOf } from "./condition-tree.ts";
import { ConditionWriter, type Vocabulary } from "./condition-writer.ts";
import type { Doubts } from "./doubts.ts";
import type { WrittenText } from "./yaml-fields.ts";

/** The path of `args.a.b`, with definitions put in. Anything else is a doubt. */
export function argumentPath({ text }: WrittenText, vocabulary: Vocabulary, doubts: Doubts): readonly string[] {
  const expression = new ConditionWriter("args", vocabulary, doubts).write(text);
  const path = expression === undefined ? undefined : pathTo(expression);
  if (path === undefined || path.length === 0) doubts.note(`\`${text}\` is no argument of the call`);
  return path ?? [];
}

export function writtenPath(path: readonly string[]): string {
  return `args${path.map((name) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`)).join("")}`;
}

function pathTo({ exprKind }: Expression): readonly string[] | undefined {
  switch (exprKind.case) {
    case "identExpr":
      return exprKind.value.name === "args" ? [] : undefined;
    case "selectExpr": {
      const { operand, field, testOnly } = exprKind.value;
      return operand === undefined || testOnly ? undefined : pathTo(operand)?.concat(field);
    }
    case "callExpr": {
      const { function: name, args } = exprKind.value;
      const [of, key] = args;
      const member = key === undefined ? undefined : textOf(key);
      return name === "_[_]" && of !== undefined && member !== undefined ? pathTo(of)?.concat(member) : undefined;
    }
    default:
      return undefined;
  }
}
