/**
 * What must hold of the actions of a tool together, proved on its diagram: no effect leads out of a range where the action
 * is admissible, and no two actions that match one call want different things of one variable. A flaw comes with a call.
 */
import type { StateVariable } from "../../kernel/index.ts";
import type { DraftAction } from "../actions/action-draft.ts";
import type { DraftEffect } from "../actions/effects.ts";
import type { Reporter } from "../diagnostic.ts";
import { callInWords } from "./call-example.ts";
import type { TerminalTable } from "./terminal-table.ts";
import type { ToolDiagram } from "./tool-diagram.ts";

/** Reports every effect of the tool's actions that is not safe. */
export function checkEffects(
  diagram: ToolDiagram,
  actions: readonly DraftAction[],
  variables: readonly StateVariable[],
  terminals: TerminalTable,
  reporter: Reporter,
): void {
  const numbers = new Map(variables.map(({ name }, number) => [name, number]));
  for (const [number, action] of actions.entries()) {
    if (!action.tools.includes(diagram.tool)) continue;
    for (const effect of action.then)
      checkRange(diagram, number, effect, numbers.get(effect.variable) ?? 0, variables, terminals, reporter);
  }
  checkConflicts(diagram, actions, variables, terminals, reporter);
}

/** A parked call may be executed after an answer, so only a deny keeps an effect from being applied. */
function checkRange(
  { lowering, root, ...rest }: ToolDiagram,
  action: number,
  effect: DraftEffect,
  variable: number,
  variables: readonly StateVariable[],
  terminals: TerminalTable,
  reporter: Reporter,
): void {
  for (const value of effect.escapes) {
    const there = lowering.forest.restrict(root, variable, value);
    const path = lowering.forest.anyPath(there, (end) => !terminals.isDenied(end) && terminals.terminal(end).actions.includes(action));
    if (path === undefined) continue;
    const example = callInWords({ lowering, root, ...rest }, new Map([...path.choices, [variable, value]]), variables);
    reporter.error(
      "charter/effect-out-of-range",
      effect.span,
      `this leads out of the range of \`${effect.variable}\`, for example after ${example}`,
      `add \`${effect.guard ?? ""}\` to the action's \`allow\``,
    );
    return;
  }
}

/** All outcomes that two actions which match one call can have together. */
const TOGETHER = [
  ["ok", "ok"],
  ["error", "error"],
  ["unknown", "unknown"],
] as const;

function checkConflicts(
  diagram: ToolDiagram,
  actions: readonly DraftAction[],
  variables: readonly StateVariable[],
  terminals: TerminalTable,
  reporter: Reporter,
): void {
  const { forest } = diagram.lowering;
  const known = new Set<string>();
  for (const end of forest.terminals(diagram.root)) {
    const matched = terminals.terminal(end).actions.flatMap((number) => actions.slice(number, number + 1));
    for (const [index, left] of matched.entries()) {
      for (const right of matched.slice(index + 1)) {
        const found = conflict(left, right);
        if (found === undefined || known.has(`${left.fullName} ${right.fullName}`)) continue;
        known.add(`${left.fullName} ${right.fullName}`);
        const path = forest.anyPath(diagram.root, (value) => value === end);
        const example = callInWords(diagram, path?.choices ?? new Map(), variables);
        const message = `\`${left.name}\` and \`${right.name}\` both match ${example}, and change \`${found.variable}\` in different ways`;
        reporter.error(
          "charter/effect-conflict",
          found.span,
          message,
          "tell the two actions apart with `when`, or give the effect to one of them",
        );
      }
    }
  }
}

/** The effect of one action that disagrees with one of the other's. */
function conflict(left: DraftAction, right: DraftAction): DraftEffect | undefined {
  const pairs: (readonly [readonly DraftEffect[], readonly DraftEffect[]])[] = [[left.then, right.then]];
  for (const [one, other] of TOGETHER) {
    // An unknown outcome that nobody wrote may be either of the two others.
    for (const fallback of ["ok", "error"] as const) {
      pairs.push([left.outcome[one] ?? left.outcome[fallback], right.outcome[other] ?? right.outcome[fallback]]);
    }
  }
  return pairs.flatMap(([ours, theirs]) =>
    ours.filter((effect) => theirs.some((other) => other.variable === effect.variable && other.table.join() !== effect.table.join())),
  )[0];
}
