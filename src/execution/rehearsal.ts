/**
 * Decides calls offline, exactly as the decider would, without a ledger: for a charter's own examples and for recorded
 * sessions. The judgement and its consequences are the same code that runs live.
 */
import type { Json } from "../crypto/index.ts";
import type { Outcome } from "../kernel/index.ts";
import type { Running } from "./call-register.ts";
import { Consequences } from "./consequences.ts";
import { denied, type Judgement, judge } from "./judge.ts";
import type { Owner } from "./standing.ts";
import type { CharterInForce } from "./world.ts";

export interface RehearsedCall {
  readonly tool: string;
  readonly args: Json;
  readonly owner: Owner;
  readonly role: string;
  readonly mandate: string;
  readonly atMs: number;
}

/** A call that was allowed and has no outcome yet. */
export interface RehearsedRun {
  readonly call: RehearsedCall;
  readonly running: Running;
}

export interface Rehearsed {
  readonly judgement: Judgement;
  /** Present on allow: to be settled with `outcome`. */
  readonly run?: RehearsedRun;
}

export class Rehearsal {
  readonly #charter: CharterInForce;
  readonly #schemas: ReadonlyMap<string, Json | undefined>;
  readonly #consequences: Consequences;
  #runs = 0;

  constructor(charter: CharterInForce, tools: readonly { readonly name: string; readonly inputSchema?: Json }[]) {
    this.#charter = charter;
    this.#schemas = new Map(tools.map(({ name, inputSchema }) => [name, inputSchema]));
    this.#consequences = new Consequences(charter.machine, charter.digest);
  }

  /** Judges a call and applies what follows from the judgement. */
  propose(call: RehearsedCall): Rehearsed {
    return this.#conclude(call, undefined);
  }

  /** A parked call that people have answered with yes: judged again with what parked it discharged. */
  approve(call: RehearsedCall, parked: Judgement): Rehearsed {
    return this.#conclude(call, new Set(parked.clauses));
  }

  /** What came of an allowed call. */
  outcome({ call, running }: RehearsedRun, word: Outcome): void {
    this.#consequences.observe(call.owner, call.atMs, running, call.tool, word);
  }

  /** Tools of which some call could be admissible now. */
  admissible(owner: Owner, atMs: number): readonly string[] {
    return this.#consequences.admissible(owner, atMs);
  }

  #conclude(call: RehearsedCall, discharged: ReadonlySet<number> | undefined): Rehearsed {
    if (!this.#schemas.has(call.tool)) return { judgement: denied("tool/not-pinned") };
    const { owner, role, mandate, atMs } = call;
    const states = this.#consequences.states(owner, atMs);
    if (states === undefined) return { judgement: denied("state/too-uncertain") };
    const under = { role, mandate, atMs, states, ...(discharged === undefined ? {} : { discharged }) };
    const judgement = judge(this.#charter.machine, call.tool, this.#schemas.get(call.tool), call.args, under);
    if (judgement.verdict === "quarantine") this.#consequences.contain(owner, atMs);
    if (judgement.verdict !== "allow") return { judgement };
    this.#runs += 1;
    this.#consequences.allow(owner, atMs, this.#runs, states, judgement.terminals);
    this.#consequences.settle(this.#runs);
    const terminals = [...new Set(judgement.terminals)];
    return { judgement, run: { call, running: { server: "", epoch: "", terminals, machine: this.#charter.digest } } };
  }
}
