/**
 * Two machines in step: every pair of states that one and the same history leads to, breadth first, as far as one tool's
 * verdicts depend on it. A history goes on where both machines execute a call, at once or after it was approved; what only one
 * of them executes is a difference, and ends it. A hold by one alone goes on as if a person had ended the containment.
 *
 * Other sessions are histories too: what they do to shared variables here may happen anywhere that has these shared values.
 */
import type { Effect, Machine, MachineDocument } from "../../kernel/index.ts";
import { JOINT_CONFIGURATIONS_MAX, OPEN_CALLS_MAX } from "../limits.ts";
import type { Cone } from "./comparison-cone.ts";
import type { Ended, JointCall, JointCalls, JointOutcome, StatePair } from "./joint-calls.ts";
import { Flights, type Settlement } from "./joint-flights.ts";

export type Move =
  | { readonly kind: "start" }
  /** Executed by both; `answered`: it was parked before the session was contained. */
  | { readonly kind: "call"; readonly call: JointCall; readonly settlement: number | undefined; readonly answered: boolean }
  | { readonly kind: "held"; readonly call: JointCall }
  | { readonly kind: "outcome"; readonly settlement: number; readonly outcome: JointOutcome }
  | { readonly kind: "release" }
  | { readonly kind: "turn"; readonly every: "hour" | "day"; readonly zone: string }
  /** What another session did to the shared variables: the values they have after it. */
  | { readonly kind: "elsewhere"; readonly did: Move; readonly old: Assignment; readonly new: Assignment };

type Assignment = ReadonlyMap<number, number>;

export interface Configuration extends StatePair {
  /** How many executed calls of each settlement are open; in the view of `many`, whether any are. */
  readonly flight: readonly number[];
  /** The place of the configuration before, and what led here. */
  readonly parent: number;
  readonly move: Move;
}

/** Scopes whose variables other sessions change: those of the same agent, and those of every agent. */
const SHARING = [["agent", "organisation"], ["organisation"]] as const;

/**
 * How calls in flight are seen. `few`: up to `OPEN_CALLS_MAX` at the same time, exactly, so that every story is one. `many`:
 * any number, not counted, so that nothing is missed.
 */
export type FlightView = "few" | "many";

/** The configurations, nearest first; undefined where there are too many. */
export function exploreJointly(calls: JointCalls, cone: Cone, view: FlightView): readonly Configuration[] | undefined {
  return new JointExploration(calls, cone, view).run();
}

class JointExploration {
  readonly #calls: JointCalls;
  readonly #cone: Cone;
  readonly #view: FlightView;
  readonly #flights: Flights;
  readonly #turns: readonly (readonly ["hour" | "day", string])[];
  readonly #levels: readonly Level[];
  readonly #found: Configuration[] = [];
  readonly #known = new Set<string>();

