/**
 * Canonical decision diagrams over multi-valued variables: the one form in which conditions are combined, compared and
 * run. Diagrams are reduced, ordered (by the creation order of the variables) and shared, so two diagrams denote the
 * same function exactly when their references are equal (Bryant 1986, generalised to more than two values).
 * Contains no charters, no I/O. A forest that grows over its limits says so in `fault`, stays safe, and exports nothing.
 */
import { assert, type Fault } from "../fault/index.ts";
import { type ExportedNodes, exportNodes, type Renumbering } from "./export-nodes.ts";
import type { DiagramCode } from "./faults.ts";
import { ARITY_MAX, NODES_MAX, PATH_MAX, TERMINAL_MAX, VARIABLES_MAX } from "./limits.ts";
import { NodeStore, type Ref } from "./node-store.ts";
import { anyPath, type Path, paths } from "./paths.ts";

/** Makes an empty forest. */
export function createForest(): Forest {
  return new Forest();
}

export class Forest {
  readonly #store = new NodeStore();
  readonly #arities: number[] = [];
  readonly #memos = new Map<string, Map<number, Ref>>();
  #fault: Fault<DiagramCode> | undefined;

  /** Why this forest's diagrams are no longer to be trusted, once a limit was passed. Look before using any result. */
  get fault(): Fault<DiagramCode> | undefined {
    return this.#fault;
  }

  /** How many nodes exist, also those no longer used. */
  get size(): number {
    return this.#store.count;
  }

  /** Adds a variable with values `0 … arity-1`, below all variables so far. Returns its number, counted from 0. */
  addVariable(arity: number): number {
    assert(Number.isInteger(arity) && arity >= 1 && arity <= ARITY_MAX, "a variable has 1 to ARITY_MAX values");
    if (this.#arities.length === VARIABLES_MAX) {
      this.#exceed("diagram/too-many-variables", `more than ${VARIABLES_MAX} variables in one forest`);
      return VARIABLES_MAX - 1;
    }
    return this.#arities.push(arity) - 1;
  }

  /** How many values a variable has. */
  arity(variable: number): number {
    const arity = this.#arities[variable];
    assert(arity !== undefined, "the variable was added to this forest");
    return arity;
  }

  /** The constant function `value`, an integer in `0 … 2^24 - 1`. */
  terminal(value: number): Ref {
    assert(Number.isInteger(value) && value >= 0 && value < TERMINAL_MAX, "a terminal is a small natural number");
    return -1 - value;
  }

