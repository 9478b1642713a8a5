/**
 * Sets of states as decision diagrams, for spaces too large to list: union, intersection, difference, images under guarded
 * simultaneous assignments, exact counts. An assignment changes each variable by a table of its own, so predecessors and
 * successors are one walk that renames children; there are no next-state variables and no quantification.
 *
 * Nothing is freed inside an operation. Between operations the owner may `collect`, naming the sets it still needs. Where
 * `exhausted` has become true, the limit of nodes was met and every result since is meaningless.
 */
import { assert } from "../fault/index.ts";
import { FALSE, type SymbolicNodes, TRUE } from "./symbolic-nodes.ts";

/** A set of states. Equal sets have equal numbers. */
export type StateSet = number;

/** Where `guard` holds, value `i` of each assigned variable becomes `table[i]`, all at once. */
export interface Relation {
  readonly guard: StateSet;
  readonly assigned: readonly { readonly variable: number; readonly table: readonly number[] }[];
}

interface KnownRelation extends Relation {
  /** Distinguishes this relation's steps in the cache: `code` for predecessors, `code + 1 + k` for successors after `k` assignments. */
  readonly code: number;
  /** Table by variable. */
  readonly tables: readonly (readonly number[] | undefined)[];
  /** The assigned variables' levels, from the top. */
  levels: number[];
}

const UNION = 1;
const INTERSECTION = 2;
const DIFFERENCE = 3;
const CACHE_MAX = 1 << 22;

export class SymbolicForest {
  readonly nodes: SymbolicNodes;
  #cache: Int32Array = new Int32Array(4 << 10);
  #stack: Int32Array = new Int32Array(1 << 10);
  #top = 0;
  readonly #relations = new Map<Relation, KnownRelation>();
  #codes = DIFFERENCE + 1;
  readonly #kept = new Set<StateSet>([FALSE, TRUE]);

  constructor(nodes: SymbolicNodes) {
    this.nodes = nodes;
  }

  get exhausted(): boolean {
    return this.nodes.exhausted;
  }

  /** The states whose variable has one of the values. */
  is(variable: number, values: readonly number[]): StateSet {
    const base = this.#reserve(variable);
    for (const value of values) this.#stack[base + value] = TRUE;
    return this.#close(variable, base);
  }

  /** The states whose variable has value `i` and that are in `children[i]`; these must speak only of lower levels. */
  node(variable: number, children: readonly StateSet[]): StateSet {
    const base = this.#reserve(variable);
    for (const [value, child] of children.entries()) this.#stack[base + value] = child;
    return this.#close(variable, base);
  }

  union(left: StateSet, right: StateSet): StateSet {
    return this.#combine(UNION, left, right);
  }

  intersection(left: StateSet, right: StateSet): StateSet {
    return this.#combine(INTERSECTION, left, right);
  }

  difference(left: StateSet, right: StateSet): StateSet {
    return this.#combine(DIFFERENCE, left, right);
  }

  isSubset(part: StateSet, whole: StateSet): boolean {
    return this.difference(part, whole) === FALSE;
  }

  #combine(operation: number, left: StateSet, right: StateSet): StateSet {
    if (operation !== DIFFERENCE && left > right) return this.#combine(operation, right, left);
    const simple = simpleResult(operation, left, right);
    if (simple >= 0) return simple;
    const slot = this.#slot(operation, left, right);
    if (this.#has(slot, operation, left, right)) return this.#cache[slot + 3] ?? FALSE;
    const nodes = this.nodes;
    const level = Math.min(nodes.level(left), nodes.level(right));
    const variable = nodes.variableAt[level] ?? 0;
    const base = this.#reserve(variable);
    const arity = nodes.arities[variable] ?? 0;
    const splitLeft = nodes.variables[left] === variable;
    const splitRight = nodes.variables[right] === variable;
    for (let i = 0; i < arity; i++) {
      const result = this.#combine(operation, splitLeft ? nodes.child(left, i) : left, splitRight ? nodes.child(right, i) : right);
      this.#stack[base + i] = result;
    }
    return this.#remember(slot, operation, left, right, this.#close(variable, base));
  }

  /** Declares a relation and keeps its guard. */
  declare(relation: Relation): void {
    const tables: (readonly number[] | undefined)[] = this.nodes.arities.map(() => undefined);
    for (const { variable, table } of relation.assigned) tables[variable] = table;
    this.#relations.set(relation, { ...relation, tables, code: this.#codes, levels: [] });
    this.#codes += relation.assigned.length + 2;
    this.keep(relation.guard);
    this.orderChanged();
  }

