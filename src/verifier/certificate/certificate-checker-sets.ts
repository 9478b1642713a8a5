/**
 * Sets of states for the certificate checker: a small package of multi-valued decision diagrams of its own, written to be
 * read. It shares nothing with the engines' diagrams, on purpose: a defect there must not be a defect here.
 *
 * INVARIANT: a node's level is below its children's, not all its children are equal, and no two nodes are equal; so two
 * sets are equal exactly if their numbers are.
 */

/** Number of a set: 0 is empty, 1 holds every state, others are nodes. */
export type States = number;
export const NONE: States = 0;
export const EVERY: States = 1;

/** What an event does: value `v` at a level becomes `tables.get(level)[v]`; other levels stay. */
export type Tables = ReadonlyMap<number, readonly number[]>;

export class CheckerSets {
  /** Number of values at each level, top first. */
  readonly arities: readonly number[];
  readonly #levels: number[] = [];
  readonly #children: (readonly States[])[] = [[], []];
  readonly #numbers = new Map<string, States>();
  readonly #results = new Map<string, Map<number, States>>();

  constructor(arities: readonly number[]) {
    this.arities = arities;
    this.#levels.push(arities.length, arities.length);
  }

  level(set: States): number {
    return this.#levels[set] ?? 0;
  }

  /** The states whose value at the level is `v` and that lie in `children[v]`. */
  node(level: number, children: readonly States[]): States {
    const [first = NONE] = children;
    if (children.every((child) => child === first)) return first;
    const key = `${level}:${children.join()}`;
    let set = this.#numbers.get(key);
    if (set === undefined) {
      set = this.#levels.push(level) - 1;
      this.#children.push(children);
      this.#numbers.set(key, set);
    }
    return set;
  }

  /** The part of a set at value `value` of a level that is not below the set's. */
  part(set: States, level: number, value: number): States {
    return this.level(set) === level ? (this.#children[set]?.[value] ?? NONE) : set;
  }

  is(level: number, values: ReadonlySet<number>): States {
    return this.node(
      level,
      Array.from({ length: this.arities[level] ?? 0 }, (_, value) => (values.has(value) ? EVERY : NONE)),
    );
  }

  both(left: States, right: States): States {
    if (left === NONE || right === NONE) return NONE;
    if (left === EVERY || left === right) return right;
    if (right === EVERY) return left;
    return this.#remembered("both", Math.min(left, right), Math.max(left, right), (level, value) =>
      this.both(this.part(left, level, value), this.part(right, level, value)),
    );
  }

  either(left: States, right: States): States {
    if (left === EVERY || right === EVERY) return EVERY;
    if (left === NONE || left === right) return right;
    if (right === NONE) return left;
    return this.#remembered("either", Math.min(left, right), Math.max(left, right), (level, value) =>
      this.either(this.part(left, level, value), this.part(right, level, value)),
    );
  }

  /** The states of `left` that are not in `right`. */
  minus(left: States, right: States): States {
    if (left === NONE || right === EVERY || left === right) return NONE;
    if (right === NONE) return left;
    return this.#remembered("minus", left, right, (level, value) =>
      this.minus(this.part(left, level, value), this.part(right, level, value)),
    );
  }

  isWithin(part: States, whole: States): boolean {
    return this.minus(part, whole) === NONE;
  }

  /** The states of `from` that the assignment called `name` takes into `target`. */
  before(name: string, tables: Tables, from: States, target: States): States {
    if (from === NONE || target === NONE) return NONE;
    if (target === EVERY) return from;
    return this.#remembered(name, from, target, (level, value) =>
      this.before(name, tables, this.part(from, level, value), this.part(target, level, tables.get(level)?.[value] ?? value)),
    );
  }

  has(set: States, state: readonly number[]): boolean {
    let at = set;
    while (at > EVERY) at = this.part(at, this.level(at), state[this.level(at)] ?? 0);
    return at === EVERY;
  }

  /** Builds a node from what `child` says of each value at the higher of two levels; once for each pair. */
  #remembered(operation: string, left: States, right: States, child: (level: number, value: number) => States): States {
    const results = this.#results.get(operation) ?? new Map<number, States>();
    this.#results.set(operation, results);
    const key = left * 0x4000000 + right;
    const known = results.get(key);
    if (known !== undefined) return known;
    const level = Math.min(this.level(left), this.level(right));
    const set = this.node(
      level,
      Array.from({ length: this.arities[level] ?? 0 }, (_, value) => child(level, value)),
    );
    results.set(key, set);
    return set;
  }
}
