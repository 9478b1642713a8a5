/**
 * A small machine written by hand, for examples: paying needs an amount from 1 to 500, asks the owner above 100, holds calls
 * whose payees are unknown, and stops after two payments; a result is ok if it says `done: true`.
 */
import type { Classifier, MachineDocument } from "../../src/kernel/index.ts";

/** A classifier that puts everything into class 0 but what `special` says. */
export function classesOf(count: number, special: Partial<Classifier>): Classifier {
  return {
    count,
    undefined: 0,
    null: 0,
    false: 0,
    true: 0,
    numbers: { cuts: [], classes: [0] },
    strings: { words: {}, rest: 0 },
    lists: { tests: [], classes: [0] },
    objects: 0,
    examples: Array.from({ length: count }, () => null),
    ...special,
  };
}

const OWNER = { role: "owner", approvals: 1, withinMs: 60_000 };
const CLAUSE = { charter: 0, action: 0, text: "", at: "bank.yaml:1:1" };

export const BANK: MachineDocument = {
  format: "interlock-machine/1",
  charters: [{ name: "bank", version: 1, source: "00" }],
  roots: {},
  variables: [
    { name: "contained", values: [false, true], scope: "session" },
    { name: "limit(pay)", values: [0, 1, 2], scope: "agent", resets: { every: "day", zone: "UTC" } },
    { name: "seen(bank)", values: [false, true], scope: "session" },
  ],
  actions: [
    {
      name: "pay",
      charter: 0,
      whileContained: false,
      then: [{ variable: 1, table: [1, 2, 2] }],
      outcome: { ok: [], error: [{ variable: 1, table: [0, 0, 1] }], unknown: null },
    },
  ],
  budgets: [{ name: "sum(pay,args.amount,day)", action: 0, of: ["amount"], most: 2_000.5, scope: "session" }],
  clauses: [
    { ...CLAUSE, name: "otherwise", action: -1, verdict: "deny", code: "charter/no-action" },
    { ...CLAUSE, name: "big", verdict: "escalate", code: "clause/escalate", obligation: OWNER },
    { ...CLAUSE, name: "unknown-payee", verdict: "quarantine", code: "clause/quarantine", obligation: { ...OWNER, approvals: 2 } },
  ],
  terminals: [
    { actions: [], clauses: [0] },
    { actions: [0], clauses: [] },
    { actions: [0], clauses: [1] },
    { actions: [0], clauses: [2] },
    { actions: [0], clauses: [1, 2] },
  ],
  nodes: [
    [4, -2, -4],
    [4, -3, -5],
    [3, -1, 0, 1],
    [1, 2, 2, -1],
    [0, 3, -1],
    [3, -1, -2, -3],
  ],
  tools: [
    {
      name: "bank/pay",
      terms: [
        {
          name: "args.amount",
          reads: { from: "args", path: ["amount"] },
          classes: classesOf(3, { numbers: { cuts: [0, 100, 500], classes: [0, 0, 1, 1, 2, 2, 0] } }),
        },
        {
          name: 'args.to.all(x, x == "rent")',
          reads: { from: "args", path: ["to"] },
          classes: classesOf(2, {
            lists: {
              tests: [
                {
                  quantifier: "all",
                  terms: [
                    {
                      name: "x",
                      reads: { from: "element", path: [] },
                      classes: classesOf(3, { undefined: 2, strings: { words: { rent: 1 }, rest: 0 } }),
                    },
                  ],
                  nodes: [[0, -1, -2, -3]],
                  root: 0,
                },
              ],
              classes: [1, 0, 1],
            },
          }),
        },
      ],
      root: 4,
      reveals: [{ variable: 2, table: [1, 1] }],
      succeeds: [
        {
          action: 0,
          terms: [{ name: "result.done", reads: { from: "result", path: ["done"] }, classes: classesOf(3, { undefined: 2, true: 1 }) }],
          root: 5,
        },
      ],
    },
  ],
};
