/**
 * Several decision diagrams over terms, walked by one and the same call: their terms are joined by name, each with the classes
 * that all of them need, so that every combination of ends that some call has is found, with calls for which it is so.
 * Combinations of classes that no value has (a member of a number) are left out.
 */
import { createForest, type Forest, type Ref } from "../../diagram/index.ts";
import type { Json, ListTest, Reading, Term } from "../../kernel/index.ts";
import { isCertainlyMissing } from "./certainly-missing.ts";
import { type Domain, type JointClass, jointClasses, tellingKind } from "./joint-classes.ts";
import { jointLists } from "./joint-lists.ts";
import { assembled, type Part } from "./story-call.ts";

/** Whose diagrams, and the terms that their variables from `base` on read. */
export interface Side {
  readonly nodes: readonly (readonly number[])[];
  readonly terms: readonly Term[];
  readonly base: number;
}

/** Ends that one call has on all sides; `ends[i]` is the terminal on side `i`. */
export interface JointEnd {
  readonly ends: readonly number[];
  readonly diagram: Ref;
}

interface JointTerm {
  readonly reads: Reading;
  readonly name: string;
  readonly variable: number;
  readonly classes: readonly JointClass[];
  readonly examples: readonly (Json | undefined)[];
  /** For each side, the number of its term of this name, and the place of its classifier among the joint ones. */
  readonly places: readonly (number | undefined)[];
}

/** Which values can stand at a place of the arguments. */
export type DomainAt = (path: readonly string[]) => Domain;

export class JointDiagrams {
  /** A limit was passed: the answers mean nothing. */
  readonly isTooLarge: boolean;
  readonly #sides: readonly Side[];
  readonly #forest: Forest = createForest();
  readonly #terms: readonly JointTerm[];
  readonly #lifted: Map<number, Ref>[];
  readonly #tuples: number[][] = [];
  readonly #numbers = new Map<string, number>();
  readonly #ends = new Map<string, readonly JointEnd[]>();

  constructor(sides: readonly Side[], domainAt: DomainAt = () => ({})) {
    this.#sides = sides;
    this.#lifted = sides.map(() => new Map());
    const names = [...new Set(sides.flatMap(({ terms }) => terms.map(({ name }) => name)))].sort();
    const joint = names.map((name) => this.#join(name, domainAt));
    this.isTooLarge = joint.includes(undefined);
    this.#terms = joint.flatMap((term) => term ?? []);
  }

  /** The combinations of ends that some call leads to from these places, one on each side. Undefined where there are too many. */
  ends(places: readonly number[]): readonly JointEnd[] | undefined {
    if (this.isTooLarge) return undefined;
    const known = this.#ends.get(places.join());
    if (known !== undefined) return known;
    const first = this.#forest.terminal(this.#tuple([]));
    const all = places.reduce((sum, place, side) => this.#forest.apply("append", this.#append, sum, this.#lift(side, place)), first);
    const diagram = this.#possible(all);
    if (this.#forest.fault !== undefined) return undefined;
    const ends = this.#forest.terminals(diagram).map((tuple) => ({
      ends: this.#tuples[tuple] ?? [],
      diagram: this.#forest.map(`is ${tuple}`, (value) => Number(value === tuple), diagram),
    }));
    this.#ends.set(places.join(), ends);
    return ends;
  }

