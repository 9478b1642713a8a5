/** Interlock: the clauses as a charter, compiled and loaded once; a decision is a walk and a look at the terminal's ruling. */
import { createHash } from "node:crypto";
import { compileCharters } from "../../src/charter/index.ts";
import { type Call, decide, initialState, type Json, loadMachine, type Machine, ruling, toolNumber } from "../../src/kernel/index.ts";
import { type BenchClause, byTool, type Contender, conditionText, fieldsOf, type Notation } from "./clause.ts";

const CEL: Notation = {
  field: (field) => `args.${field}`,
  value: (value) => JSON.stringify(value),
  equals: "==",
  isOneOf: (field, words) => `${field} in ${JSON.stringify(words)}`,
  and: " && ",
};

/** One action for each tool: `allow` is the disjunction of its allow clauses, every deny clause stands for itself. */
function charterOf(clauses: readonly BenchClause[]): string {
  const lines = ["charter: bench", "actions:"];
  for (const [tool, own] of byTool(clauses)) {
    const conditions = own.map((clause) => ({ verdict: clause.verdict, text: `(${conditionText(clause, CEL) ?? "true"})` }));
    const allowed = conditions.filter(({ verdict }) => verdict === "allow").map(({ text }) => text);
    const denied = conditions.filter(({ verdict }) => verdict === "deny").map(({ text }) => text);
    lines.push(`  ${tool.replace("/", "_")}:`, `    tool: ${tool}`, `    allow: ${JSON.stringify(allowed.join(" || ") || "false")}`);
    if (denied.length > 0) lines.push("    deny:", ...denied.map((text) => `      - when: ${JSON.stringify(text)}`));
  }
  return `${lines.join("\n")}\n`;
}

function schemaOf(clauses: readonly BenchClause[]): Json {
  const types = { number: "number", string: "string", boolean: "boolean" } as { readonly [type: string]: string };
  const fields = [...fieldsOf(clauses)].map(([field, [value]]) => [field, { type: types[typeof value] ?? "string" }]);
  return { type: "object", properties: Object.fromEntries(fields) as Json };
}

/** The machine that the clauses denote. */
export function machineOf(clauses: readonly BenchClause[]): Machine {
  const compiled = compileCharters([{ file: "bench.yaml", text: charterOf(clauses) }], {
    tools: [...byTool(clauses)].map(([name, own]) => ({ name, inputSchema: schemaOf(own) })),
    sha256: (text) => createHash("sha256").update(text).digest("hex"),
  });
  if (compiled.machine === undefined) throw new Error(compiled.diagnostics.map(({ message }) => message).join("\n"));
  const loaded = loadMachine(compiled.machine);
  if (!loaded.ok) throw new Error(`${loaded.fault.code} at ${loaded.fault.at}`);
  return loaded.value;
}

export function interlock(clauses: readonly BenchClause[]): Contender {
  const machine = machineOf(clauses);
  const state = initialState(machine);
  return {
    name: "interlock",
    prepare: ({ tool, args }) => ({ tool, call: { args, facts: {} } }),
    allows: ({ tool, call }: { tool: string; call: Call }) => {
      const number = toolNumber(machine, tool);
      return number >= 0 && ruling(machine, decide(machine, number, state, call)).verdict === "allow";
    },
  };
}
