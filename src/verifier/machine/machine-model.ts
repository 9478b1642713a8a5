/**
 * Turns a compiled machine and its bounds into a model. A call is an event for each way it can be executed; what comes of it
 * is an event of the world. It over-approximates where the machine leaves things to the world, so what it shows safe is safe.
 *
 * - A call that is allowed, or parked and then approved, applies the `then` effects of its actions. Parking needs no state:
 *   an answered call is decided again with `contained` false and its own clauses discharged, so every discharge is granted here.
 * - Where outcomes have effects, one bit says that such a call is in flight. While it is, each outcome may happen, and the bit
 *   may stay, because another such call may be in flight too.
 * - Where progress is to be assured, what comes of a call is a choice of the world's, and everything but a success is a failure.
 * - Other sessions' effects on shared variables, and the turn of the hour or the day, are events of the world.
 */
import type { Effect, MachineDocument, Tool } from "../../kernel/index.ts";
import type { Grade } from "../model/model.ts";
import type {
  AssumptionDocument,
  ConditionDocument,
  EffectDocument,
  EventDocument,
  ModelDocument,
  NamedConditionDocument,
  VariableDocument,
} from "../model/model-document.ts";
import { flightOf } from "./flight.ts";
import { allOf, anyOf, MachineGuards } from "./machine-guards.ts";
import { type Operation, operationsOf, type Settlement } from "./machine-operations.ts";

/** What is to be proved of a machine. Conditions over its state variables are in the form of docs/verifier-model.md. */
export interface MachineBounds {
  readonly never?: readonly NamedConditionDocument[];
  /** Calls that must not be executed. */
  readonly forbidden?: readonly CallBound[];
  readonly goals?: readonly NamedConditionDocument[];
  /** Calls that must stay possible. */
  readonly occasions?: readonly CallBound[];
  /** Whether goals and occasions are to be possible, or assured. */
  readonly grade?: Grade;
  readonly assume?: AssumptionDocument;
  /** Definitions that the conditions use. */
  readonly define?: readonly NamedConditionDocument[];
}

/** A bound on calls: the terminals in which it holds of a call that is executed at once, or after people have answered for it. */
export interface CallBound {
  readonly name: string;
  readonly direct: ReadonlySet<number>;
  readonly answered: ReadonlySet<number>;
}

/** What an event of the model is in the machine. */
export type EventMeaning =
  | {
      readonly kind: "call";
      readonly tool: number;
      readonly terminals: ReadonlySet<number>;
      readonly approved: boolean;
      /** The bound that forbids it. */
      readonly against?: string;
    }
  | { readonly kind: "held"; readonly tool: number; readonly terminals: ReadonlySet<number> }
  | { readonly kind: "outcome"; readonly letter: string; readonly outcome: "ok" | "error" | "unknown" }
  | { readonly kind: "release" }
  | { readonly kind: "world" };

export interface MachineModel {
  readonly document: ModelDocument;
  /** One for each event of the document. */
  readonly meanings: readonly EventMeaning[];
}

/** The model of a machine. Parse the document to explore it; unknown names in the bounds are found there. */
export function machineToModel(machine: MachineDocument, bounds: MachineBounds = {}): MachineModel {
  return new Translation(machine, bounds).translate();
}

interface Way {
  readonly terminals: ReadonlySet<number>;
  readonly approved: boolean;
}

/** Whether what the state is has become a matter of what nobody knows. */
const DOUBT = "in doubt";

/** The state variable 0 of every machine. */
const CONTAINED = "contained";

class Translation {
  readonly #machine: MachineDocument;
  readonly #bounds: MachineBounds;
  readonly #guards: MachineGuards;
  readonly #events: EventDocument[] = [];
  readonly #meanings: EventMeaning[] = [];
  readonly #private: ReadonlySet<number>;
  /** The state variables that some decision asks. */
  readonly #asked: ReadonlySet<number>;
  readonly #grade: Grade;

  constructor(machine: MachineDocument, bounds: MachineBounds) {
    this.#machine = machine;
    this.#bounds = bounds;
    this.#guards = new MachineGuards(machine);
    this.#grade = bounds.grade ?? "possible";
    this.#asked = new Set(machine.nodes.map(([variable = 0]) => variable));
    this.#private = new Set(machine.variables.flatMap((variable, i) => (variable.scope === "session" ? [i] : [])));
  }

