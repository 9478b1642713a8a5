import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dice, EXAMPLES, generatedMachine } from "../../test/models/generated-machine.ts";
import { contain, decide, endContainment, initialState, loadMachine, type Machine, observe, proceed, ruling } from "../kernel/index.ts";
import { checkModel } from "./check-model.ts";
import { holds } from "./condition.ts";
import { machineToModel, type EventMeaning } from "./machine-model.ts";
import { initialStateOf, type Model, stateAfter, stepCondition } from "./model.ts";
import { parseModel } from "./parse-model.ts";

function loaded(seed: number): Machine {
  const machine = loadMachine(generatedMachine(seed));
  if (!machine.ok) throw new Error(`${machine.fault.code} ${machine.fault.message} ${machine.fault.at ?? ""}`);
  return machine.value;
}

function modelOf(machine: Machine): { readonly model: Model; readonly meanings: readonly EventMeaning[] } {
  const { document, meanings } = machineToModel(machine.document, { assume: { human: "live" } });
  const parsed = parseModel(document);
  if (!parsed.ok) throw new Error(`${parsed.fault.code} ${parsed.fault.message} ${parsed.fault.at ?? ""}`);
  return { model: parsed.value, meanings };
}

interface Flight {
  readonly tool: number;
  readonly terminal: number;
}

/** Runs the kernel at random as the decider would, and follows every move by a step of the model. */
function follow(seed: number): number {
  const machine = loaded(seed);
  const { model, meanings } = modelOf(machine);
  const size = machine.document.variables.length;
  const roll = dice(seed + 1);
  let state = initialState(machine);
  let candidates = [initialStateOf(model)];
  let flights: Flight[] = [];
  const move = (next: Int32Array, fits: (meaning: EventMeaning) => boolean): void => {
    const reached = new Map<string, number[]>();
    for (const from of candidates) {
      for (const [number, event] of model.events.entries()) {
        const meaning = meanings[number];
        if (meaning === undefined || !fits(meaning) || !holds(stepCondition(event), from)) continue;
        const to = stateAfter(event, from);
        if (to.slice(0, size).join() === next.join()) reached.set(to.join(), to);
      }
    }
    candidates = [...reached.values()];
    expect(candidates.length).toBeGreaterThan(0);
    state = next;
  };
  let moves = 0;
  for (let i = 0; i < 60; i++) {
    const flight = flights[roll(flights.length + 1)];
    if (flight !== undefined && roll(2) === 0) {
      const outcome = (["ok", "error", "unknown"] as const)[roll(3)] ?? "ok";
      const nexts = observe(machine, flight.tool, flight.terminal, outcome, state);
      const next = nexts[roll(nexts.length)] ?? state;
      flights = flights.filter((other) => other !== flight);
      if (next.join() !== state.join()) move(next, (meaning) => meaning.kind === "outcome" && meaning.outcome === outcome);
    } else if (state[0] === 1 && roll(4) === 0) {
      move(endContainment(machine, state), (meaning) => meaning.kind === "release");
    } else {
      const tool = roll(machine.tools.length);
      const call = { args: { a: EXAMPLES[roll(3)] ?? 0, b: EXAMPLES[roll(3)] ?? 0 }, facts: {} };
      const approved = roll(3) === 0;
      const terminal = decide(machine, tool, approved ? endContainment(machine, state) : state, call);
      const { verdict } = ruling(machine, terminal);
      if (verdict === "quarantine" && !approved) {
        move(contain(machine, state), (meaning) => meaning.kind === "held" && meaning.tool === tool && meaning.terminals.has(terminal));
      } else if (verdict === "allow" || (approved && verdict !== "deny")) {
        if (approved && verdict === "allow") continue;
        const next = proceed(machine, terminal, state);
        move(next, (meaning) => meaning.kind === "call" && meaning.tool === tool && meaning.approved === approved && meaning.terminals.has(terminal));
        flights.push({ tool, terminal });
      } else continue;
    }
    moves++;
  }
  return moves;
}

describe("a machine's model", () => {
  test("follows every run of the kernel, on 400 generated machines", () => {
    let moves = 0;
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => { moves += follow(seed); }), { numRuns: 400 });
    expect(moves).toBeGreaterThan(5_000);
  });

  test("both engines give one report on generated machines", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const { model } = modelOf(loaded(seed));
      const [one, other] = [checkModel(model), checkModel(model, { explicitStatesMax: 0 })];
      expect({ ...other, engine: "" }).toEqual({ ...one, engine: "" });
    }), { numRuns: 50 });
  });
});
