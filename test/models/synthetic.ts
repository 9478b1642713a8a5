/**
 * Families of models that grow, for the engines' benchmarks: transfer lines of any length, and independent budgets that
 * share a pool. Their counts are ours, checked against SPIN while they are small enough for it.
 */
import type { ConditionDocument, EventDocument, ModelDocument, VariableDocument } from "../../src/verifier/index.ts";
import { type Automaton, counter, cycle, synchronise } from "./automata.ts";

/** `n` machines in line with a buffer of `size` between neighbours; the last one is a test unit that may send work back. */
export function longTransferLine(n: number, size: number): ModelDocument {
  const machines = Array.from({ length: n }, (_, i) => cycle(`M${i}`, `start${i}`, `end${i}`));
  const unit: Automaton = {
    name: "TU",
    kind: "plant",
    locations: 2,
    marked: [0],
    edges: [
      [0, "test", 1],
      [1, "pass", 0],
      [1, "reject", 0],
    ],
  };
  const buffers = Array.from({ length: n }, (_, i) =>
    counter(`B${i}`, size, [`end${i}`, ...(i === 0 ? ["reject"] : [])], [i === n - 1 ? "test" : `start${i + 1}`]),
  );
  return synchronise(
    `transfer line ${n}x${size}`,
    [...machines, unit, ...buffers],
    (event) => event.startsWith("start") || event === "test",
  );
}

/** `n` counters up to `size` that draw on a pool of the same size: coupled integers, the hard case for diagrams. */
export function sharedPool(n: number, size: number): ModelDocument {
  const range = Array.from({ length: size + 1 }, (_, i) => i);
  const variables: VariableDocument[] = [{ name: "pool", values: range, initial: size }];
  const events: EventDocument[] = [];
  for (let i = 0; i < n; i++) {
    variables.push({ name: `held${i}`, values: range }, { name: `busy${i}`, values: [false, true] });
    events.push(
      {
        name: `${i} draws`,
        agency: "controllable",
        guard: { all: [{ not: { is: ["pool", 0] } }, { not: { is: [`held${i}`, size] } }] },
        effects: [
          { variable: "pool", add: -1 },
          { variable: `held${i}`, add: 1 },
        ],
      },
      {
        name: `${i} begins`,
        agency: "controllable",
        guard: { all: [{ is: [`busy${i}`, false] }, { not: { is: [`held${i}`, 0, 1] } }] },
        effects: [{ variable: `busy${i}`, to: true }],
      },
      {
        name: `${i} ends`,
        agency: "uncontrollable",
        guard: { all: [{ is: [`busy${i}`, true] }, { not: { is: [`held${i}`, 0] } }, { not: { is: ["pool", size] } }] },
        effects: [
          { variable: `busy${i}`, to: false },
          { variable: `held${i}`, add: -1 },
          { variable: "pool", add: 1 },
        ],
      },
      {
        name: `${i} gives back`,
        agency: "controllable",
        guard: { all: [{ not: { is: [`held${i}`, 0] } }, { not: { is: ["pool", size] } }] },
        effects: [
          { variable: `held${i}`, add: -1 },
          { variable: "pool", add: 1 },
        ],
      },
    );
  }
  const idle = Array.from({ length: n }, (_, i): ConditionDocument => ({ is: [`busy${i}`, false] }));
  return {
    format: "interlock-model/1",
    name: `pool ${n}x${size}`,
    variables,
    events,
    goals: [{ name: "idle and full", when: { all: [{ is: ["pool", size] }, ...idle] } }],
  };
}
