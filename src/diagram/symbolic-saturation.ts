/**
 * Closure of a set of states under relations, inside a constraint, by saturation (Ciardo, Lüttgen and Siminiceanu, 2001;
 * constrained: Zhao and Ciardo, 2009): a relation fires at the highest level it concerns, and only on parts that are already
 * closed under everything below. Systems of many loosely coupled parts then never build the product of half-explored parts.
 *
 * Nothing is collected during a run; the caller looks at `forest.exhausted` afterwards.
 */
import type { Relation, StateSet, SymbolicForest } from "./symbolic-forest.ts";
import { FALSE, TRUE } from "./symbolic-nodes.ts";

export type Direction = "forward" | "backward";

interface LevelledRelation {
  readonly number: number;
  readonly guard: StateSet;
  /** For each level from the top: the table, where the relation assigns its variable. */
  readonly tables: readonly (readonly number[] | undefined)[];
  /** The lowest level that the relation reads or assigns. */
  readonly bottom: number;
}

/** The least set with `start` that the relations (or, backward, their inverses) do not leave inside `within`. */
export function closure(
  forest: SymbolicForest,
  relations: readonly Relation[],
  direction: Direction,
  start: StateSet,
  within: StateSet,
): StateSet {
  return new Saturation(forest, relations, direction).saturate(forest.intersection(start, within), within, 0);
}

/** Ints in one entry of the cache: kind, level, three sets, the result. */
const ENTRY = 6;
const CACHE_MAX = 1 << 21;

class Saturation {
  readonly #forest: SymbolicForest;
  readonly #forward: boolean;
  readonly #depth: number;
  /** The relations whose highest level is this one. */
  readonly #topped: readonly (readonly LevelledRelation[])[];
  /** The first level at or below each that tops a relation; the depth where there is none. */
  readonly #nextTop: Int32Array;
  #cache: Int32Array = new Int32Array(ENTRY << 10);
  #misses = 0;

