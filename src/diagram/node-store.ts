/**
 * The unique table: every distinct node once, found by its content in constant time. Nodes are flat words in one
 * growing typed array, so millions of them cost no objects. References are those of a machine document: `n >= 0` is
 * node `n`, `-1 - t` is terminal `t`. A node's children exist before it does, so references only ever point down.
 */
import { NODES_MAX } from "./limits.ts";

/** A diagram: a node (`>= 0`) or a terminal (`-1 - value`). Equal references are equal functions, and only they are. */
export type Ref = number;

const EMPTY = -1;

/** Words before the children of a node: variable, arity, depth. */
const HEADER = 3;

export class NodeStore {
  /** `[variable, arity, depth, child, …]` for each node, one after the other. */
  #words: Int32Array = new Int32Array(1_024);
  #wordCount = 0;
  /** Where node `n` begins in `#words`. */
  #offsets: Int32Array = new Int32Array(256);
  #count = 0;
  /** Open addressing with linear probing; at most half full. */
  #slots: Int32Array = new Int32Array(512).fill(EMPTY);

  get count(): number {
    return this.#count;
  }

  variableOf(node: Ref): number {
    return this.#word(this.#offset(node));
  }

  arityOf(node: Ref): number {
    return this.#word(this.#offset(node) + 1);
  }

  /** All nodes and terminals of some diagrams, each once, children before parents. */
  reachable(diagrams: readonly Ref[]): Ref[] {
    const seen = new Set<Ref>();
    const visit = (at: Ref): void => {
      if (seen.has(at)) return;
      if (at >= 0) for (let value = 0; value < this.arityOf(at); value++) visit(this.childOf(at, value));
      seen.add(at);
    };
    for (const diagram of diagrams) visit(diagram);
    return [...seen];
  }

  /** How many variables the longest path from here meets; 0 for a terminal. */
  depthOf(diagram: Ref): number {
    return diagram < 0 ? 0 : this.#word(this.#offset(diagram) + 2);
  }

  childOf(node: Ref, value: number): Ref {
    return this.#word(this.#offset(node) + HEADER + value);
  }

  /** The node with this content, made if there is none; `undefined` if the store is full. */
  intern(variable: number, children: readonly Ref[]): Ref | undefined {
    let slot = hash(variable, children) & (this.#slots.length - 1);
    for (;;) {
      const found = this.#slots[slot] ?? EMPTY;
      if (found === EMPTY) break;
      if (this.#equals(found, variable, children)) return found;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    if (this.#count === NODES_MAX) return undefined;
    const node = this.#add(variable, children);
    this.#slots[slot] = node;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return node;
  }

  #offset(node: Ref): number {
    return this.#offsets[node] ?? 0;
  }

  #word(index: number): number {
    return this.#words[index] ?? 0;
  }

  #equals(node: Ref, variable: number, children: readonly Ref[]): boolean {
    const offset = this.#offset(node);
    if (this.#word(offset) !== variable) return false;
    return children.every((child, value) => this.#word(offset + HEADER + value) === child);
  }

  #add(variable: number, children: readonly Ref[]): Ref {
    const size = HEADER + children.length;
    this.#words = withRoom(this.#words, this.#wordCount + size);
    this.#offsets = withRoom(this.#offsets, this.#count + 1);
    this.#words[this.#wordCount] = variable;
    this.#words[this.#wordCount + 1] = children.length;
    this.#words[this.#wordCount + 2] = 1 + children.reduce((deepest, child) => Math.max(deepest, this.depthOf(child)), 0);
    this.#words.set(children, this.#wordCount + HEADER);
    this.#offsets[this.#count] = this.#wordCount;
    this.#wordCount += size;
    return this.#count++;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    for (let node = 0; node < this.#count; node++) {
      const first = this.#offset(node) + HEADER;
      const children = this.#words.subarray(first, first + this.arityOf(node));
      let slot = hash(this.variableOf(node), children) & (slots.length - 1);
      while (slots[slot] !== EMPTY) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = node;
    }
    this.#slots = slots;
  }
}

/** FNV-1a over words, with a final mix so that the low bits depend on all of them. */
function hash(variable: number, children: ArrayLike<Ref>): number {
  let value = Math.imul(0x811c9dc5 ^ variable, 0x01000193);
  for (let i = 0; i < children.length; i++) value = Math.imul(value ^ (children[i] ?? 0), 0x01000193);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

function withRoom(array: Int32Array, size: number): Int32Array {
  if (size <= array.length) return array;
  const larger = new Int32Array(Math.max(size, array.length * 2));
  larger.set(array);
  return larger;
}
