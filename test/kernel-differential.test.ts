/** The kernel against the reference evaluator, on generated machines: same terminal, same verdict, same states, always. */
import { describe, expect, test } from "vitest";
import { decide, loadMachine, observe, outcomeOf, proceed, ruling } from "../src/kernel/index.ts";
import { createDice } from "./generators/dice.ts";
import { randomCall, randomMachine, randomState } from "./generators/machine-generator.ts";
import { randomJson } from "./generators/term-generator.ts";
import { referenceDecide, referenceObserve, referenceOutcome, referenceProceed, referenceVerdict } from "./reference/evaluate.ts";

const MACHINES = 2_000;
const CALLS_FOR_EACH = 100;

/** Compares everything the kernel says about one machine. Returns the first difference, and counts the verdicts met. */
function firstDifference(seed: number, ends: Map<string, number>): string | undefined {
  const dice = createDice(seed);
  const document = randomMachine(dice, 1 + (seed % 4));
  const loaded = loadMachine(document);
  if (!loaded.ok) return `seed ${seed}: ${loaded.fault.code} at ${loaded.fault.at}: ${loaded.fault.message}`;
  const machine = loaded.value;
  for (let i = 0; i < CALLS_FOR_EACH; i++) {
    const tool = dice.below(document.tools.length);
    const [state, call, result] = [randomState(dice, document), randomCall(dice, document, tool), randomJson(dice, 2)];
    const values = [...state];
    const discharged = new Set(dice.some([...document.clauses.keys()]));
    const [isError, outcome] = [dice.oneIn(4), dice.pick(["ok", "error", "unknown"] as const)];
    const terminal = decide(machine, tool, state, call);
    const { verdict } = ruling(machine, terminal);
    ends.set(verdict, (ends.get(verdict) ?? 0) + 1);
    const compared = [
      ["decide", terminal, referenceDecide(document, tool, values, call)],
      ["ruling", ruling(machine, terminal, discharged).verdict, referenceVerdict(document, terminal, discharged)],
      ["proceed", proceed(machine, terminal, state).join(), referenceProceed(document, terminal, values).join()],
      ["outcomeOf", outcomeOf(machine, tool, terminal, isError, result), referenceOutcome(document, tool, terminal, isError, result)],
      [
        "observe",
        observe(machine, tool, terminal, outcome, state).join(";"),
        referenceObserve(document, tool, terminal, outcome, values).join(";"),
      ],
    ];
    const different = compared.find(([, kernel, reference]) => kernel !== reference);
    if (different !== undefined) return `seed ${seed}, call ${i}: ${different.join(", ")}: ${JSON.stringify({ call, result })}`;
  }
  return undefined;
}

describe("kernel and reference evaluator", () => {
  test(`agree on ${MACHINES * CALLS_FOR_EACH} decisions of ${MACHINES} machines`, () => {
    const ends = new Map<string, number>();
    for (let seed = 0; seed < MACHINES; seed++) expect(firstDifference(seed, ends)).toBeUndefined();
    // A comparison in which some verdict hardly occurs would prove little.
    expect([...ends.keys()].sort()).toEqual(["allow", "deny", "escalate", "quarantine"]);
    for (const count of ends.values()) expect(count).toBeGreaterThan(1_000);
  });
});
