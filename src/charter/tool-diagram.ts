/**
 * The decision diagram of one tool: over every action of every charter that may match its calls, what fires, joined. Also
 * notes which clauses can hold at all, which nobody sees from the joined diagram.
 */
import type { Ref } from "../diagram/index.ts";
import { assert, fail, ok, type Result } from "../fault/index.ts";
import { TERMS_MAX } from "../kernel/index.ts";
import type { DraftAction, DraftCharter, DraftClause } from "./action-draft.ts";
import { ERROR, TRUE } from "./answer.ts";
import type { ClauseTable } from "./clause-table.ts";
import type { CharterCode } from "./faults.ts";
import type { Formula } from "./formula.ts";
import { TERMINALS_MAX } from "./limits.ts";
import { createLowering, type Lowering, type StateDomain } from "./lowering.ts";
import type { TerminalTable } from "./terminal-table.ts";

export interface ToolDiagram {
  readonly tool: string;
  readonly lowering: Lowering;
  /** Ends in numbers of the terminal table. */
  readonly root: Ref;
  /** Clauses that hold for some call. */
  readonly live: ReadonlySet<DraftClause>;
  /** Actions that some call matches with `allow` true. */
  readonly allowing: ReadonlySet<DraftAction>;
  /** By action number: whether a result is a success, as a diagram over the result. */
  readonly succeeds: readonly { readonly action: number; readonly lowering: Lowering; readonly root: Ref }[];
}

/** `besides` is what else the forest will be asked. Codes: charter/too-many-states, charter/too-large. */
export function toolDiagram(
  tool: string,
  charters: readonly DraftCharter[],
  actions: readonly DraftAction[],
  states: readonly StateDomain[],
  clauses: ClauseTable,
  terminals: TerminalTable,
  besides: readonly Formula[] = [],
): Result<ToolDiagram, CharterCode> {
  const relevant = charters.map((charter) => charter.actions.filter(({ tools }) => tools.includes(tool)));
  const formulas = relevant
    .flat()
    .flatMap(({ when, allow, clauses: own }) => [when, allow, ...own.map(({ guard }) => guard)].map(({ formula }) => formula));
  const lowering = createLowering(states, [...formulas, ...besides]);
  if (!lowering.ok) return lowering;
  const joining = new Joining(lowering.value, actions, clauses, terminals);
  const { forest, terms } = lowering.value;
  let root = forest.terminal(terminals.empty);
  for (const [charter, own] of relevant.entries()) root = joining.union(root, joining.charter(charter, own));
  root = lowering.value.possible(root);
  if (forest.fault !== undefined)
    return fail("charter/too-large", `the conditions on \`${tool}\` are too large together: ${forest.fault.message}`);
  if (terms.length > TERMS_MAX)
    return fail("charter/too-large", `conditions read more than ${TERMS_MAX} different things of a call of \`${tool}\``);
  if (terminals.size > TERMINALS_MAX)
    return fail("charter/too-large", `more than ${TERMINALS_MAX} different sets of clauses can hold together`);
  const succeeds = successes(relevant.flat(), actions);
  return succeeds.ok
    ? ok({ tool, lowering: lowering.value, root, live: joining.live, allowing: joining.allowing, succeeds: succeeds.value })
    : succeeds;
}

/** What the tool's actions call a success, each over the result alone. */
function successes(own: readonly DraftAction[], actions: readonly DraftAction[]): Result<ToolDiagram["succeeds"], CharterCode> {
  const found: ToolDiagram["succeeds"][number][] = [];
  for (const action of own) {
    if (action.succeeds === undefined) continue;
    const lowering = createLowering([], [action.succeeds]);
    if (!lowering.ok) return lowering;
    const root = lowering.value.possible(lowering.value.lower(action.succeeds));
    const { fault } = lowering.value.forest;
    if (fault !== undefined) return fail("charter/too-large", `\`succeeds\` of \`${action.name}\` is too large: ${fault.message}`);
    found.push({ action: actions.indexOf(action), lowering: lowering.value, root });
  }
  return ok(found);
}

/** Where `allow` is not written: it fails only where one of the action's clauses fails too, and that denies. */
const COVERED = -2;

class Joining {
  readonly live = new Set<DraftClause>();
  readonly allowing = new Set<DraftAction>();
  readonly #lowering: Lowering;
  readonly #actions: readonly DraftAction[];
  readonly #clauses: ClauseTable;
  readonly #terminals: TerminalTable;

  constructor(lowering: Lowering, actions: readonly DraftAction[], clauses: ClauseTable, terminals: TerminalTable) {
    this.#lowering = lowering;
    this.#actions = actions;
    this.#clauses = clauses;
    this.#terminals = terminals;
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
    let said = this.#outcome(allowed, -1, this.#clauses.failed(action), allowError);
    for (const clause of action.clauses) {
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
