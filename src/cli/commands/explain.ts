/**
 * `interlock explain`: what a charter says of its actions, as a table to keep open while editing it: clauses severest first,
 * the first that holds decides, each with a call for which it does.
 */
import { type ExampleCall, type Explanation, explain as explainAction, judgedBy, patternAutomata, type Row } from "../../charter/index.ts";
import type { Json } from "../../crypto/index.ts";
import type { Lock } from "../../execution/index.ts";
import { ok } from "../../fault/index.ts";
import type { MachineDocument } from "../../kernel/index.ts";
import { type CharterText, compileFiles, placeFrom } from "../charter/charter-file.ts";
import { completedArguments } from "../charter/completed-arguments.ts";
import { showAutomaton } from "../charter/pattern-text.ts";
import { type Command, type Declared, declare } from "../terminal/declaration.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import { type Output, paint, verdictWord, visible } from "../terminal/output.ts";

interface ExplainOptions {
  readonly charter: string;
  /** Absent: every action. */
  readonly action?: string;
}

const explainActions: Command<ExplainOptions> = async ({ out }, { charter, action }) => {
  const compiled = compileFiles([charter]);
  if (!compiled.ok) return compiled;
  const { machine, document, bounds, runningSessions } = compiled.value;
  const explanations: Explanation[] = [];
  // What people know best stands first: tools, then other methods.
  const declared = document.actions.map(({ name }) => name).sort((one, other) => Number(one.includes("#")) - Number(other.includes("#")));
  for (const name of action === undefined ? declared : [action]) {
    const explained = explainAction(machine, name);
    if (!explained.ok) return explained;
    explanations.push({ ...explained.value, rows: withWholeCalls(explained.value.rows, document, compiled.value.lock) });
  }
  for (const explanation of explanations) showAction(out, explanation, compiled.value.sources);
  const concerns = (words: string): boolean => action === undefined || words.startsWith(`${action} `);
  const automata = patternAutomata(bounds.machine).filter(({ moves }) => moves.some(({ event }) => concerns(event)));
  for (const automaton of automata) showAutomaton(out, automaton);
  if (action === undefined) out.line(paint("dim", `every other call: ${verdictWord("deny").trim()}`));
  if (action === undefined && runningSessions !== undefined)
    out.line(paint("dim", `sessions that run: judged ${judgedBy(runningSessions)}`));
  out.value({ actions: explanations, automata, ...(runningSessions === undefined ? {} : { runningSessions }) });
  return ok(EXIT.ok);
};

export const explain: Declared = declare({
  name: "explain",
  description: "show what a charter says of an action, with an example call for each clause, and the automata of its patterns",
  shape: (to) => to.argument("<charter>", "the charter").argument("[action]", "as the charter names it; without it, every action"),
  read: ({ args: [charter = "", action] }) => ({ charter, ...(action === undefined ? {} : { action }) }),
  work: explainActions,
});

function showAction(out: Output, { action, tools, whileContained, rows }: Explanation, sources: readonly CharterText[]): void {
  const others = tools.filter((tool) => tool !== action);
  out.line(paint("bold", visible(action)) + (others.length === 0 ? "" : paint("dim", `  ${others.map(visible).join(", ")}`)));
  if (whileContained) out.line(paint("dim", "  admissible while the session is contained too"));
  const cells = rows.map((row) => [conditionOf(row), whoOf(row), placeOf(row, sources), exampleOf(row.example)] as const);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((cell) => cell[column]?.length ?? 0)));
  for (const [line, [condition, who, place, example]] of cells.entries()) {
    const columns = [condition, who, place].flatMap((cell, column) => (widths[column] === 0 ? [] : [cell.padEnd(widths[column] ?? 0)]));
    out.line(`  ${verdictWord(rows[line]?.verdict ?? "")} ${columns.join("  ")}  ${paint("dim", example)}`.trimEnd());
  }
  out.line();
}

/** With what the pinned schema asks for in each example call, where no condition looks at arguments: what a client would send. */
function withWholeCalls(rows: readonly Row[], { tools }: MachineDocument, lock: Lock): readonly Row[] {
  return rows.map((row) => {
    const tool = tools.find(({ name }) => name === row.example?.tool);
    if (row.example === undefined || tool?.terms.some(({ name }) => name.includes("args.")) !== false) return row;
    const [, server = "", own = ""] = /^([^/#]+)\/(.*)$/s.exec(tool.name) ?? [];
    const schema = lock.servers[server]?.tools[own]?.definition["inputSchema"];
    return { ...row, example: { ...row.example, args: completedArguments(row.example.args as Json, schema) } };
  });
}

/** The condition under which a row decides, in the author's words. */
function conditionOf({ decides, condition }: Row): string {
  if (decides === "unless") return `unless ${visible(condition)}`;
  if (decides === "without-value") return `${visible(condition)} has no value`;
  return decides === "if" ? visible(condition) : decides;
}

function whoOf({ obligation }: Row): string {
  if (obligation === undefined) return "";
  const { role, approvals, withinMs } = obligation;
  const minutes = withinMs / 60_000;
  return `${approvals} × ${visible(role)} within ${minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`}`;
}

/** File and line of the clause. */
function placeOf({ at = "" }: Row, sources: readonly CharterText[]): string {
  return visible(placeFrom(at, sources).replace(/:[0-9]+$/, ""));
}

/** A call, and what else has to be so for it; what only the arguments decide goes without saying, but not what is left of a sum. */
function exampleOf(example: ExampleCall | undefined): string {
  if (example === undefined) return "no example call is known";
  const { tool, args, state, facts } = example;
  const others = Object.entries(facts).filter(([name]) => name.startsWith("fits@") || !name.includes("args."));
  const given = [...Object.entries(state), ...others].map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return visible(`${tool} ${JSON.stringify(args, shortened)}${given.length === 0 ? "" : `  where ${given.join(", ")}`}`);
}

/** Texts longer than this are told by their beginning and their length. */
const TEXT_MAX = 40;

function shortened(_: string, value: unknown): unknown {
  return typeof value !== "string" || value.length <= TEXT_MAX || value.startsWith("/")
    ? value
    : `${value.slice(0, 8)}… (${value.length} characters)`;
}
