/**
 * Watches what a fold does to one context, and writes it down as the steps of a carry. It looks on from outside: what is decided does not
 * depend on it.
 */
import type { Json } from "../../crypto/index.ts";
import type { Machine } from "../../kernel/index.ts";
import type { CarryRefusal, Entry, Index } from "../../ledger/index.ts";
import { type Call, type CallRegister, isOwner } from "../calls/call-register.ts";
import { decimalToText } from "../state/decimal.ts";
import type { Change, Owner } from "../state/standing.ts";
import { type CarriedChange, type CarriedCost, type Carry, inOrder, type Step } from "./carry.ts";

interface Written {
  readonly changes: CarriedChange[];
  readonly costs: CarriedCost[];
}

export class Watch {
  readonly #owner: Owner;
  readonly #steps: Step[] = [];
  /** Phases of the context's calls after the entry before. */
  #phases = new Map<Index, Step["phase"]>();
  #entry: Index = 0;
  #call: Index | undefined;
  #written = new Map<Index, Written>();
  #hasLeft = false;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  isOf(owner: Owner): boolean {
    return isOwner(owner, this.#owner);
  }

  /** The next entry, and the call that it is about, if it is about one. */
  begin(index: Index, call: Index | undefined): void {
    this.#entry = index;
    this.#call = call;
    this.#written = new Map();
  }

  /** What follows is done to this call. */
  turnTo(call: Index): void {
    this.#call = call;
  }

  changed({ document }: Machine, digest: string, variable: number, becomes: Change, isOpen: boolean): void {
    const { name, values } = document.variables[variable] ?? { name: "", values: [] };
    const valueAt = (place: number): Json => values[place] ?? null;
    const rows = values.map((value: Json, place) => [value, inOrder(becomes(place).map(valueAt))] as const);
    // What changes nothing is no change, whoever says it.
    if (rows.every(([value, after]) => after.length === 1 && after[0] === value)) return;
    const table = inOrder([...values]).flatMap((value) => rows.filter(([from]) => from === value));
    this.#now().changes.push({ machine: digest, variable: name, table, isOpen });
  }

  spent(digest: string, budget: string, cost: bigint): void {
    this.#now().costs.push({ machine: digest, budget, cost: decimalToText(cost) });
  }

  /** A call leaves values with its server that may come back to others. */
  left(): void {
    this.#hasLeft = true;
  }

  /** The entry is folded. `proposer`: whose call it proposes, if it proposes one. */
  end(proposer: Owner | undefined, calls: CallRegister): void {
    const isProposal = proposer !== undefined && this.isOf(proposer);
    const mine = [...calls.all()].filter(({ owner }) => this.isOf(owner));
    const now = new Map(mine.map((call) => [call.proposal, call]));
    const doubted = mine.flatMap(({ proposal, phase }) => (phase.is === "doubt" ? [proposal] : []));
    const about = this.#call !== undefined && (isProposal || now.has(this.#call) || this.#phases.has(this.#call)) ? [this.#call] : [];
    const touched = new Set([...this.#written.keys(), ...doubted, ...about]);
    for (const call of [...touched].sort((a, b) => a - b)) this.#step(call, now.get(call), isProposal);
    this.#phases = new Map([...now].map(([proposal, call]) => [proposal, call.phase.is]));
  }

  /** The carry, or why there is none. */
  carry(erasure: Index): Carry | CarryRefusal {
    if ([...this.#phases.values()].some((phase) => phase !== "finished")) return "carry/context-open";
    return this.#hasLeft ? "carry/left-words" : { format: "interlock-carry/1", erasure, steps: this.#steps };
  }

  #step(proposal: Index, call: Call | undefined, isProposal: boolean): void {
    const { changes, costs } = this.#written.get(proposal) ?? { changes: [], costs: [] };
    const phase = call?.phase.is ?? "over";
    const isNew = isProposal && proposal === this.#entry;
    if (!isNew && changes.length + costs.length === 0 && phase === (this.#phases.get(proposal) ?? "over")) return;
    const isBefore = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
    this.#steps.push({
      entry: this.#entry,
      call: proposal,
      phase,
      ...(call?.phase.is === "parked" ? { roles: call.phase.parked.roles.map(({ role }) => role) } : {}),
      ...(call?.phase.is === "running" ? { server: call.phase.running.server } : {}),
      changes: changes.toSorted((one, other) => isBefore(one.machine, other.machine) || isBefore(one.variable, other.variable)),
      costs: costs.toSorted((one, other) => isBefore(one.machine, other.machine) || isBefore(one.budget, other.budget)),
    });
  }

  #now(): Written {
    const call = this.#call ?? this.#entry;
    const written = this.#written.get(call) ?? { changes: [], costs: [] };
    this.#written.set(call, written);
    return written;
  }
}

/** The call that an entry is about. */
export function callOf(index: Index, entry: Entry): Index | undefined {
  if (entry.kind === "proposal") return index;
  return "proposal" in entry ? entry.proposal : undefined;
}
