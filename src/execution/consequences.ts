/**
 * What each event does to the state: an allow, a hold, an outcome, a doubt, a refund. Everything is done in every state
 * that may hold, so an unknown outcome only adds possibilities. Terminals of another machine than the one in force have no effect.
 */
import type { Json } from "../crypto/index.ts";
import {
  admissible,
  contain,
  endContainment,
  type Machine,
  type Outcome,
  observe,
  outcomeOf,
  proceed,
  toolNumber,
} from "../kernel/index.ts";
import type { Running } from "./call-register.ts";
import { refund } from "./refund.ts";
import { type Owner, Standings } from "./standing.ts";

export class Consequences {
  #machine: Machine;
  #digest: string;
  readonly #standings: Standings;

  constructor(machine: Machine, digest: string) {
    this.#machine = machine;
    this.#digest = digest;
    this.#standings = new Standings(machine);
  }

  /** Another charter comes into force; what both declare alike keeps its values. */
  adopt(machine: Machine, digest: string): void {
    this.#standings.adopt(machine);
    this.#machine = machine;
    this.#digest = digest;
  }

  /** The states that may hold; undefined where they are too many to decide over. */
  states(owner: Owner, atMs: number): readonly Int32Array[] | undefined {
    return this.#standings.read(owner, atMs);
  }

  /** A fresh context: session-scoped variables start anew, but not containment and limits. */
  refresh(owner: Owner): void {
    this.#standings.refresh(owner);
  }

  /** The `then` effects of an allow; `terminals[i]` is where the decision ended in `states[i]`. */
  allow(owner: Owner, atMs: number, states: readonly Int32Array[], terminals: readonly number[]): void {
    this.#standings.write(
      owner,
      atMs,
      states.map((state, place) => proceed(this.#machine, terminals[place] ?? 0, state)),
    );
  }

  contain(owner: Owner, atMs: number): void {
    this.#map(owner, atMs, (state) => [contain(this.#machine, state)]);
  }

  endContainment(owner: Owner, atMs: number): void {
    this.#map(owner, atMs, (state) => [endContainment(this.#machine, state)]);
  }

  /** It is proved that nothing was executed: what the allow reserved is given back. */
  giveBack(owner: Owner, atMs: number, running: Running, tool: string): void {
    const number = toolNumber(this.#machine, tool);
    if (running.machine !== this.#digest || number < 0) return;
    this.#map(owner, atMs, (state, place) =>
      running.terminals.map((terminal) =>
        refund(this.#machine, number, terminal, running.before[place] ?? running.before[0] ?? state, state),
      ),
    );
  }

  /** Which outcome word a result is; `unknown` where the possible decisions disagree about it. */
  wordOf(running: Running, tool: string, isError: boolean, result: Json | undefined): Outcome {
    const number = toolNumber(this.#machine, tool);
    if (running.machine !== this.#digest || number < 0) return "unknown";
    const words = new Set(running.terminals.map((terminal) => outcomeOf(this.#machine, number, terminal, isError, result)));
    const [word = "unknown"] = words;
    return words.size === 1 ? word : "unknown";
  }

  /** An outcome's effects, and the labels of its content. */
  observe(owner: Owner, atMs: number, running: Running, tool: string, word: Outcome): void {
    this.#map(owner, atMs, (state) => this.#after(running, tool, word, state));
  }

  /** Nobody will ever say what came of it: every outcome that it could have had, and none. */
  doubt(owner: Owner, atMs: number, running: Running, tool: string): void {
    this.#map(owner, atMs, (state) => [
      state,
      ...this.#after(running, tool, "ok", state),
      ...this.#after(running, tool, "error", state),
      ...this.#after(running, tool, "unknown", state),
    ]);
  }

  /** Tools of which some call could be allowed or parked in one of the owner's possible states. */
  admissible(owner: Owner, atMs: number): readonly string[] {
    const tools = new Set((this.states(owner, atMs) ?? []).flatMap((state) => [...admissible(this.#machine, state)]));
    return [...tools].map((tool) => this.#machine.document.tools[tool]?.name ?? "").sort();
  }

  isContained(owner: Owner, atMs: number): boolean {
    return this.states(owner, atMs)?.some((state) => state[0] !== 0) ?? true;
  }

  #after(running: Running, tool: string, word: Outcome, state: Int32Array): readonly Int32Array[] {
    const number = toolNumber(this.#machine, tool);
    if (running.machine !== this.#digest || number < 0) return [state];
    return running.terminals.flatMap((terminal) => observe(this.#machine, number, terminal, word, state));
  }

  #map(owner: Owner, atMs: number, change: (state: Int32Array, place: number) => readonly Int32Array[]): void {
    const states = this.#standings.read(owner, atMs);
    if (states !== undefined) this.#standings.write(owner, atMs, states.flatMap(change));
  }
}
