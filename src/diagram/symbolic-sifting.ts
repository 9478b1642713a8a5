/**
 * Improves the order of variables while diagrams exist: each variable in turn, the most numerous first, is moved through the
 * levels by swapping neighbours and left where the diagrams were smallest (Rudell, 1993). Swaps happen in place, so the
 * numbers of all kept sets stay what they are. Other numbers are meaningless afterwards, as after a collection.
 */
import type { StateSet, SymbolicForest } from "./symbolic-forest.ts";
import { type SymbolicNodes, TRUE } from "./symbolic-nodes.ts";

/** A variable is not moved on in a direction in which the diagrams have grown by this factor. */
const GROWTH_MAX = 1.2;

/** Sifts every variable once; `needed` are the sets to keep besides those the forest keeps. Returns the nodes left. */
export function sift(forest: SymbolicForest, needed: Iterable<StateSet>): number {
  const roots = forest.roots(needed);
  forest.collect(roots);
  const sifting = new Sifting(forest.nodes, roots);
  const byCount = [...forest.nodes.arities.keys()].sort((a, b) => forest.nodes.countOf(b) - forest.nodes.countOf(a));
  for (const variable of byCount) if (!forest.exhausted) sifting.settle(variable);
  forest.forget();
  forest.orderChanged();
  return forest.nodes.live;
}

class Sifting {
  readonly #nodes: SymbolicNodes;
  /** How many parents and roots each node has. */
  #uses: Int32Array;

  constructor(nodes: SymbolicNodes, roots: Iterable<StateSet>) {
    this.#nodes = nodes;
    this.#uses = new Int32Array(nodes.size * 2);
    for (const root of roots) this.#use(root);
    for (const variable of nodes.arities.keys()) for (const node of nodes.nodesOf(variable)) this.#useChildren(node);
  }

  /** Moves a variable to the nearer end, then to the other, then to where it was best. */
  settle(variable: number): void {
    const { levelOf, arities } = this.#nodes;
    const last = arities.length - 1;
    const start = levelOf[variable] ?? 0;
    let best = { level: start, size: this.#nodes.live };
    const ends = start > last / 2 ? [last, 0] : [0, last];
    for (const end of ends) {
      for (let level = start; level !== end && this.#nodes.live <= best.size * GROWTH_MAX && !this.#nodes.exhausted; ) {
        level = this.#step(variable, end);
        if (this.#nodes.live < best.size) best = { level, size: this.#nodes.live };
      }
    }
    while (levelOf[variable] !== best.level && !this.#nodes.exhausted) this.#step(variable, best.level);
  }

  /** Swaps the variable one level towards another; returns its new level. */
  #step(variable: number, towards: number): number {
    const level = this.#nodes.levelOf[variable] ?? 0;
    if (level < towards) this.#swap(level);
    else if (level > towards) this.#swap(level - 1);
    return this.#nodes.levelOf[variable] ?? 0;
  }

  /** Exchanges the variables of a level and the next one. */
  #swap(level: number): void {
    const nodes = this.#nodes;
    const [upper, lower] = [nodes.variableAt[level] ?? 0, nodes.variableAt[level + 1] ?? 0];
    const [moving, staying]: [number[], number[]] = [[], []];
    for (const node of nodes.unlinkAll(upper)) (this.#touches(node, upper, lower) ? moving : staying).push(node);
    for (const node of staying) nodes.link(node);
    nodes.variableAt[level] = lower;
    nodes.variableAt[level + 1] = upper;
    nodes.levelOf[lower] = level;
    nodes.levelOf[upper] = level + 1;
    for (const node of moving) this.#turn(node, upper, lower);
  }

  #touches(node: number, upper: number, lower: number): boolean {
    for (let i = 0; i < (this.#nodes.arities[upper] ?? 0); i++)
      if (this.#nodes.variables[this.#nodes.child(node, i)] === lower) return true;
    return false;
  }

  /** Rewrites a node of `upper` whose children speak of `lower` as a node of `lower`, under the same number. */
  #turn(node: number, upper: number, lower: number): void {
    const nodes = this.#nodes;
    const old = this.#childrenOf(node);
    const turned = new Int32Array(nodes.arities[lower] ?? 0);
    for (let j = 0; j < turned.length; j++) {
      const parts = old.map((child) => (nodes.variables[child] === lower ? nodes.child(child, j) : child));
      const before = nodes.live;
      const made = nodes.make(upper, Int32Array.from(parts), 0);
      if (nodes.live > before) this.#useChildren(made);
      this.#use(made);
      turned[j] = made;
    }
    nodes.releaseChildren(node);
    nodes.variables[node] = lower;
    nodes.setChildren(node, turned.length, turned, 0);
    nodes.link(node);
    for (const child of old) this.#release(child);
  }

  #childrenOf(node: number): number[] {
    const arity = this.#nodes.arities[this.#nodes.variables[node] ?? 0] ?? 0;
    return Array.from({ length: arity }, (_, i) => this.#nodes.child(node, i));
  }

  #use(node: number): void {
    if (node >= this.#uses.length) {
      const larger = new Int32Array(node * 2);
      larger.set(this.#uses);
      this.#uses = larger;
    }
    this.#uses[node] = (this.#uses[node] ?? 0) + 1;
  }

  #useChildren(node: number): void {
    for (const child of this.#childrenOf(node)) this.#use(child);
  }

  #release(node: number): void {
    const uses = (this.#uses[node] ?? 0) - 1;
    this.#uses[node] = uses;
    if (uses > 0 || node <= TRUE) return;
    const children = this.#childrenOf(node);
    this.#nodes.unlink(node);
    this.#nodes.free(node);
    for (const child of children) this.#release(child);
  }
}
