/**
 * Charters with more states than anybody could list. In a wide one many actions are each counted to nine: its diagrams stay small. In a
 * coupled one four numbers feed each other: its diagrams do not.
 */
import type { Lock } from "../../src/execution/index.ts";
import { lockOf } from "../execution/compile-texts.ts";

export interface LargeCharter {
  readonly lock: Lock;
  readonly text: string;
}

/** At least four actions, counted by the day; the first is barred by what strangers wrote, two others bar each other. */
export function wideCharter(actions: number): LargeCharter {
  const numbers = Array.from({ length: actions }, (_, number) => number);
  const deny = (number: number): string => (number === 0 ? ', deny: seen("lab")' : "");
  const text = [
    "charter: wide",
    "sources: { lab: { results: [lab/*] } }",
    "actions:",
    ...numbers.map((number) => `  act${number}: { tool: lab/tool${number}, allow: args.amount <= 500${deny(number)} }`),
    "limits:",
    ...numbers.map((number) => `  - { action: act${number}, at_most: 9, per: day }`),
    "  - { excludes: [act1, act2] }",
    "bounds:",
    "  never:",
    '    - { name: strangers-never-pay, when: does("act0") && seen("lab") }',
    '    - { name: nothing-large, when: does("act*") && args.amount > 500 }',
    "  always_possible:",
    `    - does("act${actions - 1}")`,
    "",
  ];
  return { lock: lockOf(Object.fromEntries(numbers.map((number) => [`lab/tool${number}`, ["amount"]]))), text: text.join("\n") };
}

/** Four numbers up to `most`, moved from one to the next in a circle. */
export function coupledCharter(most: number): LargeCharter {
  const names = ["a", "b", "c", "d"];
  const moves = names.map((from, number) => {
    const to = names[(number + 1) % names.length] ?? "";
    const then = `{ ${from}: state.${from} - 1, ${to}: state.${to} + 1 }`;
    return `  ${from}${to}: { tool: lab/${from}${to}, allow: state.${from} > 0 && state.${to} < ${most}, then: ${then} }`;
  });
  const text = [
    "charter: coupled",
    "state:",
    ...names.map((name) => `  ${name}: { range: [0, ${most}] }`),
    "actions:",
    `  fill: { tool: lab/fill, allow: state.a < ${most}, then: { a: state.a + 1 } }`,
    ...moves,
    `bounds: { never: [state.a == ${most} && state.b == ${most} && state.c == ${most}] }`,
    "",
  ];
  return { lock: lockOf(Object.fromEntries(["fill", "ab", "bc", "cd", "da"].map((tool) => [`lab/${tool}`, []]))), text: text.join("\n") };
}
