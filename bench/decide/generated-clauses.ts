/** Clauses in any number over the same tools, and calls that meet them near their limits. Reproducible from a seed. */
import { createDice, type Dice } from "../../test/generators/dice.ts";
import { type BenchClause, byTool, type Condition, fieldsOf, type Sample, type Value } from "./clause.ts";

/**
 * `count` clauses, spread evenly over `tools`, as they pile up in an organisation: what each kind of thing may cost, and
 * what is never to be done in a hurry.
 */
export function generateClauses(count: number, tools: readonly string[]): readonly BenchClause[] {
  const dice = createDice(count);
  const kinds = dice.times(24, (index) => `kind-${index}-${"abcdef".slice(0, index % 6)}`);
  return dice.times(count, (index) => {
    const tool = tools[index % tools.length] ?? "";
    const kind: Condition = ["kind", "in", dice.times(1 + dice.below(3), () => dice.pick(kinds))];
    const amount = 50 * (1 + dice.below(20));
    if (dice.below(5) < 3) return { verdict: "allow", tool, when: [kind, ["amount", "<=", amount]] };
    return { verdict: "deny", tool, when: [kind, dice.oneIn(2) ? ["urgent", "==", true] : ["amount", ">", amount]] };
  });
}

/** Calls of all tools, some of a tool that nobody knows; numbers lie at, below and above the limits in the clauses. */
export function generateSamples(clauses: readonly BenchClause[], count: number): readonly Sample[] {
  const dice = createDice(clauses.length);
  const tools = [...byTool(clauses)].map(([tool, own]) => ({ tool, fields: [...fieldsOf(own)] }));
  const samples = dice.times(count, () => {
    if (dice.oneIn(50)) return { tool: "office/unknown", args: { amount: 1 } };
    const { tool, fields } = dice.pick(tools);
    return { tool, args: Object.fromEntries(fields.map(([field, values]) => [field, randomValue(dice, values)])) };
  });
  // Real calls come out of a parser: their strings are no literals of anybody's program.
  return JSON.parse(JSON.stringify(samples)) as readonly Sample[];
}

function randomValue(dice: Dice, values: readonly Value[]): Value {
  const value = dice.pick(values);
  if (typeof value === "boolean") return dice.oneIn(2);
  if (typeof value === "number") return Math.max(0, value + dice.pick([-1, 0, 0, 1]));
  return dice.oneIn(4) ? "something else" : value;
}
