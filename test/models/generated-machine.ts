/** Small compiled machines by chance: every verdict, shared and resetting variables, labels, outcomes, open unknowns. */
import { createForest } from "../../src/diagram/index.ts";
import type { Action, Clause, Effect, MachineDocument, StateVariable, Term, Terminal, Tool } from "../../src/kernel/index.ts";

/** A repeatable sequence of small numbers (Lehmer generator). */
export function dice(seed: number): (below: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** The example argument of each class of a generated term. */
export const EXAMPLES: readonly number[] = [0, 10, 20];

const VARIABLES: readonly StateVariable[] = [
  { name: "contained", values: [false, true], scope: "session" },
  { name: "phase", values: ["a", "b", "c"], scope: "session" },
  { name: "spent", values: [0, 1, 2], scope: "organisation" },
  { name: "today", values: [0, 1], scope: "agent", resets: { every: "day", zone: "UTC" } },
];

function term(name: string): Term {
  return {
    name: `args.${name}`,
    reads: { from: "args", path: [name] },
    classes: {
      count: 3,
      undefined: 0,
      null: 0,
      false: 0,
      true: 0,
      objects: 0,
      strings: { words: {}, rest: 0 },
      lists: { tests: [], classes: [0] },
      numbers: { cuts: [10], classes: [0, 1, 2] },
      examples: EXAMPLES,
    },
  };
}

/** A machine of two tools and three actions; equal seeds give equal machines. */
export function generatedMachine(seed: number): MachineDocument {
  const roll = dice(seed);
  const effects = (chance: number): Effect[] =>
    VARIABLES.flatMap(({ values }, variable): Effect[] => {
      if (variable === 0 || roll(10) >= chance) return [];
      const to = roll(values.length);
      return [{ variable, table: values.map((_, value) => (roll(4) === 0 ? value : to)) }];
    });
  // Only the first action changes anything by `then` and by outcomes on matching together, so no two actions disagree.
  const actions = ["pay", "read", "send"].map(
    (name, i): Action => ({
      name,
      charter: 0,
      whileContained: roll(2) === 0,
      then: i === 0 ? effects(4) : [],
      outcome: {
        ok: i === 1 ? effects(4) : [],
        error: i === 1 ? effects(2) : [],
        unknown: roll(2) === 0 ? null : i === 1 ? effects(2) : [],
      },
    }),
  );
  const obligation = { role: "owner", approvals: 1, withinMs: 1_000 };
  const clause = (verdict: Clause["verdict"], action: number): Clause => ({
    name: `${verdict}.${action}`,
    charter: 0,
    action,
    verdict,
    code: `clause/${verdict}`,
    text: "true",
    at: "x.yaml:1:1",
    ...(verdict === "deny" ? {} : { obligation }),
  });
  const clauses = [clause("deny", 0), clause("quarantine", 1), clause("escalate", 2)];
  const terminals: Terminal[] = [
    { actions: [0], clauses: [] },
    { actions: [1], clauses: [] },
    { actions: [0, 2], clauses: [] },
    { actions: [0], clauses: [0] },
    { actions: [0, 1], clauses: [1] },
    { actions: [0], clauses: [2] },
    { actions: [1, 2], clauses: [1, 2] },
  ];
  const forest = createForest();
  const numbers = [...VARIABLES.map(({ values }) => forest.addVariable(values.length)), forest.addVariable(3), forest.addVariable(3)];
  const grow = (depth: number): number => {
    if (depth === numbers.length) return forest.terminal(roll(terminals.length));
    if (roll(3) === 0) return grow(depth + 1);
    return forest.node(
      numbers[depth] ?? 0,
      Array.from({ length: forest.arity(numbers[depth] ?? 0) }, () => grow(depth + 1)),
    );
  };
  const { nodes, roots } = forest.exportNodes([grow(0), grow(0)]);
  const tools = roots.map(
    (root, i): Tool => ({
      name: `server/tool${i}`,
      root,
      terms: [term("a"), term("b")],
      reveals: i === 0 ? [{ variable: 3, table: [1, 1] }] : [],
      succeeds: [],
    }),
  );
  return {
    format: "interlock-machine/1",
    roots: {},
    charters: [{ name: "generated", version: 1, source: "0".repeat(64) }],
    variables: VARIABLES,
    actions: actions.map((action, i) => (i === 1 ? { ...action, outcome: withoutToday(action.outcome) } : action)),
    clauses,
    terminals,
    nodes,
    tools,
  };
}

/** The first tool's label changes `today` on every outcome; an action that matches there must not disagree. */
function withoutToday(outcome: Action["outcome"]): Action["outcome"] {
  const kept = (effects: readonly Effect[]): Effect[] => effects.filter(({ variable }) => variable !== 3);
  return { ok: kept(outcome.ok), error: kept(outcome.error), unknown: outcome.unknown === null ? null : kept(outcome.unknown) };
}
