/**
 * What a decision diagram can end in while it is built: the set of actions that matched and of clauses that fired. Sets
 * are joined as the verdict lattice says: a deny absorbs every other clause, and of several denies the first is kept.
 */
import type { Clause, Terminal } from "../../kernel/index.ts";

export class TerminalTable {
  readonly #clauses: readonly Clause[];
  readonly #terminals: Terminal[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #unions = new Map<number, number>();
  /** Nothing matched and nothing fired. */
  readonly empty: number;

  constructor(clauses: readonly Clause[]) {
    this.#clauses = clauses;
    // Answers of conditions are 0, 1 and 2: what a call comes to begins after them, so that the two can share a forest.
    for (let answer = 0; answer <= 2; answer++) this.#terminals.push({ actions: [], clauses: [] });
    this.empty = this.of([], []);
  }

  get size(): number {
    return this.#terminals.length;
  }

  /** The number of a set of actions and clauses. */
  of(actions: readonly number[], clauses: readonly number[]): number {
    const fired = [...new Set(clauses)].sort((a, b) => a - b);
    const deny = fired.find((clause) => this.#clauses[clause]?.verdict === "deny");
    const terminal = { actions: [...new Set(actions)].sort((a, b) => a - b), clauses: deny === undefined ? fired : [deny] };
    const key = `${terminal.actions.join()}|${terminal.clauses.join()}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#terminals.length);
    return this.#terminals.push(terminal) - 1;
  }

  /** What two diagrams come to together. */
  union(left: number, right: number): number {
    const key = left * 2 ** 26 + right;
    const known = this.#unions.get(key);
    if (known !== undefined) return known;
    const [one, other] = [this.terminal(left), this.terminal(right)];
    const union = this.of([...one.actions, ...other.actions], [...one.clauses, ...other.clauses]);
    this.#unions.set(key, union);
    return union;
  }

  terminal(number: number): Terminal {
    return this.#terminals[number] ?? { actions: [], clauses: [] };
  }

  /** What one clause asks for: its verdict, and of whom. */
  rulingOf(clause: number): string {
    const { verdict, obligation } = this.#clauses[clause] ?? {};
    return JSON.stringify([verdict, obligation]);
  }

  isDenied(number: number): boolean {
    return this.terminal(number).clauses.some((clause) => this.#clauses[clause]?.verdict === "deny");
  }
}