  constructor(forest: SymbolicForest, relations: readonly Relation[], direction: Direction) {
    this.#forest = forest;
    this.#forward = direction === "forward";
    this.#depth = forest.nodes.arities.length;
    const topped = Array.from({ length: this.#depth }, (): LevelledRelation[] => []);
    for (const [number, relation] of relations.entries()) {
      const { top, ...levelled } = levelledRelation(forest, relation, number + 1);
      if (relation.guard !== FALSE) topped[top]?.push(levelled);
    }
    this.#topped = topped;
    this.#nextTop = new Int32Array(this.#depth + 1).fill(this.#depth);
    for (let level = this.#depth - 1; level >= 0; level--) {
      this.#nextTop[level] = (topped[level]?.length ?? 0) > 0 ? level : (this.#nextTop[level + 1] ?? 0);
    }
  }

  /** `set` must lie inside `within`; both speak of levels from `from` on. */
  saturate(set: StateSet, within: StateSet, from: number): StateSet {
    if (set === FALSE || set === within) return set;
    const { nodes } = this.#forest;
    const level = Math.min(nodes.level(set), nodes.level(within), this.#nextTop[from] ?? this.#depth);
    if (level >= this.#depth) return set;
    const slot = this.#slot(0, level, set, within, 0);
    if (this.#has(slot, 0, level, set, within, 0)) return this.#cache[slot + 5] ?? FALSE;
    const sets = this.#children(set, level);
    const withins = this.#children(within, level);
    const closed = sets.map((child, i) => this.saturate(child, withins[i] ?? FALSE, level + 1));
    return this.#remember(0, level, set, within, 0, this.#close(level, closed, withins));
  }

  /** Fires the relations of one level between its closed children until nothing is new. */
  #close(level: number, closed: StateSet[], withins: readonly StateSet[]): StateSet {
    const forest = this.#forest;
    const relations = this.#topped[level] ?? [];
    for (let changed = relations.length > 0; changed && !forest.exhausted; ) {
      changed = false;
      for (const relation of relations) {
        const guards = this.#children(relation.guard, level);
        const table = relation.tables[level];
        for (let i = 0; i < closed.length; i++) {
          const next = table?.[i] ?? i;
          const [from, to] = this.#forward ? [i, next] : [next, i];
          const added = this.#image(relation, guards[i] ?? FALSE, closed[from] ?? FALSE, withins[to] ?? FALSE, level + 1);
          const grown = forest.union(closed[to] ?? FALSE, added);
          changed ||= grown !== closed[to];
          closed[to] = grown;
        }
      }
    }
    return forest.node(forest.nodes.variableAt[level] ?? 0, closed);
  }

  /** The image of closed `set` under the rest of a relation, inside `within`, closed again. */
  #image(relation: LevelledRelation, guard: StateSet, set: StateSet, within: StateSet, from: number): StateSet {
    if (guard === FALSE || set === FALSE || within === FALSE) return FALSE;
    const forest = this.#forest;
    if (from > relation.bottom) return this.saturate(forest.intersection(set, within), within, from);
    const { nodes } = forest;
    let level = Math.min(nodes.level(guard), nodes.level(set), nodes.level(within), this.#nextTop[from] ?? this.#depth);
    for (let assigned = from; assigned < level; assigned++) if (relation.tables[assigned] !== undefined) level = assigned;
    if (level >= this.#depth) return TRUE;
    const slot = this.#slot(relation.number, level, guard, set, within);
    if (this.#has(slot, relation.number, level, guard, set, within)) return this.#cache[slot + 5] ?? FALSE;
    const guards = this.#children(guard, level);
    const sets = this.#children(set, level);
    const withins = this.#children(within, level);
    const table = relation.tables[level];
    const images = sets.map(() => FALSE as StateSet);
    for (let i = 0; i < sets.length; i++) {
      const next = table?.[i] ?? i;
      const [source, to] = this.#forward ? [i, next] : [next, i];
      const image = this.#image(relation, guards[i] ?? FALSE, sets[source] ?? FALSE, withins[to] ?? FALSE, level + 1);
      images[to] = forest.union(images[to] ?? FALSE, image);
    }
    return this.#remember(relation.number, level, guard, set, within, this.#close(level, images, withins));
  }

  #children(set: StateSet, level: number): StateSet[] {
    const { nodes } = this.#forest;
    const arity = nodes.arities[nodes.variableAt[level] ?? 0] ?? 0;
    const split = nodes.level(set) === level;
    const children = new Array<StateSet>(arity).fill(set);
    if (split) for (let i = 0; i < arity; i++) children[i] = nodes.child(set, i);
    return children;
  }

  #slot(kind: number, level: number, a: number, b: number, c: number): number {
    let hash =
      Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35) ^ Math.imul(kind * 1_031 + level + 1, 0x27d4eb2f);
    hash ^= hash >>> 15;
    return ((hash >>> 0) % (this.#cache.length / ENTRY)) * ENTRY;
  }

  #has(slot: number, kind: number, level: number, a: number, b: number, c: number): boolean {
    const cache = this.#cache;
    return cache[slot] === kind && cache[slot + 1] === level + 1 && cache[slot + 2] === a && cache[slot + 3] === b && cache[slot + 4] === c;
  }

  #remember(kind: number, level: number, a: number, b: number, c: number, result: StateSet): StateSet {
    const entries = this.#cache.length / ENTRY;
    if (++this.#misses > entries && entries < CACHE_MAX) {
      this.#cache = new Int32Array(this.#cache.length * 4);
      this.#misses = 0;
    }
    const slot = this.#slot(kind, level, a, b, c);
    this.#cache.set([kind, level + 1, a, b, c, result], slot);
    return result;
  }
}

function levelledRelation(forest: SymbolicForest, relation: Relation, number: number): LevelledRelation & { readonly top: number } {
  const { nodes } = forest;
  const tables: (readonly number[] | undefined)[] = nodes.arities.map(() => undefined);
  const levels = [...forest.nodesIn(relation.guard)].map((node) => nodes.level(node));
  for (const { variable, table } of relation.assigned) {
    const level = nodes.levelOf[variable] ?? 0;
    tables[level] = table;
    levels.push(level);
  }
  const [top, bottom] = levels.reduce(
    ([least, most], level) => [Math.min(least, level), Math.max(most, level)],
    [nodes.arities.length, -1],
  );
  return { number, guard: relation.guard, tables, top: top ?? 0, bottom: bottom ?? -1 };
}
