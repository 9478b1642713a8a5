/**
 * Calls that lead to a terminal of a compiled machine, made from the examples that its classes carry: candidates, because
 * a size and a text of one argument, or a path and what it means, are chosen independently of each other.
 */
import type { Json, MachineDocument, Reading, Term, Terminal, Tool } from "../../kernel/index.ts";
import { assemble, type Part } from "../classes/example.ts";
import { EXAMPLE_PATHS_MAX } from "../limits.ts";

export interface Candidate {
  readonly args: Json;
  readonly facts: { readonly [term: string]: Json };
  /** Values of the state variables that matter, by number. */
  readonly state: ReadonlyMap<number, number>;
  readonly terminal: number;
}

/** Candidates for the terminals that are accepted, initial values first; at most `EXAMPLE_PATHS_MAX`. */
export function* examplesOf(
  document: MachineDocument,
  tool: Tool,
  accepts: (terminal: Terminal) => boolean,
): Generator<Candidate, void, undefined> {
  const base = document.variables.length;
  let count = 0;
  for (const { choices, terminal } of paths(document, tool, accepts)) {
    if (++count > EXAMPLE_PATHS_MAX) return;
    const state = new Map([...choices].filter(([variable]) => variable < base));
    const parts = [...choices].flatMap(([variable, value]) => {
      const term = tool.terms[variable - base];
      return term === undefined ? [] : [partOf(term, value)];
    });
    const facts = parts.flatMap(({ name, reads, value }) => (isFact(reads) && value !== undefined ? [[name, value] as const] : []));
    yield {
      args: assemble([...parts, ...parts.flatMap((part) => meant(part, document.roots))], "args"),
      facts: Object.fromEntries(facts),
      state,
      terminal,
    };
  }
}

interface NamedPart extends Part {
  readonly name: string;
}

function partOf({ name, reads, classes }: Term, value: number): NamedPart {
  const example = classes.examples[value] ?? null;
  const absent = value === classes.undefined && (example === null || value !== classes.null);
  return { name, reads, value: absent && (example === null || isFact(reads)) ? undefined : example };
}

function isFact({ from }: Reading): boolean {
  return from === "fact" || from === "meaning";
}

/** A path that is, or is not, within a root, for an argument of which nothing else is known. */
function meant({ reads, value }: Part, roots: MachineDocument["roots"]): Part[] {
  if (reads.from !== "meaning" || reads.interpreter !== "path" || reads.field !== "in") return [];
  const folder = roots[String(reads.parameters[0])];
  const text = (inside: Json): string => (inside === true ? `${folder === "/" ? "" : folder}/example` : "/elsewhere/example");
  if (typeof value === "boolean") return [{ reads: { from: "args", path: reads.of }, value: text(value) }];
  if (!Array.isArray(value) || reads.each === undefined || reads.each.length > 0) return [];
  return [{ reads: { from: "args", path: reads.of }, value: value.map((inside: Json) => text(inside)) }];
}

interface Found {
  readonly choices: ReadonlyMap<number, number>;
  readonly terminal: number;
}

/** Every path to an accepted terminal, smaller values first; a node from which none leads there is left at once. */
function* paths(
  { nodes, terminals, variables }: MachineDocument,
  tool: Tool,
  accepts: (terminal: Terminal) => boolean,
): Generator<Found, void, undefined> {
  const base = variables.length;
  const fruitful = new Map<number, boolean>();
  const leadsThere = (at: number): boolean => {
    const known = fruitful.get(at);
    if (known !== undefined) return known;
    const terminal = terminals[-1 - at];
    const leads = at < 0 ? terminal !== undefined && accepts(terminal) : (nodes[at] ?? []).slice(1).some(leadsThere);
    fruitful.set(at, leads);
    return leads;
  };
  function* from(at: number, choices: ReadonlyMap<number, number>): Generator<Found, void, undefined> {
    if (!leadsThere(at)) return;
    if (at < 0) {
      yield { choices, terminal: -1 - at };
      return;
    }
    const [variable = 0, ...children] = nodes[at] ?? [];
    // What is absent comes last: an example with arguments says more than one without.
    const absent = tool.terms[variable - base]?.classes.undefined;
    const order = [...children.keys()].sort((a, b) => Number(a === absent) - Number(b === absent) || a - b);
    for (const value of order) yield* from(children[value] ?? 0, new Map(choices).set(variable, value));
  }
  yield* from(tool.root, new Map());
}
