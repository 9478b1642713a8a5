/**
 * Writes the machine document: settles the diagrams of all tools into one forest, numbers terminals and nodes in the order
 * in which they are met, and leaves out what nothing leads to. Equal meaning gives equal nodes.
 */
import { createForest, type Forest, type Ref } from "../../diagram/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Action, Budget, Clause, Effect, MachineDocument, Reading, StateVariable, Term } from "../../kernel/index.ts";
import type { AskLimits, InterpretedTool, Need, OriginLabels, PartsForm, RecordForm } from "../../vocabulary/index.ts";
import type { DraftAction } from "../actions/action-draft.ts";
import { type DraftEffect, settledEffect } from "../actions/effects.ts";
import type { DraftBudget } from "../actions/sum-clauses.ts";
import type { Kind } from "../classes/partition.ts";
import { settledTerms, transfer } from "../classes/settle.ts";
import { argumentsShape, kindOf, memberShape } from "../condition/field-shape.ts";
import type { CharterCode } from "../faults.ts";
import type { PinnedTool } from "../pinned-tool.ts";
import type { Lowering } from "./lowering.ts";
import type { TerminalTable } from "./terminal-table.ts";
import type { ToolDiagram } from "./tool-diagram.ts";

export interface Parts {
  readonly charters: MachineDocument["charters"];
  readonly roots: readonly (readonly [name: string, folder: string])[];
  readonly variables: readonly StateVariable[];
  readonly budgets: readonly DraftBudget[];
  readonly actions: readonly DraftAction[];
  readonly clauses: readonly Clause[];
  readonly terminals: Pick<TerminalTable, "terminal">;
  readonly diagrams: readonly ToolDiagram[];
  readonly tools: readonly PinnedTool[];
  /** The variables that a tool's results set to true. */
  readonly reveals: (tool: string) => readonly string[];
  /** Whose words results are, for each charter; the document keeps what some condition asks for. */
  readonly origins: readonly OriginLabels[];
  /** What is learned from results. */
  readonly records: readonly RecordForm[];
  /** What calls are made of. */
  readonly parts: readonly PartsForm[];
  /** How often people are asked. */
  readonly asks: readonly AskLimits[];
  /** What conditions need for an answer, by the number of their clause. */
  readonly needs: readonly Need[];
  /** Where arguments are read through interpreters. */
  readonly interpreted: readonly InterpretedTool[];
}

export interface Built {
  readonly document: MachineDocument;
  /** For each terminal of the document its number in the table. */
  readonly met: readonly number[];
}

/** Code: charter/too-large, where the forest passes a limit. */
export function machineDocument(parts: Parts): Result<Built, CharterCode> {
  const { variables, terminals, clauses, records, interpreted } = parts;
  const numbers = new Map(variables.map(({ name }, number) => [name, number]));
  const numberOf = (variable: string): number => numbers.get(variable) ?? 0;
  const placing = new Placing(variables);
  const placed = parts.diagrams.map((diagram) => {
    const schema = parts.tools.find(({ name }) => name === diagram.tool)?.inputSchema;
    const main = placing.place(diagram.lowering, diagram.root, (reads) => expectedKind(reads, diagram.tool, schema));
    return {
      ...diagram,
      main,
      tests: diagram.succeeds.map((test) => ({ action: test.action, ...placing.place(test.lowering, test.root, () => undefined) })),
    };
  });
  if (placing.forest.fault !== undefined) return fail("charter/too-large", placing.forest.fault.message);
  const met: number[] = [];
  const exported = placing.forest.exportNodes(
    placed.flatMap(({ main, tests }) => [main.root, ...tests.map(({ root }) => root)]),
    {
      variable: (variable) => placing.positions[variable] ?? variable,
      // Answers stay what they are; what a call comes to is numbered as it is met.
      terminal: (value) => (value <= 2 ? value : met.push(value) - 1),
    },
  );
  const roots = exported.roots[Symbol.iterator]();
  const next = (): number => roots.next().value ?? -1;
  const reached = new Set(met.flatMap((value) => terminals.terminal(value).clauses));
  const kept = clauses.flatMap((clause, number) => (reached.has(number) || clause.code.startsWith("clause/") ? [number] : []));
  const places = new Map(kept.map((number, place) => [number, place]));
  const origins = askedOrigins(
    parts.origins,
    placed.flatMap(({ main }) => main.terms),
  );
  const document: MachineDocument = {
    format: "interlock-machine/1",
    charters: parts.charters,
    roots: Object.fromEntries([...parts.roots].sort(([a], [b]) => (a < b ? -1 : 1))),
    variables,
    actions: parts.actions.map((action) => actionDocument(action, numberOf)),
    ...(parts.budgets.length === 0 ? {} : { budgets: budgetDocuments(parts) }),
    clauses: kept.flatMap((number) => clauses.slice(number, number + 1)),
    terminals: met.map((value) => {
      const terminal = terminals.terminal(value);
      return { actions: terminal.actions, clauses: terminal.clauses.map((clause) => places.get(clause) ?? -1) };
    }),
    nodes: exported.nodes,
    tools: placed.map(({ tool, main, tests }) => ({
      name: tool,
      terms: main.terms,
      root: next(),
      reveals: parts
        .reveals(tool)
        .map((variable): Effect => ({ variable: numberOf(variable), table: [1, 1] }))
        .sort((a, b) => a.variable - b.variable),
      succeeds: tests.map(({ action, terms }) => ({ action, terms, root: next() })),
    })),
    ...whereAny({ origins, parts: parts.parts, records, asks: parts.asks, needs: needsOf(parts.needs, places), interpreted }),
  };
  return ok({ document, met });
}

