/**
 * Calls of a tool that the examples of its classes say end as wanted in a given state: one for each way through its diagram, up to a
 * limit. Candidates: a size and a text, or a path and what it means, are chosen independently of each other.
 */
import type { Json, MachineDocument, Reading, Term } from "../../kernel/index.ts";
import { EXAMPLE_WAYS_MAX } from "../limits.ts";
import { isWitnessed } from "./machine-guards.ts";
import { placed } from "./placed-value.ts";

export interface ExampleCall {
  readonly args: Json;
  /** What the interpreters, the session and the clock say, by term. */
  readonly facts: { readonly [term: string]: Json };
}

/** Candidates for a call that ends in one of the terminals; those that rest on witnessed classes come first. */
export function* exampleCalls(
  machine: MachineDocument,
  tool: number,
  terminals: ReadonlySet<number>,
  state: ArrayLike<number>,
): Generator<ExampleCall> {
  const { root = -1, terms = [] } = machine.tools[tool] ?? {};
  const ways = new Ways(machine, terms, terminals, state);
  yield* ways.from(root, true, EXAMPLE_WAYS_MAX);
  yield* ways.from(root, false, 1);
}

type Classes = readonly (readonly [term: Term, index: number])[];

class Ways {
  readonly #machine: MachineDocument;
  readonly #terms: readonly Term[];
  readonly #terminals: ReadonlySet<number>;
  readonly #state: ArrayLike<number>;

  constructor(machine: MachineDocument, terms: readonly Term[], terminals: ReadonlySet<number>, state: ArrayLike<number>) {
    this.#machine = machine;
    this.#terms = terms;
    this.#terminals = terminals;
    this.#state = state;
  }

  *from(root: number, witnessed: boolean, most: number): Generator<ExampleCall> {
    let count = 0;
    for (const classes of this.#walk(root, [], witnessed, new Map())) {
      yield callOf(classes, this.#machine.roots);
      count += 1;
      if (count >= most) return;
    }
  }

  *#walk(place: number, classes: Classes, witnessed: boolean, fruitful: Map<number, boolean>): Generator<Classes> {
    if (!this.#leads(place, witnessed, fruitful)) return;
    if (place < 0) return yield classes;
    const [variable = 0, ...children] = this.#machine.nodes[place] ?? [];
    const term = this.#terms[variable - this.#machine.variables.length];
    if (term === undefined) return yield* this.#walk(this.#chosen(variable, children), classes, witnessed, fruitful);
    // What is absent comes last: an example with arguments says more than one without.
    const order = [...children.keys()].sort((a, b) => Number(a === term.classes.undefined) - Number(b === term.classes.undefined) || a - b);
    for (const index of order)
      if (!witnessed || isWitnessed(term, index))
        yield* this.#walk(children[index] ?? -1, [...classes, [term, index]], witnessed, fruitful);
  }

  /** Whether some way from here ends as wanted. */
  #leads(place: number, witnessed: boolean, fruitful: Map<number, boolean>): boolean {
    if (place < 0) return this.#terminals.has(-1 - place);
    const known = fruitful.get(place);
    if (known !== undefined) return known;
    const [variable = 0, ...children] = this.#machine.nodes[place] ?? [];
    const term = this.#terms[variable - this.#machine.variables.length];
    const leads =
      term === undefined
        ? this.#leads(this.#chosen(variable, children), witnessed, fruitful)
        : children.some((child, index) => (!witnessed || isWitnessed(term, index)) && this.#leads(child, witnessed, fruitful));
    fruitful.set(place, leads);
    return leads;
  }

  #chosen(variable: number, children: readonly number[]): number {
    return children[this.#state[variable] ?? 0] ?? -1;
  }
}

function callOf(classes: Classes, roots: MachineDocument["roots"]): ExampleCall {
  let args: Json = {};
  const facts: { [term: string]: Json } = {};
  const weak: (readonly [path: readonly string[], value: Json])[] = [];
  for (const [{ name, reads, classes: classifier }, index] of classes) {
    const example = classifier.examples[index] ?? null;
    if (index === classifier.undefined && example === null) continue;
    if (reads.from === "fact" || reads.from === "meaning") facts[name] = example;
    if (reads.from === "args" && reads.measure === undefined) args = placed(args, reads.path, example);
    else weak.push(...meant(reads, example, roots));
  }
  // What is only known by its size or its meaning is put where nothing stands yet.
  for (const [path, value] of weak) if (valueAt(args, path) === undefined) args = placed(args, path, value);
  return { args, facts };
}

/** More of a text whose size is asked is not made up. */
const SIZE_MAX = 10_000;

/** A value of which a size, or a place inside a root, is known. */
function meant(reads: Reading, example: Json, roots: MachineDocument["roots"]): (readonly [path: readonly string[], value: Json])[] {
  if (reads.from === "args" && typeof example === "number")
    return [[reads.path, "x".repeat(Math.min(SIZE_MAX, Math.max(0, Math.round(example))))]];
  if (reads.from !== "meaning" || reads.interpreter !== "path" || reads.field !== "in") return [];
  const folder = roots[String(reads.parameters[0])] ?? "";
  const text = (inside: Json): string => (inside === true ? `${folder === "/" ? "" : folder}/example` : "/elsewhere/example");
  if (typeof example === "boolean") return [[reads.of, text(example)]];
  return Array.isArray(example) && reads.each?.length === 0 ? [[reads.of, example.map(text)]] : [];
}

function valueAt(whole: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = whole;
  for (const name of path)
    value =
      typeof value === "object" && value !== null && !Array.isArray(value) ? (value as { readonly [name: string]: Json })[name] : undefined;
  return value;
}
