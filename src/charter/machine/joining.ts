/**
 * From actions to what they say of a call: for each action what its clauses make of the calls that match it, joined over actions and
 * charters by the verdict lattice. Errors become the denials that they are.
 */
import type { Ref } from "../../diagram/index.ts";
import { assert } from "../../fault/index.ts";
import type { DraftAction, DraftCharter, DraftClause } from "../actions/action-draft.ts";
import { ERROR, TRUE } from "../formula/answer.ts";
import type { ClauseTable } from "./clause-table.ts";
import type { Lowering } from "./lowering.ts";
import type { TerminalTable } from "./terminal-table.ts";

/** Where `allow` is not written: it fails only where one of the action's clauses fails too, and that denies. */
const COVERED = -2;

/** Joins what the actions of one tool say, clause by clause, into diagrams that end in numbers of the terminal table. */
export class Joining {
  readonly live: Set<DraftClause> = new Set();
  readonly allowing: Set<DraftAction> = new Set();
  readonly #lowering: Lowering;
  readonly #actions: readonly DraftAction[];
  readonly #clauses: ClauseTable;
  readonly #terminals: TerminalTable;
  readonly #without: DraftClause | DraftAction | undefined;

  /** `without`: a clause that is left out, or an action whose `allow` is. */
  constructor(
    lowering: Lowering,
    actions: readonly DraftAction[],
    clauses: ClauseTable,
    terminals: TerminalTable,
    without?: DraftClause | DraftAction,
  ) {
    this.#without = without;
    this.#lowering = lowering;
    this.#actions = actions;
    this.#clauses = clauses;
    this.#terminals = terminals;
  }

  /** What all charters say of the tool's calls together. */
  all(charters: readonly DraftCharter[], tool: string): Ref {
    let root = this.#lowering.forest.terminal(this.#terminals.empty);
    for (const [charter, { actions }] of charters.entries()) {
      const own = actions.filter(({ tools }) => tools.includes(tool));
      root = this.union(root, this.charter(charter, own));
    }
    return this.#lowering.possible(root);
  }

  union(left: Ref, right: Ref): Ref {
    return this.#lowering.forest.apply("union", (one, other) => this.#terminals.union(one, other), left, right);
  }

  /** What one charter says of a call: what its matching actions say together, or `otherwise`. */
  charter(index: number, actions: readonly DraftAction[]): Ref {
    const { forest } = this.#lowering;
    const otherwise = this.#clauses.otherwise[index] ?? -1;
    let said = forest.terminal(this.#terminals.empty);
    for (const action of actions) said = this.union(said, this.#action(action, index));
    return forest.map(
      `otherwise ${index}`,
      (value) => {
        const { actions: matched } = this.#terminals.terminal(value);
        return matched.length > 0 || otherwise < 0 ? value : this.#terminals.union(value, this.#fires(otherwise));
      },
      said,
    );
  }

  #action(action: DraftAction, charter: number): Ref {
    const { forest } = this.#lowering;
    const matches = this.#lowering.lower(action.when.formula);
    const allowed = this.#lowering.lower(action.allow.formula);
    if (this.#canBeTrue(matches, allowed)) this.allowing.add(action);
    const allowError = action.allow.derived ? COVERED : this.#clauses.error(action.allow);
    let said = action === this.#without ? this.#fires(-1) : this.#outcome(allowed, -1, this.#clauses.failed(action), allowError);
    for (const clause of action.clauses) {
      if (clause === this.#without) continue;
      const holds = this.#lowering.lower(clause.guard.formula);
      if (this.#canBeTrue(matches, holds)) this.live.add(clause);
      said = this.union(said, this.#outcome(holds, this.#clauses.numberOf(clause), -1, this.#clauses.error(clause.guard)));
    }
    if (!action.whileContained) {
      const contained = this.#fires(this.#clauses.contained[charter] ?? -1);
      said = this.union(said, forest.node(0, [forest.terminal(this.#terminals.empty), forest.terminal(contained)]));
    }
    const number = this.#actions.indexOf(action);
    const matched = this.#terminals.of([number], []);
    const error = this.#clauses.error(action.when);
    const match = (answer: number, value: number): number => {
      if (answer === TRUE) return this.#terminals.union(matched, value);
      assert(answer !== ERROR || error >= 0, "a condition that can fail has a clause that denies");
      return answer === ERROR ? this.#fires(error) : this.#terminals.empty;
    };
    return forest.apply(`match ${number}`, match, matches, said);
  }

  /** A condition's diagram, with its answers replaced by the clauses that fire on them; -1 for none. */
  #outcome(condition: Ref, onTrue: number, onFalse: number, onError: number): Ref {
    const fires = (answer: number): number => {
      if (answer !== ERROR) return this.#fires(answer === TRUE ? onTrue : onFalse);
      assert(onError >= 0 || onError === COVERED, "a condition that can fail has a clause that denies");
      return this.#fires(onError);
    };
    return this.#lowering.forest.map(`fires ${onTrue} ${onFalse} ${onError}`, fires, condition);
  }

  #fires(clause: number): number {
    return clause < 0 ? this.#terminals.empty : this.#terminals.of([], [clause]);
  }

  #canBeTrue(matches: Ref, holds: Ref): boolean {
    const both = this.#lowering.forest.apply("together", (left, right) => Number(left === TRUE && right === TRUE), matches, holds);
    return this.#lowering.forest.terminals(this.#lowering.possible(both)).includes(1);
  }
}
