/**
 * Models whose state counts are printed in the literature: Wonham's transfer line and AGV system (Supervisory Control of
 * Discrete-Event Systems; his event numbers: odd ones are controllable), Peterson's algorithm, dining philosophers.
 */
import type { ConditionDocument, EventDocument, ModelDocument } from "../../src/verifier/index.ts";
import { type Automaton, counter, cycle, synchronise } from "./automata.ts";

function isOdd(event: string): boolean {
  return Number(event) % 2 === 1;
}

/** Two machines and a test unit in line; buffers of 3 and 1. Supervisor: 28 states, 65 transitions. */
export function transferLine(): ModelDocument {
  const unit: Automaton = {
    name: "TU",
    kind: "plant",
    locations: 2,
    marked: [0],
    edges: [
      [0, "5", 1],
      [1, "6", 0],
      [1, "8", 0],
    ],
  };
  return synchronise(
    "transfer line",
    [cycle("M1", "1", "2"), cycle("M2", "3", "4"), unit, counter("B1", 3, ["2", "8"], ["3"]), counter("B2", 1, ["4"], ["5"])],
    isOdd,
  );
}

/** A place that one of several vehicles occupies: each pair is (events that enter, events that leave). */
function place(name: string, ...users: readonly (readonly [enter: readonly string[], leave: readonly string[]])[]): Automaton {
  const edges = users.flatMap(([enter, leave], i) => [
    ...enter.map((event): [number, string, number] => [0, event, i + 1]),
    ...leave.map((event): [number, string, number] => [i + 1, event, 0]),
  ]);
  return { name, kind: "requirement", locations: users.length + 1, marked: [0], edges };
}

/** Five vehicles, four zones, three workstations, an input station. Supervisor: 4,406 states, 11,338 transitions. */
export function agvSystem(): ModelDocument {
  const station: Automaton = {
    name: "WS1",
    kind: "requirement",
    locations: 4,
    marked: [0],
    edges: [
      [0, "32", 1],
      [2, "32", 3],
      [0, "46", 2],
      [1, "46", 3],
      [3, "50", 0],
    ],
  };
  return synchronise(
    "AGV system",
    [
      cycle("AGV1", "11", "10", "13", "12"),
      cycle("AGV2", "21", "18", "20", "22", "23", "24", "26", "28"),
      cycle("AGV3", "33", "34", "31", "32"),
      cycle("AGV4", "41", "40", "42", "43", "44", "46"),
      cycle("AGV5", "51", "50", "53", "52"),
      place(
        "Z1",
        [
          ["11", "13"],
          ["10", "12"],
        ],
        [
          ["20", "23"],
          ["22", "24"],
        ],
      ),
      place(
        "Z2",
        [
          ["18", "24"],
          ["20", "26"],
        ],
        [
          ["31", "33"],
          ["32", "34"],
        ],
      ),
      place(
        "Z3",
        [
          ["21", "26"],
          ["18", "28"],
        ],
        [
          ["41", "44"],
          ["40", "46"],
        ],
      ),
      place(
        "Z4",
        [
          ["40", "43"],
          ["42", "44"],
        ],
        [
          ["51", "53"],
          ["50", "52"],
        ],
      ),
      place("IPS", [["10"], ["13"]], [["22"], ["23"]]),
      place("WS2", [["12"], ["34"]]),
      place("WS3", [["28"], ["42"]]),
      station,
    ],
    isOdd,
  );
}

