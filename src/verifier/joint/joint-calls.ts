/**
 * What two machines say of the same calls: for each tool and each pair of states, every pair of terminals that some call
 * ends in, with such a call, decided by both kernels before anyone sees it; and what can come of it on either side.
 */
import { type Call, decide, type Json, type Machine, type Outcome, type Ruling, ruling, toolNumber } from "../../kernel/index.ts";
import { CANDIDATES_MAX } from "../limits.ts";
import { type DomainAt, JointDiagrams, type JointEnd, type Side } from "./joint-diagrams.ts";
import { assembled, callOf } from "./story-call.ts";

/** What is known of a tool's calls beside the two machines: what its pinned schema lets through. */
export interface PinnedShape {
  readonly domainAt: (tool: string) => DomainAt;
  /** The arguments with what the schema wants besides; undefined where the door would refuse them. */
  readonly complete: (tool: string, args: Json) => Json | undefined;
}

/** Two states, one of each machine. */
export interface StatePair {
  readonly old: Int32Array;
  readonly new: Int32Array;
}

/** Where the calls of one kind end on either side. */
export interface JointCall {
  readonly tool: string;
  readonly old: Ended;
  readonly new: Ended;
  /** Such a call, decided so by both kernels; undefined where none was found. */
  readonly example: () => Call | undefined;
}

/** Where a call ends: `terminal` is -1 where the tool is not pinned, so every call of it is denied. */
export interface Ended {
  readonly terminal: number;
  readonly ruling: Ruling;
}

/** What came of one execution, as each side sees it; `result` is one of which that is so. */
export interface JointOutcome {
  readonly old: Outcome;
  readonly new: Outcome;
  readonly result?: Json;
}

const UNPINNED: Ended = { terminal: -1, ruling: { verdict: "deny", clauses: [], actions: [], obligations: [] } };

export class JointCalls {
  readonly old: Machine;
  readonly new: Machine;
  /** The names of all tools, sorted. */
  readonly tools: readonly string[];
  readonly #shape: PinnedShape;
  readonly #diagrams = new Map<string, JointDiagrams>();
  readonly #known = new Map<string, readonly JointCall[] | undefined>();

  constructor(old: Machine, new_: Machine, shape: PinnedShape) {
    this.old = old;
    this.new = new_;
    this.#shape = shape;
    this.tools = [...new Set([old, new_].flatMap(({ document }) => document.tools.map(({ name }) => name)))].sort();
  }

  /** The kinds of call of a tool, in these two states; undefined where there are too many classes to tell. */
  of(tool: string, states: StatePair): readonly JointCall[] | undefined {
    const [before, after] = [settled(this.old, tool, states.old), settled(this.new, tool, states.new)];
    const key = `${tool} ${before} ${after}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#find(tool, states, before, after));
    return this.#known.get(key);
  }

  /** What can come of such a call where it is executed, besides that nobody knows; undefined where there is too much to tell. */
  outcomes({ tool, old, new: new_ }: JointCall): readonly JointOutcome[] | undefined {
    const [before, after] = [successTests(this.old, tool, old), successTests(this.new, tool, new_)];
    if (before.length + after.length === 0)
      return [
        { old: "ok", new: "ok" },
        { old: "error", new: "error" },
      ];
    const diagrams = new JointDiagrams([...before, ...after]);
    const ends = diagrams.ends([...before, ...after].map(({ root }) => root));
    const found = new Map<string, JointOutcome>([["error error", { old: "error", new: "error" }]]);
    for (const end of ends ?? []) {
      const joint = { old: outcomeOf(end.ends.slice(0, before.length)), new: outcomeOf(end.ends.slice(before.length)) };
      const key = `${joint.old} ${joint.new}`;
      if (!found.has(key)) found.set(key, { ...joint, result: assembled(diagrams.examples(end).next().value ?? [], "result") });
    }
    return ends === undefined ? undefined : [...found.values()];
  }

  #find(tool: string, states: StatePair, before: number | undefined, after: number | undefined): readonly JointCall[] | undefined {
    const places = [before, after].flatMap((place) => place ?? []);
    const diagrams =
      this.#diagrams.get(tool) ?? new JointDiagrams([...sideOf(this.old, tool), ...sideOf(this.new, tool)], this.#shape.domainAt(tool));
    this.#diagrams.set(tool, diagrams);
    return diagrams.ends(places)?.map((end) => {
      const old = before === undefined ? UNPINNED : ended(this.old, end.ends[0] ?? -1);
      const new_ = after === undefined ? UNPINNED : ended(this.new, end.ends.at(-1) ?? -1);
      let call: { readonly found: Call | undefined } | undefined;
      const example = (): Call | undefined => {
        call ??= { found: this.#confirm(tool, states, diagrams, end, [old.terminal, new_.terminal]) };
        return call.found;
      };
      return { tool, old, new: new_, example };
    });
  }

  /** The first candidate that the door lets through and that both kernels decide as the diagrams say. */
  #confirm(tool: string, states: StatePair, diagrams: JointDiagrams, end: JointEnd, terminals: readonly number[]): Call | undefined {
    let tried = 0;
    for (const parts of diagrams.examples(end)) {
      if (++tried > CANDIDATES_MAX) return undefined;
      const { args, facts } = callOf(parts, this.new.document.roots);
      const whole = this.#shape.complete(tool, args);
      if (whole === undefined) continue;
      const call = { args: whole, facts };
      const found = [terminalOf(this.old, tool, states.old, call), terminalOf(this.new, tool, states.new, call)];
      if (found.join() === terminals.join()) return call;
    }
    return undefined;
  }
}

/** The terminal that the kernel gives a call; -1 where the tool is not pinned. */
export function terminalOf(machine: Machine, tool: string, state: Int32Array, call: Call): number {
  const number = toolNumber(machine, tool);
  return number < 0 ? -1 : decide(machine, number, state, call);
}

function ended(machine: Machine, terminal: number): Ended {
  return { terminal, ruling: ruling(machine, terminal) };
}

function toolOf({ document }: Machine, tool: string) {
  return document.tools.find(({ name }) => name === tool);
}

/** Where a tool's diagram leads by the state alone: a reference as in the document; undefined where there is no such tool. */
function settled(machine: Machine, tool: string, state: Int32Array): number | undefined {
  const { nodes, variables } = machine.document;
  let at = toolOf(machine, tool)?.root;
  for (let node = nodes[at ?? -1]; node !== undefined && (node[0] ?? 0) < variables.length; node = nodes[at ?? -1]) {
    at = node[1 + (state[node[0] ?? 0] ?? 0)];
  }
  return at;
}

function sideOf(machine: Machine, tool: string): Side[] {
  const found = toolOf(machine, tool);
  const { nodes, variables } = machine.document;
  return found === undefined ? [] : [{ nodes, terms: found.terms, base: variables.length }];
}

function successTests(machine: Machine, tool: string, { ruling: { actions } }: Ended): (Side & { readonly root: number })[] {
  const { nodes, variables } = machine.document;
  const tests = (toolOf(machine, tool)?.succeeds ?? []).filter(({ action }) => actions.includes(action));
  return tests.map(({ terms, root }) => ({ nodes, terms, root, base: variables.length }));
}

/** As the kernel joins the answers: 0 no, 1 yes, 2 error. */
function outcomeOf(answers: readonly number[]): Outcome {
  return answers.includes(2) ? "unknown" : answers.includes(0) ? "error" : "ok";
}
