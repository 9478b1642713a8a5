/**
 * Random machine documents, calls and states, for the laws that must hold of every machine. Everything is a function of
 * its seed. Documents are sound: the kernel loads every one of them.
 */
import fc from "fast-check";
import { createForest } from "../../src/diagram/index.ts";
import type { Action, Call, Clause, Effect, Json, MachineDocument, StateVariable, Term, Terminal, Tool } from "../../src/kernel/index.ts";
import { randomDiagram } from "./diagram-generator.ts";
import { createDice, type Dice } from "./dice.ts";
import { randomJson, randomTerms } from "./term-generator.ts";

/** Sound machine documents; smaller ones first when a counterexample is shrunk. */
export const machineArbitrary: fc.Arbitrary<MachineDocument> = fc
  .record({ seed: fc.nat(), size: fc.integer({ min: 1, max: 4 }) })
  .map(({ seed, size }) => randomMachine(createDice(seed), size));

/** A machine with up to `size` tools, terms for each tool, state variables besides containment, and twice as many terminals. */
export function randomMachine(dice: Dice, size: number): MachineDocument {
  const charters = dice.times(1 + dice.below(size), (index) => ({ name: `charter ${index}`, version: index, source: "00" }));
  const variables = [CONTAINED, ...dice.times(dice.below(size + 1), (index) => randomVariable(dice, index))];
  const [onAllow, onOutcome] = [randomTables(dice, variables), randomTables(dice, variables)];
  const actions = dice.times(1 + dice.below(size + 1), (index) => randomAction(dice, index, charters.length, onAllow, onOutcome));
  const clauses = dice.times(3 + dice.below(2 * size), (index) => randomClause(dice, index, charters.length, actions.length));
  const terminals = dice.times(2 + dice.below(2 * size), () => randomTerminal(dice, actions, clauses));
  const drafts = dice.times(1 + dice.below(size), (index) => ({
    name: `server/tool_${index}`,
    terms: randomTerms(dice, "call", dice.below(size + 1), 2),
    reveals: dice.some(onOutcome),
    succeeds: dice.some([...actions.keys()]).map((action) => ({ action, terms: randomTerms(dice, "result", dice.below(3), 1) })),
  }));
  return {
    format: "interlock-machine/1",
    charters,
    roots: {},
    variables,
    actions,
    clauses,
    terminals,
    ...withNodes(dice, variables, terminals, drafts),
  };
}

const CONTAINED: StateVariable = { name: "contained", values: [false, true], scope: "session" };

function randomVariable(dice: Dice, index: number): StateVariable {
  const values = dice.pick<StateVariable["values"]>([
    [false, true],
    [0, 1, 2],
    ["start", "middle", "end", 3],
  ]);
  const resets = dice.oneIn(3) ? { resets: { every: "day" as const, zone: "UTC" } } : {};
  return { name: `variable ${index}`, values, scope: dice.pick(["session", "agent", "organisation"] as const), ...resets };
}

/** One effect for each variable but containment: effects drawn from the same tables never disagree. */
function randomTables(dice: Dice, variables: readonly StateVariable[]): Effect[] {
  return variables.slice(1).map(({ values }, index) => ({ variable: index + 1, table: values.map(() => dice.below(values.length)) }));
}

function randomAction(dice: Dice, index: number, charters: number, onAllow: readonly Effect[], onOutcome: readonly Effect[]): Action {
  const unknown = dice.oneIn(2) ? null : dice.some(onOutcome);
  const outcome = { ok: dice.some(onOutcome), error: dice.some(onOutcome), unknown };
  return { name: `action ${index}`, charter: dice.below(charters), whileContained: dice.oneIn(2), then: dice.some(onAllow), outcome };
}

function randomClause(dice: Dice, index: number, charters: number, actions: number): Clause {
  const verdict = dice.pick(["escalate", "quarantine", "deny"] as const);
  const obligation = { role: dice.pick(["owner", "security"]), approvals: 1 + dice.below(3), withinMs: 1_000 * (1 + dice.below(3)) };
  return {
    name: `clause ${index}`,
    charter: dice.below(charters),
    action: dice.below(actions + 1) - 1,
    verdict,
    code: `clause/${verdict}`,
    text: "true",
    at: `charter.yaml:${index + 1}:1`,
    ...(verdict === "deny" ? {} : { obligation }),
  };
}

function randomTerminal(dice: Dice, actions: readonly Action[], clauses: readonly Clause[]): Terminal {
  const some = dice.some([...clauses.keys()]);
  const denied = some.find((index) => clauses[index]?.verdict === "deny");
  const fired = dice.oneIn(3) ? [] : denied === undefined ? some : [denied];
  const matched = dice.some([...actions.keys()]);
  return { actions: fired.length + matched.length === 0 ? [0] : matched, clauses: fired };
}

type Draft = Omit<Tool, "root" | "succeeds"> & {
  readonly succeeds: readonly { readonly action: number; readonly terms: readonly Term[] }[];
};

/** Draws a diagram for each tool and each test of success, all in one forest, state variables first. */
function withNodes(
  dice: Dice,
  variables: readonly StateVariable[],
  terminals: readonly Terminal[],
  drafts: readonly Draft[],
): Pick<MachineDocument, "nodes" | "tools"> {
  const forest = createForest();
  const state = variables.map(({ values }) => forest.addVariable(values.length));
  const numbers = new Map(state.map((variable, number) => [variable, number]));
  const variablesOf = (terms: readonly Term[]): number[] =>
    terms.map(({ classes }, index) => {
      const variable = forest.addVariable(classes.count);
      numbers.set(variable, variables.length + index);
      return variable;
    });
  const drawn = drafts.flatMap(({ terms, succeeds }) => [
    randomDiagram(dice, forest, [...state, ...variablesOf(terms)], [...terminals.keys()]),
    ...succeeds.map((test) => randomDiagram(dice, forest, variablesOf(test.terms), [0, 1, 2])),
  ]);
  const { nodes, roots } = forest.exportNodes(drawn, { variable: (variable) => numbers.get(variable) ?? -1 });
  const remaining = roots[Symbol.iterator]();
  const nextRoot = (): number => remaining.next().value ?? -1;
  const tools = drafts.map((draft) => ({
    ...draft,
    root: nextRoot(),
    succeeds: draft.succeeds.map((test) => ({ ...test, root: nextRoot() })),
  }));
  return { nodes, tools };
}

/** A call of a tool: arguments and facts that often matter to its terms. */
export function randomCall(dice: Dice, document: MachineDocument, tool: number): Call {
  const names = (document.tools[tool]?.terms ?? []).map(({ name }) => name);
  const facts: [string, Json][] = dice.some(names).map((name) => [name, randomJson(dice, 1)]);
  const args = dice.oneIn(8)
    ? randomJson(dice, 2)
    : Object.fromEntries(dice.some(["x", "y", "z", "__proto__"]).map((name) => [name, randomJson(dice, 3)]));
  return { args, facts: Object.fromEntries(facts) };
}

/** Any state of a machine, reachable or not. */
export function randomState(dice: Dice, document: MachineDocument): Int32Array {
  return Int32Array.from(document.variables, ({ values }) => dice.below(values.length));
}
