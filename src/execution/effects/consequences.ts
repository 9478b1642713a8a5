/**
 * What each event does to the state and the budgets: an allow, a hold, an outcome, a doubt, a refund. Everything is done to every
 * value that a variable may have, so an unknown outcome only adds possibilities. One for each charter that is live: a call that was not
 * judged under its machine has no effect there, but labels have.
 */
import type { Json } from "../../crypto/index.ts";
import {
  type Action,
  admissible,
  type Effect,
  initialState,
  type Machine,
  type Outcome,
  observe,
  outcomeOf,
  proceed,
  toolNumber,
} from "../../kernel/index.ts";
import type { Index } from "../../ledger/index.ts";
import type { Call, Running } from "../calls/call-register.ts";
import type { Step } from "../erasure/carry.ts";
import type { Watch } from "../erasure/watch.ts";
import type { Terminals } from "../judging/judge.ts";
import { numberToDecimal } from "../state/decimal.ts";
import { LearnedRecords, type RecordLookup } from "../state/learned-records.ts";
import { Origins, type SessionOrigin, type Words } from "../state/origins.ts";
import { type Change, type Owner, Standings } from "../state/standing.ts";
import { type BudgetStanding, Budgets } from "./budgets.ts";

/** The state variable `contained`, and its two values. */
const CONTAINED = 0;
const NO = 0;
const YES = 1;

/** A call that is allowed, as far as it matters what it costs. */
export type Allowed = Pick<Call, "proposal" | "args">;

/** What goes on where another charter comes into force. What was learned from results does not. */
interface Kept {
  readonly standings: Standings;
  readonly origins: Origins;
  readonly budgets: Budgets;
}

export class Consequences {
  #machine: Machine;
  #digest: string;
  readonly #standings: Standings;
  readonly #origins: Origins;
  readonly #records = new LearnedRecords();
  readonly #budgets: Budgets;

  readonly #watch: Watch | undefined;

  /** `watch`: whoever looks on. `from`: what it goes on from, which then belongs to it. */
  constructor(machine: Machine, digest: string, watch?: Watch, from: Kept = newlyKept(machine)) {
    this.#watch = watch;
    this.#standings = from.standings;
    this.#origins = from.origins;
    this.#budgets = from.budgets;
    this.#machine = machine;
    this.#digest = digest;
    this.adopt(machine, digest);
  }

  /** Another charter comes into force; what both declare alike keeps its values. */
  adopt(machine: Machine, digest: string): void {
    this.#standings.adopt(machine);
    this.#origins.adopt(machine);
    this.#records.adopt(machine);
    this.#budgets.adopt(machine);
    this.#machine = machine;
    this.#digest = digest;
  }

