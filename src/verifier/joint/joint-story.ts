/**
 * A history of two machines, told with concrete calls and played again by both kernels, from the start, with everything that
 * may hold where an outcome is not known. What does not play as told is a suspicion, and says so.
 */
import {
  type Call,
  contain,
  decide,
  endContainment,
  initialState,
  type Json,
  join,
  type Machine,
  type Outcome,
  observe,
  proceed,
  ruling,
  toolNumber,
  type Verdict,
} from "../../kernel/index.ts";
import type { JointCall, JointCalls } from "./joint-calls.ts";
import type { Configuration, Move } from "./joint-exploration.ts";

export type JointStep =
  | {
      /** `executed` by both (where it was parked, after it was approved); `held` by both; `decided`: the last step, where they differ. */
      readonly kind: "executed" | "held" | "decided";
      readonly tool: string;
      readonly args: Json;
      /** What the interpreters, the session and the clock say, by term. */
      readonly facts: { readonly [term: string]: Json | undefined };
      readonly old: Verdict;
      readonly new: Verdict;
    }
  | { readonly kind: "outcome"; readonly tool: string; readonly old: Outcome; readonly new: Outcome; readonly result?: Json }
  | { readonly kind: "containment ends" }
  | { readonly kind: "turn"; readonly every: "hour" | "day"; readonly zone: string }
  /** Another session, by a step like this one, changes shared variables. */
  | { readonly kind: "elsewhere"; readonly tool: string };

export interface JointStory {
  readonly steps: readonly JointStep[];
  /** Both kernels, given these steps, decide as the story says. */
  readonly confirmed: boolean;
}

/** The story to a configuration and a call decided there. */
export function tellJointly(calls: JointCalls, configurations: readonly Configuration[], place: number, last: JointCall): JointStory {
  const moves: Move[] = [];
  for (let at = configurations[place]; at !== undefined && at.parent >= 0; at = configurations[at.parent]) moves.push(at.move);
  const teller = new Teller(calls);
  for (const move of moves.reverse()) teller.tell(move);
  teller.decided(last);
  return { steps: teller.steps, confirmed: teller.confirmed };
}

class Teller {
  readonly steps: JointStep[] = [];
  confirmed = true;
  readonly #old: Player;
  readonly #new: Player;
  /** Executed calls whose outcome is open, in order. */
  readonly #open: { readonly number: number; readonly settlement: number | undefined; readonly tool: string }[] = [];
  #executed = 0;

  constructor(calls: JointCalls) {
    this.#old = new Player(calls.old);
    this.#new = new Player(calls.new);
  }

  tell(move: Move): void {
    switch (move.kind) {
      case "start":
        return;
      case "call":
        this.#call("executed", move.call, move.answered);
        this.#open.push({ number: this.#executed, settlement: move.settlement, tool: move.call.tool });
        for (const player of [this.#old, this.#new]) if (!player.execute(this.#executed)) this.confirmed = false;
        this.#executed++;
        return;
      case "held":
        this.#call("held", move.call, false);
        for (const player of [this.#old, this.#new]) player.update((machine, state) => contain(machine, state));
        return;
      case "outcome":
        this.#outcome(move);
        return;
      case "release":
        this.steps.push({ kind: "containment ends" });
        for (const player of [this.#old, this.#new]) player.update((machine, state) => endContainment(machine, state));
        return;
      case "turn":
        this.steps.push(move);
        for (const player of [this.#old, this.#new]) player.update((machine, state) => turned(machine, state, move));
        return;
      case "elsewhere":
        this.steps.push({ kind: "elsewhere", tool: move.did.kind === "call" ? move.did.call.tool : "" });
        this.#old.update((_, state) => state.map((value, variable) => move.old.get(variable) ?? value));
        this.#new.update((_, state) => state.map((value, variable) => move.new.get(variable) ?? value));
        return;
    }
  }

  decided(call: JointCall): void {
    this.#call("decided", call, false);
  }

  #call(kind: "executed" | "held" | "decided", { tool, old, new: new_, example }: JointCall, answered: boolean): void {
    const call = example();
    this.steps.push({ kind, tool, args: call?.args ?? {}, facts: call?.facts ?? {}, old: old.ruling.verdict, new: new_.ruling.verdict });
    if (call === undefined) {
      this.confirmed = false;
      return;
    }
    const before = this.#old.decide(tool, call, answered);
    const after = this.#new.decide(tool, call, answered);
    if (before !== old.ruling.verdict || after !== new_.ruling.verdict) this.confirmed = false;
  }

  #outcome({ settlement, outcome }: Extract<Move, { kind: "outcome" }>): void {
    const place = this.#open.findIndex((one) => one.settlement === settlement);
    const [settled] = place < 0 ? [] : this.#open.splice(place, 1);
    this.steps.push({ kind: "outcome", tool: settled?.tool ?? "", ...outcome });
    if (settled === undefined) this.confirmed = false;
    else {
      this.#old.observe(settled.number, outcome.old);
      this.#new.observe(settled.number, outcome.new);
    }
  }
}

/** What may hold: a state, and the terminals of the calls that were executed in it. */
interface Belief {
  readonly state: Int32Array;
  readonly executed: ReadonlyMap<number, { readonly tool: number; readonly terminal: number }>;
  /** What the last call was decided as. */
  readonly last: { readonly tool: number; readonly terminal: number };
}

/** One machine, in every state that may hold. */
class Player {
  readonly #machine: Machine;
  #beliefs: readonly Belief[];

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#beliefs = [{ state: initialState(machine), executed: new Map(), last: { tool: -1, terminal: -1 } }];
  }

  /** The severest verdict of all states; `answered`: as if a person had ended the containment. */
  decide(name: string, call: Call, answered: boolean): Verdict {
    const tool = toolNumber(this.#machine, name);
    if (tool < 0) return "deny";
    this.#beliefs = this.#beliefs.map((belief) => {
      const state = answered ? endContainment(this.#machine, belief.state) : belief.state;
      return { ...belief, last: { tool, terminal: decide(this.#machine, tool, state, call) } };
    });
    return this.#beliefs.reduce<Verdict>((verdict, { last }) => join(verdict, ruling(this.#machine, last.terminal).verdict), "allow");
  }

  /** Executes what was decided last; false where some state denies it. */
  execute(number: number): boolean {
    const isAdmitted = ({ last }: Belief): boolean => last.tool >= 0 && ruling(this.#machine, last.terminal).verdict !== "deny";
    if (!this.#beliefs.every(isAdmitted)) return false;
    this.#beliefs = this.#beliefs.map(({ state, executed, last }) => ({
      state: proceed(this.#machine, last.terminal, state),
      executed: new Map(executed).set(number, last),
      last,
    }));
    return true;
  }

  observe(number: number, outcome: Outcome): void {
    this.#beliefs = this.#beliefs.flatMap((belief) => {
      const call = belief.executed.get(number);
      if (call === undefined) return [belief];
      return observe(this.#machine, call.tool, call.terminal, outcome, belief.state).map((state) => ({ ...belief, state }));
    });
  }

  update(change: (machine: Machine, state: Int32Array) => Int32Array): void {
    this.#beliefs = this.#beliefs.map((belief) => ({ ...belief, state: change(this.#machine, belief.state) }));
  }
}

function turned(machine: Machine, state: Int32Array, { every, zone }: Extract<Move, { kind: "turn" }>): Int32Array {
  return state.map((value, variable) => {
    const resets = machine.document.variables[variable]?.resets;
    return resets?.zone === zone && (every === "day" || resets.every === "hour") ? 0 : value;
  });
}
