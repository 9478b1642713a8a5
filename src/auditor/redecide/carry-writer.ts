/** Looks on while a ledger is derived, and writes down what happens to the calls of one agent and user: the steps of their carry. */
import type { Value } from "../canonical-text.ts";
import { type Decimal, textOf } from "../charter/exact-decimal.ts";
import type { Entry } from "../entry.ts";
import type { Owner } from "../owner.ts";
import { type CarriedChange, type CarriedCost, type Carry, type CarryStep, sorted } from "./carry.ts";
import type { CarryRefusal, LookerOn } from "./looker-on.ts";
import type { Call, OpenCalls } from "./open-calls.ts";

interface Done {
  readonly changes: CarriedChange[];
  readonly costs: CarriedCost[];
}

export class CarryWriter implements LookerOn {
  /** Digest of the charters in force. */
  machine = "";
  readonly #owner: Owner;
  readonly #steps: CarryStep[] = [];
  #before = new Map<number, Call["phase"]["is"]>();
  #entry = 0;
  #call = 0;
  #done = new Map<number, Done>();
  #refusal: CarryRefusal | undefined;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  isAbout({ agent, user }: Owner): boolean {
    return agent === this.#owner.agent && user === this.#owner.user;
  }

  /** The next entry. */
  begin(index: number, entry: Entry): void {
    this.#entry = index;
    this.#call = "proposal" in entry ? entry.proposal : index;
    this.#done = new Map();
  }

  /** From here on another call is meant. */
  about({ proposal }: Call): void {
    this.#call = proposal;
  }

  change<Scalar extends Value>(
    owner: Owner,
    { name, values }: { readonly name: string; readonly values: readonly Scalar[] },
    leadsTo: (value: Scalar) => readonly Scalar[],
    isOpen: boolean,
  ): void {
    if (!this.isAbout(owner)) return;
    const table = sorted(values).map((value) => [value, sorted(leadsTo(value as Scalar))] as const);
    const isNone = table.every(([value, after]) => after.length === 1 && after[0] === value);
    if (!isNone) this.#now.changes.push({ machine: this.machine, variable: name, table, isOpen });
  }

  cost(owner: Owner, budget: string, cost: Decimal): void {
    if (this.isAbout(owner)) this.#now.costs.push({ machine: this.machine, budget, cost: textOf(cost) });
  }

  /** There is no carry, for this reason. The first one counts. */
  refuse(owner: Owner, why: CarryRefusal): void {
    if (this.isAbout(owner)) this.#refusal ??= why;
  }

  /** The entry is done with. `proposer`: who proposes a call with it. */
  end(proposer: Owner | undefined, calls: OpenCalls): void {
    const now = new Map(calls.all().flatMap((call) => (this.isAbout(call.owner) ? [[call.proposal, call] as const] : [])));
    const isNew = proposer !== undefined && this.isAbout(proposer);
    const doubted = [...now.values()].filter(({ phase }) => phase.is === "doubt").map(({ proposal }) => proposal);
    const isMine = isNew || now.has(this.#call) || this.#before.has(this.#call);
    const touched = new Set([...this.#done.keys(), ...doubted, ...(isMine ? [this.#call] : [])]);
    for (const proposal of [...touched].sort((one, other) => one - other))
      this.#step(proposal, now.get(proposal), isNew && proposal === this.#call);
    this.#before = new Map([...now].map(([proposal, { phase }]) => [proposal, phase.is]));
  }

  /** The carry, or why there is none, before the entry of the erasure. */
  carry(erasure: number): Carry | CarryRefusal {
    if ([...this.#before.values()].some((phase) => phase !== "finished")) return "carry/context-open";
    return this.#refusal ?? { format: "interlock-carry/1", erasure, steps: this.#steps };
  }

  #step(proposal: number, call: Call | undefined, isNew: boolean): void {
    const { changes, costs } = this.#done.get(proposal) ?? { changes: [], costs: [] };
    const is = call?.phase.is ?? "over";
    const phase = is === "new" ? "over" : is;
    if (!isNew && changes.length === 0 && costs.length === 0 && phase === (this.#before.get(proposal) ?? "over")) return;
    this.#steps.push({
      entry: this.#entry,
      call: proposal,
      phase,
      ...(call?.phase.is === "parked" ? { roles: call.phase.roles.map(({ role }) => role) } : {}),
      ...(call?.phase.is === "running" ? { server: call.phase.server } : {}),
      changes: changes.toSorted((one, other) => compare(one.machine, other.machine) || compare(one.variable, other.variable)),
      costs: costs.toSorted((one, other) => compare(one.machine, other.machine) || compare(one.budget, other.budget)),
    });
  }

  get #now(): Done {
    const known = this.#done.get(this.#call) ?? { changes: [], costs: [] };
    this.#done.set(this.#call, known);
    return known;
  }
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
