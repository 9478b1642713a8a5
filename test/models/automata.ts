/**
 * Builds a verifier model from automata that synchronise on shared events, the form in which textbooks print theirs:
 * plants say what can happen, requirements what may. One variable for each automaton.
 */
import type { ConditionDocument, EffectDocument, EventDocument, ModelDocument } from "../../src/verifier/index.ts";

export interface Automaton {
  readonly name: string;
  readonly kind: "plant" | "requirement";
  /** Locations are numbered from 0, the initial one. */
  readonly locations: number;
  readonly marked: readonly number[];
  readonly edges: readonly (readonly [from: number, event: string, to: number])[];
}

/** The synchronous product; an event is controllable where `controllable` says so. */
export function synchronise(name: string, automata: readonly Automaton[], controllable: (event: string) => boolean): ModelDocument {
  const names = [...new Set(automata.flatMap((automaton) => automaton.edges.map(([, event]) => event)))].sort();
  const events = names.map((event): EventDocument => {
    const effects: EffectDocument[] = [];
    const sides: Record<Automaton["kind"], ConditionDocument[]> = { plant: [], requirement: [] };
    for (const automaton of automata) {
      const edges = automaton.edges.filter(([, label]) => label === event);
      const [first] = edges;
      if (first === undefined) continue;
      sides[automaton.kind].push({ is: [automaton.name, ...edges.map(([from]) => from)] });
      effects.push({ variable: automaton.name, map: edges.map(([from, , to]) => [from, to] as const) });
    }
    return {
      name: event,
      agency: controllable(event) ? "controllable" : "uncontrollable",
      effects,
      guard: { all: sides.plant },
      requires: { all: sides.requirement },
    };
  });
  const marked = automata.map((automaton): ConditionDocument => ({ is: [automaton.name, ...automaton.marked] as [string, ...number[]] }));
  return {
    format: "interlock-model/1",
    name,
    events,
    variables: automata.map((automaton) => ({ name: automaton.name, values: Array.from({ length: automaton.locations }, (_, i) => i) })),
    goals: [{ name: "marked", when: { all: marked } }],
  };
}

/** An automaton that counts from 0 to `size`: `up` events add one, `down` events take one. */
export function counter(name: string, size: number, up: readonly string[], down: readonly string[]): Automaton {
  const edges: [number, string, number][] = [];
  for (let n = 0; n < size; n++) {
    for (const event of up) edges.push([n, event, n + 1]);
    for (const event of down) edges.push([n + 1, event, n]);
  }
  return { name, kind: "requirement", locations: size + 1, marked: [0], edges };
}

/** A plant that goes round its locations by these events, marked at the start. */
export function cycle(name: string, ...events: readonly string[]): Automaton {
  const edges = events.map((event, i): [number, string, number] => [i, event, (i + 1) % events.length]);
  return { name, kind: "plant", locations: events.length, marked: [0], edges };
}
