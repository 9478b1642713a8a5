/**
 * What has been spent of each budget, by each session lineage, each agent and the organisation. Spent with the decision to
 * allow, so that parallel calls can't overspend; given back only for a call that is proved not to have run. What nobody knows the
 * outcome of stays spent, and a sum above its limit (a person allowed it) stays above.
 */
import type { Json } from "../../crypto/index.ts";
import type { Budget, Machine } from "../../kernel/index.ts";
import type { Index } from "../../ledger/index.ts";
import { valueAt } from "../../meaning/index.ts";
import type { Call } from "../calls/call-register.ts";
import { decimalToText, numberToDecimal } from "../state/decimal.ts";
import { turnOf, windowOf } from "../state/ledger-time.ts";
import { keyOf, type Owner } from "../state/standing.ts";

/** One budget of one owner, in exact decimals, for people. */
export interface BudgetStanding {
  readonly name: string;
  readonly most: string;
  readonly spent: string;
  readonly left: string;
  /** The ledger time at which the sum is nought again, in the zone by whose clocks it is; absent is never. */
  readonly turns?: { readonly at: number; readonly zone: string };
}

/** What was spent in a window of ledger time, and how much of it by calls that still run. */
interface Sum {
  readonly window: string;
  spent: bigint;
  readonly running: Map<Index, bigint>;
}

export class Budgets {
  #machine: Machine;
  #budgets: ReadonlyMap<string, Budget>;
  readonly #sums = new Map<string, Sum>();
  /** Where each running call has spent something. */
  readonly #running = new Map<Index, string[]>();

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#budgets = byName(machine);
  }

  /** Whether a call with these arguments fits into what is left; undefined where it has no cost, or there is no such budget. */
  fits(owner: Owner, atMs: number, name: string, args: Json): boolean | undefined {
    const budget = this.#budgets.get(name);
    const cost = budget === undefined ? undefined : costOf(budget, args);
    if (budget === undefined || cost === undefined) return undefined;
    return this.#spent(owner, atMs, budget) + cost <= numberToDecimal(budget.most);
  }

  /** Spends what an allowed call costs that matches these actions; says what. */
  spend(
    owner: Owner,
    atMs: number,
    { proposal, args }: Pick<Call, "proposal" | "args">,
    actions: ReadonlySet<number>,
  ): readonly { readonly budget: string; readonly cost: bigint }[] {
    const spent = [...this.#budgets.values()].flatMap((budget) => {
      const cost = actions.has(budget.action) ? costOf(budget, args) : undefined;
      return cost === undefined ? [] : [{ budget: budget.name, cost }];
    });
    for (const { budget, cost } of spent) this.charge(owner, atMs, proposal, budget, cost);
    return spent;
  }

  /** Spends so much for a call that runs. */
  charge(owner: Owner, atMs: number, proposal: Index, name: string, cost: bigint): void {
    const budget = this.#budgets.get(name);
    if (budget === undefined) return;
    const key = keyOf(owner, budget.scope, budget.name);
    const window = windowOf(budget.resets, atMs);
    const known = this.#sums.get(key);
    const sum = known?.window === window ? known : { window, spent: 0n, running: new Map<Index, bigint>() };
    sum.spent += cost;
    sum.running.set(proposal, cost);
    this.#sums.set(key, sum);
    this.#running.set(proposal, [...(this.#running.get(proposal) ?? []), key]);
  }

  /** The call has run, as far as anybody knows: what it cost stays spent. */
  settle(call: Index): void {
    for (const key of this.#running.get(call) ?? []) this.#sums.get(key)?.running.delete(call);
    this.#running.delete(call);
  }

  /** The call is proved not to have run: it cost nothing. */
  takeBack(call: Index): void {
    for (const key of this.#running.get(call) ?? []) {
      const sum = this.#sums.get(key);
      if (sum !== undefined) sum.spent -= sum.running.get(call) ?? 0n;
    }
    this.settle(call);
  }

  /** The same, from here on apart. */
  fork(): Budgets {
    const other = new Budgets(this.#machine);
    for (const [key, sum] of this.#sums) other.#sums.set(key, { ...sum, running: new Map(sum.running) });
    for (const [call, keys] of this.#running) other.#running.set(call, [...keys]);
    return other;
  }

  /** Goes on under another machine: what was spent of a budget that both have stays spent, also where it is now larger or smaller. */
  adopt(machine: Machine): void {
    this.#machine = machine;
    this.#budgets = byName(machine);
    for (const key of this.#sums.keys()) if (!this.#budgets.has(key.slice(key.lastIndexOf("\n") + 1))) this.#sums.delete(key);
  }

  /** How those of these budgets stand that there are. */
  standing(owner: Owner, atMs: number, names: readonly (string | undefined)[]): readonly BudgetStanding[] {
    return names.flatMap((name) => {
      const budget = this.#budgets.get(name ?? "");
      if (budget === undefined) return [];
      const { most, resets } = budget;
      const spent = this.#spent(owner, atMs, budget);
      return {
        name: budget.name,
        most: decimalToText(numberToDecimal(most)),
        spent: decimalToText(spent),
        left: decimalToText(numberToDecimal(most) - spent),
        ...(resets === undefined ? {} : { turns: { at: turnOf(resets, atMs), zone: resets.zone } }),
      };
    });
  }

  #spent(owner: Owner, atMs: number, { scope, name, resets }: Budget): bigint {
    const sum = this.#sums.get(keyOf(owner, scope, name));
    return sum?.window === windowOf(resets, atMs) ? sum.spent : 0n;
  }
}

function byName({ document: { budgets = [] } }: Machine): ReadonlyMap<string, Budget> {
  return new Map(budgets.map((budget) => [budget.name, budget]));
}

/** What the call costs; undefined where there is no number, or one below zero, at the place that the budget names. */
function costOf({ of }: Budget, args: Json): bigint | undefined {
  const cost = valueAt(args, of);
  return typeof cost === "number" && Number.isFinite(cost) && cost >= 0 ? numberToDecimal(cost) : undefined;
}