  #known(relation: Relation): KnownRelation {
    const known = this.#relations.get(relation);
    assert(known !== undefined, "a relation is declared before it is used");
    return known;
  }

  /** The states from which the relation leads into `set`. */
  predecessors(relation: Relation, set: StateSet): StateSet {
    const known = this.#known(relation);
    return this.#before(known, known.levels.at(-1) ?? -1, known.guard, set);
  }

  #before(relation: KnownRelation, lastLevel: number, guard: StateSet, set: StateSet): StateSet {
    if (guard === FALSE || set === FALSE) return FALSE;
    if (set === TRUE) return guard;
    const nodes = this.nodes;
    const level = Math.min(nodes.level(guard), nodes.level(set));
    if (level > lastLevel) return this.#combine(INTERSECTION, guard, set);
    const slot = this.#slot(relation.code, guard, set);
    if (this.#has(slot, relation.code, guard, set)) return this.#cache[slot + 3] ?? FALSE;
    const variable = nodes.variableAt[level] ?? 0;
    const table = relation.tables[variable];
    const base = this.#reserve(variable);
    const arity = nodes.arities[variable] ?? 0;
    const splitGuard = nodes.variables[guard] === variable;
    const splitSet = nodes.variables[set] === variable;
    for (let i = 0; i < arity; i++) {
      const target = table === undefined ? i : (table[i] ?? i);
      const result = this.#before(
        relation,
        lastLevel,
        splitGuard ? nodes.child(guard, i) : guard,
        splitSet ? nodes.child(set, target) : set,
      );
      this.#stack[base + i] = result;
    }
    return this.#remember(slot, relation.code, guard, set, this.#close(variable, base));
  }

  /** The states to which the relation leads from `set`. */
  successors(relation: Relation, set: StateSet): StateSet {
    const known = this.#known(relation);
    return this.#after(known, 0, known.guard, set);
  }

  #after(relation: KnownRelation, done: number, guard: StateSet, set: StateSet): StateSet {
    if (guard === FALSE || set === FALSE) return FALSE;
    const assignedLevel = relation.levels[done];
    if (assignedLevel === undefined) return this.#combine(INTERSECTION, guard, set);
    const code = relation.code + 1 + done;
    const slot = this.#slot(code, guard, set);
    if (this.#has(slot, code, guard, set)) return this.#cache[slot + 3] ?? FALSE;
    const nodes = this.nodes;
    const level = Math.min(nodes.level(guard), nodes.level(set), assignedLevel);
    const variable = nodes.variableAt[level] ?? 0;
    const table = level === assignedLevel ? relation.tables[variable] : undefined;
    const base = this.#reserve(variable);
    const arity = nodes.arities[variable] ?? 0;
    const splitGuard = nodes.variables[guard] === variable;
    const splitSet = nodes.variables[set] === variable;
    for (let i = 0; i < arity; i++) {
      const target = base + (table === undefined ? i : (table[i] ?? i));
      const result = this.#after(
        relation,
        table === undefined ? done : done + 1,
        splitGuard ? nodes.child(guard, i) : guard,
        splitSet ? nodes.child(set, i) : set,
      );
      this.#stack[target] = this.#combine(UNION, this.#stack[target] ?? FALSE, result);
    }
    return this.#remember(slot, code, guard, set, this.#close(variable, base));
  }

  /** Exact number of states in the set, over all variables. */
  count(set: StateSet): bigint {
    const { arities, variableAt, levelOf } = this.nodes;
    const below = [1n];
    for (let level = arities.length - 1; level >= 0; level--)
      below.unshift((below[0] ?? 1n) * BigInt(arities[variableAt[level] ?? 0] ?? 1));
    const known = new Map<StateSet, bigint>([
      [FALSE, 0n],
      [TRUE, 1n],
    ]);
    const countBelow = (node: StateSet): bigint => {
      const found = known.get(node);
      if (found !== undefined) return found;
      const variable = this.nodes.variables[node] ?? 0;
      let sum = 0n;
      for (let i = 0; i < (arities[variable] ?? 0); i++) {
        const child = this.nodes.child(node, i);
        sum += countBelow(child) * ((below[(levelOf[variable] ?? 0) + 1] ?? 1n) / (below[this.nodes.level(child)] ?? 1n));
      }
      known.set(node, sum);
      return sum;
    };
    return countBelow(set) * ((below[0] ?? 1n) / (below[this.nodes.level(set)] ?? 1n));
  }

  /** Whether the set has this state (a value for each variable). */
  has(set: StateSet, state: ArrayLike<number>): boolean {
    let node = set;
    while (node > TRUE) node = this.nodes.child(node, state[this.nodes.variables[node] ?? 0] ?? 0);
    return node === TRUE;
  }

  /** One state of a set that is not empty: in the order of the levels, the smallest values. */
  pick(set: StateSet): number[] {
    assert(set !== FALSE, "an empty set has no state to pick");
    const state = new Array<number>(this.nodes.arities.length).fill(0);
    for (let node = set; node !== TRUE; ) {
      const variable = this.nodes.variables[node] ?? 0;
      let value = 0;
      while (this.nodes.child(node, value) === FALSE) value++;
      state[variable] = value;
      node = this.nodes.child(node, value);
    }
    return state;
  }

  /** The set with exactly this state. */
  only(state: readonly number[]): StateSet {
    return [...this.nodes.variableAt].reduceRight((below, variable) => {
      const base = this.#reserve(variable);
      this.#stack[base + (state[variable] ?? 0)] = below;
      return this.#close(variable, base);
    }, TRUE);
  }

  /** The nodes of a set's diagram, terminals excluded. */
  nodesIn(set: StateSet): Set<number> {
    const seen = new Set<number>();
    const stack = [set];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node <= TRUE || seen.has(node)) continue;
      seen.add(node);
      const arity = this.nodes.arities[this.nodes.variables[node] ?? 0] ?? 0;
      for (let i = 0; i < arity; i++) stack.push(this.nodes.child(node, i));
    }
    return seen;
  }

  /** Keeps a set through every collection. */
  keep(set: StateSet): void {
    this.#kept.add(set);
  }

  /** The sets that collections keep, with these. */
  roots(more: Iterable<StateSet>): StateSet[] {
    return [...this.#kept, ...more];
  }

  /** Frees all nodes that neither kept sets nor these need. */
  collect(needed: Iterable<StateSet>): void {
    this.nodes.sweep(this.roots(needed));
    this.forget();
  }

  /** Empties the cache of results: after a collection, and after reordering. */
  forget(): void {
    this.#cache.fill(0);
  }

  /** To be called whenever levels have changed. */
  orderChanged(): void {
    for (const relation of this.#relations.values()) {
      relation.levels = relation.assigned.map(({ variable }) => this.nodes.levelOf[variable] ?? 0).sort((a, b) => a - b);
    }
  }

  /** Takes room for one node's children, all FALSE, on the stack of the recursion. */
  #reserve(variable: number): number {
    const base = this.#top;
    this.#top += this.nodes.arities[variable] ?? 0;
    if (this.#top > this.#stack.length) {
      const larger = new Int32Array(this.#top * 2);
      larger.set(this.#stack);
      this.#stack = larger;
    }
    this.#stack.fill(FALSE, base, this.#top);
    return base;
  }

  #close(variable: number, base: number): StateSet {
    this.#top = base;
    return this.nodes.make(variable, this.#stack, base);
  }

  #slot(code: number, left: number, right: number): number {
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b) ^ Math.imul(code, 0xc2b2ae35);
    hash ^= hash >>> 15;
    return (hash << 2) & (this.#cache.length - 1);
  }

  #has(slot: number, code: number, left: number, right: number): boolean {
    return this.#cache[slot] === code && this.#cache[slot + 1] === left && this.#cache[slot + 2] === right;
  }

  #remember(slot: number, code: number, left: number, right: number, result: StateSet): StateSet {
    if (this.nodes.live * 4 > this.#cache.length && this.#cache.length < 4 * CACHE_MAX) {
      this.#cache = new Int32Array(this.#cache.length * 4);
      return result;
    }
    this.#cache[slot] = code;
    this.#cache[slot + 1] = left;
    this.#cache[slot + 2] = right;
    this.#cache[slot + 3] = result;
    return result;
  }
}

/** The result where one look decides it, else -1. The operands of what commutes come in increasing order. */
function simpleResult(operation: number, left: StateSet, right: StateSet): StateSet | -1 {
  if (operation === DIFFERENCE) return left === FALSE || right === TRUE || left === right ? FALSE : right === FALSE ? left : -1;
  if (left === right) return left;
  if (left === FALSE) return operation === UNION ? right : FALSE;
  return left === TRUE ? (operation === UNION ? TRUE : right) : -1;
}
