/**
 * A story of a machine's model, told with concrete calls: for each call, arguments and facts made from the examples of the
 * classes that lead to its decision, replayed through the kernel. A call that does not replay rests on a class without an
 * example, or on places that cannot hold their examples at once; it says so, and the story is then a suspicion, not a fact.
 */
import { decide, type Json, type Machine, type MachineDocument, type Term } from "../kernel/index.ts";
import type { Step } from "./explicit-exploration.ts";
import { isWitnessed } from "./machine-guards.ts";
import type { EventMeaning, MachineModel } from "./machine-model.ts";
import { placed } from "./placed-value.ts";

export type StoryMove =
  | {
      readonly kind: "call";
      readonly tool: string;
      readonly args: Json;
      /** What the interpreters, the session and the clock say, by term. */
      readonly facts: { readonly [term: string]: Json };
      /** It was parked, and a person approved it. */
      readonly approved: boolean;
      /** It is held, not executed. */
      readonly held: boolean;
      /** The kernel, given this call in this state, decides as the story says. */
      readonly replays: boolean;
    }
  | { readonly kind: "outcome"; readonly of: string; readonly outcome: "ok" | "error" | "unknown" }
  /** Something else in the world: another session, a turn of the day, a person who ends the containment. */
  | { readonly kind: "world"; readonly event: string };

/** The moves of a story, in order. `story` is one of the model that `machineToModel` made of this machine. */
export function tellStory(machine: Machine, { document, meanings }: MachineModel, story: readonly Step[]): StoryMove[] {
  const size = machine.document.variables.length;
  let state = new Int32Array(size);
  return story.map((step): StoryMove => {
    const before = state;
    state = Int32Array.from(step.state.slice(0, size));
    const meaning: EventMeaning = meanings[step.event] ?? { kind: "world" };
    if (meaning.kind === "outcome") return { kind: "outcome", of: meaning.letter, outcome: meaning.outcome };
    if (meaning.kind === "release" || meaning.kind === "world") return { kind: "world", event: document.events[step.event]?.name ?? "?" };
    const approved = meaning.kind === "call" && meaning.approved;
    const decidedIn = approved ? before.with(0, 0) : before;
    const call = exampleCall(machine.document, meaning.tool, meaning.terminals, decidedIn);
    const replays = meaning.terminals.has(decide(machine, meaning.tool, decidedIn, call));
    return {
      kind: "call",
      tool: machine.document.tools[meaning.tool]?.name ?? "?",
      ...call,
      approved,
      held: meaning.kind === "held",
      replays,
    };
  });
}

interface ExampleCall {
  readonly args: Json;
  readonly facts: { readonly [term: string]: Json };
}

/** A call of the tool that the classes' examples say ends in one of the terminals; witnessed classes are preferred. */
export function exampleCall(machine: MachineDocument, tool: number, terminals: ReadonlySet<number>, state: ArrayLike<number>): ExampleCall {
  const { root = -1, terms = [] } = machine.tools[tool] ?? {};
  const classes = wayTo(machine, root, terms, terminals, state, true) ?? wayTo(machine, root, terms, terminals, state, false) ?? new Map();
  let args: Json = {};
  const facts: { [term: string]: Json } = {};
  for (const [number, index] of classes) {
    const term = terms[number];
    const example = term?.classes.examples[index] ?? null;
    if (term === undefined || (index === term.classes.undefined && example === null)) continue;
    if (term.reads.from === "args" && term.reads.measure === undefined) args = placed(args, term.reads.path, example);
    else if (term.reads.from === "fact" || term.reads.from === "meaning") facts[term.name] = example;
  }
  return { args, facts };
}

/** The class of each term on some way from a node to an accepted terminal; each node is tried once. */
function wayTo(
  machine: MachineDocument,
  root: number,
  terms: readonly Term[],
  terminals: ReadonlySet<number>,
  state: ArrayLike<number>,
  witnessed: boolean,
): Map<number, number> | undefined {
  const failed = new Set<number>();
  const base = machine.variables.length;
  const isOpen = (term: number, index: number): boolean => !witnessed || terms.slice(term, term + 1).some((one) => isWitnessed(one, index));
  const walk = (place: number): Map<number, number> | undefined => {
    if (place < 0) return terminals.has(-1 - place) ? new Map() : undefined;
    if (failed.has(place)) return undefined;
    const [variable = 0, ...children] = machine.nodes[place] ?? [];
    if (variable < base) return walk(children[state[variable] ?? 0] ?? -1);
    for (const [index, child] of children.entries()) {
      const way = isOpen(variable - base, index) ? walk(child) : undefined;
      if (way !== undefined) return way.set(variable - base, index);
    }
    failed.add(place);
    return undefined;
  };
  return walk(root);
}