  /** What leads to a combination of ends, as values for single places; each different way is one candidate. */
  *examples({ diagram }: JointEnd): Generator<readonly Part[], void, undefined> {
    for (const choices of this.#ways(diagram, new Map())) {
      yield this.#terms.flatMap(({ name, reads, variable, examples }) => {
        const chosen = choices.get(variable);
        return chosen === undefined ? [] : [{ name, reads, value: examples[chosen] }];
      });
    }
  }

  readonly #append = (tuple: number, end: number): number => this.#tuple([...(this.#tuples[tuple] ?? []), end]);

  #tuple(ends: number[]): number {
    const known = this.#numbers.get(ends.join());
    if (known !== undefined) return known;
    this.#numbers.set(ends.join(), this.#tuples.length);
    return this.#tuples.push(ends) - 1;
  }

  #join(name: string, domainAt: DomainAt): JointTerm | undefined {
    const numbers = this.#sides.map(({ terms }) => terms.findIndex((term) => term.name === name));
    const terms = this.#sides.flatMap(({ terms: own }, side) => own.slice(numbers[side], (numbers[side] ?? -1) + 1));
    const classifiers = terms.map(({ classes }) => classes);
    const reads = terms[0]?.reads ?? { from: "fact", fact: name };
    const lists = jointLists(
      classifiers.map((one) => one.lists),
      elementsOf,
    );
    const classes = lists === undefined ? undefined : jointClasses(classifiers, lists, domainOf(reads, domainAt));
    if (classes === undefined || classes.length === 0) return undefined;
    const examples = classes.map((one) => one.examples.get(tellingKind(one, classifiers)));
    let place = 0;
    const places = numbers.map((number) => (number < 0 ? undefined : place++));
    return { name, reads, classes, examples, places, variable: this.#forest.addVariable(classes.length) };
  }

  /** A side's diagram over the joint classes. */
  #lift(side: number, place: number): Ref {
    if (place < 0) return this.#forest.terminal(-1 - place);
    const known = this.#lifted[side]?.get(place);
    if (known !== undefined) return known;
    const { nodes, base, terms } = this.#sides[side] ?? { nodes: [], base: 0, terms: [] };
    const [variable = 0, ...children] = nodes[place] ?? [];
    const term = this.#terms.find(({ name }) => name === terms[variable - base]?.name);
    const at = term?.places[side] ?? 0;
    const lifted = (term?.classes ?? []).map(({ classes }) => this.#lift(side, children[classes[at] ?? 0] ?? -1));
    const diagram = this.#forest.node(term?.variable ?? 0, lifted);
    this.#lifted[side]?.set(place, diagram);
    return diagram;
  }

  /** Where one term says that another is missing, the other is. */
  #possible(diagram: Ref): Ref {
    let result = diagram;
    const support = new Set(this.#forest.support(diagram));
    const asked = this.#terms.filter(({ variable }) => support.has(variable));
    for (const parent of asked) {
      for (const child of asked) {
        const missing = child.classes.findIndex(({ examples }) => examples.has("undefined"));
        const implied = parent.classes.map(({ examples }) => isCertainlyMissing(parent.reads, examples, child.reads));
        if (child !== parent && missing >= 0 && implied.includes(true)) result = this.#where(result, parent, implied, child, missing);
      }
    }
    return result;
  }

  #where(diagram: Ref, parent: JointTerm, implied: readonly boolean[], child: JointTerm, missing: number): Ref {
    const inside = this.#forest.restrict(diagram, child.variable, missing);
    const where = this.#forest.node(
      parent.variable,
      implied.map((one) => this.#forest.terminal(Number(one))),
    );
    const kept = this.#forest.apply("if", (chosen, value) => (chosen === 1 ? value + 1 : 0), where, inside);
    const others = this.#forest.apply("unless", (chosen, value) => (chosen === 1 ? 0 : value + 1), where, diagram);
    return this.#forest.apply("or else", (left, right) => left + right - 1, kept, others);
  }

  /** Ways to the terminal 1, without those that lead nowhere. */
  *#ways(at: Ref, choices: ReadonlyMap<number, number>): Generator<ReadonlyMap<number, number>, void, undefined> {
    if (this.#forest.isTerminal(at)) {
      if (this.#forest.valueOf(at) === 1) yield choices;
      return;
    }
    const variable = this.#forest.variableOf(at);
    for (let value = 0; value < this.#forest.arity(variable); value++) {
      yield* this.#ways(this.#forest.childOf(at, value), new Map(choices).set(variable, value));
    }
  }
}

/** What a term can read. */
function domainOf(reads: Reading, domainAt: DomainAt): Domain {
  switch (reads.from) {
    case "args":
    case "element":
    case "result":
      if (reads.measure === "size") return { kinds: new Set(["number", "undefined"]), whole: true, least: 0 };
      return reads.from === "args" ? domainAt(reads.path) : {};
    case "compare":
      return { kinds: new Set(["boolean", "undefined"]) };
    case "fact":
      return reads.fact.startsWith("time.") ? { whole: true, least: 0, most: 31 } : {};
    case "meaning":
      return {};
  }
}

/** What one element can answer to some tests. */
function elementsOf(tests: readonly ListTest[]): { readonly answers: readonly number[]; readonly example: Json }[] | undefined {
  const diagrams = new JointDiagrams(tests.map(({ nodes, terms }) => ({ nodes, terms, base: 0 })));
  return diagrams
    .ends(tests.map(({ root }) => root))
    ?.map((end) => ({ answers: end.ends, example: assembled(diagrams.examples(end).next().value ?? [], "element") }));
}
