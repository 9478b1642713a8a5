/** Hand-written code: the function somebody wrote for the forty clauses; for more, the same code as a person would go on writing it. */
import { type BenchClause, byTool, type Contender, conditionText, type Notation, type Sample } from "./clause.ts";
import { decideByHand } from "./hand-written.ts";

const TYPESCRIPT: Notation = {
  field: (field) => `args.${field}`,
  value: (value) => JSON.stringify(value),
  equals: "===",
  isOneOf: (field, words) => `(${words.map((word) => `${field} === ${JSON.stringify(word)}`).join(" || ")})`,
  and: " && ",
};

const prepare = (sample: Sample): Sample => sample;

export function byHand(): Contender {
  return { name: "hand-written TypeScript", prepare, allows: ({ tool, args }: Sample) => decideByHand(tool, args) };
}

/** The text that a person would have typed: a switch over tools, first what is denied, then what is allowed. */
export function typedOut(clauses: readonly BenchClause[]): Contender {
  const cases = [...byTool(clauses)].map(([tool, own]) => {
    const text = (verdict: string): string[] =>
      own.filter((clause) => clause.verdict === verdict).map((clause) => conditionText(clause, TYPESCRIPT) ?? "true");
    const denied = text("deny").map((condition) => `if (${condition}) return false;`);
    return `case ${JSON.stringify(tool)}: ${denied.join(" ")} return ${
      text("allow")
        .map((each) => `(${each})`)
        .join(" || ") || "false"
    };`;
  });
  const decide = new Function("tool", "args", `switch (tool) { ${cases.join("\n")} default: return false; }`) as (
    tool: string,
    args: Sample["args"],
  ) => boolean;
  return { name: "hand-written TypeScript", prepare, allows: ({ tool, args }: Sample) => decide(tool, args) };
}
