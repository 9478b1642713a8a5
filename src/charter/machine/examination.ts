/**
 * What each guard of the charters does, state by state: where some call makes it fire, and where that matters, because without it the
 * ruling would be another. Put beside what can be reached, it tells dead, suppressed and redundant guards apart.
 */
import { createForest, type Forest, type Ref } from "../../diagram/index.ts";
import { fail, ok, type Result } from "../../fault/index.ts";
import type { Clause, StateVariable } from "../../kernel/index.ts";
import type { DraftAction, DraftClause } from "../actions/action-draft.ts";
import type { CharterCode } from "../faults.ts";
import { TRUE } from "../formula/answer.ts";
import type { Formula } from "../formula/formula.ts";
import { placeOf } from "../source.ts";
import type { Assembly } from "./assembly.ts";
import { Joining } from "./joining.ts";
import type { TerminalTable } from "./terminal-table.ts";
import type { ToolDiagram } from "./tool-diagram.ts";

export interface Examination {
  /** The state variables that the nodes look at, in order. */
  readonly variables: readonly StateVariable[];
  readonly guards: readonly ExaminedGuard[];
  /** `[variable, child, …]`, ending in -1 no and -2 yes. Children come first. */
  readonly nodes: readonly (readonly number[])[];
}

export interface ExaminedGuard {
  readonly action: string;
  readonly verdict: "allow" | Clause["verdict"];
  /** The author's words, and where they stand. */
  readonly text: string;
  readonly at: string;
  /** Roots in `nodes`. An `allow` fires where it does not hold. */
  readonly fires: number;
  readonly matters: number;
}

/** Examines every guard that an author wrote. Code: charter/too-large. */
export function examine(assembly: Assembly): Result<Examination, CharterCode> {
  const { charters, variables } = assembly;
  const forest = createForest();
  for (const { values } of variables) forest.addVariable(values.length);
  const found = charters
    .flatMap(({ actions }) => actions)
    .flatMap((action) => guardsOf(action).map((guard) => ({ action, guard, ...statesOf(action, guard, assembly, forest) })));
  if (forest.fault !== undefined) return fail("charter/too-large", `the guards are too large together: ${forest.fault.message}`);
  const { nodes, roots } = forest.exportNodes(found.flatMap(({ fires, matters }) => [fires, matters]));
  const guards = found.map(({ action, guard }, index): ExaminedGuard => {
    const { text, span } = "guard" in guard ? guard.guard : guard.allow;
    const verdict = "guard" in guard ? guard.verdict : "allow";
    return {
      action: action.fullName,
      verdict,
      text,
      at: placeOf(span),
      fires: roots[2 * index] ?? -1,
      matters: roots[2 * index + 1] ?? -1,
    };
  });
  return ok({ variables, guards, nodes });
}

type Guarded = DraftClause | DraftAction;

/** What the author wrote that can keep a call from being executed at once. */
function guardsOf(action: DraftAction): Guarded[] {
  // To deny whatever an action matches says what is meant, also where nothing else would allow it.
  const clauses = action.clauses.filter(({ authored, verdict, guard }) => authored && (verdict !== "deny" || guard.text !== ""));
  return action.allow.derived || action.allow.text === "" ? clauses : [action, ...clauses];
}

/** The states in which a guard fires, and those in which it matters, for some call of some tool of its action. */
function statesOf(
  action: DraftAction,
  guard: Guarded,
  { charters, actions, clauses, terminals, diagrams }: Assembly,
  states: Forest,
): { readonly fires: Ref; readonly matters: Ref } {
  let [fires, matters] = [states.terminal(0), states.terminal(0)];
  for (const diagram of diagrams.filter(({ tool }) => action.tools.includes(tool))) {
    const { lowering, root, tool } = diagram;
    const lower = (formula: Formula): Ref => lowering.lower(formula);
    const wanted = "guard" in guard ? (answer: number) => answer === TRUE : (answer: number) => answer !== TRUE;
    const held = lowering.forest.map("guard" in guard ? "holds" : "fails", (answer) => Number(wanted(answer)), lower(conditionOf(guard)));
    const firing = lowering.forest.apply(
      "fires",
      (match, fired) => Number(match === TRUE && fired === 1),
      lower(action.when.formula),
      held,
    );
    const without = new Joining(lowering, actions, clauses, terminals, guard).all(charters, tool);
    const differs = (left: number, right: number): number =>
      Number(left !== right && rulingOf(terminals, left) !== rulingOf(terminals, right));
    fires = union(states, fires, someCall(diagram, firing, states));
    matters = union(states, matters, someCall(diagram, lowering.forest.apply("differs", differs, root, without), states));
  }
  return { fires, matters };
}

function conditionOf(guard: Guarded): Formula {
  return "guard" in guard ? guard.guard.formula : guard.allow.formula;
}

/** What a terminal comes to: its verdict and who is asked. Which of several denials is told changes nothing. */
function rulingOf(terminals: TerminalTable, number: number): string {
  if (terminals.isDenied(number)) return "deny";
  const { clauses } = terminals.terminal(number);
  return JSON.stringify([...new Set(clauses.map((clause) => terminals.rulingOf(clause)))].sort());
}

function union(forest: Forest, left: Ref, right: Ref): Ref {
  return forest.apply("or", (one, other) => one | other, left, right);
}

/** The states in which some call, possible at all, makes a diagram true. State variables come first in both forests. */
function someCall({ lowering }: ToolDiagram, diagram: Ref, states: Forest): Ref {
  const { forest } = lowering;
  const known = new Map<Ref, Ref>();
  const base = lowering.terms[0]?.variable ?? Number.POSITIVE_INFINITY;
  const walk = (at: Ref): Ref => {
    const before = known.get(at);
    if (before !== undefined) return before;
    const isState = !forest.isTerminal(at) && forest.variableOf(at) < base;
    const built = isState
      ? states.node(
          forest.variableOf(at),
          Array.from({ length: forest.arity(forest.variableOf(at)) }, (_, value) => walk(forest.childOf(at, value))),
        )
      : states.terminal(Number(forest.terminals(at).includes(1)));
    known.set(at, built);
    return built;
  };
  return walk(lowering.possible(diagram));
}
