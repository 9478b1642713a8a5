/**
 * What a machine says of one action, in the author's words: its clauses, severest first, of which the first that holds
 * decides, each with a call for which it does. The calls are found in the decision diagrams and decided by the kernel
 * before anyone sees them; a clause for which none is found says so by having none.
 */
import { fail, ok, type Result } from "../../fault/index.ts";
import { type Clause, decide, type Json, type Machine, type Terminal, type Tool, type Verdict } from "../../kernel/index.ts";
import type { CharterCode } from "../faults.ts";
import { suggestion } from "../nearest.ts";
import { examplesOf } from "./example-call.ts";

export interface Explanation {
  readonly action: string;
  readonly charter: string;
  readonly tools: readonly string[];
  readonly whileContained: boolean;
  /** The first row that holds decides. After one that always does stand only those whose people are asked as well. */
  readonly rows: readonly Row[];
}

export interface Row {
  readonly verdict: Verdict;
  /** Why: the clause's reason code; absent on the last row. */
  readonly code?: string;
  readonly clause?: string;
  /** How the row follows from its condition: when it holds, unless it does, when it has no value; or without one. */
  readonly decides: "always" | "otherwise" | "if" | "unless" | "without-value";
  /** In the author's words; empty where there is none. */
  readonly condition: string;
  readonly at?: string;
  readonly obligation?: NonNullable<Clause["obligation"]>;
  readonly example?: ExampleCall;
}

/** A call that ends in a row, and what else has to be so. State variables and facts that do not matter are left out. */
export interface ExampleCall {
  readonly tool: string;
  readonly args: Json;
  readonly state: { readonly [variable: string]: string | number | boolean };
  readonly facts: { readonly [term: string]: Json };
}

/** The rows of an action. Code: charter/unknown-action. */
export function explain(machine: Machine, action: string): Result<Explanation, CharterCode> {
  const { document } = machine;
  const number = document.actions.findIndex(({ name }) => name === action);
  const found = document.actions[number];
  if (found === undefined) {
    const names = document.actions.map(({ name }) => name);
    return fail("charter/unknown-action", `there is no action \`${action}\``, {
      remedy: suggestion(action, names, "the charter has no actions"),
    });
  }
  const tools = document.tools.filter((tool) => reaches(machine, tool, ({ actions }) => actions.includes(number)));
  const telling = [...tools].sort((one, other) => readingsOf(other) - readingsOf(one));
  const clauses = document.clauses.flatMap((clause, index) => (clause.action === number ? [{ clause, index }] : []));
  const rows = clauses.map(({ clause, index }): Row => {
    const example = exampleOf(machine, telling, number, (terminal) => terminal.clauses[0] === index || terminal.clauses.includes(index));
    return {
      verdict: clause.verdict,
      code: clause.code,
      clause: clause.name,
      decides: howDecides(clause),
      condition: clause.text,
      at: clause.at,
      ...(clause.obligation === undefined ? {} : { obligation: clause.obligation }),
      ...(example === undefined ? {} : { example }),
    };
  });
  const allowed = exampleOf(machine, telling, number, ({ clauses: fired }) => fired.length === 0);
  return ok({
    action,
    charter: document.charters[found.charter]?.name ?? "",
    tools: tools.map(({ name }) => name),
    whileContained: found.whileContained,
    rows: untilDecided([
      ...rows,
      { verdict: "allow", decides: "otherwise", condition: "", ...(allowed === undefined ? {} : { example: allowed }) },
    ]),
  });
}

/** How much of a call's arguments is looked at: the more, the more an example of the tool says. */
function readingsOf({ terms }: Tool): number {
  return terms.filter(({ name }) => name.includes("args.")).length;
}

function howDecides({ code, text }: Clause): Row["decides"] {
  if (text === "") return "always";
  if (code === "clause/allow-failed") return "unless";
  return code === "guard/error" ? "without-value" : "if";
}

function untilDecided(rows: readonly Row[]): readonly Row[] {
  const last = rows.findIndex(({ decides }) => decides === "always");
  const verdict = rows[last]?.verdict;
  return last < 0 ? rows : rows.filter((row, at) => at <= last || (row.verdict === verdict && row.obligation !== undefined));
}

/** The first call that the kernel decides so. */
function exampleOf(
  { document, ...machine }: Machine,
  tools: readonly Tool[],
  action: number,
  accepts: (terminal: Terminal) => boolean,
): ExampleCall | undefined {
  for (const tool of tools) {
    const wanted = (terminal: Terminal): boolean => terminal.actions.includes(action) && accepts(terminal);
    for (const { args, facts, state, terminal } of examplesOf(document, tool, wanted)) {
      const values = Int32Array.from(document.variables, (_, variable) => state.get(variable) ?? 0);
      if (decide({ document, ...machine }, document.tools.indexOf(tool), values, { args, facts }) !== terminal) continue;
      const named = [...state].flatMap(([variable, value]) => {
        const { name = "", values: domain = [] } = document.variables[variable] ?? {};
        const shown = domain[value];
        return shown === undefined || value === 0 ? [] : [[name, shown] as const];
      });
      return { tool: tool.name, args, facts, state: Object.fromEntries(named) };
    }
  }
  return undefined;
}

function reaches({ document }: Machine, tool: Tool, accepts: (terminal: Terminal) => boolean): boolean {
  return examplesOf(document, tool, accepts).next().done !== true;
}
