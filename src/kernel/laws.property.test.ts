/** The laws of the kernel, by name, over generated machines. They hold of every machine that loads, whoever compiled it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { combineMachines } from "../../test/generators/combine-machines.ts";
import { createDice, type Dice } from "../../test/generators/dice.ts";
import { machineArbitrary, randomCall, randomState } from "../../test/generators/machine-generator.ts";
import { permuteMachine } from "../../test/generators/permute-machine.ts";
import {
  admissible,
  type Call,
  contain,
  decide,
  endContainment,
  type Json,
  loadMachine,
  type Machine,
  type MachineDocument,
  observe,
  proceed,
  ruling,
  severity,
  toolNumber,
} from "./index.ts";

const RUNS = { numRuns: 300 };
const CALLS = 20;

function load(document: MachineDocument): Machine {
  const loaded = loadMachine(document);
  if (!loaded.ok) throw new Error(`${loaded.fault.code} at ${loaded.fault.at}`);
  return loaded.value;
}

/** Checks something of many calls of many machines, each with its terminal. */
function forAllCalls(
  check: (at: { dice: Dice; machine: Machine; tool: number; state: Int32Array; call: Call; terminal: number }) => void,
): void {
  fc.assert(
    fc.property(machineArbitrary, fc.nat(), (document, seed) => {
      const dice = createDice(seed);
      const machine = load(document);
      for (let i = 0; i < CALLS; i++) {
        const tool = dice.below(document.tools.length);
        const [state, call] = [randomState(dice, document), randomCall(dice, document, tool)];
        check({ dice, machine, tool, state, call, terminal: decide(machine, tool, state, call) });
      }
    }),
    RUNS,
  );
}

/** The names of what a ruling rests on: numbers depend on the order of the document, names don't. */
function explain(machine: Machine, terminal: number): unknown {
  const { verdict, clauses, actions, obligations } = ruling(machine, terminal);
  const { document } = machine;
  return {
    verdict,
    clauses: clauses.map((index) => document.clauses[index]?.name).sort(),
    actions: actions.map((index) => document.actions[index]?.name).sort(),
    obligations,
  };
}