  constructor(calls: JointCalls, cone: Cone, view: FlightView) {
    this.#calls = calls;
    this.#cone = cone;
    this.#view = view;
    this.#flights = new Flights(calls, cone);
    this.#levels = SHARING.map((scopes) => new Level(scopes, cone, calls.old.document, calls.new.document)).filter(({ isUsed }) => isUsed);
    const resets = [...this.#resetsOf(calls.old, cone.old), ...this.#resetsOf(calls.new, cone.new)];
    this.#turns = [...new Map(resets.map((reset) => [reset.join(), reset])).values()];
  }

  run(): readonly Configuration[] | undefined {
    const start = {
      old: new Int32Array(this.#calls.old.document.variables.length),
      new: new Int32Array(this.#calls.new.document.variables.length),
    };
    this.#add({ ...start, flight: [], parent: -1, move: { kind: "start" } });
    for (let at = 0; at < this.#found.length; at++) {
      if (this.#found.length > JOINT_CONFIGURATIONS_MAX) return undefined;
      for (const level of this.#levels) {
        for (const elsewhere of level.arrive(at, this.#at(at))) this.#apply(at, elsewhere);
      }
      for (const tool of this.#cone.movers) if (!this.#callsFrom(at, tool)) return undefined;
      this.#outcomesFrom(at);
      this.#worldFrom(at);
    }
    return this.#found;
  }

  #at(place: number): Configuration {
    return this.#found[place] ?? { old: new Int32Array(), new: new Int32Array(), flight: [], parent: -1, move: { kind: "start" } };
  }

  /** Executions and holds of one tool's calls; false where there are too many classes to tell. */
  #callsFrom(at: number, tool: string): boolean {
    const here = this.#at(at);
    const now = this.#calls.of(tool, here);
    const isContained = here.old[0] === 1 || here.new[0] === 1;
    const answered = isContained ? this.#calls.of(tool, { old: here.old.with(0, 0), new: here.new.with(0, 0) }) : [];
    if (now === undefined || answered === undefined) return false;
    for (const call of now) {
      const verdicts = [call.old.ruling.verdict, call.new.ruling.verdict];
      if (!verdicts.includes("deny") && !this.#execute(at, call, false)) return false;
      if (verdicts.every((verdict) => verdict === "quarantine"))
        this.#step(at, { old: here.old.with(0, 1), new: here.new.with(0, 1), flight: here.flight, move: { kind: "held", call } });
    }
    return answered.every((call) => !isParked(call.old) || !isParked(call.new) || this.#execute(at, call, true));
  }

  #execute(at: number, call: JointCall, answered: boolean): boolean {
    const here = this.#at(at);
    const settlement = this.#flights.settlementOf(call);
    if (settlement === "too large") return false;
    const open = here.flight.reduce((sum, count) => sum + count, 0);
    if (settlement !== undefined && this.#view === "few" && open === OPEN_CALLS_MAX) return true;
    const count = this.#view === "few" ? (here.flight[settlement ?? -1] ?? 0) + 1 : 1;
    const flight = settlement === undefined ? here.flight : withFlight(here.flight, settlement, count);
    const after = {
      old: proceeded(this.#calls.old, call.old.ruling.actions, here.old),
      new: proceeded(this.#calls.new, call.new.ruling.actions, here.new),
    };
    this.#step(at, { ...after, flight, move: { kind: "call", call, settlement, answered } });
    return true;
  }

  #outcomesFrom(at: number): void {
    const here = this.#at(at);
    for (const [number, count] of here.flight.entries()) {
      if (count === 0) continue;
      const settlement: Settlement | undefined = this.#flights.settlements[number];
      for (const { outcome, old, new: new_ } of settlement?.ways ?? []) {
        const after = {
          old: changed(here.old, old),
          new: changed(here.new, new_),
          move: { kind: "outcome", settlement: number, outcome } as const,
        };
        this.#step(at, { ...after, flight: withFlight(here.flight, number, count - 1) });
        if (this.#view === "many") this.#step(at, { ...after, flight: here.flight });
      }
    }
  }

  /** Turns of hours and days, and the end of a containment. */
  #worldFrom(at: number): void {
    const here = this.#at(at);
    if (here.old[0] === 1 || here.new[0] === 1)
      this.#add({ old: here.old.with(0, 0), new: here.new.with(0, 0), flight: here.flight, parent: at, move: { kind: "release" } });
    for (const [every, zone] of this.#turns) {
      const turned = (machine: Machine, state: Int32Array): Int32Array =>
        state.map((value, variable) => {
          const resets = machine.document.variables[variable]?.resets;
          return resets?.zone === zone && (every === "day" || resets.every === "hour") ? 0 : value;
        });
      const after = { old: turned(this.#calls.old, here.old), new: turned(this.#calls.new, here.new) };
      this.#add({ ...after, flight: here.flight, parent: at, move: { kind: "turn", every, zone } });
    }
  }

  /** A step that other sessions may take too. */
  #step(at: number, step: Omit<Configuration, "parent">): void {
    const here = this.#at(at);
    const next = this.#add({ ...step, parent: at });
    for (const level of this.#levels) {
      const elsewhere = level.learn(here, next);
      if (elsewhere !== undefined) for (const other of level.membersLike(here)) this.#apply(other, elsewhere);
    }
  }

  #apply(at: number, { did, old, new: new_ }: Extract<Move, { kind: "elsewhere" }>): void {
    const here = this.#at(at);
    const assigned = (state: Int32Array, values: Assignment): Int32Array => state.map((value, variable) => values.get(variable) ?? value);
    const after = { old: assigned(here.old, old), new: assigned(here.new, new_), flight: here.flight };
    this.#add({ ...after, parent: at, move: { kind: "elsewhere", did, old, new: new_ } });
  }

  /** Keeps a configuration if it is new. Variables outside the cone stay at their first value. */
  #add(candidate: Configuration): Configuration {
    const old = candidate.old.map((value, variable) => (this.#cone.old.has(variable) ? value : 0));
    const new_ = candidate.new.map((value, variable) => (this.#cone.new.has(variable) ? value : 0));
    const configuration = { ...candidate, old, new: new_ };
    const key = `${old.join()} ${new_.join()} ${configuration.flight.join()}`;
    if (!this.#known.has(key)) this.#found.push(configuration);
    this.#known.add(key);
    return configuration;
  }

  #resetsOf({ document }: Machine, variables: ReadonlySet<number>): (readonly ["hour" | "day", string])[] {
    return document.variables.flatMap(({ resets }, variable) =>
      resets === undefined || !variables.has(variable) ? [] : [[resets.every, resets.zone] as const],
    );
  }
}

/** The steps of other sessions on the variables of some scopes. */
class Level {
  readonly isUsed: boolean;
  readonly #old: readonly number[];
  readonly #new: readonly number[];
  readonly #members = new Map<string, number[]>();
  readonly #steps = new Map<string, Map<string, Extract<Move, { kind: "elsewhere" }>>>();

  constructor(scopes: readonly string[], cone: Cone, old: MachineDocument, new_: MachineDocument) {
    const shared = ({ variables }: MachineDocument, within: ReadonlySet<number>): number[] =>
      variables.flatMap(({ scope }, variable) => (within.has(variable) && scopes.includes(scope) ? [variable] : []));
    this.#old = shared(old, cone.old);
    this.#new = shared(new_, cone.new);
    this.isUsed = this.#old.length + this.#new.length > 0;
  }

  /** A configuration is new: the known steps that may happen there. */
  arrive(place: number, at: StatePair): readonly Extract<Move, { kind: "elsewhere" }>[] {
    const key = this.#key(at);
    const members = this.#members.get(key) ?? [];
    this.#members.set(key, members);
    members.push(place);
    return [...(this.#steps.get(key)?.values() ?? [])];
  }

  membersLike(at: StatePair): readonly number[] {
    return [...(this.#members.get(this.#key(at)) ?? [])];
  }

  /** The step of another session that a step of this one shows to be possible, if it is new. */
  learn(from: StatePair, to: StatePair & { readonly move: Move }): Extract<Move, { kind: "elsewhere" }> | undefined {
    const [key, target] = [this.#key(from), this.#key(to)];
    const steps = this.#steps.get(key) ?? new Map<string, Extract<Move, { kind: "elsewhere" }>>();
    this.#steps.set(key, steps);
    if (key === target || steps.has(target)) return undefined;
    const values = (state: Int32Array, variables: readonly number[]): Assignment =>
      new Map(variables.map((variable) => [variable, state[variable] ?? 0]));
    const step = { kind: "elsewhere", did: to.move, old: values(to.old, this.#old), new: values(to.new, this.#new) } as const;
    steps.set(target, step);
    return step;
  }

  #key(at: StatePair): string {
    return `${this.#old.map((variable) => at.old[variable]).join()} ${this.#new.map((variable) => at.new[variable]).join()}`;
  }
}

/** Parked earlier, such a call may be answered in a contained session too. */
function isParked({ ruling }: Ended): boolean {
  return ruling.verdict === "escalate" || ruling.verdict === "quarantine";
}

function withFlight(flight: readonly number[], settlement: number, count: number): number[] {
  const next = Array.from({ length: Math.max(flight.length, settlement + 1) }, (_, i) => (i === settlement ? count : (flight[i] ?? 0)));
  while (next.at(-1) === 0) next.pop();
  return next;
}

function proceeded(machine: Machine, actions: readonly number[], state: Int32Array): Int32Array {
  const effects = actions.flatMap((action) => machine.document.actions[action]?.then ?? []);
  return changed(state, effects);
}

/** The state after simultaneous effects. */
function changed(state: Int32Array, effects: readonly Effect[]): Int32Array {
  return state.map((value, variable) => effects.find((effect) => effect.variable === variable)?.table[value] ?? value);
}