  translate(): MachineModel {
    const { variables, charters } = this.#machine;
    const { operations, settlements } = operationsOf(this.#machine);
    const parking = new Set(operations.filter(({ parked }) => parked.size > 0).map(({ tool }) => tool));
    for (const operation of operations) this.#calls(operation, parking);
    for (const settlement of settlements) this.#outcomes(settlement);
    if (this.#meanings.some((meaning) => meaning.kind === "held")) {
      this.#add(
        { kind: "release" },
        {
          // Always there: a person may say so over whichever call was held, also when it is long over.
          name: "a person ends the containment",
          agency: "human",
          letter: "",
          guard: { is: [CONTAINED, true] },
          effects: [{ variable: CONTAINED, to: false }],
        },
      );
    }
    this.#turns();
    const doubt = settlements.some((settlement) => this.#leavesDoubt(settlement)) ? [DOUBT] : [];
    const flights = [
      ...settlements.map(({ bit }) => flightOf(bit, this.#grade).variable),
      ...doubt.map((name): VariableDocument => ({ name, values: [false, true] })),
    ];
    const occasions = (this.#bounds.occasions ?? []).map((bound) => this.#occasion(bound, operations));
    const goals = [...(this.#bounds.goals ?? []), ...occasions];
    return {
      meanings: this.#meanings,
      document: {
        format: "interlock-model/1",
        name: charters.map((charter) => charter.name).join(" + "),
        events: this.#events,
        define: [...(this.#bounds.define ?? []), ...this.#guards.definitions],
        variables: [...variables.map((variable) => ({ name: variable.name, values: variable.values })), ...flights],
        never: this.#bounds.never ?? [],
        goals: goals.map(({ name, when }) => ({ name, when: allOf([when, ...doubt.map((bit) => ({ is: [bit, false] }) as const)]) })),
        ...(this.#grade === "assured" ? { grade: this.#grade } : {}),
        ...(this.#bounds.assume === undefined ? {} : { assume: this.#bounds.assume }),
      },
    };
  }

  #add(meaning: EventMeaning, event: EventDocument): void {
    this.#meanings.push(meaning);
    this.#events.push(event);
  }

  /** The ways one operation is executed: at once, or approved; and the ways it is held. */
  #calls(operation: Operation, parking: ReadonlySet<Tool>): void {
    const { tool, number, actions, title, allowed, parked, held } = operation;
    const executed = new Set([...allowed, ...parked]);
    this.#executed(operation, { terminals: allowed, approved: false });
    // When it is answered a parked call is decided again, and may by then be one that nothing parks.
    if (parking.has(tool)) this.#executed(operation, { terminals: executed, approved: true });
    const holding = this.#guards.reaches(tool, held);
    if (holding !== false) {
      this.#add(
        { kind: "held", tool: number, terminals: held },
        { name: `${title}, held`, agency: "controllable", letter: "", guard: holding, effects: [{ variable: CONTAINED, to: true }] },
      );
    }
    const then = actions.flatMap((action) => this.#machine.actions[action]?.then ?? []);
    const elsewhere = this.#guards.reaches(tool, executed, { unknown: this.#private });
    this.#elsewhere(`elsewhere: ${title}`, elsewhere, then);
  }

  /** One way: an event for the calls that no bound forbids, and one that must not happen for each bound that forbids some. */
  #executed({ tool, number, actions, letter, title, settlement }: Operation, { terminals, approved }: Way): void {
    const then = actions.flatMap((action) => this.#machine.actions[action]?.then ?? []);
    const flight: EffectDocument[] = settlement === undefined ? [] : [flightOf(settlement.bit, this.#grade).starts];
    const common = { agency: "controllable", effects: [...this.#effects(then), ...flight], letter } as const;
    const name = approved ? `${title}, approved` : title;
    const live = !approved || this.#bounds.assume?.human === "live";
    const released = { released: approved };
    let kept = terminals;
    for (const bound of this.#bounds.forbidden ?? []) {
      const against = among(terminals, approved ? bound.answered : bound.direct);
      const guard = this.#guards.reaches(tool, against, released);
      kept = new Set([...kept].filter((terminal) => !against.has(terminal)));
      if (guard === false) continue;
      this.#add(
        { kind: "call", tool: number, terminals: against, approved, against: bound.name },
        { ...common, name: `${name}, against ${bound.name}`, guard, requires: false, relied: false },
      );
    }
    this.#witnessed(tool, kept, released, (suffix, guard, relied) => {
      this.#add(
        { kind: "call", tool: number, terminals: kept, approved },
        { ...common, name: `${name}${suffix}`, guard, ...(live ? relied : { relied: false }) },
      );
    });
  }

  /** Safety counts every class; progress only those that it may count on. Two events where that makes a difference. */
  #witnessed(
    tool: Tool,
    terminals: ReadonlySet<number>,
    options: { readonly released?: boolean },
    add: (suffix: string, guard: ConditionDocument, relied: { readonly relied?: boolean }) => void,
  ): void {
    const guard = this.#guards.reaches(tool, terminals, options);
    const everyClass = this.#guards.countsOnAll(tool, this.#grade);
    const witnessed = everyClass ? guard : this.#guards.reaches(tool, terminals, { ...options, counted: this.#grade });
    if (witnessed !== false) add("", witnessed, {});
    if (guard !== false && !everyClass) add(", not counted on", guard, { relied: false });
  }

  /** Where a call of which the bound holds is possible, by classes with a known example. */
  #occasion({ name, direct, answered }: CallBound, operations: readonly Operation[]): NamedConditionDocument {
    const live = this.#bounds.assume?.human === "live";
    const ways = operations.flatMap(({ tool, allowed, parked }) => [
      this.#guards.reaches(tool, among(allowed, direct), { counted: this.#grade }),
      ...(live ? [this.#guards.reaches(tool, among(parked, answered), { counted: this.#grade, released: true })] : []),
    ]);
    return { name, when: anyOf(ways) };
  }

  #outcomes(settlement: Settlement): void {
    const { bit, letter, title, outcomes } = settlement;
    const choice = this.#grade === "assured" ? { choice: bit } : {};
    const isCounted =
      this.#bounds.assume?.failures !== undefined && new Set(outcomes.map(({ effects }) => JSON.stringify(effects))).size > 1;
    const { ends, endsUnseen } = flightOf(bit, this.#grade);
    for (const { outcome, suffix, effects } of outcomes) {
      const meaning = { kind: "outcome", letter, outcome } as const;
      const counted = isCounted ? ({ outcome: outcome === "ok" ? "success" : "failure" } as const) : {};
      const common = { agency: "uncontrollable", letter: `${letter}: ${outcome}`, ...choice, ...counted } as const;
      const name = `${title}: ${outcome}${suffix}`;
      const leavesDoubt = outcome === "unknown" && this.#leavesDoubt(settlement);
      const after = [...this.#effects(effects), ...(leavesDoubt ? [{ variable: DOUBT, to: true }] : [])];
      this.#add(meaning, { ...common, ...ends, name, effects: [...after, ...ends.effects] });
      this.#add(meaning, { ...common, ...endsUnseen, name: `${name}, another in flight`, effects: after, relied: false });
      this.#elsewhere(`elsewhere: ${name}`, true, effects);
    }
  }

  /**
   * Whether an unknown outcome leaves several states possible that calls may be decided in differently. They are then decided in all of
   * them together, which no single state of the model is: progress is not assured from there.
   */
  #leavesDoubt({ outcomes }: Settlement): boolean {
    if (this.#grade !== "assured") return false;
    const asked = outcomes
      .filter(({ outcome }) => outcome === "unknown")
      .map(({ effects }) => JSON.stringify(effects.filter(({ variable }) => this.#asked.has(variable))));
    return new Set(asked).size > 1;
  }

  /** The same effects by another session: only shared variables, at any time that some session's own state allows. */
  #elsewhere(name: string, guard: ConditionDocument, effects: readonly Effect[]): void {
    const shared = this.#effects(effects.filter((effect) => !this.#private.has(effect.variable)));
    if (shared.length > 0 && guard !== false)
      this.#add({ kind: "world" }, { name, agency: "uncontrollable", letter: "", guard, effects: shared, relied: false });
  }

  /** The turn of an hour resets what resets hourly; the turn of a day resets that too. */
  #turns(): void {
    const resetting = this.#machine.variables.flatMap(({ name, values: [first], resets }) =>
      resets === undefined || first === undefined ? [] : [{ name, first, resets }],
    );
    for (const key of new Set(resetting.map(({ resets }) => JSON.stringify([resets.every, resets.zone])))) {
      const [every, zone] = JSON.parse(key) as [string, string];
      const affected = resetting.filter(({ resets }) => resets.zone === zone && (every === "day" || resets.every === "hour"));
      this.#add(
        { kind: "world" },
        {
          name: `the ${every} turns in ${zone}`,
          agency: "uncontrollable",
          letter: "",
          effects: affected.map(({ name, first }) => ({ variable: name, to: first })),
        },
      );
    }
  }

  /** Effects by table, each variable once: those of one call never disagree. */
  #effects(effects: readonly Effect[]): EffectDocument[] {
    const byVariable = new Map(effects.map((effect) => [effect.variable, effect]));
    return [...byVariable.values()].flatMap(({ variable, table }): EffectDocument[] => {
      const { name, values } = this.#machine.variables[variable] ?? { name: "?", values: [] };
      const [first] = table;
      const target = values[first ?? -1];
      if (target !== undefined && table.every((value) => value === first)) return [{ variable: name, to: target }];
      const map = table.flatMap((to, from) => (to === from ? [] : [[values[from] ?? "?", values[to] ?? "?"] as const]));
      return map.length === 0 ? [] : [{ variable: name, map }];
    });
  }
}

function among(terminals: ReadonlySet<number>, wanted: ReadonlySet<number>): ReadonlySet<number> {
  return new Set([...terminals].filter((terminal) => wanted.has(terminal)));
}
