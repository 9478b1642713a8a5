/**
 * From formulas to decision diagrams that end in an answer: 0 false, 1 true, 2 error. The formulas of one tool share one
 * forest: first the state variables, then one variable for each thing that is read, in the order of their names.
 */
import { createForest, type Forest, type Ref } from "../../diagram/index.ts";
import { assert, type Fault, fail, ok, type Result } from "../../fault/index.ts";
import type { Json, ListTest, Reading } from "../../kernel/index.ts";
import { assemble } from "../classes/example.ts";
import { withoutImpossible } from "../classes/feasible.ts";
import { type Elements, listTests, type Profile } from "../classes/lists.ts";
import { type Partition, partitionOf } from "../classes/partition.ts";
import { settledTerms, transfer } from "../classes/settle.ts";
import type { CharterCode } from "../faults.ts";
import { type Answer, both, ERROR, FALSE, TRUE } from "../formula/answer.ts";
import { type Formula, type Predicate, type Question, questionsIn } from "../formula/formula.ts";

/** A state variable, as far as conditions look at it. Its number is its place in the list. */
export interface StateDomain {
  readonly name: string;
  readonly size: number;
}

/** Something that is read, and the variable of the forest that its class is. */
export interface LoweredTerm {
  readonly name: string;
  readonly reads: Reading;
  readonly partition: Partition;
  readonly predicates: readonly Predicate[];
  readonly variable: number;
}

export class Lowering {
  readonly forest: Forest = createForest();
  readonly terms: readonly LoweredTerm[];
  readonly #states: ReadonlyMap<string, number>;
  readonly #byName: ReadonlyMap<string, LoweredTerm>;

  constructor(states: readonly StateDomain[], terms: readonly Omit<LoweredTerm, "variable">[]) {
    this.#states = new Map(states.map(({ name, size }) => [name, this.forest.addVariable(size)]));
    this.terms = terms.map((term) => ({ ...term, variable: this.forest.addVariable(term.partition.count) }));
    this.#byName = new Map(this.terms.map((term) => [term.name, term]));
  }

  /** The diagram of a formula whose questions the lowering was made for. */
  lower(formula: Formula): Ref {
    switch (formula.kind) {
      case "constant":
        return this.forest.terminal(formula.value);
      case "not":
        return this.forest.map("not", negated, this.lower(formula.of));
      case "and":
        return formula.parts.reduce<Ref>(
          (sum, part) => this.forest.apply("and", conjunction, sum, this.lower(part)),
          this.forest.terminal(TRUE),
        );
      case "or":
        return formula.parts.reduce<Ref>(
          (sum, part) => this.forest.apply("or", disjunction, sum, this.lower(part)),
          this.forest.terminal(FALSE),
        );
      case "choose": {
        const branches = this.forest.apply("branches", (yes, no) => 3 * yes + no, this.lower(formula.yes), this.lower(formula.no));
        return this.forest.apply("choose", choice, this.lower(formula.test), branches);
      }
      case "state": {
        const variable = this.#states.get(formula.variable);
        assert(variable !== undefined, "a condition reads only state variables that exist");
        return this.forest.node(
          variable,
          formula.holds.map((holds) => this.forest.terminal(holds ? TRUE : FALSE)),
        );
      }
      case "question":
        return this.#question(formula);
    }
  }

  /** A diagram without the combinations of values that no call has. */
  possible(diagram: Ref): Ref {
    return withoutImpossible(this.forest, this.terms, diagram);
  }

  #question({ term: name, asks }: Question): Ref {
    const term = this.#byName.get(name);
    const predicate = term?.predicates.findIndex((other) => other.name === asks.name) ?? -1;
    assert(term !== undefined && predicate >= 0, "a lowering knows every question of its formulas");
    return this.forest.node(
      term.variable,
      term.partition.answers.map((answers) => this.forest.terminal(answers[predicate] ?? ERROR)),
    );
  }
}

