/**
 * What the shape of a machine document cannot say: every reference leads somewhere, every table is total, every diagram
 * is ordered and reduced, every allow has an action. A document without a flaw is run without any further check.
 */
import { allDiffer, claim, type Checked, each, increasing } from "./check.ts";
import { checkNodes, checkRoot } from "./check-nodes.ts";
import { answering, checkTerms } from "./check-terms.ts";
import { checkAgreement, outcomeEffects } from "./effects.ts";
import type { Action, Clause, Effect, MachineDocument, StateVariable, Terminal, Tool } from "./machine-document.ts";

/** The first flaw of a document whose shape is known to be right. */
export function checkMachine(document: MachineDocument): Checked {
  const { variables, actions, clauses, terminals, nodes, tools } = document;
  return checkContainment(variables[0]) ??
    allDiffer(variables.map(({ name }) => name), "/variables") ??
    allDiffer(clauses.map(({ name }) => name), "/clauses") ??
    allDiffer(tools.map(({ name }) => name), "/tools") ??
    each(variables, (variable, index) => checkVariable(variable, `/variables/${index}`)) ??
    each(actions, (action, index) => checkAction(document, action, `/actions/${index}`)) ??
    each(clauses, (clause, index) => checkClause(document, clause, `/clauses/${index}`)) ??
    each(terminals, (terminal, index) => checkTerminal(document, terminal, `/terminals/${index}`)) ??
    checkNodes(nodes, "/nodes") ??
    each(tools, (tool, index) => checkTool(document, tool, `/tools/${index}`));
}

function checkContainment(first: StateVariable | undefined): Checked {
  const holds = first !== undefined && first.name === "contained" && first.values[0] === false && first.values[1] === true &&
    first.values.length === 2 && first.scope === "session" && first.resets === undefined;
  return claim(holds, "kernel/no-containment", "/variables/0", "variable 0 is `contained`: false, then true, of the session");
}

function checkVariable({ values }: StateVariable, at: string): Checked {
  return claim(values.length >= 2, "kernel/wrong-arity", `${at}/values`, "a state variable has at least two values") ??
    allDiffer(values.map((value) => `${typeof value} ${value}`), `${at}/values`);
}

function checkAction(document: MachineDocument, action: Action, at: string): Checked {
  const { then, outcome } = action;
  return checkReference(action.charter, document.charters, `${at}/charter`) ??
    checkEffects(document, then, `${at}/then`) ??
    checkEffects(document, outcome.ok, `${at}/outcome/ok`) ??
    checkEffects(document, outcome.error, `${at}/outcome/error`) ??
    checkEffects(document, outcome.unknown ?? [], `${at}/outcome/unknown`);
}

function checkClause(document: MachineDocument, clause: Clause, at: string): Checked {
  return checkReference(clause.charter, document.charters, `${at}/charter`) ??
    (clause.action === -1 ? undefined : checkReference(clause.action, document.actions, `${at}/action`));
}

function checkReference(index: number, list: readonly unknown[], at: string): Checked {
  return claim(index in list, "kernel/unknown-reference", at, `\`${index}\` is not below ${list.length}`);
}

function checkEffects(document: MachineDocument, effects: readonly Effect[], at: string): Checked {
  return each(effects, ({ variable, table }, index) => {
    const values = document.variables[variable]?.values.length ?? 0;
    const place = `${at}/${index}`;
    return checkReference(variable, document.variables, place) ??
      claim(variable !== 0, "kernel/bad-effect", place, "only a hold contains a session, and only a person ends it") ??
      claim(table.length === values, "kernel/bad-effect", place, `the table has ${values} entries, one for each value`) ??
      each(table, (value) => claim(value < values, "kernel/bad-effect", place, `there is no value \`${value}\``));
  }) ?? checkAgreement(effects, at);
}

function checkTerminal(document: MachineDocument, terminal: Terminal, at: string): Checked {
  const denied = terminal.clauses.some((index) => document.clauses[index]?.verdict === "deny");
  return increasing(terminal.actions, document.actions.length, `${at}/actions`) ??
    increasing(terminal.clauses, document.clauses.length, `${at}/clauses`) ??
    claim(!denied || terminal.clauses.length === 1, "kernel/bad-terminal", at, "a deny stands alone") ??
    claim(terminal.actions.length + terminal.clauses.length > 0, "kernel/bad-terminal", at, "an allow needs an action");
}

function checkTool(document: MachineDocument, tool: Tool, at: string): Checked {
  const { variables, terminals, nodes } = document;
  const base = variables.length;
  const walker = {
    arityOf: (variable: number) => variables[variable]?.values.length ?? tool.terms[variable - base]?.classes.count,
    checkEnd: (end: number) =>
      checkReference(end, terminals, `${at}/root`) ?? checkOutcomes(document, tool, end, `${at}/root`),
  };
  return checkTerms(tool.terms, `${at}/terms`) ??
    checkEffects(document, tool.reveals, `${at}/reveals`) ??
    checkRoot(nodes, tool.root, walker, `${at}/root`) ??
    each(tool.succeeds, ({ action, terms, root }, index) => {
      const place = `${at}/succeeds/${index}`;
      return checkReference(action, document.actions, place) ?? checkTerms(terms, `${place}/terms`) ??
        checkRoot(nodes, root, answering(terms, base, place), place);
    });
}

/** Whatever comes of a call that ends here, no two of its effects may disagree. */
function checkOutcomes({ terminals, actions }: MachineDocument, tool: Tool, end: number, at: string): Checked {
  const matched = terminals.slice(end, end + 1).flatMap((terminal) => terminal.actions.flatMap((index) => actions.slice(index, index + 1)));
  const outcomes = [["ok", "ok"], ["error", "error"], ["unknown", "ok"], ["unknown", "error"]] as const;
  return checkAgreement(matched.flatMap(({ then }) => then), at) ??
    each(outcomes, ([outcome, otherwise]) => checkAgreement([...tool.reveals, ...outcomeEffects(matched, outcome, otherwise)], at));
}