  /** Another charter comes into force beside this one: all that this one keeps, as it adopts it, and from here on apart. */
  fork(machine: Machine, digest: string): Consequences {
    const kept = { standings: this.#standings.fork(), origins: this.#origins.fork(), budgets: this.#budgets.fork() };
    return new Consequences(machine, digest, this.#watch, kept);
  }

  /** The states that may hold; undefined where they are too many to decide over. */
  states(owner: Owner, atMs: number): readonly Int32Array[] | undefined {
    return this.#standings.read(owner, atMs);
  }

  /** Whether a call's cost fits into what is left of a budget; undefined where it has no cost. */
  fits(owner: Owner, atMs: number, budget: string, args: Json): boolean | undefined {
    return this.#budgets.fits(owner, atMs, budget, args);
  }

  /** How the budgets stand that these clauses look at. */
  budgets(owner: Owner, atMs: number, clauses: readonly number[]): readonly BudgetStanding[] {
    return this.#budgets.standing(
      owner,
      atMs,
      clauses.map((clause) => this.#machine.document.clauses[clause]?.name),
    );
  }

  /** A fresh context: session-scoped variables start anew, but not containment and limits. */
  refresh(owner: Owner): void {
    this.#standings.refresh(owner);
    this.#origins.refresh(owner);
    this.#records.refresh(owner);
  }

  /** Words under a signed grant; `where` as an explanation names them. */
  hear(owner: Owner, words: Words, where: string): void {
    this.#origins.hear(owner, words, where);
  }

  /** On whose word the owner's values come. */
  originOf(owner: Owner): SessionOrigin {
    return this.#origins.of(owner);
  }

  /** What the owner's session has learned from results. */
  recordsOf(owner: Owner, atMs: number): RecordLookup {
    return this.#records.of(owner, atMs);
  }

  /** What an allowed call leaves with its server, and what came back: content that the agent now has. */
  send(owner: Owner, tool: string, args: Json): void {
    const hasLeft = this.#origins.send(owner, tool, args);
    if (hasLeft && this.#watch?.isOf(owner) === true) this.#watch.left();
  }

  receive(owner: Owner, atMs: number, tool: string, result: Json | undefined, where: string): void {
    if (result === undefined) return;
    this.#origins.receive(owner, tool, result, where);
    this.#records.receive(owner, tool, result, atMs);
  }

  /**
   * The `then` effects of an allow, and its costs; `everywhere`: by machine, where the decision ended in each state that may hold. Where
   * possible states disagree about what the call costs, it costs all of it. The call may be taken back later.
   */
  allow(owner: Owner, atMs: number, call: Allowed, everywhere: Running["terminals"]): void {
    const machine = this.#machine;
    const terminals = everywhere.get(this.#digest) ?? [];
    const states = this.states(owner, atMs) ?? [];
    const spent = this.#budgets.spend(owner, atMs, call, this.#actionsOf(terminals));
    if (this.#watch?.isOf(owner) === true) for (const { budget, cost } of spent) this.#watch.spent(this.#digest, budget, cost);
    for (const variable of this.#changed(terminals, ({ then }) => then)) {
      const becomes: Change = (value) => {
        const here = terminals.filter((_, place) => states[place]?.[variable] === value);
        return (here.length === 0 ? terminals : here).flatMap((parts) =>
          probe(machine, variable, value, (state) => [parts.reduce((at, terminal) => proceed(machine, terminal, at), state)]),
        );
      };
      this.#change(owner, atMs, variable, becomes, call.proposal);
    }
  }

  contain(owner: Owner, atMs: number): void {
    this.#change(owner, atMs, CONTAINED, () => [YES]);
  }

  endContainment(owner: Owner, atMs: number): void {
    this.#change(owner, atMs, CONTAINED, () => [NO]);
  }

  /** It is proved that nothing was executed: the state is what it would be had the call never been allowed. */
  takeBack(call: Index, running: Running): void {
    if (!running.terminals.has(this.#digest)) return this.settle(call);
    this.#standings.takeBack(call);
    this.#budgets.takeBack(call);
  }

  /** The call runs no more: its effects stay. */
  settle(call: Index): void {
    this.#standings.settle(call);
    this.#budgets.settle(call);
  }

  /** Which outcome word a result is; `unknown` where the possible decisions disagree about it. */
  wordOf(running: Running, tool: string, isError: boolean, result: Json | undefined): Outcome {
    const number = toolNumber(this.#machine, tool);
    const terminals = running.terminals.get(this.#digest);
    if (terminals === undefined || number < 0) return "unknown";
    const words = new Set(
      terminals.map((parts) => {
        const each = parts.map((terminal) => outcomeOf(this.#machine, number, terminal, isError, result));
        return each.includes("unknown") ? "unknown" : each.includes("error") ? "error" : "ok";
      }),
    );
    const [word = "unknown"] = words;
    return words.size === 1 ? word : "unknown";
  }

  /** An outcome's effects, and the labels of its content. */
  observe(owner: Owner, atMs: number, running: Running, tool: string, word: Outcome): void {
    this.#apply(owner, atMs, running, tool, [word], () => []);
  }

  /** Nobody will ever say what came of it: every outcome that it could have had, and none. */
  doubt(owner: Owner, atMs: number, running: Running, tool: string): void {
    this.#records.doubt(owner, tool);
    this.#apply(owner, atMs, running, tool, ["ok", "error", "unknown"], (value) => [value]);
  }

  /** Tools of which some call could be allowed or parked in one of the owner's possible states. */
  admissible(owner: Owner, atMs: number): readonly string[] {
    const tools = new Set((this.states(owner, atMs) ?? []).flatMap((state) => [...admissible(this.#machine, state)]));
    return [...tools].map((tool) => this.#machine.document.tools[tool]?.name ?? "").sort();
  }

  isContained(owner: Owner, atMs: number): boolean {
    return this.states(owner, atMs)?.some((state) => state[0] !== 0) ?? true;
  }

  /** What an entry did to a call whose content is erased. */
  replay(owner: Owner, atMs: number, { call, changes, costs }: Step): void {
    for (const { budget, cost } of costs.filter(({ machine }) => machine === this.#digest))
      this.#budgets.charge(owner, atMs, call, budget, numberToDecimal(Number(cost)));
    for (const { variable, table, isOpen } of changes.filter(({ machine }) => machine === this.#digest)) {
      const place = this.#machine.document.variables.findIndex(({ name }) => name === variable);
      const values: readonly Json[] = this.#machine.document.variables[place]?.values ?? [];
      const rows = new Map(table.map(([value, becomes]) => [values.indexOf(value), becomes.map((one) => values.indexOf(one))]));
      this.#change(owner, atMs, place, (value) => rows.get(value) ?? [value], isOpen ? call : undefined);
    }
  }

  #change(owner: Owner, atMs: number, variable: number, becomes: Change, call?: Index): void {
    if (this.#watch?.isOf(owner) === true) this.#watch.changed(this.#machine, this.#digest, variable, becomes, call !== undefined);
    this.#standings.change(owner, atMs, variable, becomes, call);
  }

  /** One of some outcomes, or what `otherwise` says of each value. */
  #apply(owner: Owner, atMs: number, running: Running, tool: string, words: readonly Outcome[], otherwise: Change): void {
    const machine = this.#machine;
    const number = toolNumber(machine, tool);
    const terminals = running.terminals.get(this.#digest);
    const revealed = machine.document.tools[number]?.reveals ?? [];
    if (number < 0) return this.#revealAny(owner, atMs);
    // Content is whose it is, whichever charter let it in; what its call did to the state of another charter is gone.
    if (terminals === undefined) {
      for (const { variable, table } of revealed)
        this.#change(owner, atMs, variable, (value) => [...otherwise(value), table[value] ?? value]);
      return;
    }
    const changed = this.#changed(terminals, ({ outcome }) => words.flatMap((word) => outcome[word] ?? [...outcome.ok, ...outcome.error]));
    for (const variable of new Set([...revealed.map((effect) => effect.variable), ...changed])) {
      const after = (value: number, word: Outcome): readonly number[] =>
        terminals.flatMap((parts) => probe(machine, variable, value, (state) => observed(machine, number, parts, word, state)));
      this.#change(owner, atMs, variable, (value) => [...otherwise(value), ...words.flatMap((word) => after(value, word))]);
    }
  }

  /** Content of a tool that the charter does not know: nobody can say whose, so each label may be set. */
  #revealAny(owner: Owner, atMs: number): void {
    const labels = new Map(this.#machine.document.tools.flatMap(({ reveals }) => reveals.map((effect) => [effect.variable, effect.table])));
    for (const [variable, table] of labels) this.#change(owner, atMs, variable, (value) => [value, table[value] ?? value]);
  }

  /** The variables that effects of the actions in some terminals change. */
  #changed(terminals: readonly Terminals[], effectsOf: (action: Action) => readonly Effect[]): ReadonlySet<number> {
    const { actions } = this.#machine.document;
    const effects = [...this.#actionsOf(terminals)].flatMap((action) => actions.slice(action, action + 1).flatMap(effectsOf));
    return new Set(effects.map(({ variable }) => variable));
  }

  /** The actions that match in any of the states that may hold. */
  #actionsOf(terminals: readonly Terminals[]): ReadonlySet<number> {
    return new Set(terminals.flat().flatMap((terminal) => this.#machine.document.terminals[terminal]?.actions ?? []));
  }
}

function newlyKept(machine: Machine): Kept {
  return { standings: new Standings(machine), origins: new Origins(), budgets: new Budgets(machine) };
}

/** The states after an outcome of all parts of a call. One that nobody knows was the same for all of them. */
function observed(machine: Machine, tool: number, parts: Terminals, word: Outcome, state: Int32Array): readonly Int32Array[] {
  const after = (read: (states: readonly Int32Array[]) => Int32Array | undefined): Int32Array =>
    parts.reduce((at, terminal) => read(observe(machine, tool, terminal, word, at)) ?? at, state);
  return [after((states) => states[0]), after((states) => states.at(-1))];
}

/** What one variable becomes. An effect reads no other variable than the one it changes, so the others may have any value. */
function probe(
  machine: Machine,
  variable: number,
  value: number,
  transition: (state: Int32Array) => readonly Int32Array[],
): readonly number[] {
  return transition(initialState(machine).with(variable, value)).map((state) => state[variable] ?? value);
}