const negated = (value: number): number => (value === ERROR ? ERROR : 1 - value);
const conjunction = (left: number, right: number): number => both(left as Answer, right as Answer);
const disjunction = (left: number, right: number): number => negated(conjunction(negated(left), negated(right)));
const choice = (test: number, branches: number): number =>
  test === TRUE ? Math.floor(branches / 3) : test === FALSE ? branches % 3 : ERROR;

/** A forest with a variable for everything that the formulas read. Codes: charter/too-many-states, charter/too-large. */
export function createLowering(states: readonly StateDomain[], formulas: readonly Formula[]): Result<Lowering, CharterCode> {
  const byTerm = new Map<string, { readonly reads: Reading; readonly predicates: Map<string, Predicate> }>();
  for (const { term, reads, asks } of formulas.flatMap(questionsIn)) {
    const entry = byTerm.get(term) ?? { reads, predicates: new Map() };
    byTerm.set(term, entry);
    entry.predicates.set(asks.name, asks);
  }
  const terms: Omit<LoweredTerm, "variable">[] = [];
  for (const [name, { reads, predicates }] of [...byTerm].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const asked = [...predicates.values()];
    const partition = partitionOf(asked, (bodies) => listTests(bodies, ELEMENTS));
    if (!partition.ok) return { ok: false, fault: { ...partition.fault, message: `\`${name}\`: ${partition.fault.message}` } };
    terms.push({ name, reads, partition: partition.value, predicates: asked });
  }
  return ok(new Lowering(states, terms));
}

/** Elements are read without any state. */
const ELEMENTS: Elements = {
  test(body): Result<ListTest, CharterCode> {
    const lowering = createLowering([], [body]);
    if (!lowering.ok) return lowering;
    const root = lowering.value.possible(lowering.value.lower(body));
    if (lowering.value.forest.fault !== undefined) return tooLarge(lowering.value.forest.fault);
    const settled = settledTerms(lowering.value.forest, lowering.value.terms, root, () => undefined);
    const target = createForest();
    const variables = settled.map(({ term }) => target.addVariable(term.classes.count));
    const { nodes, roots } = target.exportNodes([transfer(lowering.value.forest, root, settled, variables, target)]);
    return ok({ quantifier: "all", terms: settled.map(({ term }) => term), nodes, root: roots[0] ?? -1 });
  },
  profiles(bodies): Result<readonly Profile[], CharterCode> {
    const lowering = createLowering([], bodies);
    if (!lowering.ok) return lowering;
    const { forest, terms } = lowering.value;
    const code = bodies.reduce<Ref>(
      (sum, body) => forest.apply("append", (left, right) => 3 * left + right, sum, lowering.value.lower(body)),
      forest.terminal(0),
    );
    const joint = lowering.value.possible(code);
    if (forest.fault !== undefined) return tooLarge(forest.fault);
    return ok(
      forest.terminals(joint).map((value): Profile => {
        const path = forest.anyPath(joint, (end) => end === value);
        const answers = bodies.map((_, index) => (Math.floor(value / 3 ** (bodies.length - 1 - index)) % 3) as Answer);
        return { answers, example: assemble(exampleParts(terms, path?.choices ?? new Map()), "element") };
      }),
    );
  },
};

function tooLarge(fault: Fault): Result<never, CharterCode> {
  return fail("charter/too-large", `the questions about its elements are too large together: ${fault.message}`);
}

/** The example values of the classes that a path through a diagram names. */
export function exampleParts(
  terms: readonly LoweredTerm[],
  choices: ReadonlyMap<number, number>,
): { readonly reads: Reading; readonly value: Json | undefined; readonly name: string }[] {
  return terms.flatMap(({ name, reads, variable, partition }) => {
    const chosen = choices.get(variable);
    if (chosen === undefined) return [];
    const examples = partition.examples[chosen];
    return [{ name, reads, value: partition.undefined === chosen ? undefined : examples?.values().next().value }];
  });
}
