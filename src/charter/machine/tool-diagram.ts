/**
 * The decision diagram of one tool: over every action of every charter that may match its calls, what fires, joined. Also
 * notes which clauses can hold at all, which nobody sees from the joined diagram.
 */
import type { Ref } from "../../diagram/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import { TERMS_MAX } from "../../kernel/index.ts";
import type { DraftAction, DraftCharter, DraftClause } from "../actions/action-draft.ts";
import type { CharterCode } from "../faults.ts";
import type { Formula } from "../formula/formula.ts";
import { TERMINALS_MAX } from "../limits.ts";
import type { ClauseTable } from "./clause-table.ts";
import { Joining } from "./joining.ts";
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
  const root = joining.all(charters, tool);
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