/** The same value with the members of every object in another order. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, reversed(member)] as const)
      .reverse(),
  );
}

describe("law", () => {
  test("deny-wins: where a deny clause fired the verdict is deny, whatever else fired and whoever answered", () => {
    forAllCalls(({ dice, machine, terminal }) => {
      const { clauses } = machine.document;
      const fired = machine.document.terminals[terminal]?.clauses ?? [];
      const everything = new Set(clauses.keys());
      const denied = fired.some((index) => clauses[index]?.verdict === "deny");
      expect(ruling(machine, terminal).verdict === "deny").toBe(denied);
      expect(ruling(machine, terminal, everything).verdict).toBe(denied ? "deny" : "allow");
      expect(ruling(machine, terminal, new Set(dice.some([...everything]))).verdict === "deny").toBe(denied);
    });
  });

  test("default-deny: nothing is allowed without a matching action, and no unknown tool has a number", () => {
    forAllCalls(({ machine, terminal }) => {
      const { verdict, actions } = ruling(machine, terminal);
      if (verdict === "allow") expect(actions.length).toBeGreaterThan(0);
      for (const { name } of machine.document.tools) {
        for (const unknown of [`${name} `, name.toUpperCase(), "", "__proto__", "constructor"])
          expect(toolNumber(machine, unknown)).toBe(-1);
      }
    });
  });

  test("order-does-not-matter: of tools, actions, clauses, terminals, or members of arguments and facts", () => {
    fc.assert(
      fc.property(machineArbitrary, fc.nat(), (document, seed) => {
        const dice = createDice(seed);
        const machine = load(document);
        const permuted = load(permuteMachine(dice, document));
        for (let i = 0; i < CALLS; i++) {
          const tool = dice.below(document.tools.length);
          const [state, call] = [randomState(dice, document), randomCall(dice, document, tool)];
          const other = toolNumber(permuted, document.tools[tool]?.name ?? "");
          const same = { args: reversed(call.args), facts: Object.fromEntries(Object.entries(call.facts).reverse()) };
          expect(explain(permuted, decide(permuted, other, state, same))).toEqual(explain(machine, decide(machine, tool, state, call)));
        }
      }),
      RUNS,
    );
  });

  test("fault-never-allows: no call is too strange for a terminal; what is of no machine is a Bug, never a verdict", () => {
    const foreign: unknown[] = [undefined, Number.NaN, Number.POSITIVE_INFINITY, 1n, Symbol("x"), () => 0];
    forAllCalls(({ dice, machine, tool, state, call }) => {
      for (const value of foreign) {
        const strange = [value, { [dice.pick(["x", "y", "z"])]: value }, [value]][dice.below(3)] as Json;
        expect(machine.document.terminals[decide(machine, tool, state, { ...call, args: strange })]).toBeDefined();
      }
      expect(() => decide(machine, -1, state, call)).toThrow("the tool is one of this machine");
      expect(() => decide(machine, machine.tools.length, state, call)).toThrow("the tool is one of this machine");
      expect(() => decide(machine, tool, state.slice(1), call)).toThrow("one value for each state variable");
      expect(() => ruling(machine, machine.rulings.length)).toThrow("the terminal is one of this machine");
      const root = machine.document.nodes[machine.document.tools[tool]?.root ?? -1] ?? [];
      const asksOfState = root.slice(0, 1).some((variable) => variable < state.length);
      for (const value of asksOfState ? [-1, 99] : []) {
        expect(() =>
          decide(
            machine,
            tool,
            state.map(() => value),
            call,
          ),
        ).toThrow("one of its values");
      }
    });
  });

  test("composition-only-narrows: with another machine beside it, no verdict gets milder; the severer of both is given", () => {
    fc.assert(
      fc.property(machineArbitrary, fc.nat(), (document, seed) => {
        const dice = createDice(seed);
        const { left, right, both } = combineMachines(dice, document);
        const [first, second, combined] = [load(left), load(right), load(both)];
        for (let i = 0; i < CALLS; i++) {
          const tool = dice.below(left.tools.length);
          const [state, call] = [randomState(dice, left), randomCall(dice, left, tool)];
          const verdicts = [first, second].map((machine) => severity(ruling(machine, decide(machine, tool, state, call)).verdict));
          expect(severity(ruling(combined, decide(combined, tool, state, call)).verdict)).toBe(Math.max(...verdicts));
        }
      }),
      RUNS,
    );
  });

  test("replay-gives-the-same-decision: on a machine loaded again, after any other decisions", () => {
    fc.assert(
      fc.property(machineArbitrary, fc.nat(), (document, seed) => {
        const play = (machine: Machine): unknown[] => {
          const dice = createDice(seed);
          let state = randomState(dice, document);
          return dice.times(CALLS, () => {
            const tool = dice.below(document.tools.length);
            const terminal = decide(machine, tool, state, randomCall(dice, document, tool));
            const after = observe(
              machine,
              tool,
              terminal,
              dice.pick(["ok", "error", "unknown"] as const),
              proceed(machine, terminal, state),
            );
            state = dice.pick(after);
            return [terminal, explain(machine, terminal), [...state], admissible(machine, state)];
          });
        };
        const machine = load(document);
        const once = play(machine);
        expect(play(machine)).toEqual(once);
        expect(play(load(JSON.parse(JSON.stringify(document)) as MachineDocument))).toEqual(once);
      }),
      RUNS,
    );
  });

  test("uncontrollable-is-never-refused: whatever comes of a call, there is a next state, and it is one of the machine", () => {
    forAllCalls(({ machine, tool, state, terminal }) => {
      const isState = (next: Int32Array): boolean =>
        next.every((value, variable) => machine.document.variables[variable]?.values[value] !== undefined);
      const before = [...state];
      for (const outcome of ["ok", "error", "unknown"] as const) {
        const next = observe(machine, tool, terminal, outcome, proceed(machine, terminal, state));
        expect(next.length).toBeGreaterThan(0);
        expect(next.every(isState)).toBe(true);
      }
      expect(isState(endContainment(machine, contain(machine, state)))).toBe(true);
      expect([...state]).toEqual(before);
    });
  });

  test("unknown-covers-what-was-left-open: where no author wrote it, an unknown outcome is ok or error", () => {
    forAllCalls(({ machine, tool, state, terminal }) => {
      const actions = ruling(machine, terminal).actions.map((index) => machine.document.actions[index]);
      if (actions.some((action) => action?.outcome.unknown !== null)) return;
      const following = (outcome: "ok" | "error" | "unknown"): string[] => observe(machine, tool, terminal, outcome, state).map(String);
      expect(new Set(following("unknown"))).toEqual(new Set([...following("ok"), ...following("error")]));
    });
  });

  test("admissible-misses-nothing: a tool of which a call was not denied is admissible in that state", () => {
    forAllCalls(({ machine, tool, state, terminal }) => {
      if (ruling(machine, terminal).verdict !== "deny") expect(admissible(machine, state)).toContain(tool);
    });
  });
});
