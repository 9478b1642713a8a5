/**
 * What a call comes to, told apart by the bounds whose condition holds of it: a terminal of the machine, with the bounds for a call that
 * is executed at once and for one that people have answered for.
 */
import type { Terminal } from "../../kernel/index.ts";
import type { TerminalTable } from "../machine/terminal-table.ts";
import type { CallBounds } from "./bounds-document.ts";

interface End extends CallBounds {
  readonly terminal: number;
}

export class BoundTerminals {
  readonly #terminals: TerminalTable;
  readonly #ends: End[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(terminals: TerminalTable) {
    this.#terminals = terminals;
    // The same first number as in the table of terminals, so that answers can share a forest with either.
    while (this.#ends.length < terminals.empty) this.#ends.push({ terminal: terminals.empty, direct: [], answered: [] });
  }

  /** The number of a terminal of which no bound holds. */
  of(terminal: number): number {
    return this.#number({ terminal, direct: [], answered: [] });
  }

  /** The same terminal, where a bound holds besides. Bounds are added in increasing order. */
  holding(number: number, bound: number, way: keyof CallBounds): number {
    const end = this.#end(number);
    return this.#number({ ...end, [way]: [...end[way], bound] });
  }

  terminal(number: number): Terminal {
    return this.#terminals.terminal(this.#end(number).terminal);
  }

  holds(number: number): CallBounds {
    const { direct, answered } = this.#end(number);
    return { direct, answered };
  }

  #end(number: number): End {
    return this.#ends[number] ?? { terminal: this.#terminals.empty, direct: [], answered: [] };
  }

  #number(end: End): number {
    const key = JSON.stringify([end.terminal, end.direct, end.answered]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#ends.length);
    return this.#ends.push(end) - 1;
  }
}
