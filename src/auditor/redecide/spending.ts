/**
 * What was spent of each budget, for each session lineage, agent and the organisation: the costs of the calls that ran or may
 * have run, and of those that still run. What a call cost that is not open is a doubt, and so is whether others fit beside it.
 */
import type { Value } from "../canonical-text.ts";
import { type Decimal, decimalOf, isMore, NOTHING, plus } from "../charter/exact-decimal.ts";
import type { StateVariable } from "../charter/state-variable.ts";
import { keyOf, type Owner } from "../owner.ts";
import type { CarriedCost } from "./carry.ts";
import { windowOf } from "./ledger-clock.ts";
import type { LookerOn } from "./looker-on.ts";

/** A sum that a limit keeps. */
export interface Budget extends Pick<StateVariable, "name" | "scope" | "resets"> {
  /** The full name of the action whose calls cost something. */
  readonly action: string;
  /** Where in the arguments their cost is. */
  readonly path: readonly string[];
  readonly most: Decimal;
}

type Doubt = { readonly doubt: string };

interface Purse {
  readonly window: string;
  readonly spent: Decimal;
  /** Why it is not known what else was spent. */
  readonly doubt: string | undefined;
  readonly running: ReadonlyMap<number, Decimal | Doubt>;
}

export class Spending {
  readonly #purses = new Map<string, Purse>();
  #budgets: readonly Budget[] = [];
  /** Since when, and why, nothing is known of what was spent before. */
  #forgotten: { readonly atMs: number; readonly doubt: string } | undefined;

  readonly #writer: LookerOn | undefined;

  /** `writer` looks on. */
  constructor(writer?: LookerOn) {
    this.#writer = writer;
  }

  fork(): Spending {
    const other = new Spending(this.#writer);
    for (const [key, purse] of this.#purses) other.#purses.set(key, purse);
    other.#budgets = this.#budgets;
    other.#forgotten = this.#forgotten;
    return other;
  }

  adopt(budgets: readonly Budget[]): void {
    for (const key of this.#purses.keys()) if (!budgets.some(({ name }) => key.endsWith(`\n${name}`))) this.#purses.delete(key);
    this.#budgets = budgets;
  }

  forgetAll(atMs: number, doubt: string): void {
    this.#purses.clear();
    this.#forgotten = { atMs, doubt };
  }

  /** Whether a call with these arguments fits into what is left; undefined where it has no cost. */
  fits(owner: Owner, atMs: number, name: string, args: Value): boolean | undefined | Doubt {
    const budget = this.#budgets.find((one) => one.name === name);
    const cost = budget === undefined ? undefined : costOf(budget, args);
    if (budget === undefined || cost === undefined) return undefined;
    const { spent, doubt, running } = this.#purse(owner, budget, atMs);
    const costs = [...running.values()];
    const known = costs.flatMap((one) => ("doubt" in one ? [] : [one])).reduce(plus, plus(spent, cost));
    if (isMore(known, budget.most)) return false;
    const [unknown] = [...(doubt === undefined ? [] : [{ doubt }]), ...costs.filter((one) => "doubt" in one)];
    return unknown ?? true;
  }

  /** A call of these actions runs. `args` may not be open. */
  pay(owner: Owner, atMs: number, call: number, actions: readonly { readonly fullName: string }[], args: Value | undefined): void {
    for (const budget of this.#budgets.filter(({ action }) => actions.some(({ fullName }) => fullName === action))) {
      const cost = args === undefined ? { doubt: `what the call of entry ${call} costs is not open` } : costOf(budget, args);
      if (cost === undefined) continue;
      if ("doubt" in cost) this.#writer?.refuse(owner, "carry/undecided");
      else this.#writer?.cost(owner, budget.name, cost);
      this.#charge(owner, atMs, budget, call, cost);
    }
  }

  /** What a call cost that is not open any more. */
  replay(owner: Owner, atMs: number, call: number, costs: readonly CarriedCost[]): void {
    for (const { budget: name, cost } of costs) {
      const budget = this.#budgets.find((one) => one.name === name);
      if (budget !== undefined) this.#charge(owner, atMs, budget, call, decimalOf(Number(cost)));
    }
  }

  #charge(owner: Owner, atMs: number, budget: Budget, call: number, cost: Decimal | Doubt): void {
    const purse = this.#purse(owner, budget, atMs);
    this.#purses.set(keyOf(owner, budget), { ...purse, running: new Map([...purse.running, [call, cost]]) });
  }

  /** The call did run, or may have. */
  settle(call: number): void {
    this.#end(call, (purse, cost) =>
      "doubt" in cost ? { ...purse, doubt: purse.doubt ?? cost.doubt } : { ...purse, spent: plus(purse.spent, cost) },
    );
  }

  /** It is proved that the call did not run. */
  takeBack(call: number): void {
    this.#end(call, (purse) => purse);
  }

  #end(call: number, account: (purse: Purse, cost: Decimal | Doubt) => Purse): void {
    for (const [key, purse] of this.#purses) {
      const cost = purse.running.get(call);
      if (cost === undefined) continue;
      this.#purses.set(key, account({ ...purse, running: new Map([...purse.running].filter(([other]) => other !== call)) }, cost));
    }
  }

  /** What was spent in the window of `atMs`. */
  #purse(owner: Owner, budget: Budget, atMs: number): Purse {
    const window = windowOf(budget.resets, atMs);
    const known = this.#purses.get(keyOf(owner, budget));
    if (known?.window === window) return known;
    const isForgotten = known === undefined && this.#forgotten !== undefined && windowOf(budget.resets, this.#forgotten.atMs) === window;
    return { window, spent: NOTHING, doubt: isForgotten ? this.#forgotten?.doubt : undefined, running: new Map() };
  }
}

function costOf({ path }: Budget, args: Value): Decimal | undefined {
  let value: Value | undefined = args;
  for (const name of path) {
    const isObject: boolean = typeof value === "object" && value !== null && !Array.isArray(value);
    value = isObject && Object.hasOwn(value as object, name) ? (value as { readonly [name: string]: Value })[name] : undefined;
  }
  return typeof value === "number" && value >= 0 ? decimalOf(value) : undefined;
}
