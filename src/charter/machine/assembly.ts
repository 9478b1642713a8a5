/**
 * Puts the charters of a composition together: their actions in the order of the machine, their clauses numbered, a diagram
 * for each tool. From this come the machine that decides and the finer one that bounds are proved of.
 */
import { type StateVariable, VARIABLES_MAX } from "../../kernel/index.ts";
import type { DraftAction, DraftCharter } from "../actions/action-draft.ts";
import type { Reporter } from "../diagnostic.ts";
import type { Formula } from "../formula/formula.ts";
import { CLAUSES_MAX } from "../limits.ts";
import type { PinnedTool } from "../pinned-tool.ts";
import { checkEffects } from "./admissibility.ts";
import { type ClauseTable, clauseTable } from "./clause-table.ts";
import { TerminalTable } from "./terminal-table.ts";
import { type ToolDiagram, toolDiagram } from "./tool-diagram.ts";

export interface Assembly {
  readonly charters: readonly DraftCharter[];
  readonly actions: readonly DraftAction[];
  readonly variables: readonly StateVariable[];
  readonly clauses: ClauseTable;
  readonly terminals: TerminalTable;
  readonly diagrams: readonly ToolDiagram[];
}

/** What else conditions on the calls of a tool will be asked in its diagram's forest. */
export type Besides = (tool: string) => readonly Formula[];

/** Assembles charters, or reports what is wrong with them together. */
export function assemble(
  charters: readonly DraftCharter[],
  declared: readonly StateVariable[],
  tools: readonly PinnedTool[],
  reporter: Reporter,
  besides: Besides = () => [],
): Assembly | undefined {
  const [first] = charters;
  if (first === undefined) return undefined;
  const actions = charters.flatMap(({ actions: own }) => [...own].sort((a, b) => (a.name < b.name ? -1 : 1)));
  const sorted = [...declared].sort((a, b) => (a.name < b.name ? -1 : 1));
  const variables: StateVariable[] = [{ name: "contained", values: [false, true], scope: "session" }, ...sorted];
  const clauses = clauseTable(charters, actions, reporter);
  if (clauses.clauses.length > CLAUSES_MAX) {
    const message = `the charters come to more than ${CLAUSES_MAX} clauses`;
    reporter.error("charter/too-large", first.span, message, "use fewer patterns with conditions");
    return undefined;
  }
  if (variables.length > VARIABLES_MAX) {
    const message = `the charters need ${variables.length} state variables, and ${VARIABLES_MAX} are possible`;
    reporter.error("charter/too-large", first.span, message, "declare fewer");
    return undefined;
  }
  const terminals = new TerminalTable(clauses.clauses);
  const joined = { charters, actions, variables, clauses, terminals };
  const diagrams = [...tools]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => diagramOf(name, joined, besides(name), reporter) ?? []);
  return reporter.errors > 0 ? undefined : { ...joined, diagrams };
}

/** The diagram of one tool, with the effects of its actions checked. What fails is reported. */
function diagramOf(
  tool: string,
  { charters, actions, variables, clauses, terminals }: Omit<Assembly, "diagrams">,
  besides: readonly Formula[],
  reporter: Reporter,
): ToolDiagram | undefined {
  const states = variables.map(({ name, values }) => ({ name, size: values.length }));
  const diagram = toolDiagram(tool, charters, actions, states, clauses, terminals, besides);
  if (diagram.ok) {
    checkEffects(diagram.value, actions, variables, terminals, reporter);
    return diagram.value;
  }
  const about = actions.find((action) => action.tools.includes(tool))?.span ?? charters[0]?.span;
  const message = `${diagram.fault.message} (for \`${tool}\`)`;
  if (about !== undefined) reporter.error(diagram.fault.code, about, message, "use fewer patterns and constants on one argument");
  return undefined;
}