  /** The function that is `children[value of variable]`. The children must depend on later variables only. */
  node(variable: number, children: readonly Ref[]): Ref {
    if (this.#fault !== undefined) return -1;
    assert(children.length === this.arity(variable), "a node has one child for each value");
    assert(
      children.every((child) => this.isTerminal(child) || (child < this.#store.count && this.variableOf(child) > variable)),
      "a node's children depend on later variables only",
    );
    return this.#intern(variable, children);
  }

  isTerminal(diagram: Ref): boolean {
    return diagram < 0;
  }

  /** The value of a constant diagram. */
  valueOf(terminal: Ref): number {
    assert(this.isTerminal(terminal), "only a terminal has a value");
    return -1 - terminal;
  }

  /** The first variable that a diagram, not a terminal, depends on. */
  variableOf(node: Ref): number {
    assert(!this.isTerminal(node), "a terminal depends on no variable");
    return this.#store.variableOf(node);
  }

  /** What a diagram, not a terminal, becomes when its first variable has this value. */
  childOf(node: Ref, value: number): Ref {
    assert(!this.isTerminal(node) && value >= 0 && value < this.#store.arityOf(node), "the value is one of the variable's");
    return this.#store.childOf(node, value);
  }

  /**
   * The function `op(left, right)`, value by value. Results are remembered under `name` for the life of the forest: one
   * name must always come with the same total, pure `op`. Costs at most the product of the two sizes.
   */
  apply(name: string, op: (left: number, right: number) => number, left: Ref, right: Ref): Ref {
    return this.#apply(this.#memo(`2:${name}`), op, left, right);
  }

  /** The function `op(diagram)`, value by value. As with `apply`, one name always comes with the same `op`. */
  map(name: string, op: (value: number) => number, diagram: Ref): Ref {
    return this.#map(this.#memo(`1:${name}`), op, diagram);
  }

  /** The function with one variable fixed to one of its values. */
  restrict(diagram: Ref, variable: number, value: number): Ref {
    assert(value >= 0 && value < this.arity(variable), "the value is one of the variable's");
    return this.#restrict(new Map(), diagram, variable, value);
  }

  /** The value of the function where variable `v` has value `assignment[v]`. */
  evaluate(diagram: Ref, assignment: ArrayLike<number>): number {
    let at = diagram;
    while (!this.isTerminal(at)) at = this.childOf(at, assignment[this.variableOf(at)] ?? -1);
    return this.valueOf(at);
  }

  /** Every way through a diagram, in order of the values: there may be very many, so take only as many as you need. */
  paths(diagram: Ref): Generator<Path, void, undefined> {
    return paths(this.#store, diagram);
  }

  /** One way to a terminal that `accepts` (the first in order of the values), or `undefined` if there is none. Linear in the size. */
  anyPath(diagram: Ref, accepts: (value: number) => boolean): Path | undefined {
    return anyPath(this.#store, diagram, accepts);
  }

  /** All nodes and terminals of some diagrams, each once, children before parents. */
  reachable(diagrams: readonly Ref[]): Ref[] {
    return this.#store.reachable(diagrams);
  }

  /** The variables a diagram depends on, in order. */
  support(diagram: Ref): number[] {
    const nodes = this.reachable([diagram]).filter((at) => !this.isTerminal(at));
    return [...new Set(nodes.map((node) => this.variableOf(node)))].sort((a, b) => a - b);
  }

  /** The values a diagram can end in, in order. */
  terminals(diagram: Ref): number[] {
    const ends = this.reachable([diagram]).filter((at) => this.isTerminal(at));
    return ends.map((end) => this.valueOf(end)).sort((a, b) => a - b);
  }

  /** The nodes of some diagrams in the layout of a machine document. A `Bug` where the forest has a fault. */
  exportNodes(roots: readonly Ref[], renumbering: Renumbering = {}): ExportedNodes {
    assert(this.#fault === undefined, "a forest that passed a limit exports nothing");
    return exportNodes(this.#store, roots, renumbering);
  }

  #intern(variable: number, children: readonly Ref[]): Ref {
    const first = children[0] ?? -1;
    if (children.every((child) => child === first)) return first;
    const node = this.#store.intern(variable, children);
    if (node === undefined) return this.#exceed("diagram/too-many-nodes", `more than ${NODES_MAX} nodes in one forest`);
    if (this.#store.depthOf(node) <= PATH_MAX) return node;
    return this.#exceed("diagram/path-too-long", `more than ${PATH_MAX} variables on one path`);
  }

  /** Remembers the first limit passed. From here on every operation ends at once in a terminal. */
  #exceed(code: DiagramCode, message: string): Ref {
    this.#fault ??= { code, message };
    return -1;
  }

  #memo(name: string): Map<number, Ref> {
    const known = this.#memos.get(name);
    // A memo only saves time, and the engine's maps end at 2^24 entries.
    if (known !== undefined && known.size <= NODES_MAX) return known;
    const memo = new Map<number, Ref>();
    this.#memos.set(name, memo);
    return memo;
  }

  #apply(memo: Map<number, Ref>, op: (left: number, right: number) => number, left: Ref, right: Ref): Ref {
    if (this.#fault !== undefined) return -1;
    if (left < 0 && right < 0) return this.terminal(op(-1 - left, -1 - right));
    const key = (left + TERMINAL_MAX) * 2 ** 25 + (right + TERMINAL_MAX);
    const known = memo.get(key);
    if (known !== undefined) return known;
    const variable = Math.min(this.#level(left), this.#level(right));
    const children: Ref[] = [];
    for (let value = 0; value < this.arity(variable); value++) {
      children.push(this.#apply(memo, op, this.#cofactor(left, variable, value), this.#cofactor(right, variable, value)));
    }
    const result = this.#intern(variable, children);
    if (memo.size <= NODES_MAX) memo.set(key, result);
    return result;
  }

  #map(memo: Map<number, Ref>, op: (value: number) => number, diagram: Ref): Ref {
    if (this.#fault !== undefined) return -1;
    if (diagram < 0) return this.terminal(op(-1 - diagram));
    const known = memo.get(diagram);
    if (known !== undefined) return known;
    const children: Ref[] = [];
    for (let value = 0; value < this.#store.arityOf(diagram); value++) {
      children.push(this.#map(memo, op, this.#store.childOf(diagram, value)));
    }
    const result = this.#intern(this.#store.variableOf(diagram), children);
    memo.set(diagram, result);
    return result;
  }

  #restrict(memo: Map<Ref, Ref>, diagram: Ref, variable: number, value: number): Ref {
    const level = this.#level(diagram);
    if (level > variable) return diagram;
    if (level === variable) return this.#store.childOf(diagram, value);
    const known = memo.get(diagram);
    if (known !== undefined) return known;
    const children: Ref[] = [];
    for (let i = 0; i < this.#store.arityOf(diagram); i++) {
      children.push(this.#restrict(memo, this.#store.childOf(diagram, i), variable, value));
    }
    const result = this.#intern(level, children);
    memo.set(diagram, result);
    return result;
  }

  /** The first variable a diagram depends on; for a terminal, one after all variables. */
  #level(diagram: Ref): number {
    return diagram < 0 ? this.#arities.length : this.#store.variableOf(diagram);
  }

  #cofactor(diagram: Ref, variable: number, value: number): Ref {
    return this.#level(diagram) === variable ? this.#store.childOf(diagram, value) : diagram;
  }
}
