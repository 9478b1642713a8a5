/**
 * What may come of calls that both machines have executed: for each outcome the effects on either side, restricted to the
 * variables that matter. Calls with the same ones are told apart by nothing, so they share one settlement.
 */
import type { Effect, Machine, Outcome } from "../../kernel/index.ts";
import type { Cone } from "./comparison-cone.ts";
import type { Ended, JointCall, JointCalls, JointOutcome } from "./joint-calls.ts";

export interface Settlement {
  readonly ways: readonly { readonly outcome: JointOutcome; readonly old: readonly Effect[]; readonly new: readonly Effect[] }[];
}

export class Flights {
  readonly settlements: Settlement[] = [];
  readonly #calls: JointCalls;
  readonly #cone: Cone;
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<string, number | undefined | "too large">();

  constructor(calls: JointCalls, cone: Cone) {
    this.#calls = calls;
    this.#cone = cone;
  }

  /** The number of the call's settlement; undefined where no outcome changes anything that matters. */
  settlementOf(call: JointCall): number | undefined | "too large" {
    const key = `${call.tool} ${call.old.terminal} ${call.new.terminal}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#find(call));
    return this.#known.get(key);
  }

  #find(call: JointCall): number | undefined | "too large" {
    const outcomes = this.#calls.outcomes(call);
    if (outcomes === undefined) return "too large";
    const ways = new Map<string, Settlement["ways"][number]>();
    for (const outcome of [...outcomes, { old: "unknown", new: "unknown" } as const]) {
      for (const [old, new_] of pairs(
        this.#effects(this.#calls.old, call.tool, call.old, outcome.old, this.#cone.old),
        this.#effects(this.#calls.new, call.tool, call.new, outcome.new, this.#cone.new),
      )) {
        const effects = JSON.stringify([old, new_]);
        if (!ways.has(effects)) ways.set(effects, { outcome, old, new: new_ });
      }
    }
    const found = [...ways.values()];
    if (found.every(({ old, new: new_ }) => old.length + new_.length === 0)) return undefined;
    const key = JSON.stringify(found.map(({ outcome, old, new: new_ }) => [outcome.old, outcome.new, old, new_]));
    const known = this.#numbers.get(key) ?? this.settlements.push({ ways: found }) - 1;
    this.#numbers.set(key, known);
    return known;
  }

  /** The effects that an outcome may have: two lists where an author left open what an unknown one means. */
  #effects(
    machine: Machine,
    tool: string,
    { ruling }: Ended,
    outcome: Outcome,
    within: ReadonlySet<number>,
  ): readonly (readonly Effect[])[] {
    const { document } = machine;
    const reveals = document.tools.find(({ name }) => name === tool)?.reveals ?? [];
    const actions = ruling.actions.flatMap((action) => document.actions.slice(action, action + 1));
    const isOpen = outcome === "unknown" && actions.some((action) => action.outcome.unknown === null);
    return (isOpen ? (["ok", "error"] as const) : [outcome]).map((meant) => {
      const effects = actions.flatMap((action) => action.outcome[outcome] ?? action.outcome[meant] ?? []);
      const kept = [...effects, ...reveals].filter(({ variable }) => within.has(variable));
      return [...new Map(kept.map((effect) => [effect.variable, effect])).values()].sort((a, b) => a.variable - b.variable);
    });
  }
}

/** What both left open was one and the same thing in the world. */
function pairs<Item>(old: readonly Item[], new_: readonly Item[]): (readonly [Item, Item])[] {
  const [oldFirst, newFirst] = [old[0], new_[0]];
  if (oldFirst === undefined || newFirst === undefined) return [];
  return Array.from({ length: Math.max(old.length, new_.length) }, (_, i) => [old[i] ?? oldFirst, new_[i] ?? newFirst] as const);
}
