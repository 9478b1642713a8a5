/**
 * What the shape of a machine document can't say: every reference leads somewhere, every table is total, every diagram
 * is ordered and reduced, every allow has an action. A document without a flaw is run without any further check.
 */
import { conflictFlaws, outcomeEffects } from "./effects.ts";
import { type Flaws, flaw, isIncreasing, referenceFlaws } from "./flaw.ts";
import type { Effect, MachineDocument, StateVariable, Terminal, Tool } from "./machine-document.ts";
import { nodeFlaws, rootFlaws } from "./node-flaws.ts";
import { answerFlaws, termFlaws } from "./term-flaws.ts";

/** The flaws of a document whose shape is known to be right. */
export function* machineFlaws(document: MachineDocument): Flaws {
  const { variables, actions, budgets = [], clauses, terminals, nodes, tools } = document;
  for (const [place, named] of Object.entries({ variables, budgets, clauses, tools })) yield* nameFlaws(named, `/${place}`);
  yield* variableFlaws(variables);
  for (const [index, { charter, then, outcome }] of actions.entries()) {
    yield* referenceFlaws(charter, document.charters, `/actions/${index}/charter`);
    yield* effectFlaws(document, then, `/actions/${index}/then`);
    for (const [name, effects] of Object.entries(outcome)) yield* effectFlaws(document, effects ?? [], `/actions/${index}/outcome/${name}`);
  }
  for (const [index, { action }] of budgets.entries()) yield* referenceFlaws(action, actions, `/budgets/${index}/action`);
  for (const [index, { charter, action }] of clauses.entries()) {
    yield* referenceFlaws(charter, document.charters, `/clauses/${index}/charter`);
    if (action !== -1) yield* referenceFlaws(action, actions, `/clauses/${index}/action`);
  }
  for (const [index, terminal] of terminals.entries()) yield* terminalFlaws(document, terminal, `/terminals/${index}`);
  yield* nodeFlaws(nodes, "/nodes");
  for (const [index, tool] of tools.entries()) yield* toolFlaws(document, tool, `/tools/${index}`);
}

function* nameFlaws(named: readonly { readonly name: string }[], at: string): Flaws {
  if (new Set(named.map(({ name }) => name)).size < named.length) yield flaw("kernel/duplicate", at, "two of these are the same");
}

function* variableFlaws(variables: readonly StateVariable[]): Flaws {
  const { name, values, scope, resets } = variables[0] ?? {};
  if (name !== "contained" || values?.join() !== "false,true" || scope !== "session" || resets !== undefined) {
    yield flaw("kernel/no-containment", "/variables/0", "variable 0 is not `contained`: false, then true, of the session");
  }
  for (const [index, { values: domain }] of variables.entries()) {
    const size = new Set(domain).size;
    if (size < 2 || size < domain.length) yield flaw("kernel/duplicate", `/variables/${index}/values`, "a domain is two values or more");
  }
}

function* effectFlaws({ variables }: MachineDocument, effects: readonly Effect[], at: string): Flaws {
  for (const [index, { variable, table }] of effects.entries()) {
    yield* referenceFlaws(variable, variables, `${at}/${index}/variable`);
    if (variable === 0) yield flaw("kernel/bad-effect", `${at}/${index}`, "only a hold contains a session, and only a person ends it");
    const size = variables[variable]?.values.length;
    const total = table.length === size && table.every((value) => value < table.length);
    if (!total) yield flaw("kernel/bad-effect", `${at}/${index}/table`, `there is not one of ${size} values for each of them`);
  }
  yield* conflictFlaws(effects, at);
}

function* terminalFlaws({ actions, clauses }: MachineDocument, terminal: Terminal, at: string): Flaws {
  for (const action of terminal.actions) yield* referenceFlaws(action, actions, `${at}/actions`);
  for (const clause of terminal.clauses) yield* referenceFlaws(clause, clauses, `${at}/clauses`);
  if (!isIncreasing(terminal.actions) || !isIncreasing(terminal.clauses)) yield flaw("kernel/out-of-order", at, "references increase");
  const denied = terminal.clauses.some((clause) => clauses[clause]?.verdict === "deny");
  if (denied && terminal.clauses.length > 1) yield flaw("kernel/bad-terminal", at, "a deny stands alone");
  if (terminal.actions.length + terminal.clauses.length === 0) yield flaw("kernel/bad-terminal", at, "an allow needs an action");
}

function* toolFlaws(document: MachineDocument, tool: Tool, at: string): Flaws {
  const { variables, terminals, actions, nodes } = document;
  const base = variables.length;
  yield* termFlaws(tool.terms, `${at}/terms`);
  yield* effectFlaws(document, tool.reveals, `${at}/reveals`);
  const arityOf = (variable: number) => variables[variable]?.values.length ?? tool.terms[variable - base]?.classes.count;
  function* endFlaws(terminal: number): Flaws {
    yield* referenceFlaws(terminal, terminals, `${at}/root`);
    yield* outcomeFlaws(document, tool, terminal, `${at}/root`);
  }
  yield* rootFlaws(nodes, tool.root, arityOf, endFlaws, `${at}/root`);
  for (const [index, { action, terms, root }] of tool.succeeds.entries()) {
    yield* referenceFlaws(action, actions, `${at}/succeeds/${index}/action`);
    yield* termFlaws(terms, `${at}/succeeds/${index}/terms`);
    yield* answerFlaws(nodes, root, terms, base, `${at}/succeeds/${index}/root`);
  }
}

/** Whatever comes of a call that ends here, no two of its effects disagree. */
function* outcomeFlaws({ terminals, actions }: MachineDocument, { reveals }: Tool, end: number, at: string): Flaws {
  const references = terminals.slice(end, end + 1).flatMap((terminal) => terminal.actions);
  const matched = references.flatMap((action) => actions.slice(action, action + 1));
  const then = matched.flatMap((action) => action.then);
  yield* conflictFlaws(then, at);
  for (const otherwise of ["ok", "error"] as const) {
    for (const outcome of [otherwise, "unknown"] as const) {
      yield* conflictFlaws([...reveals, ...outcomeEffects(matched, outcome, otherwise)], at);
    }
  }
}
