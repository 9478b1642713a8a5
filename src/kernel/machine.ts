/**
 * A machine that can be run: a document whose every reference, table and diagram was checked once, with its diagrams in
 * typed arrays. Loading is the only way to get one, so everything after it can rely on it.
 */
import { assert, fail, ok, type Result } from "../fault/index.ts";
import { compileDiagram, type Diagram, type Layout, layOut } from "./classify.ts";
import { DOCUMENT_SHAPE } from "./document-shape.ts";
import type { KernelCode } from "./faults.ts";
import type { Effect, MachineDocument } from "./machine-document.ts";
import { machineFlaws } from "./machine-flaws.ts";
import { type Ruling, rulingOf } from "./ruling.ts";

export interface Machine {
  readonly document: MachineDocument;
  readonly numbers: ReadonlyMap<string, number>;
  readonly tools: readonly RunnableTool[];
  /** What each terminal means while nothing is discharged. */
  readonly rulings: readonly Ruling[];
  /** The references (places of nodes, and terminals) from which some way ends in anything but a deny. */
  readonly hopeful: ReadonlySet<number>;
}

export interface RunnableTool {
  readonly diagram: Diagram;
  readonly reveals: readonly Effect[];
  readonly succeeds: readonly { readonly action: number; readonly diagram: Diagram }[];
}

/**
 * Checks a document from outside and makes it runnable. The document must not be changed afterwards. Returns the first
 * flaw with its place as a JSON pointer; every code in `KERNEL_FAULTS` is possible.
 */
export function loadMachine(document: MachineDocument): Result<Machine, KernelCode> {
  const misfit = DOCUMENT_SHAPE(document);
  if (misfit !== undefined) return fail("kernel/malformed", "not what the format says of this place", { at: misfit });
  const [flaw] = machineFlaws(document);
  return flaw === undefined ? ok(compileMachine(document)) : { ok: false, fault: flaw };
}

/** The number of a pinned tool, or -1: a call of a tool that the machine doesn't know is never decided, only denied. */
export function toolNumber(machine: Machine, name: string): number {
  return machine.numbers.get(name) ?? -1;
}

/** Every state variable at its first value: its value index is 0. */
export function initialState(machine: Machine): Int32Array {
  return new Int32Array(machine.document.variables.length);
}

/** States are made by `initialState` and by transitions only; a walk asserts that each value is one of its variable's. */
export function assertState(machine: Machine, state: Int32Array): void {
  assert(state.length === machine.document.variables.length, "a state has one value for each state variable");
}

function compileMachine(document: MachineDocument): Machine {
  const base = document.variables.length;
  const layout = layOut(document.nodes);
  const rulings = document.terminals.map((terminal) => rulingOf(document.clauses, terminal, new Set()));
  return {
    document,
    numbers: new Map(document.tools.map(({ name }, number) => [name, number])),
    tools: document.tools.map(({ root, terms, reveals, succeeds }) => ({
      diagram: compileDiagram(layout, root, base, terms),
      reveals,
      succeeds: succeeds.map((test) => ({ action: test.action, diagram: compileDiagram(layout, test.root, base, test.terms) })),
    })),
    rulings,
    hopeful: findHopeful(document, layout, rulings),
  };
}

/** Children stand before their parents, so one pass from the first node to the last is enough. */
function findHopeful(document: MachineDocument, { place }: Layout, rulings: readonly Ruling[]): ReadonlySet<number> {
  const hopeful = new Set(rulings.flatMap(({ verdict }, terminal) => (verdict === "deny" ? [] : [-1 - terminal])));
  for (const [index, node] of document.nodes.entries()) {
    if (node.slice(1).some((child) => hopeful.has(place(child)))) hopeful.add(place(index));
  }
  return hopeful;
}
