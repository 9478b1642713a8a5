import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dice, EXAMPLES, generatedMachine } from "../../../test/models/generated-machine.ts";
import {
  contain,
  decide,
  endContainment,
  initialState,
  loadMachine,
  type Machine,
  type MachineDocument,
  observe,
  proceed,
  ruling,
} from "../../kernel/index.ts";
import { checkModel } from "../check-model.ts";
import { holds } from "../model/condition.ts";
import { initialStateOf, type Model, stateAfter, stepCondition } from "../model/model.ts";
import { parseModel } from "../model/parse-model.ts";
import { type EventMeaning, machineToModel } from "./machine-model.ts";
import { tellStory } from "./machine-story.ts";

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

/** Runs the kernel at random as the decider would, and follows every move by steps of the model. */
class Run {
  moves = 0;
  readonly #machine: Machine;
  readonly #model: Model;
  readonly #meanings: readonly EventMeaning[];
  readonly #roll: (below: number) => number;
  #state: Int32Array;
  /** The states the model may be in: it knows more than the kernel, namely what is in flight. */
  #candidates: readonly number[][];
  #flights: readonly { readonly tool: number; readonly terminal: number }[] = [];

  constructor(seed: number) {
    this.#machine = loaded(seed);
    const { model, meanings } = modelOf(this.#machine);
    this.#model = model;
    this.#meanings = meanings;
    this.#roll = dice(seed + 1);
    this.#state = initialState(this.#machine);
    this.#candidates = [initialStateOf(model)];
  }

  move(): void {
    if (this.#flights.length > 0 && this.#roll(3) === 0) this.#settle();
    else if (this.#state[0] === 1 && this.#roll(4) === 0) {
      this.#follow(endContainment(this.#machine, this.#state), (meaning) => meaning.kind === "release");
    } else this.#propose(this.#roll(this.#machine.tools.length));
  }

  #settle(): void {
    const flight = this.#flights[this.#roll(this.#flights.length)];
    if (flight === undefined) return;
    const outcome = (["ok", "error", "unknown"] as const)[this.#roll(3)] ?? "ok";
    const nexts = observe(this.#machine, flight.tool, flight.terminal, outcome, this.#state);
    const next = nexts[this.#roll(nexts.length)] ?? this.#state;
    this.#flights = this.#flights.filter((other) => other !== flight);
    if (next.join() === this.#state.join()) return;
    this.#follow(next, (meaning) => meaning.kind === "outcome" && meaning.outcome === outcome);
  }

  #propose(tool: number): void {
    const [a, b] = [EXAMPLES[this.#roll(3)] ?? 0, EXAMPLES[this.#roll(3)] ?? 0];
    const now = decide(this.#machine, tool, this.#state, { args: { a, b }, facts: {} });
    const { verdict } = ruling(this.#machine, now);
    if (verdict === "allow") this.#execute(tool, now, false);
    if (verdict === "quarantine") {
      this.#follow(contain(this.#machine, this.#state), (meaning) => meaning.kind === "held" && meaning.terminals.has(now));
    }
    const later = decide(this.#machine, tool, endContainment(this.#machine, this.#state), { args: { a, b }, facts: {} });
    const isParked = ["escalate", "quarantine"].includes(ruling(this.#machine, later).verdict);
    if (isParked && this.#roll(2) === 0) this.#execute(tool, later, true);
  }

  #execute(tool: number, terminal: number, approved: boolean): void {
    this.#follow(
      proceed(this.#machine, terminal, this.#state),
      (meaning) => meaning.kind === "call" && meaning.tool === tool && meaning.approved === approved && meaning.terminals.has(terminal),
    );
    this.#flights = [...this.#flights, { tool, terminal }];
  }

  /** The candidates that a step of this meaning leads to, as far as they agree with the kernel's next state. */
  #follow(next: Int32Array, fits: (meaning: EventMeaning) => boolean): void {
    const chosen = this.#model.events.filter((_, number) => this.#meanings.slice(number, number + 1).some(fits));
    const reached = this.#candidates.flatMap((from) =>
      chosen.filter((event) => holds(stepCondition(event), from)).map((event) => stateAfter(event, from)),
    );
    const agreeing = reached.filter((state) => state.slice(0, next.length).join() === next.join());
    this.#candidates = [...new Map(agreeing.map((state) => [state.join(), state])).values()];
    expect(this.#candidates.length).toBeGreaterThan(0);
    this.#state = next;
    this.moves++;
  }
}

function follow(seed: number): number {
  const run = new Run(seed);
  for (let i = 0; i < 60; i++) run.move();
  return run.moves;
}

/** The terminals in which the first action matches. */
function paying({ terminals }: MachineDocument): ReadonlySet<number> {
  return new Set(terminals.flatMap(({ actions }, terminal) => (actions.includes(0) ? [terminal] : [])));
}

describe("a machine's model", () => {
  test("follows every run of the kernel, on 400 generated machines", () => {
    let moves = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        moves += follow(seed);
      }),
      { numRuns: 400 },
    );
    expect(moves).toBeGreaterThan(5_000);
  });

  test("both engines give one report on generated machines", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const { model } = modelOf(loaded(seed));
        const [one, other] = [checkModel(model), checkModel(model, { explicitStatesMax: 0 })];
        expect({ ...other, engine: "" }).toEqual({ ...one, engine: "" });
      }),
      { numRuns: 50 },
    );
  });

  test("a broken bound is told with calls that the kernel decides the same way", () => {
    let told = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const machine = loaded(seed);
        const bounds = {
          never: [{ name: "spent", when: { is: ["spent", 2] } as const }],
          forbidden: [{ name: "none at once", direct: paying(machine.document), answered: new Set<number>() }],
          assume: { human: "live" } as const,
        };
        const made = machineToModel(machine.document, bounds);
        const parsed = parseModel(made.document);
        if (!parsed.ok) throw new Error(parsed.fault.message);
        for (const { story = [] } of checkModel(parsed.value).violations) {
          for (const move of tellStory(machine, made, story)) {
            if (move.kind !== "call") continue;
            told++;
            expect(move.replays).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
    expect(told).toBeGreaterThan(50);
  });
});
