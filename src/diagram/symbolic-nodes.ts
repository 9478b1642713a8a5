/**
 * The store of the symbolic engine's diagrams: nodes over multi-valued variables in typed arrays, one unique table for each
 * variable, free lists, mark and sweep. It keeps diagrams reduced and shared; what they mean is the forest's business.
 *
 * INVARIANT: no two stored nodes have the same variable and children, and no node has all children equal.
 */
import { assert } from "../fault/index.ts";

/** The two terminals. Every other number below the store's size is a node or free. */
export const FALSE = 0;
export const TRUE = 1;

/** Marks a free node where its variable would be. */
const FREE = -1;

export class SymbolicNodes {
  /** Number of values of each variable. */
  readonly arities: readonly number[];
  /** The level of each variable, 0 at the top; the entry after the last variable is the level of the terminals. */
  readonly levelOf: Int32Array;
  /** The variable at each level. */
  readonly variableAt: Int32Array;
  /** Variable of each node; `arities.length` for the terminals. */
  variables: Int32Array = new Int32Array(1 << 10);
  /** Where each node's children begin in `children`. */
  offsets: Int32Array = new Int32Array(1 << 10);
  children: Int32Array = new Int32Array(1 << 12);
  /** True once the limit of nodes was met: from then on every result is meaningless. */
  exhausted = false;

  readonly #nodesMax: number;
  readonly #isOver: () => boolean;
  #made = 0;
  #next: Int32Array = new Int32Array(1 << 10);
  readonly #buckets: Int32Array[];
  readonly #counts: Int32Array;
  #size = 2;
  #freeNode = 0;
  #live = 0;
  #childrenEnd = 1;
  readonly #freeBlocks: Int32Array;

  /** A store for variables with these numbers of values, in this order from the top; `isOver` is asked once in 16,384 nodes. */
  constructor(arities: readonly number[], order: readonly number[], nodesMax: number, isOver: () => boolean = () => false) {
    assert(order.length === arities.length && new Set(order).size === order.length, "an order names every variable once");
    this.arities = arities;
    this.#nodesMax = nodesMax;
    this.#isOver = isOver;
    this.variableAt = Int32Array.from(order);
    this.levelOf = new Int32Array(arities.length + 1);
    for (const [level, variable] of order.entries()) this.levelOf[variable] = level;
    this.levelOf[arities.length] = arities.length;
    this.variables.fill(arities.length, 0, 2);
    this.#buckets = arities.map(() => new Int32Array(64));
    this.#counts = new Int32Array(arities.length);
    this.#freeBlocks = new Int32Array(Math.max(2, ...arities) + 1);
  }

  /** Number of nodes stored, reachable or not. */
  get live(): number {
    return this.#live;
  }

  /** One more than the largest node number in use. */
  get size(): number {
    return this.#size;
  }

  /** Bytes of all arrays, as allocated. */
  get bytes(): number {
    const tables = this.#buckets.reduce((sum, buckets) => sum + buckets.byteLength, 0);
    return tables + this.variables.byteLength + this.offsets.byteLength + this.children.byteLength + this.#next.byteLength;
  }

  /** The level of a node's variable; terminals lie below all. */
  level(node: number): number {
    return this.levelOf[this.variables[node] ?? 0] ?? 0;
  }

  /** Child `value` of a node. */
  child(node: number, value: number): number {
    return this.children[(this.offsets[node] ?? 0) + value] ?? 0;
  }