/** What the kernel never reads, left out where there is none of it. */
function whereAny(
  lists: { readonly [member in "origins" | "parts" | "records" | "asks" | "needs" | "interpreted"]: readonly unknown[] },
): Partial<MachineDocument> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<MachineDocument>;
}

/** The needs of clauses that are kept. */
function needsOf(needs: readonly Need[], places: ReadonlyMap<number, number>): readonly Need[] {
  return needs.flatMap((need) => {
    const clause = places.get(need.clause);
    return clause === undefined ? [] : [{ ...need, clause }];
  });
}

/** The rules of the charters of which some term asks for the origin of a value. */
function askedOrigins(origins: readonly OriginLabels[], terms: readonly Term[]): readonly OriginLabels[] {
  const asking = terms.flatMap(({ reads }) => (reads.from === "meaning" && reads.interpreter === "origin" ? [reads.parameters[0]] : []));
  return origins.filter(({ charter }) => asking.includes(charter));
}

/** The one forest of the machine: the state variables, then the terms of every diagram that is placed. */
class Placing {
  readonly forest: Forest = createForest();
  /** For each variable of the forest its number in the document: every diagram's first term comes right after the state. */
  readonly positions: number[] = [];
  readonly #states: number;

  constructor(variables: readonly StateVariable[]) {
    this.#states = variables.length;
    for (const { values } of variables) this.positions.push(this.forest.addVariable(values.length));
  }

  place(
    lowering: Lowering,
    root: Ref,
    expected: (reads: Reading) => Kind | undefined,
  ): { readonly root: Ref; readonly terms: readonly Term[] } {
    const settled = settledTerms(lowering.forest, lowering.terms, root, ({ reads }) => expected(reads));
    const variables = settled.map(({ term }, index) => {
      const variable = this.forest.addVariable(term.classes.count);
      this.positions[variable] = this.#states + index;
      return variable;
    });
    return { root: transfer(lowering.forest, root, settled, variables, this.forest), terms: settled.map(({ term }) => term) };
  }
}

/** In the order of their names. */
function budgetDocuments({ budgets, actions }: Parts): readonly Budget[] {
  const numberOf = (name: string): number => actions.findIndex(({ fullName }) => fullName === name);
  return budgets.map(({ action, ...budget }) => ({ ...budget, action: numberOf(action) })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function actionDocument(action: DraftAction, numberOf: (variable: string) => number): Action {
  const settled = (effects: readonly DraftEffect[]): Effect[] =>
    effects.map((effect) => settledEffect(effect, numberOf)).sort((a, b) => a.variable - b.variable);
  const { ok: succeeded, error, unknown } = action.outcome;
  return {
    name: action.fullName,
    charter: action.charter,
    whileContained: action.whileContained,
    then: settled(action.then),
    outcome: { ok: settled(succeeded), error: settled(error), unknown: unknown === null ? null : settled(unknown) },
  };
}

/** The kind that the input schema gives an argument: examples of other kinds would not pass the door. */
function expectedKind(reads: Reading, tool: string, schema: PinnedTool["inputSchema"]): Kind | undefined {
  if (reads.from === "fact" && reads.fact.startsWith("fits@")) return "boolean";
  if (reads.from !== "args") return undefined;
  if (reads.measure !== undefined) return "number";
  let shape = argumentsShape(tool, schema);
  for (const name of reads.path) {
    const member = memberShape(shape, name);
    if ("names" in member) return undefined;
    shape = member;
  }
  return kindOf(shape);
}
