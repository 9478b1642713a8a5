import { expect, test } from "vitest";
import { createDice } from "../../../test/generators/dice.ts";
import { permuteMachine } from "../../../test/generators/permute-machine.ts";
import { type BruteDifferences, compareByPlaying } from "../../../test/models/brute-comparison.ts";
import { dice, generatedMachine } from "../../../test/models/generated-machine.ts";
import { type Json, loadMachine, type Machine, type MachineDocument } from "../../kernel/index.ts";
import { compareMachines, type MachineComparison } from "./compare-machines.ts";

/** Pairs in every run; `PAIRS=10000` is the full count. */
const PAIRS = 20;

/** Larger worlds are left to the machines of real charters. */
const WORLDS_MAX = 800;

/** Values on both sides of every cut that a generated machine has, and some that are no numbers. */
const VALUES: readonly Json[] = [0, 9, 9.5, 10, 10.5, 11, 20, "text"];
const CALLS = VALUES.flatMap((a) => VALUES.map((b) => ({ args: { a, b }, facts: {} })));

function loaded(document: MachineDocument): Machine {
  const machine = loadMachine(document);
  if (!machine.ok) throw new Error(`${machine.fault.code} at ${machine.fault.at ?? ""}: ${machine.fault.message}`);
  return machine.value;
}

/** All variables of one session, as long as only one session plays. */
function inOneSession(document: MachineDocument): MachineDocument {
  return { ...document, variables: document.variables.map((variable) => ({ ...variable, scope: "session" })) };
}

/** The same machine with a few places changed: ends, cuts, effects, verdicts. Not every change is a difference. */
function mutated(document: MachineDocument, seed: number): MachineDocument {
  const roll = dice(seed);
  const moved = (cut: number): number => (roll(3) === 0 ? cut + roll(3) - 1 : cut);
  const nodes = document.nodes.map(([variable = 0, ...children]) => [
    variable,
    ...children.map((child) => (child < 0 && roll(12) === 0 ? -1 - roll(document.terminals.length) : child)),
  ]);
  const tools = document.tools.map((tool) => ({
    ...tool,
    terms: tool.terms.map((term) => {
      const { numbers } = term.classes;
      return { ...term, classes: { ...term.classes, numbers: { ...numbers, cuts: numbers.cuts.map(moved) } } };
    }),
  }));
  const actions = document.actions.map((action) => ({ ...action, then: roll(4) === 0 ? [] : action.then }));
  return { ...document, nodes, tools, actions };
}

/** Some mutations leave a node whose children are all equal, or two equal nodes: not a machine. */
function mutant(document: MachineDocument, seed: number): Machine {
  for (let attempt = 0; ; attempt++) {
    const machine = loadMachine(mutated(document, seed * 31 + attempt));
    if (machine.ok) return machine.value;
  }
}

/** For each tool and change of verdict, the fewest steps before such a call. */
function shortest({ differences }: MachineComparison): BruteDifferences {
  const found = new Map<string, number>();
  for (const { tool, old, new: now, steps } of differences) {
    const key = `${tool} ${old.verdict} ${now.verdict}`;
    if (old.verdict === now.verdict) continue;
    found.set(key, Math.min(found.get(key) ?? Infinity, steps.length - 1));
  }
  return found;
}

test("agrees with playing everything, difference by difference and step by step", { timeout: 1_800_000 }, () => {
  const answers = new Map<string, number>();
  const pairs = Number(process.env["PAIRS"] ?? PAIRS);
  let compared = 0;
  for (let seed = 1; compared < pairs; seed++) {
    const document = inOneSession(generatedMachine(seed));
    const [old, now] = [loaded(document), mutant(document, seed)];
    const played = compareByPlaying(old, now, { calls: CALLS, sessions: 1, openMax: 2, worldsMax: WORLDS_MAX });
    if (played === undefined) continue;
    compared++;
    const comparison = compareMachines(old, now);
    answers.set(comparison.answer, (answers.get(comparison.answer) ?? 0) + 1);
    expect(Object.fromEntries(shortest(comparison)), `seed ${seed}`).toEqual(Object.fromEntries(played));
    expect(
      comparison.differences.filter(({ confirmed }) => !confirmed),
      `seed ${seed}`,
    ).toEqual([]);
  }
  for (const answer of ["equal", "narrower", "wider", "incomparable"]) expect(answers.get(answer) ?? 0, answer).toBeGreaterThan(0);
});

test("misses nothing that two sessions on shared variables can show", { timeout: 600_000 }, () => {
  const pairs = Number(process.env["PAIRS"] ?? PAIRS) / 10;
  for (let seed = 1, compared = 0; compared < pairs; seed++) {
    const document = generatedMachine(seed);
    const [old, now] = [loaded(document), mutant(document, seed)];
    const played = compareByPlaying(old, now, { calls: CALLS, sessions: 2, openMax: 1, worldsMax: WORLDS_MAX });
    if (played === undefined) continue;
    compared++;
    const found = shortest(compareMachines(old, now));
    for (const key of played.keys()) expect([...found.keys()], `seed ${seed}`).toContain(key);
  }
});

test("names and order make no difference", () => {
  for (let seed = 1; seed <= PAIRS / 2; seed++) {
    const document = generatedMachine(seed);
    const renamed = permuteMachine(createDice(seed), {
      ...document,
      variables: document.variables.map((variable, i) => (i === 0 ? variable : { ...variable, name: `other ${i}` })),
      actions: document.actions.map((action, i) => ({ ...action, name: `action ${i}` })),
      clauses: document.clauses.map((clause, i) => ({ ...clause, name: `clause ${i}` })),
    });
    expect(compareMachines(loaded(document), loaded(renamed)), `seed ${seed}`).toEqual({ answer: "equal", differences: [], undecided: [] });
  }
});