  /** The node with these children (at `from` in `source`), or the child they all are. */
  make(variable: number, source: Int32Array, from: number): number {
    this.#made = (this.#made + 1) & 0x3fff;
    if (this.#made === 0 && this.#isOver()) this.exhausted = true;
    const arity = this.arities[variable] ?? 0;
    const first = source[from] ?? 0;
    let same = 1;
    while (same < arity && source[from + same] === first) same++;
    if (same === arity) return first;
    const buckets = this.#buckets[variable] ?? new Int32Array(1);
    const bucket = hashOf(source, from, arity) & (buckets.length - 1);
    for (let node = buckets[bucket] ?? 0; node !== 0; node = this.#next[node] ?? 0) {
      if (this.#equals(node, arity, source, from)) return node;
    }
    if (this.exhausted || this.#live >= this.#nodesMax) {
      this.exhausted = true;
      return FALSE;
    }
    return this.#create(variable, arity, source, from);
  }

  #equals(node: number, arity: number, source: Int32Array, from: number): boolean {
    const at = this.offsets[node] ?? 0;
    for (let i = 0; i < arity; i++) if (this.children[at + i] !== source[from + i]) return false;
    return true;
  }

  #create(variable: number, arity: number, source: Int32Array, from: number): number {
    let node = this.#freeNode;
    if (node !== 0) this.#freeNode = this.#next[node] ?? 0;
    else {
      if (this.#size === this.variables.length) this.#growNodes();
      node = this.#size++;
    }
    this.variables[node] = variable;
    this.setChildren(node, arity, source, from);
    this.#live++;
    this.link(node);
    return node;
  }

  /** Gives a node (new, or one whose block was released) a block with these children. */
  setChildren(node: number, arity: number, source: Int32Array, from: number): void {
    let at = this.#freeBlocks[arity] ?? 0;
    if (at !== 0) this.#freeBlocks[arity] = this.children[at] ?? 0;
    else {
      at = this.#childrenEnd;
      this.#childrenEnd += arity;
      if (this.#childrenEnd > this.children.length) this.children = larger(this.children, this.#childrenEnd);
    }
    this.offsets[node] = at;
    for (let i = 0; i < arity; i++) this.children[at + i] = source[from + i] ?? 0;
  }

  /** Puts a node's block on the free list of its size. */
  releaseChildren(node: number): void {
    const arity = this.arities[this.variables[node] ?? 0] ?? 0;
    const at = this.offsets[node] ?? 0;
    this.children[at] = this.#freeBlocks[arity] ?? 0;
    this.#freeBlocks[arity] = at;
  }

  /** Enters a node into the unique table of its variable. */
  link(node: number): void {
    const variable = this.variables[node] ?? 0;
    const count = (this.#counts[variable] ?? 0) + 1;
    this.#counts[variable] = count;
    let buckets = this.#buckets[variable] ?? new Int32Array(1);
    if (count > buckets.length) buckets = this.#rehash(variable, buckets);
    this.#enter(node, buckets);
  }

  #enter(node: number, buckets: Int32Array): void {
    const arity = this.arities[this.variables[node] ?? 0] ?? 0;
    const bucket = hashOf(this.children, this.offsets[node] ?? 0, arity) & (buckets.length - 1);
    this.#next[node] = buckets[bucket] ?? 0;
    buckets[bucket] = node;
  }

  /** Takes one node out of the unique table of its variable. */
  unlink(node: number): void {
    const variable = this.variables[node] ?? 0;
    const buckets = this.#buckets[variable] ?? new Int32Array(1);
    const bucket = hashOf(this.children, this.offsets[node] ?? 0, this.arities[variable] ?? 0) & (buckets.length - 1);
    let before = 0;
    for (let at = buckets[bucket] ?? 0; at !== node; at = this.#next[at] ?? 0) {
      assert(at !== 0, "a node is in the unique table of its variable");
      before = at;
    }
    if (before === 0) buckets[bucket] = this.#next[node] ?? 0;
    else this.#next[before] = this.#next[node] ?? 0;
    this.#counts[variable] = (this.#counts[variable] ?? 0) - 1;
  }

  #rehash(variable: number, old: Int32Array): Int32Array {
    const buckets = new Int32Array(old.length * 4);
    for (const node of this.nodesIn(old)) this.#enter(node, buckets);
    this.#buckets[variable] = buckets;
    return buckets;
  }

  /** The nodes of one variable, as a list of its own. */
  nodesOf(variable: number): number[] {
    return this.nodesIn(this.#buckets[variable] ?? new Int32Array(0));
  }

  private nodesIn(buckets: Int32Array): number[] {
    const nodes: number[] = [];
    for (const head of buckets) for (let node = head; node !== 0; node = this.#next[node] ?? 0) nodes.push(node);
    return nodes;
  }

  /** How many nodes a variable has. */
  countOf(variable: number): number {
    return this.#counts[variable] ?? 0;
  }

  /** Takes all nodes of a variable out of its unique table; whoever calls links again those that stay. */
  unlinkAll(variable: number): number[] {
    const nodes = this.nodesOf(variable);
    this.#buckets[variable]?.fill(0);
    this.#counts[variable] = 0;
    return nodes;
  }

  /** Frees a node that is in no unique table. */
  free(node: number): void {
    this.releaseChildren(node);
    this.variables[node] = FREE;
    this.#next[node] = this.#freeNode;
    this.#freeNode = node;
    this.#live--;
  }

  /** Frees every node that no root reaches. Roots keep their numbers. */
  sweep(roots: Iterable<number>): void {
    const marks = this.#mark(roots);
    for (let variable = 0; variable < this.arities.length; variable++) {
      for (const node of this.unlinkAll(variable)) {
        if (marks[node] === 1) this.link(node);
        else this.free(node);
      }
    }
  }

  #mark(roots: Iterable<number>): Uint8Array {
    const marks = new Uint8Array(this.#size);
    marks.fill(1, 0, 2);
    const stack: number[] = [];
    for (const root of roots) stack.push(root);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (marks[node] === 1) continue;
      marks[node] = 1;
      const at = this.offsets[node] ?? 0;
      const arity = this.arities[this.variables[node] ?? 0] ?? 0;
      for (let i = 0; i < arity; i++) {
        const child = this.children[at + i] ?? 0;
        if (marks[child] === 0) stack.push(child);
      }
    }
    return marks;
  }

  #growNodes(): void {
    const size = this.variables.length * 2;
    this.variables = larger(this.variables, size);
    this.offsets = larger(this.offsets, size);
    this.#next = larger(this.#next, size);
  }
}

function larger(array: Int32Array, sizeMin: number): Int32Array {
  const copy = new Int32Array(Math.max(sizeMin, Math.ceil(array.length * 1.6)));
  copy.set(array);
  return copy;
}

function hashOf(source: Int32Array, from: number, arity: number): number {
  let hash = 0x9e3779b9;
  for (let i = 0; i < arity; i++) hash = Math.imul(hash ^ (source[from + i] ?? 0), 0x85ebca6b) ^ (hash >>> 13);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return hash ^ (hash >>> 15);
}