/** Peterson's mutual exclusion for `n` processes (filter lock): nobody can refuse a step, and two in the critical section is bad. */
export function peterson(n: number): ModelDocument {
  const events: EventDocument[] = [];
  const processes = Array.from({ length: n }, (_, i) => i);
  const levels = Array.from({ length: n }, (_, i) => i);
  for (const i of processes) {
    const others = processes.filter((j) => j !== i);
    for (let level = 1; level < n; level++) {
      const announce = { is: [`pc${i}`, `announce${level}`] } as const;
      const wait = { is: [`pc${i}`, `wait${level}`] } as const;
      const last: ConditionDocument = { is: [`last${level}`, i] };
      const ahead = others.map((j): ConditionDocument => ({ is: [`level${j}`, ...levels.slice(level)] as [string, ...number[]] }));
      events.push(
        {
          name: `${i} enters level ${level}`,
          agency: "uncontrollable",
          guard: { is: [`pc${i}`, level === 1 ? "idle" : `pass${level - 1}`] },
          effects: [
            { variable: `pc${i}`, to: `announce${level}` },
            { variable: `level${i}`, to: level },
          ],
        },
        {
          name: `${i} is last at ${level}`,
          agency: "uncontrollable",
          guard: announce,
          effects: [
            { variable: `pc${i}`, to: `wait${level}` },
            { variable: `last${level}`, to: i },
          ],
        },
        {
          name: `${i} passes ${level}`,
          agency: "uncontrollable",
          guard: { all: [wait, { not: { all: [last, { any: ahead }] } }] },
          effects: [{ variable: `pc${i}`, to: level === n - 1 ? "critical" : `pass${level}` }],
        },
      );
    }
    events.push({
      name: `${i} leaves`,
      agency: "uncontrollable",
      guard: { is: [`pc${i}`, "critical"] },
      effects: [
        { variable: `pc${i}`, to: "idle" },
        { variable: `level${i}`, to: 0 },
      ],
    });
  }
  const steps = levels.slice(1).flatMap((level) => [`announce${level}`, `wait${level}`, ...(level < n - 1 ? [`pass${level}`] : [])]);
  const pairs = processes.flatMap((i) =>
    processes
      .filter((j) => j > i)
      .map((j): ConditionDocument => ({ all: [{ is: [`pc${i}`, "critical"] }, { is: [`pc${j}`, "critical"] }] })),
  );
  return {
    format: "interlock-model/1",
    name: `Peterson ${n}`,
    events,
    variables: [
      ...processes.flatMap((i) => [
        { name: `pc${i}`, values: ["idle", ...steps, "critical"] },
        { name: `level${i}`, values: levels },
      ]),
      ...levels.slice(1).map((level) => ({ name: `last${level}`, values: processes })),
    ],
    never: [{ name: "two in the critical section", when: { any: pairs } }],
  };
}

/** Dining philosophers: each takes the left fork, then the right one, then puts both back. Deadlocks unless supervised. */
export function philosophers(n: number): ModelDocument {
  const events = Array.from({ length: n }, (_, i): EventDocument[] => {
    const [left, right] = [`fork${i}`, `fork${(i + 1) % n}`];
    return [
      {
        name: `${i} takes left`,
        agency: "controllable",
        guard: { all: [{ is: [`p${i}`, "thinking"] }, { is: [left, "free"] }] },
        effects: [
          { variable: `p${i}`, to: "left" },
          { variable: left, to: "taken" },
        ],
      },
      {
        name: `${i} takes right`,
        agency: "controllable",
        guard: { all: [{ is: [`p${i}`, "left"] }, { is: [right, "free"] }] },
        effects: [
          { variable: `p${i}`, to: "eating" },
          { variable: right, to: "taken" },
        ],
      },
      {
        name: `${i} is done`,
        agency: "uncontrollable",
        guard: { is: [`p${i}`, "eating"] },
        effects: [
          { variable: `p${i}`, to: "thinking" },
          { variable: left, to: "free" },
          { variable: right, to: "free" },
        ],
      },
    ];
  });
  const all = Array.from({ length: n }, (_, i): ConditionDocument => ({ is: [`p${i}`, "thinking"] }));
  return {
    format: "interlock-model/1",
    name: `philosophers ${n}`,
    events: events.flat(),
    goals: [{ name: "all think", when: { all } }],
    variables: Array.from({ length: n }, (_, i) => [
      { name: `p${i}`, values: ["thinking", "left", "eating"] },
      { name: `fork${i}`, values: ["free", "taken"] },
    ]).flat(),
  };
}
